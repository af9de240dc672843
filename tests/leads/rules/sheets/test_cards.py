"""Business cards of every version become rows."""

from __future__ import annotations

import pytest

from leads.rules.sheets import cards
from leads.rules.sheets.dialect import NotATable
from tests.factories import sheets

CARD = """\
BEGIN:VCARD\r
VERSION:3.0\r
N:Okafor;Maya;;;\r
FN:Maya Okafor\r
ORG:Aldermoor Foods plc;Operations\r
TITLE:VP Operations\r
EMAIL;TYPE=INTERNET,WORK:maya.okafor@aldermoor.example.com\r
item1.TEL;TYPE=CELL:+44 20 7946 0142\r
ADR;TYPE=WORK:;;1 Mill Lane;Leeds;;LS1;United Kingdom\r
NOTE:Two inline checkweighers\\, new line\\nin Leeds and a long
  remark\r
END:VCARD\r
"""


def rows(text: str | bytes) -> list[list[str]]:
    return list(cards.read(sheets.file(text)))


def test_a_card_is_a_row_under_headers_the_mapping_knows() -> None:
    assert rows(CARD) == [
        ["Name", "Company", "Job title", "E-mail", "Telephone", "City", "Country", "Note"],
        [
            "Maya Okafor",
            "Aldermoor Foods plc",
            "VP Operations",
            "maya.okafor@aldermoor.example.com",
            "+44 20 7946 0142",
            "Leeds",
            "United Kingdom",
            "Two inline checkweighers, new line\nin Leeds and a long remark",
        ],
    ]


def test_old_cards_in_quoted_printable_are_read() -> None:
    card = (
        "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;Zo=C3=AB\n"
        "ORG;ENCODING=QUOTED-PRINTABLE:Aldermoor=\n Foods\nEND:VCARD\n"
    )
    assert rows(card)[1][:2] == ["Zoë Müller", "Aldermoor Foods"]


def test_several_cards_in_one_file_and_numbers_as_addresses() -> None:
    text = "BEGIN:VCARD\nFN:A\nTEL;VALUE=uri:tel:+4420\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD\n"
    assert [(row[0], row[4]) for row in rows(text)[1:]] == [("A", "+4420"), ("B", "")]


def test_a_card_that_is_cut_off_is_refused() -> None:
    with pytest.raises(NotATable, match="no end"):
        rows("BEGIN:VCARD\nFN:A\n")


def test_cards_are_recognised_by_their_contents() -> None:
    assert cards.is_card(sheets.file("\ufeff" + CARD))
    assert not cards.is_card(sheets.people(1))
