"""What the gallery shows: one sample of every component in each of its states, with invented values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from slaportal.audit.timeline import Change, Entry
from slaportal.ui import charts, clockface
from slaportal.ui.charts import Sparkline
from slaportal.ui.clockface import Face
from slaportal.ui.parts import Choice

BUSINESS_DAY = timedelta(hours=8, minutes=30)
BEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Card:
    """A sample clause card."""

    code: str
    name: str
    verdict: str
    actual: str
    promise: str
    basis: str
    spark: Sparkline | None
    url: str = "#cards"


class SampleForm(forms.Form):
    """Fields in their states: plain, with help, optional, in error."""

    response = forms.ChoiceField(
        label="First response, at most",
        choices=[("1d", "1 business day"), ("4h", "4 business hours")],
        help_text="Business hours are 09:00 to 17:30, Europe/London.",
    )
    leads = forms.IntegerField(
        label="Leads a quarter", help_text="The forecast is 254. You can still promise more."
    )
    email = forms.EmailField(label="Business e-mail")
    reason = forms.CharField(label="Reason for declining", widget=forms.Textarea({"rows": 2}))
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea({"rows": 2, "placeholder": "What did they say?"}),
    )
    file = forms.FileField(label="Spreadsheet", required=False, help_text="CSV or Excel, up to 100 MB.")
    remind = forms.BooleanField(label="Remind me one hour before", required=False)
    kinds = forms.MultipleChoiceField(
        label="Tell me by e-mail",
        required=False,
        choices=[("breach", "When a clock runs out"), ("sign", "When something waits for my signature")],
        widget=forms.CheckboxSelectMultiple,
    )
    side = forms.ChoiceField(
        label="Side", choices=[("marketing", "Marketing"), ("sales", "Sales")], widget=forms.RadioSelect
    )


def page(*, at: datetime) -> dict[str, Any]:
    """Return everything ``gallery.html`` shows, as if the page were made at ``at``."""
    form = SampleForm(
        {
            "response": "1d",
            "leads": "270",
            "email": "maya.okafor@example",
            "remind": "on",
            "kinds": ["breach"],
            "side": "sales",
        }
    )
    return {
        "at": at,
        "form": form,
        "faces": _faces(at),
        "cards": _cards(),
        "happenings": _happenings(at),
        "pages": Paginator(range(1, 1413), 50).page(2),
        "scopes": (
            Choice("Mine", "#buttons", current=True, count=14),
            Choice("Team", "#buttons", count=61),
        ),
        "presets": (
            Choice("All", "#tables", current=True, count=14),
            Choice("Due soon", "#tables", count=6),
            Choice("Overdue", "#tables", count=2),
            Choice("Returned", "#tables", count=1),
        ),
        "way": (Choice(_("Queue"), "#tables"),),
        **_charts(),
    }


def _faces(at: datetime) -> tuple[tuple[Face, str], ...]:
    hours, minutes = (lambda n: timedelta(hours=n)), (lambda n: timedelta(minutes=n))
    return (
        (clockface.running(minutes(378), total=BUSINESS_DAY, warn=hours(1), day=BUSINESS_DAY), "S2 Decision"),
        (clockface.running(minutes(18), total=BEST, warn=minutes(20), day=BUSINESS_DAY), "S1 First response"),
        (clockface.running(minutes(-130), total=BEST, day=BUSINESS_DAY), "S1 First response"),
        (clockface.met(minutes(21)), "S1 First response"),
        (clockface.met(minutes(70), late_by=minutes(40)), "S1 First response"),
        (clockface.paused("Thu"), "S3, lead on holiday"),
        (clockface.waiting("Mon 09:00"), "S2, out of hours"),
        (clockface.waiting(), "S4, from acceptance"),
    )


def _cards() -> tuple[Card, ...]:
    sparkline = charts.sparkline
    return (
        Card(
            "M2", "Required information", "kept", "98.4 %", "98 %", "n 124",
            sparkline((97, 98, 98.5, 98, 99, 98.6, 98.3, 98.4), 98, places=1),
        ),
        Card(
            "M4", "Volume", "behind", "117", "240", "33/64 days",
            sparkline((5, 24, 43, 64, 82, 97, 113, 117), (7.5, 26, 45, 64, 82, 101, 120, 124)),
        ),
        Card(
            "S1", "First response", "missed", "90.8 %", "95 %", "n 120",
            sparkline((96, 95.4, 94, 92.5, 91, 90.2, 90.5, 90.8), 95, places=1),
        ),
        Card("S5", "Feedback", "not_measured", "No returns", "100 %", "n 0", None),
    )  # fmt: skip


def _happenings(at: datetime) -> tuple[Entry, ...]:
    return (
        Entry(
            at=at - timedelta(minutes=4),
            who="Priya Raman",
            what="called, no answer",
            detail="call 1 of 3",
            kind="touch",
            icon="phone",
        ),
        Entry(
            at=at - timedelta(minutes=25), who="", what="Handed over by rotation", kind="good", icon="check"
        ),
        Entry(
            at=at - timedelta(days=1),
            who="Tom Hallett",
            what="changed the plan",
            note="On leave on Monday",
            icon="pencil",
            changes=(Change("follow-up", "Mon 09:00", "Tue 14:00"),),
        ),
        Entry(
            at=at - timedelta(days=1),
            who="The portal",
            what="Please read version 3 of Instruments, Europe",
            whom=("Priya Raman", "Tom Hallett", "Marcus Webb", "Lena Brandt", "Sofia Duarte"),
            detail="under the bell; by e-mail, delivered 16 Nov 2026, 09:00",
            icon="file-text",
        ),
    )


def _charts() -> dict[str, object]:
    point, bin_, month = charts.PacePoint, charts.Bin, charts.Month
    weeks = ((2, 5), (7, 24), (12, 43), (17, 64), (22, 82), (27, 97), (32, 113), (33, 117))
    days = ("2 Oct", "9 Oct", "16 Oct", "23 Oct", "30 Oct", "6 Nov", "13 Nov", "16 Nov")
    forecast = (
        ("Nov", 78, 67, 7), ("Dec", 71, 61, 6), ("Jan", 69, 60, 5), ("Feb", 84, 74, 8), ("Mar", 88, 77, 8),
        ("Apr", 93, 83, 9), ("May", 91, 80, 9), ("Jun", 86, 75, 7), ("Jul", 74, 64, 6), ("Aug", 95, 84, 9),
        ("Sep", 97, 86, 4), ("Oct", 92, 81, 1),
    )  # fmt: skip
    stages = (
        ("Leads", 1412), ("Prospects", 486), ("MQL", 124), ("SAL", 110), ("SQL", 52), ("Opportunities", 24), ("Won", 3),
    )  # fmt: skip
    return {
        "pace": charts.pace(
            [point(day, count, label) for (day, count), label in zip(weeks, days, strict=True)],
            goal=240,
            days=64,
            dates=((0, "1 Oct"), (22, "2 Nov"), (43, "1 Dec"), (64, "31 Dec")),
        ),
        "histogram": charts.histogram(
            [
                bin_("≤ 10", 24, "best"), bin_("≤ 20", 26, "best"), bin_("≤ 30 min", 21, "best"), bin_("≤ 1 h", 14),
                bin_("≤ 2 h", 9), bin_("≤ 4 h", 7), bin_("≤ 1 day", 8), bin_("late", 11, "late", "#charts"),
            ],
            label="Response time: 71 of 120 within 30 minutes, 11 late",
            caption="Business time from handoff to the first human touch",
            thresholds=(charts.Threshold(3, "best, 30 min"), charts.Threshold(7, "at most, 1 business day")),
        ),
        "stacked": charts.stacked([month(*row) for row in forecast], promise=90),
        "funnel": charts.funnel([charts.Stage(label, count, "#charts") for label, count in stages]),
    }  # fmt: skip
