"""Headers suggest what a column is, and never more than its values bear out."""

from __future__ import annotations

import pytest

from leads.rules.sheets import targets
from leads.rules.sheets.columns import Column


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("E-Mail Address", "email"),
        ("Vorname", "first_name"),
        ("last_name", "last_name"),
        ("Organisation", "company"),
        ("Job title", "title"),
        ("No. of employees", "employees"),
        ("Annual Revenue", "annual_revenue"),
        ("Would you like sales to contact you?", "contact_me"),
        ("webinar", "event:webinar_attended"),
        ("job", "extra"),
        ("y", "extra"),
        ("contact", "extra"),
        ("duration", "extra"),
    ],
)
def test_a_header_suggests_what_its_column_is(header: str, target: str) -> None:
    assert targets.suggest(Column(header, 0), "leads") == target


def test_a_column_called_date_without_dates_is_not_when_the_lead_came() -> None:
    assert targets.suggest(Column("Date", 0, looks="date"), "leads") == "created_at"
    assert targets.suggest(Column("Date", 0, looks="text"), "leads") == "extra"


def test_in_a_file_of_events_the_date_is_when_they_did_it_and_strangers_are_left_out() -> None:
    assert targets.suggest(Column("Date", 0, looks="date"), "events") == "event_at"
    assert targets.suggest(Column("Company", 0), "events") == "skip"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Webinar", "webinar_attended"),
        ("webinar_attended", "webinar_attended"),
        ("Asked for a demo", "demo_requested"),
        ("product pages", "product_page"),
        ("White paper", "high_value_download"),
        ("birthday", ""),
    ],
)
def test_behaviour_is_recognised_by_key_label_and_usual_words(text: str, kind: str) -> None:
    assert targets.event_named(text) == kind


def test_every_target_stands_under_one_heading() -> None:
    for kind in ("leads", "events"):
        listed = [target.key for _group, found in targets.grouped(kind) for target in found]
        assert sorted(listed) == sorted(targets.TARGETS[kind])
