"""What stands in the columns of a file: their names, samples, and how their dates and decimals are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice, zip_longest
from typing import Any, BinaryIO

from leads.rules.sheets import dialect as dialects
from leads.rules.sheets.dialect import Dialect, NotATable

SAMPLES = 4
#: Up to so many different values are answers that a person can say the meaning of, one by one.
ANSWERS = 40
_ANSWER_LENGTH = 100
_SAMPLE_LENGTH = 80
_NAME_LENGTH = 60
#: A text of so many lines in one cell is rather a quotation mark that is missing.
_MANY_LINES = 50
_BLOCK = 2000

#: What a column shows about its dates or its decimals. UNCLEAR: every value can be read in two ways; BOTH: some values
#: speak for one way and some for the other. For these a person has to say.
UNCLEAR, BOTH = "unclear", "both"

_DATE = re.compile(r"^(\d{1,4})([-./ ])(\d{1,2})\2(\d{1,4})(?:[T ,].*)?$")
_MOMENT = re.compile(r"^\d{4}-\d\d-\d\d")
_NUMBER = re.compile(r"^[^\d\s-]{0,4}\s*[-−]?\s*(\d[\d.,'’\u00a0\u202f ]*?)\s*[^\d\s]{0,10}$")
_EMAIL = re.compile(r"^\S+@\S+\.\w+$")
_STARTS_A_FIGURE = frozenset("0123456789-−+£$€¥")


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``key`` is its name, made unique; ``answers`` are all its different values, the most frequent first, when
    there are few. ``dates`` is year, dmy, mdy, unclear, both or empty; ``decimal`` a sign, unclear, both or empty.
    ``date_example`` and ``number_example`` are the first values that can be read in two ways."""

    key: str
    place: int
    filled: int = 0
    samples: tuple[str, ...] = ()
    answers: tuple[str, ...] | None = None
    looks: str = ""
    dates: str = ""
    decimal: str = ""
    date_example: str = ""
    number_example: str = ""

    def to_document(self) -> dict[str, Any]:
        """Return the column as JSON values."""
        return asdict(self)

    @classmethod
    def from_document(cls, raw: Mapping[str, Any]) -> Column:
        """Read a column written by ``to_document``."""
        answers = raw["answers"]
        samples = tuple(raw["samples"])
        return cls(**{**raw, "samples": samples, "answers": tuple(answers) if answers is not None else None})


@dataclass(frozen=True, slots=True)
class Survey:
    """The columns of a file, how many rows follow its header, and what a person should know about both."""

    columns: tuple[Column, ...]
    rows: int
    notes: tuple[str, ...]


def survey(file: BinaryIO, dialect: Dialect) -> Survey:
    """Read the whole file once and say what stands in its columns; raises NotATable.

    Columns without a name and without a value are left out. Memory does not grow with the file.
    """
    records = (dialects.readable(cells, dialect) for _number, cells in dialects.rows(file, dialect))
    header = next((cells for cells in records if cells), None) if dialect.header else []
    if header is None:
        raise NotATable("The file is empty.")
    tallies = [_Tally() for _ in header]
    rows = 0
    while block := list(islice(records, _BLOCK)):
        rows += len(block)
        if rows > dialects.MAX_ROWS:
            raise NotATable(f"The file has more than {dialects.MAX_ROWS:,} rows. Cut it into several files.")
        for place, values in enumerate(zip_longest(*block, fillvalue="")):
            if place == len(tallies):
                tallies.append(_Tally())
            tallies[place].count(values)
        if len(tallies) > dialects.MAX_COLUMNS:
            raise NotATable(
                f"The file has more than {dialects.MAX_COLUMNS} columns. Leave out those that say nothing of leads."
            )
    if not any(tally.filled for tally in tallies):
        raise NotATable("The file has names of columns, but no rows below them.")
    if dialect.header:
        # A few rows that are too long hold a delimiter too many; a column without a name is filled in most rows.
        tallies = tallies[: len(header)] + [
            tally for tally in tallies[len(header) :] if tally.filled * 2 > rows
        ]
    return _named(header, tallies, rows)


def data_rows(file: BinaryIO, dialect: Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the records below the header with their numbers, blank ones as empty lists."""
    records = dialects.rows(file, dialect)
    if dialect.header:
        next((cells for _number, cells in records if cells), None)
    return records


def _named(header: Sequence[str], tallies: Sequence[_Tally], rows: int) -> Survey:
    """Give every column a name of its own and say which were given."""
    columns, notes = [], []
    used: Counter[str] = Counter()
    for place, tally in enumerate(tallies):
        given = " ".join(header[place].split()) if place < len(header) else ""
        if not given and not tally.filled:
            continue
        name = _fit(given.replace('"', "'").replace("\\", "/") or f"Column {place + 1}")
        if header and not given:
            notes.append(f"Column {place + 1} has values and no name; it is called “{name}” here.")
        used[name.casefold()] += 1
        if used[name.casefold()] > 1:
            key = _fit(name, f" ({used[name.casefold()]})")
            notes.append(f"Two columns are called “{name}”; column {place + 1} is called “{key}” here.")
            used[key.casefold()] += 1
        else:
            key = name
        if tally.lines >= _MANY_LINES:
            notes.append(
                f"A text in “{key}” runs over {tally.lines:,} lines. Perhaps a quotation mark is missing there, and rows of the "
                "file have gone into that text."
            )
        columns.append(tally.column(key, place))
    return Survey(tuple(columns), rows, tuple(notes))


def _fit(name: str, ending: str = "") -> str:
    """Shorten a name, so that it can also be the name of an extra attribute."""
    printable = "".join(sign for sign in name if sign.isprintable())
    return printable[: _NAME_LENGTH - len(ending)].strip() + ending


@dataclass(slots=True)
class _Tally:
    """What has been seen of one column so far."""

    filled: int = 0
    samples: list[str] = field(default_factory=list)
    answers: Counter[str] | None = field(default_factory=Counter)
    looks: Counter[str] = field(default_factory=Counter)
    orders: dict[str, str] = field(default_factory=dict)
    signs: dict[str, str] = field(default_factory=dict)
    lines: int = 1

    def count(self, values: Iterable[str]) -> None:
        """Take in the values of many rows; each different one is looked at once."""
        seen = Counter(_without_null(value) for value in map(str.strip, values) if value)
        self.filled += seen.total()
        if self.answers is not None:
            self.answers.update(seen)
            if len(self.answers) > ANSWERS or any(len(value) > _ANSWER_LENGTH for value in seen):
                self.answers = None
        for value in seen:
            if len(self.samples) < SAMPLES and value[:_SAMPLE_LENGTH] not in self.samples:
                self.samples.append(value[:_SAMPLE_LENGTH])
            self.looks[self._look(value)] += 1
            if len(value) > _ANSWER_LENGTH:
                self.lines = max(self.lines, value.count("\n") + 1)

    def _look(self, value: str) -> str:
        """Say what a value looks like, and keep what it tells about dates and decimals."""
        if value[0] not in _STARTS_A_FIGURE:
            return "email" if "@" in value and _EMAIL.match(value) else "text"
        if len(value) > 40:
            return "text"
        if _MOMENT.match(value):
            self.orders.setdefault("year", value)
            return "date"
        if found := _DATE.match(value):
            first, _sign, second, third = found.groups()
            if len(first) == 4 or len(third) in (2, 4):
                self.orders.setdefault(_order(first, second), value)
                return "date"
        if found := _NUMBER.match(value):
            if sign := _decimal(found[1]):
                self.signs.setdefault(sign, value)
            return "number"
        return "text"

    def column(self, key: str, place: int) -> Column:
        """Return what the column turned out to be."""
        looks, count = self.looks.most_common(1)[0] if self.looks else ("", 0)
        return Column(
            key=key,
            place=place,
            filled=self.filled,
            samples=tuple(self.samples),
            answers=None
            if self.answers is None
            else tuple(answer for answer, _times in self.answers.most_common()),
            looks=looks if count * 5 >= self.looks.total() * 4 else "text",
            dates=_settled(self.orders, {"dmy", "mdy"}, otherwise="year"),
            decimal=_settled(self.signs, {".", ","}, otherwise=""),
            date_example=self.orders.get("either", ""),
            number_example=self.signs.get("either", ""),
        )


def _without_null(text: str) -> str:
    """Show a null character as what it is: nothing a text has, and nothing PostgreSQL keeps."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}") if "\0" in text else text


def _order(first: str, second: str) -> str:
    """Say what one date tells: the year first, the day first, the month first, or either of the last two."""
    if len(first) == 4:
        return "year"
    if int(first) > 12:
        return "dmy"
    if int(second) > 12:
        return "mdy"
    return "either" if first != second else "same"


def _decimal(digits: str) -> str:
    """Say which sign one number has for its decimals: a point, a comma, either of them, or empty when it tells nothing."""
    bare = re.sub(r"['’\u00a0\u202f ]", "", digits).rstrip(".,")
    signs = [sign for sign in bare if sign in ".,"]
    if not signs:
        return ""
    last = signs[-1]
    other = "," if last == "." else "."
    if len(set(signs)) == 2:
        return last
    groups = bare.split(last)
    if len(signs) > 1:
        return other if all(len(group) == 3 for group in groups[1:]) else ""
    whole, fraction = groups
    return "either" if len(fraction) == 3 and 1 <= len(whole) <= 3 and whole != "0" else last


def _settled(seen: Collection[str], ways: Collection[str], *, otherwise: str) -> str:
    """Return the one way that a column's values allow; UNCLEAR or BOTH when they do not settle it."""
    told = set(seen) & set(ways)
    if len(told) == 2:
        return BOTH
    if told:
        return told.pop()
    if "either" in seen:
        return UNCLEAR
    return otherwise if seen else ""
