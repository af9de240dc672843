"""One table of verdicts and states: their colour, their icon, their word."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Tone:
    """How a verdict or a state is shown. ``colour`` is ok, warn, bad, accent, or empty for grey."""

    colour: str
    icon: str
    word: str | Promise


# Green, amber and red are verdicts and nothing else; a state is grey, or accent when it is alive.
TONES: dict[str, Tone] = {
    # verdicts of a promise
    "kept": Tone("ok", "circle-check", _("Kept")),
    "ahead": Tone("ok", "circle-check", _("Ahead")),
    "on_course": Tone("ok", "circle-check", _("On course")),
    "behind": Tone("warn", "alert-triangle", _("Behind")),
    "missed": Tone("bad", "circle-x", _("Missed")),
    "not_measured": Tone("", "minus", _("Not measured")),
    # verdicts of a lead
    "qualified": Tone("ok", "circle-check", _("Qualified")),
    "not_qualified": Tone("", "circle-x", _("Not qualified")),
    "near_miss": Tone("warn", "alert-triangle", _("Near miss")),
    # states of a version
    "draft": Tone("", "pencil", _("Draft")),
    "in_review": Tone("accent", "user-check", _("In review")),
    "out_for_signature": Tone("accent", "signature", _("Out for signature")),
    "signed": Tone("accent", "signature", _("Signed")),
    "in_force": Tone("accent", "signature", _("In force")),
    "superseded": Tone("", "history", _("Superseded")),
    "terminated": Tone("", "ban", _("Terminated")),
    "expired": Tone("", "hourglass", _("Expired")),
    "withdrawn": Tone("", "arrow-back-up", _("Withdrawn")),
    "declined": Tone("", "x", _("Declined")),
    # states of a stint
    "waiting": Tone("accent", "clock", _("Waiting")),
    "accepted": Tone("accent", "check", _("Accepted")),
    "returned": Tone("", "arrow-back-up", _("Returned")),
    "contested": Tone("warn", "gavel", _("Contested")),
    "disqualified": Tone("", "ban", _("Disqualified")),
    "recycled": Tone("", "recycle", _("Recycled")),
    "converted": Tone("accent", "award", _("Converted")),
    "won": Tone("ok", "award", _("Won")),
    "lost": Tone("", "x", _("Lost")),
    # states of long work
    "queued": Tone("", "hourglass", _("Waiting its turn")),
    "running": Tone("accent", "refresh", _("Running")),
    "done": Tone("ok", "circle-check", _("Done")),
    "failed": Tone("bad", "circle-x", _("Failed")),
    "stopped": Tone("", "ban", _("Stopped")),
}
