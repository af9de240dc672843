"""A mapping is guessed for a person to look over, kept as JSON, and read back with the place of every mistake."""

from __future__ import annotations

import json

import pytest

from leads.rules.sheets import mapping
from leads.rules.sheets.columns import Column
from leads.rules.sheets.mapping import Malformed, Mapping, Spec


def test_what_the_values_settle_is_said_and_what_they_leave_open_is_not() -> None:
    guess = mapping.guess(
        [
            Column("Created", 0, looks="date", dates="dmy"),
            Column("Closed at", 1, looks="date", dates="unclear"),
            Column("Revenue", 2, looks="number", decimal=","),
            Column("Outcome", 3, answers=("Closed won", "no", "maybe")),
        ],
        "leads",
    )
    assert guess.columns == {
        "Created": Spec("created_at", dates="dmy"),
        "Closed at": Spec("outcome_at"),
        "Revenue": Spec("annual_revenue", decimal=","),
        "Outcome": Spec("outcome", values={"Closed won": "won", "no": "lost"}),
    }


def test_nothing_is_guessed_for_two_columns() -> None:
    guess = mapping.guess([Column("E-mail", 0), Column("Mail", 1)], "leads")
    assert [spec.target for spec in guess.columns.values()] == ["email", "extra:Mail"]


def test_an_extra_number_with_a_decimal_comma_is_to_become_comparable() -> None:
    column = Column("weight", 0, looks="number", decimal=",")
    assert mapping.described(column, "extra", "leads") == Spec("extra:weight", decimal=",")


def test_columns_nobody_spoke_of_become_extra_attributes_or_are_left_out() -> None:
    column = Column("marital", 0)
    assert Mapping().spec(column, "leads") == Spec("extra:marital")
    assert Mapping(others="skip").spec(column, "leads") == Spec("skip")
    assert Mapping().spec(column, "events") == Spec("skip")


def test_a_mapping_is_kept_as_json() -> None:
    whole = Mapping(
        {
            "y": Spec("outcome", values={"yes": "won"}),
            "d": Spec("created_at", dates="mdy"),
            "r": Spec("budget", decimal="."),
        },
        others="skip",
        fixed={"formats": "webinar"},
        row_number_as_id=True,
        country="DE",
        zone="Europe/Berlin",
    )
    assert mapping.from_json(json.dumps(whole.to_document())) == whole


def test_a_mapping_written_by_hand_can_be_short() -> None:
    assert mapping.from_json('{"columns": {"mail": "email", "x": "extra"}}').columns == {
        "mail": Spec("email"),
        "x": Spec("extra:x"),
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "not JSON"),
        ("[]", "A mapping is an object"),
        ('{"format": 2}', "format 2"),
        ('{"columns": {"y": "email", "y": "name"}}', "“y” is mapped twice"),
        ('{"columns": {"y": 3}}', "The column “y” needs “as”"),
        ('{"columns": {"y": {"as": "email", "dats": "dmy"}}}', "The column “y” says “dats”"),
        ('{"columns": {"y": {"as": "created_at", "dates": "ymd"}}}', "“dates” of the column “y” is “ymd”"),
        ('{"columns": {"y": {"as": "outcome", "values": ["yes"]}}}', "“values” of the column “y”"),
        ('{"others": "drop"}', "“others” is “drop”"),
        ('{"row_number_as_id": "yes"}', "“row_number_as_id” is “yes”"),
        ('{"fixed": []}', "“fixed” is an object"),
        ('{"colums": {}}', "The mapping says “colums”"),
    ],
)
def test_a_mistake_in_json_is_named_with_its_place(text: str, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        mapping.from_json(text)
