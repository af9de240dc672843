"""Rows are read by their mapping: right, or named, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from agreements.rules.criteria.dossier import Event
from leads.rules.sheets.columns import Column
from leads.rules.sheets.mapping import Mapping, Spec
from leads.rules.sheets.rowreading import RowReader, Told
from tests.factories.moments import NOW


def read(spec: Spec, text: str, kind: str = "leads", **mapping: object) -> Told:
    whole = Mapping({"x": spec}, **mapping)  # type: ignore[arg-type]
    return RowReader(whole, [Column("x", 0)], kind).read([text], at=NOW)


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (Spec("annual_revenue", decimal=","), "1.850,50", Decimal("1850.50")),
        (Spec("annual_revenue", decimal=","), "1.234", Decimal("1234.00")),
        (Spec("annual_revenue", decimal="."), "1.234", Decimal("1.23")),
        (Spec("employees"), "51-200", 51),
        (Spec("created_at", dates="dmy"), "03/04/2024", datetime(2024, 4, 3, tzinfo=UTC)),
        (Spec("created_at", dates="mdy"), "03/04/2024", datetime(2024, 3, 4, tzinfo=UTC)),
        (Spec("created_at"), "2017.10.20", datetime(2017, 10, 20, tzinfo=UTC)),
        (Spec("created_at"), "31/12/2024", datetime(2024, 12, 31, tzinfo=UTC)),
        (Spec("outcome", values={"yes": "won"}), "yes", "won"),
        (Spec("title"), "=HYPERLINK(1)", "=HYPERLINK(1)"),
        (Spec("extra:job"), "admin.", "admin."),
        (Spec("extra:rate", decimal=","), "4,855", "4.855"),
        (Spec("extra:rate", decimal=","), "about 4", "about 4"),
        (Spec("is_student"), "-", "-"),
    ],
)
def test_a_cell_is_read_as_the_mapping_says(spec: Spec, text: str, value: object) -> None:
    told = read(spec, f" {text} ")
    assert (told.payload, told.troubles) == ({spec.target: value}, [])


@pytest.mark.parametrize("text", ["", "  ", "unknown", "N/A", "-", "?"])
def test_cells_that_say_nothing_give_nothing(text: str) -> None:
    assert read(Spec("employees"), text) == Told()


@pytest.mark.parametrize(
    ("spec", "text", "said"),
    [
        (Spec("employees"), "many", "x: “many” is not a number."),
        (Spec("created_at"), "03/04/2024", "x: “03/04/2024” could be read in two ways"),
        (Spec("created_at"), "30.02.2024", "x: “30.02.2024” is not a date of the calendar."),
        (Spec("outcome", values={"yes": "won"}), "perhaps", "x: Nothing says what “perhaps” means."),
        (Spec("title"), "x" * 20_001, "x: The text of 20,001 characters is longer than any we keep"),
        (Spec("event:webinar_attended"), "no idea", "x: “no idea” is not a date."),
        (Spec("event:page_view"), "501", "x: “501” is more often than one row may say"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_column(spec: Spec, text: str, said: str) -> None:
    reader = RowReader(Mapping({"x": spec}), [Column("x", 0)], "leads")
    told = reader.read([text], at=NOW)
    assert told.payload == {}
    assert [reader.say(trouble)[: len(said)] for trouble in told.troubles] == [said]


def test_times_without_a_zone_are_the_zone_of_the_mapping() -> None:
    told = read(Spec("created_at"), "2026-07-01 09:00", zone="Europe/Berlin")
    assert told.payload["created_at"] == datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/Berlin"))


def test_a_value_for_every_row_gives_way_to_a_filled_cell() -> None:
    fixed = {"created_at": "2024-05-01"}
    assert read(Spec("created_at"), "", fixed=fixed).payload == {
        "created_at": datetime(2024, 5, 1, tzinfo=UTC)
    }
    assert read(Spec("created_at"), "2024-06-01", fixed=fixed).payload == {
        "created_at": datetime(2024, 6, 1, tzinfo=UTC)
    }


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("2026-11-03", [Event("product_page", datetime(2026, 11, 3, tzinfo=UTC))]),
        ("yes", [Event("product_page", NOW)]),
        ("3", [Event("product_page", NOW)] * 3),
        ("0", []),
        ("no", []),
    ],
)
def test_a_behaviours_own_column_says_when_how_often_or_yes(text: str, events: list[Event]) -> None:
    assert read(Spec("event:product_page"), text).events == events


def test_seconds_on_a_page_are_one_event_with_an_amount() -> None:
    assert read(Spec("event:time_on_page"), "95").events == [Event("time_on_page", NOW, amount=95)]


def test_yes_is_dated_by_when_the_lead_came() -> None:
    came = datetime(2026, 9, 1, tzinfo=UTC)
    told = read(Spec("event:webinar_attended"), "x", fixed={"created_at": "2026-09-01"})
    assert told.events == [Event("webinar_attended", came)]


def test_an_event_in_each_row_has_its_kind_moment_detail_and_amount() -> None:
    places = {
        "mail": "email",
        "what": "event_kind",
        "when": "event_at",
        "page": "event_detail",
        "seconds": "event_amount",
    }
    specs = {key: Spec(target) for key, target in places.items()}
    specs["what"] = Spec("event_kind", values={"visit": "time_on_page"})
    columns = [Column(key, place) for place, key in enumerate(places)]
    reader = RowReader(Mapping(specs), columns, "events")
    told = reader.read(["a@example.com", "visit", "2026-11-03T10:00Z", "/prices", "95"], at=NOW)
    assert told.payload == {"email": "a@example.com"}
    assert told.events == [Event("time_on_page", datetime(2026, 11, 3, 10, tzinfo=UTC), "/prices", 95)]


def test_a_short_row_lacks_its_last_cells() -> None:
    reader = RowReader(
        Mapping({"a": Spec("name"), "b": Spec("city")}), [Column("a", 0), Column("b", 1)], "leads"
    )
    assert reader.read(["Maya"], at=NOW).payload == {"name": "Maya"}
