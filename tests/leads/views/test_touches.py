"""Following up through the doors: log, take back, plan, correct; on the queue, on the lead's page, and without JavaScript."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from leads.models import Channel, Lead, Stint, Touch
from tests.factories import leads, moments
from tests.factories.people import Cast
from tests.leads.views.conftest import SignIn

pytestmark = pytest.mark.usefixtures("story_time")

#: What htmx sends along from the queue and from the lead's page.
ON_QUEUE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?scope=team"}
ON_PAGE = {"HX-Request": "true", "HX-Current-URL": "http://testserver/leads/1/"}


def address(name: str, lead: Lead | int, *more: Any) -> str:
    return reverse(f"leads:{name}", args=[getattr(lead, "pk", lead), *more])


def log(
    browser: Client, stint: Stint, said: dict[str, Any], headers: dict[str, str] | None = None
) -> HttpResponse:
    return browser.post(address("touch", stint.lead_id), said, headers=headers or {})  # type: ignore[return-value]


@pytest.fixture
def rep(maya: Stint, sign_in: SignIn) -> Client:
    """A browser in which Maya's rep is signed in."""
    assert maya.owner is not None
    return sign_in(maya.owner)


# --- logging ---------------------------------------------------------------------------


def test_one_click_on_the_queue_logs_a_call_and_answers_with_the_row(maya: Stint, rep: Client) -> None:
    answer = log(rep, maya, {"quick": "1", "kind": "call"}, ON_QUEUE)
    touch = Touch.objects.get()
    assert (touch.kind, touch.outcome, touch.by, touch.happened_at) == (
        "call",
        "no_answer",
        maya.owner,
        moments.NOW,
    )
    html = answer.content.decode()
    assert f"hx-swap-oob=\"outerHTML:[data-id='{maya.lead_id}']\"" in html
    assert 'title="1 of 3 calls"' in html
    assert "<b>Accept or return</b>" in html
    assert 'id="q-tabs" hx-swap-oob="true"' in html
    assert "Call logged: no answer" in html
    assert f'hx-post="{address("touch_undo", touch.pk)}"' in html
    assert "<html" not in html


def test_without_javascript_the_same_door_leads_back_to_the_lead(maya: Stint, rep: Client) -> None:
    answer = log(rep, maya, {"kind": "email", "outcome": "sent"})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/leads/{maya.lead_id}/")
    page = rep.get(answer.headers["Location"]).content.decode()
    assert "E-mail logged: sent" in page
    assert f'action="{address("touch_undo", Touch.objects.get().pk)}"' in page


def test_from_the_dialog_on_the_page_of_a_lead_the_whole_page_follows(maya: Stint, rep: Client) -> None:
    answer = log(rep, maya, {"kind": "call", "outcome": "reached", "note": "In a line trial."}, ON_PAGE)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, f"/leads/{maya.lead_id}/")
    assert Touch.objects.get().is_contact
    assert "In a line trial." in rep.get(f"/leads/{maya.lead_id}/").content.decode()


def test_the_dialog_offers_what_can_come_of_this_kind(maya: Stint, rep: Client) -> None:
    dialog = rep.get(f"{address('touch', maya.lead)}?kind=email", headers=ON_PAGE).content.decode()
    assert dialog.lstrip().startswith('<dialog class="dialog" id="act"')
    assert "Log an e-mail" in dialog
    assert "Bounced" in dialog
    assert "Voicemail" not in dialog
    assert "<html" in rep.get(address("touch", maya.lead)).content.decode()


def test_when_it_happened_is_read_in_the_persons_own_time(maya: Stint, rep: Client) -> None:
    with time_machine.travel(moments.NOW + timedelta(hours=2), tick=False):
        log(rep, maya, {"kind": "call", "outcome": "voicemail", "happened_at": "2026-11-17T11:05"})
    assert Touch.objects.get().happened_at == datetime(2026, 11, 17, 11, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kind": "call", "happened_at": "2026-11-17T15:00"}, "logged once it has happened"),
        ({"kind": "call", "happened_at": "2026-11-17T09:00"}, "handed over later than that"),
        (
            {"kind": "call", "happened_at": "yesterday"},
            "This is no date and time. Write it as 2026-12-24 14:30.",
        ),
        ({"kind": "call", "outcome": "sent"}, "“sent” is not on the list"),
        ({"kind": "email", "note": "x" * 5001}, "This has 5001 characters, and 5000 fit."),
    ],
)
def test_what_cannot_be_comes_back_with_everything_that_was_written(
    maya: Stint, rep: Client, said: dict[str, str], why: str
) -> None:
    answer = log(rep, maya, said | {"note": said.get("note", "Reception knows.")}, ON_PAGE)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert html.lstrip().startswith("<dialog")
    assert why in html
    assert said.get("note", "Reception knows.") in html
    assert not Touch.objects.exists()


def test_an_unknown_kind_is_not_found(maya: Stint, rep: Client) -> None:
    assert log(rep, maya, {"kind": "fax"}).status_code == 404
    assert rep.get(f"{address('touch', maya.lead)}?kind=fax").status_code == 404


def test_a_touch_refused_at_once_says_why_in_a_toast(maya: Stint, rep: Client) -> None:
    rep.post(address("disqualify", maya.lead), {"reason": "no_need"})
    html = log(rep, maya, {"quick": "1", "kind": "call"}, ON_QUEUE).content.decode()
    assert "is no longer with" in html
    assert "toast-bad" in html
    assert f"hx-swap-oob=\"delete:[data-id='{maya.lead_id}']\"" in html


# --- taking back -----------------------------------------------------------------------


def test_a_touch_is_taken_back_within_the_minute(maya: Stint, rep: Client) -> None:
    log(rep, maya, {"kind": "call"})
    touch = Touch.objects.get()
    with time_machine.travel(moments.NOW + timedelta(seconds=20), tick=False):
        html = rep.post(address("touch_undo", touch.pk), headers=ON_QUEUE).content.decode()
    assert "Call taken back" in html
    assert "<b>First call</b>" in html
    touch.refresh_from_db()
    assert touch.undone_at is not None


def test_after_a_minute_it_stays_and_the_answer_says_what_to_do(maya: Stint, rep: Client) -> None:
    log(rep, maya, {"kind": "call"})
    with time_machine.travel(moments.NOW + timedelta(seconds=61), tick=False):
        answer = rep.post(address("touch_undo", Touch.objects.get().pk), follow=True)
    assert "can be taken back within a minute" in answer.content.decode()
    assert Touch.objects.get().undone_at is None


def test_nobody_takes_back_what_another_logged(maya: Stint, rep: Client, cast: Cast, sign_in: SignIn) -> None:
    log(rep, maya, {"kind": "call"})
    undo = address("touch_undo", Touch.objects.get().pk)
    answer = sign_in(cast.daniel).post(undo, headers=ON_QUEUE)
    assert "only they can take it back" in answer.content.decode()
    assert sign_in(cast.lena).post(undo).status_code == 404
    assert rep.get(undo).status_code == 405
    assert Touch.objects.get().undone_at is None


# --- planning and correcting -----------------------------------------------------------


def test_the_next_step_is_planned_and_shown(maya: Stint, rep: Client) -> None:
    rep.post(address("plan", maya.lead), {"next_step": "Call again", "follow_up_at": "2026-11-17T14:00"})
    page = rep.get(f"/leads/{maya.lead_id}/").content.decode()
    step = page.split("<h2>Next step</h2>")[1].split("</section>")[0]
    assert "Call again" in step
    assert "today 14:00" in step
    assert f"set by {maya.owner}," in step
    form = rep.get(address("plan", maya.lead)).content.decode()
    assert 'value="Call again"' in form
    assert 'value="2026-11-17T14:00"' in form


def test_a_follow_up_in_the_past_is_refused(maya: Stint, rep: Client) -> None:
    answer = rep.post(address("plan", maya.lead), {"next_step": "Call", "follow_up_at": "2026-11-17T09:00"})
    assert answer.status_code == 422
    assert "lies in the past" in answer.content.decode()


def test_a_fact_is_corrected_with_its_reason_and_the_lead_judged_again(
    form: Channel, cast: Cast, sign_in: SignIn
) -> None:
    lead = leads.arrive(form, employees="20").lead
    assert lead is not None
    browser = sign_in(cast.ruth)
    page = browser.get(f"/leads/{lead.pk}/").content.decode()
    assert "What keeps it back" in page
    assert "Near miss" in page
    company = browser.get(address("edit", lead, "company")).content.decode()
    assert 'name="fact-employees" value="20"' in company
    said = {"fact-company": "Aldermoor Foods plc", "fact-industry": "food", "fact-hq_country": "GB"}
    answer = browser.post(
        address("edit", lead, "company"),
        said | {"fact-employees": "1,850", "why": "Their annual report."},
        follow=True,
    )
    html = answer.content.decode()
    assert "The lead qualifies now and was handed over to" in html
    assert "Their annual report." in html
    assert "<del>20</del>" in html and "<ins>1,850</ins>" in html
    assert Lead.objects.get(pk=lead.pk).sources["employees"]["from"] == "Ruth Adeyemi"


def test_nothing_changed_is_said_and_leaves_no_line(maya: Stint, rep: Client) -> None:
    lines = maya.lead.history.count()
    shown = {"fact-budget": "60000", "fact-need": maya.lead.need}
    answer = rep.post(address("edit", maya.lead, "bant"), shown, follow=True)
    assert "Nothing was changed." in answer.content.decode()
    assert maya.lead.history.count() == lines


@pytest.mark.parametrize(
    ("part", "said", "why"),
    [
        ("company", {"fact-employees": "a few"}, "a few"),
        ("person", {"fact-email": "nobody"}, "“nobody” is no e-mail address. Write one such as"),
        ("bant", {"fact-authority": "the boss"}, "“the boss” is not on the list"),
    ],
)
def test_a_value_that_says_nothing_is_refused_where_it_stands(
    maya: Stint, rep: Client, part: str, said: dict[str, str], why: str
) -> None:
    answer = rep.post(address("edit", maya.lead, part), said, headers=ON_PAGE)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert Lead.objects.get(pk=maya.lead_id).employees == 1850


def test_a_part_nobody_knows_is_not_found(maya: Stint, rep: Client) -> None:
    assert rep.get(address("edit", maya.lead, "secrets")).status_code == 404
