"""Where a file stands, in the words and numbers its pages show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import Batch, BatchRow
from leads.operations import importing
from leads.rules.sheets.dialect import DELIMITERS, ENCODINGS
from slaportal.ui import words
from slaportal.ui.parts import Choice

State = Batch.State
#: How a batch's state looks: the key of its tone, and its icon where it is not the tone's own.
TONES: Mapping[str, tuple[str, str]] = {
    State.UPLOADED: ("draft", "adjustments"),
    State.CHECKING: ("running", ""),
    State.CHECKED: ("draft", "list-check"),
    State.IMPORTING: ("running", ""),
    State.DONE: ("done", ""),
    State.STOPPED: ("stopped", ""),
    State.FAILED: ("failed", ""),
}
#: What the counts of a batch are called, in the order they are shown, and whether the figure opens its rows.
COUNTS = (
    ("new", gettext_lazy("New"), False),
    ("joined", gettext_lazy("Joined to known leads"), False),
    ("unchanged", gettext_lazy("Imported before"), True),
    ("warned", gettext_lazy("With a remark"), True),
    ("refused", gettext_lazy("Not imported"), True),
    ("passes", gettext_lazy("Handed over to sales"), False),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """How a result of a row is shown; the words hold for the dry run and for the import."""

    label: str | Promise
    icon: str
    classes: str = ""


_R = BatchRow.Result
RESULTS: Mapping[str, Shown] = {
    _R.REFUSED: Shown(gettext_lazy("Not imported"), "circle-x", "c-bad"),
    _R.WARNED: Shown(gettext_lazy("With a remark"), "alert-triangle", "c-warn"),
    _R.JOINED: Shown(gettext_lazy("Joins a known lead"), "link"),
    _R.UNCHANGED: Shown(gettext_lazy("Imported before"), "repeat"),
}
_SOURCES = {"xlsx": gettext_lazy("an Excel workbook"), "vcf": gettext_lazy("business cards")}
UNDER_WAY = (State.CHECKING, State.IMPORTING)


def is_dry(found: Batch) -> bool:
    """Whether the report to show is that of the dry run: nothing was imported yet."""
    return "real" not in found.counts


def counts(found: Batch) -> dict[str, int]:
    """Return how many rows came to what; empty before the first dry run."""
    counted: dict[str, int] = found.counts.get("dry" if is_dry(found) else "real", {})
    return counted


def figures(found: Batch) -> list[tuple[str, int, str]]:
    """What came of the rows, in words and numbers, and the address of the rows behind a figure."""
    counted, at = counts(found), reverse("leads:batch", args=[found.pk])
    return [
        (str(label), counted.get(key, 0), f"{at}?only={key}#rows" if opens and counted.get(key) else "")
        for key, label, opens in COUNTS
    ]


def tabs(found: Batch, listed: Mapping[str, int], only: str) -> list[Choice]:
    """The lines of the report by result, as far as there are any; ``listed`` counts them."""
    at = reverse("leads:batch", args=[found.pk])
    return [
        Choice(_("All"), f"{at}#rows", current=not only, count=sum(listed.values())),
        *(
            Choice(
                str(result.label), f"{at}?only={result}#rows", current=only == result, count=listed[result]
            )
            for result in BatchRow.Result
            if listed.get(result)
        ),
    ]


def head(found: Batch, at: datetime) -> dict[str, Any]:
    """What every page about a file shows on top."""
    steps = [Choice(_("Import"), reverse("leads:import"))]
    counted = counts(found)
    return {
        "batch": found,
        "tone": TONES[found.state],
        "steps": steps,
        "has_leads": not is_dry(found) and bool(counted.get("new") or counted.get("joined")),
        "at": at,
    }


def progress(found: Batch, at: datetime) -> dict[str, Any]:
    """How far a batch is, and about how long it still takes at the pace it has had."""
    begun, since = found.counts.get("from", 0), found.counts.get("since")
    done = found.rows_done - begun
    left = None
    if since and done > 0 and found.state in UNDER_WAY:
        left = (at - datetime.fromisoformat(since)) / done * (found.rows_total - found.rows_done)
    return {
        "counts": counts(found),
        "under_way": found.state in UNDER_WAY,
        "left": _roughly(max(left, timedelta(0))) if left is not None else "",
        "needs": counts(found).get("refused", 0),
    }


def _roughly(left: timedelta) -> str:
    """Say a guess of what is left the way people guess: in tens of seconds, or in minutes."""
    if left < timedelta(seconds=90):
        tens = max(10, round(left.total_seconds() / 10) * 10)
        return _("About %(n)d seconds left.") % {"n": tens}
    return _("About %(time)s left.") % {"time": words.duration(left)}


def written(found: Batch) -> str:
    """Say in one line how a file is written."""
    known = importing.dialect_of(found)
    if known.source in _SOURCES:
        return str(_SOURCES[known.source])
    return _("%(encoding)s, with a %(delimiter)s between cells") % {
        "encoding": ENCODINGS.get(known.encoding, known.encoding),
        "delimiter": DELIMITERS.get(known.delimiter, known.delimiter),
    }
