"""Everything a person still has to say before a file can be read is named, with its column."""

from __future__ import annotations

import pytest

from leads.rules.sheets import faults
from leads.rules.sheets.columns import Column
from leads.rules.sheets.mapping import Mapping, Spec

MAIL = Column("mail", 0)


def found(column: Column, spec: Spec, kind: str = "leads", **mapping: object) -> list[str]:
    whole = Mapping({"mail": Spec("email"), column.key: spec}, **mapping)  # type: ignore[arg-type]
    return [str(fault) for fault in faults.find(whole, [MAIL, column], kind)]


def test_a_mapping_that_says_who_and_what_has_no_fault() -> None:
    assert found(Column("age", 1), Spec("age")) == []


def test_two_columns_for_one_word_are_refused() -> None:
    assert found(Column("mail 2", 1), Spec("email")) == [
        "mail 2: “mail” and “mail 2” are both read as E-mail. Choose one."
    ]


def test_a_column_that_is_not_in_the_file_is_named() -> None:
    mapping = Mapping({"mail": Spec("email"), "Phone": Spec("phone")})
    assert list(map(str, faults.find(mapping, [MAIL], "leads"))) == [
        "There is no column called “Phone” in this file."
    ]


def test_what_no_column_can_be_is_named() -> None:
    assert found(Column("x", 1), Spec("shoe_size")) == ["x: “shoe_size” is nothing a column can be."]
    assert found(Column("x", 1), Spec('extra:a"b')) == ['x: “a"b” cannot be the name of an attribute.']


def test_dates_and_decimals_that_read_in_two_ways_are_asked_for_and_never_guessed() -> None:
    dates = Column("came", 1, dates="unclear", date_example="03/04/2024")
    assert found(dates, Spec("created_at")) == [
        "came: Say whether the day or the month comes first: “03/04/2024” can be read in two ways."
    ]
    assert found(dates, Spec("created_at", dates="mdy")) == []
    assert "Some of these dates" in found(Column("came", 1, dates="both"), Spec("created_at"))[0]
    money = Column("revenue", 1, decimal="unclear", number_example="1.234")
    assert "“1.234” can be read in two ways" in found(money, Spec("annual_revenue"))[0]
    assert found(money, Spec("annual_revenue", decimal=",")) == []
    assert found(money, Spec("extra:revenue")) == []
    assert found(money, Spec("employees")) == []


def test_every_answer_of_an_outcome_needs_a_meaning() -> None:
    column = Column("y", 1, answers=("yes", "no", "unknown"))
    assert found(column, Spec("outcome", values={"yes": "won"})) == ["y: Say what “no” means."]
    assert found(column, Spec("outcome", values={"yes": "won", "no": "lost"})) == []
    assert (
        "not one of won, lost, open"
        in found(column, Spec("outcome", values={"yes": "gained", "no": "lost"}))[0]
    )
    assert "too many different values" in found(Column("y", 1), Spec("outcome"))[0]


def test_a_file_has_to_say_who_its_rows_are_about_unless_the_row_number_does() -> None:
    assert "Nothing says who a row is about" in str(faults.find(Mapping(), [Column("age", 0)], "leads")[0])
    assert faults.find(Mapping(row_number_as_id=True), [Column("age", 0)], "leads") == []
    both = Mapping({"id": Spec("outside_id")}, row_number_as_id=True)
    assert "only when no column is" in str(faults.find(both, [Column("id", 0)], "leads")[0])


@pytest.mark.parametrize(
    ("fixed", "said"),
    [
        ({"created_at": "2024-05-01", "formats": "webinar"}, []),
        ({"created_at": "soon"}, ["When it came for every row: “soon” is not a date."]),
        ({"email": "a@example.com"}, ["“email” cannot be the same in every row."]),
        ({"outcome": "won"}, ["“outcome” cannot be the same in every row."]),
        ({"shoe_size": "46"}, ["“shoe_size” cannot be the same in every row."]),
    ],
)
def test_what_holds_for_every_row_is_read_at_once(fixed: dict[str, str], said: list[str]) -> None:
    assert [
        str(fault) for fault in faults.find(Mapping({"mail": Spec("email")}, fixed=fixed), [MAIL], "leads")
    ] == said


def test_country_and_zone_have_to_exist() -> None:
    assert found(Column("x", 1), Spec("skip"), country="XX") == ["“XX” is not the code of a country."]
    assert found(Column("x", 1), Spec("skip"), zone="Europe/Atlantis") == [
        "There is no time zone called “Europe/Atlantis”."
    ]


def test_events_need_what_and_when() -> None:
    what = Column("what", 1, answers=("Webinar",))
    assert (
        "Say what they did and when"
        in found(what, Spec("event_kind", values={"Webinar": "webinar_attended"}), "events")[0]
    )
    assert (
        found(Column("when", 1, dates="year"), Spec("event_at"), "events", fixed={"event_kind": "Webinar"})
        == []
    )
    assert found(Column("when", 1, dates="year"), Spec("event_at")) == [
        "Say what they did: a column, or the same for every row."
    ]
