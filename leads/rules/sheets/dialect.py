"""How a file of rows is written, found out from its bytes: encoding, delimiter, header; and the rows read that way."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from itertools import chain, islice
from typing import Any, BinaryIO

MAX_ROWS = 250_000
MAX_COLUMNS = 300
MAX_CELL = 5 * 1024 * 1024
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

#: UTF-8 with bytes of Windows-1252 in between, as two files pasted together have.
MIXED = "mixed"
ENCODINGS: Mapping[str, str] = {
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16, little end first",
    "utf-16-be": "UTF-16, big end first",
    "cp1252": "Windows-1252, Western Europe",
    "cp1250": "Windows-1250, Central Europe",
    "cp1251": "Windows-1251, Cyrillic",
    "iso8859-15": "ISO 8859-15, Western Europe",
    "mac-roman": "Macintosh, Western Europe",
    MIXED: "UTF-8 and Windows-1252 mixed",
}

_HEAD = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_ROWS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"{\\rtf", "a text document"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML document"),
    (b"[{", "a JSON document"),
    (b'{"', "a JSON document"),
)
#: Stands after the last line, so that a quotation mark that is still open there shows.
_END = "\x03end of the rows"
#: So many rows can stand above the names of the columns.
MAX_ABOVE = 20
_SEP = re.compile(r"^\ufeff?sep=(.)\r?\n?$", re.IGNORECASE)
_EMAIL = re.compile(r"^\S+@\S+\.\w+$")
_FIGURE = re.compile(r"^[-+£$€]?\d[\d.,/:' -]*%?$")


class NotATable(ValueError):
    """A file that holds no rows we can read; ``str()`` of it tells a person why and what to do."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a file is written. ``skip`` records are no rows at all (Excel's ``sep=;``), ``above`` rows stand above the header,
    such as a title; ``source`` is csv, or the kind of file its rows were taken from."""

    encoding: str = "utf-8"
    delimiter: str = ","
    header: bool = True
    skip: int = 0
    above: int = 0
    source: str = "csv"

    def to_document(self) -> dict[str, Any]:
        """Return the dialect as JSON values."""
        return asdict(self)

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Dialect:
        """Read a dialect written by ``to_document``."""
        return cls(**raw)


def sniff(file: BinaryIO) -> tuple[Dialect, tuple[str, ...]]:
    """Return how a file is written, and what a person should know about that; raises NotATable."""
    encoding, notes = _encoding(file)
    lines = _first_lines(file, Dialect(encoding))
    if not any(line.strip() for line in lines):
        raise NotATable("The file is empty.")
    announced = _SEP.match(lines[0])
    if announced:
        lines = lines[1:]
    delimiter = announced[1] if announced else _delimiter(lines)
    first = list(islice(csv.reader(lines, delimiter=delimiter), MAX_ABOVE + 1))
    above = _title_rows(first)
    dialect = Dialect(encoding, delimiter, skip=1 if announced else 0, above=above)
    if above:
        title = next(cell for row in first for cell in readable(row, dialect) if cell.strip())
        notes.append(
            f"Row {above + 1} holds the names of the columns. What stands above it is left out: “{title.strip()[:60]}”."
        )
    elif _looks_like_data(next((row for row in first if any(row)), [])):
        dialect = replace(dialect, header=False)
        notes.append(
            "The first row looks like a lead, not like names of columns, and is read as one. "
            "Say so below if it does hold the names."
        )
    return dialect, tuple(notes)


def rows(file: BinaryIO, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield every record with its number as a spreadsheet counts it, the first being 1; blank ones are empty lists, and so
    are those above the header.

    The header comes too. Raises NotATable for a cell above MAX_CELL, for a quotation mark that nothing closes, and for bytes
    that the encoding cannot read.
    """
    csv.field_size_limit(MAX_CELL)
    number = 0
    try:
        with closing(_text(file, dialect)) as lines:
            reader = csv.reader(chain(lines, (_END,)), delimiter=dialect.delimiter)
            for number, cells in enumerate(islice(reader, dialect.skip, None), start=1):
                if cells and cells[-1].endswith(_END):
                    if cells != [_END]:
                        raise NotATable(
                            f"A quotation mark is opened in row {number:,} and never closed, so that every row below "
                            "would go into one cell. Close it or take it out, and bring the file again."
                        )
                    break
                yield number, cells if number > dialect.above and any(map(str.strip, cells)) else []
    except csv.Error as error:
        raise NotATable(
            f"Row {number + 1:,} holds a cell of more than {MAX_CELL // 1024 // 1024} MB. "
            "Perhaps a quotation mark is opened there and never closed."
        ) from error
    except UnicodeError as error:
        raise NotATable(
            f"The file cannot be read as {ENCODINGS.get(dialect.encoding, dialect.encoding)} after row {number:,}. "
            "Save it as UTF-8, or choose another encoding."
        ) from error


def readable(cells: list[str], dialect: Dialect) -> list[str]:
    """Return the cells of a row as people read them, whatever its encoding."""
    return (mend(cells) if dialect.encoding == MIXED else None) or cells


def mend(cells: list[str]) -> list[str] | None:
    """Return the cells of a row in MIXED encoding with its stray bytes read as Windows-1252; None when it has none."""
    if not any(map(_STRAY.search, cells)):
        return None
    return [_STRAY.sub(_as_windows, cell) for cell in cells]


_STRAY = re.compile("[\udc80-\udcff]")


def _as_windows(found: re.Match[str]) -> str:
    return bytes([ord(found[0]) - 0xDC00]).decode("cp1252", "replace")


def _text(file: BinaryIO, dialect: Dialect) -> Generator[str]:
    file.seek(0)
    mixed = dialect.encoding == MIXED
    encoding = "utf-8" if mixed else dialect.encoding
    errors = "surrogateescape" if mixed else "replace" if encoding == "cp1252" else "strict"
    # The wrapper would close the file with itself, which is the caller's to close.
    text = io.TextIOWrapper(file, "utf-8-sig" if encoding == "utf-8" else encoding, errors, newline="")
    try:
        # The wrapper itself would be closed, with its file, when a caller stops early.
        yield from iter(text.readline, "")
    finally:
        text.detach()


def _first_lines(file: BinaryIO, dialect: Dialect) -> list[str]:
    """Return the first lines of the text, about as many as fit into 64 KB."""
    lines, size = [], 0
    try:
        with closing(_text(file, dialect)) as text:
            for line in text:
                lines.append(line[:_HEAD])
                size += len(line)
                if size > _HEAD or len(lines) == 200:
                    break
    except UnicodeError as error:
        raise NotATable("The file is not text in an encoding we know. Save it as CSV in UTF-8.") from error
    return lines


# --- encoding --------------------------------------------------------------------------


def _encoding(file: BinaryIO) -> tuple[str, list[str]]:
    file.seek(0)
    head = file.read(_HEAD)
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, []
    for mark, what in _NOT_ROWS:
        if head.lstrip()[: len(mark)].lower() == mark.lower():
            raise NotATable(
                f"This is {what}, not a file of rows. Save the table as CSV or as an Excel workbook (.xlsx)."
            )
    if b"\0" in head:
        if encoding := _utf_16_without_mark(head):
            return encoding, []
        _refuse_binary(head)
    elif _controls(head) > len(head) / 100:
        _refuse_binary(head)
    return _eight_bit_encoding(file)


def _utf_16_without_mark(head: bytes) -> str:
    even, odd, pairs = head[::2].count(0), head[1::2].count(0), len(head) / 2
    if odd > 0.4 * pairs and even < 0.05 * pairs:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * pairs and odd < 0.05 * pairs else ""


def _controls(head: bytes) -> int:
    """Count the control characters that no text has."""
    return len(head) - len(head.translate(None, bytes({*range(32)} - {*b"\t\n\r\f\x1a\x1b"})))


def _refuse_binary(head: bytes) -> None:
    """Refuse what is no text; a few null characters in a text are a matter of their rows."""
    if _controls(head) > max(3, len(head) / 100):
        raise NotATable("This is not a text file. Save the table as CSV or as an Excel workbook (.xlsx).")


def _eight_bit_encoding(file: BinaryIO) -> tuple[str, list[str]]:
    """Tell UTF-8, Windows-1252 and a mixture of both apart by every byte of the file."""
    if _is_utf_8(file):
        return "utf-8", []
    file.seek(0)
    lines: dict[bool, list[int]] = {True: [], False: []}
    for number, line in enumerate(file, start=1):
        if not line.isascii():
            lines[_decodes(line)].append(number)
    if not lines[True]:
        return "cp1252", [
            "The file is not UTF-8. It is read as Windows-1252 (Western Europe): check the letters with accents below."
        ]
    strays = lines[False]
    shown = ", ".join(f"{number:,}" for number in strays[:5])
    more = f" and {len(strays) - 5:,} more" if len(strays) > 5 else ""
    return MIXED, [
        f"The file mixes two encodings: it is UTF-8, but line {shown}{more} "
        "cannot be. What is not UTF-8 is read as Windows-1252, and the report names each such row."
    ]


def _is_utf_8(file: BinaryIO) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


# --- delimiter and header --------------------------------------------------------------


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that cuts the header and most rows into equally many columns."""
    best, score = ",", (False, 0.0, 1)
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=delimiter) if row]
        except csv.Error:
            continue
        width, count = Counter(widths).most_common(1)[0]
        this = (widths[0] == width, round(count / len(widths), 1), width)
        if width > 1 and this > score:
            best, score = delimiter, this
    return best


def _title_rows(first: Sequence[Sequence[str]]) -> int:
    """Return how many rows stand above the header: a title of one cell, perhaps some more, before names side by side."""
    filled = [sum(bool(cell.strip()) for cell in row) for row in first]
    header = next((place for place, count in enumerate(filled) if count > 1), 0)
    if not any(filled[:header]) or _looks_like_data(first[header]) or header + 1 >= len(first):
        return 0
    return header


def _looks_like_data(first: Sequence[str]) -> bool:
    """Whether a first row holds an address, or many figures, which names of columns do not."""
    cells = [cell.strip() for cell in first if cell.strip()]
    figures = sum(bool(_FIGURE.match(cell)) for cell in cells)
    return any(map(_EMAIL.match, cells)) or figures * 3 >= max(len(cells), 1) > 0
