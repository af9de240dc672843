"""Business cards (vCard 2.1 to 4.0) as rows, one a card."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from typing import BinaryIO

from leads.rules.sheets.dialect import NotATable

HEADER = ("Name", "Company", "Job title", "E-mail", "Telephone", "City", "Country", "Note")
_LINE = re.compile(r"^(?:[\w-]+\.)?(?P<name>[A-Za-z-]+)(?P<parameters>(?:;[^:]*)?):(?P<value>.*)$", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_BY_NAME = {
    "FN": "Name",
    "ORG": "Company",
    "TITLE": "Job title",
    "EMAIL": "E-mail",
    "TEL": "Telephone",
    "NOTE": "Note",
}


def is_card(file: BinaryIO) -> bool:
    """Whether a file holds business cards, by its first line."""
    file.seek(0)
    return file.read(64).lstrip(b"\xef\xbb\xbf\r\n ").upper().startswith(b"BEGIN:VCARD")


def read(file: BinaryIO) -> Iterator[list[str]]:
    """Yield the header and one row for each card; raises NotATable for a card without an end."""
    file.seek(0)
    raw = file.read()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    yield list(HEADER)
    card: dict[str, str] | None = None
    for line in _unfolded(text):
        name, parameters, value = _parts(line)
        if name == "BEGIN":
            card = {}
        elif name == "END" and card is not None:
            yield [card.get(field, "") for field in HEADER]
            card = None
        elif card is not None:
            _take(card, name, parameters, value)
    if card is not None:
        raise NotATable("The last business card has no end; the file seems to be cut off.")


def _unfolded(text: str) -> Iterator[str]:
    """Join lines that were folded, by leading white space or, in version 2.1, by a trailing "="."""
    whole = ""
    for line in text.splitlines():
        soft = whole.endswith("=") and "QUOTED-PRINTABLE" in whole.partition(":")[0].upper()
        if soft:
            whole = whole[:-1] + line
        elif line[:1] in (" ", "\t") and whole:
            whole += line[1:]
        else:
            if whole:
                yield whole
            whole = line
    if whole:
        yield whole


def _parts(line: str) -> tuple[str, str, str]:
    found = _LINE.match(line)
    return (found["name"].upper(), found["parameters"].upper(), found["value"]) if found else ("", "", "")


def _take(card: dict[str, str], name: str, parameters: str, value: str) -> None:
    """Put one property on a card; of several addresses and numbers the first is taken."""
    if "QUOTED-PRINTABLE" in parameters:
        charset = re.search(r"CHARSET=([\w-]+)", parameters)
        value = quopri.decodestring(value.encode("utf-8", "replace")).decode(
            charset[1] if charset else "utf-8", "replace"
        )
    fields = [
        _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], part)
        for part in re.split(r"(?<!\\);", value)
    ]
    if name == "N" and "Name" not in card:
        last, first = [*fields, ""][:2]
        card["Name"] = " ".join(filter(None, (first, last)))
    elif name == "FN" and fields[0]:
        card["Name"] = fields[0]
    elif name == "ADR" and "City" not in card:
        places = fields + [""] * 7
        card["City"], card["Country"] = places[3], places[6]
    elif name in _BY_NAME and fields[0]:
        card.setdefault(_BY_NAME[name], fields[0].removeprefix("tel:").removeprefix("mailto:"))
