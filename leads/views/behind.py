"""What the page behind a figure says: its heading, its parts, what it was narrowed to, and one line for each lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.rules import clauses
from leads.models import Channel, Stint
from leads.queries.evidence import LATE, OVERDUE, Fact, Part, Selection
from leads.queries.promised import Promised
from leads.rules import stretches
from leads.rules.compliance import Figure
from leads.views.board import SORTS, STAGES, Way, actual
from slaportal.accounts.models import User
from slaportal.ui import words
from slaportal.ui.parts import Choice

#: Figures that are no clause, by their name in addresses.
NAMES: dict[str, str | Promise] = {
    **STAGES,
    "mql": gettext_lazy("Handed over"),
    "sal": gettext_lazy("Accepted"),
    "sql": gettext_lazy("Found ready"),
    "given": gettext_lazy("Handed over"),
    "taken": gettext_lazy("Accepted"),
    "sent_back": gettext_lazy("Returned"),
    "returned": gettext_lazy("Returned"),
    "disqualified": gettext_lazy("Disqualified"),
    "accepted": gettext_lazy("Accepted"),
    "opportunities": gettext_lazy("Became opportunities"),
    "late": gettext_lazy("Went late"),
    "overdue": gettext_lazy("Overdue now"),
}
PARTS: dict[Part, str | Promise] = {
    "counted": gettext_lazy("All counted"),
    "missed": gettext_lazy("Missed"),
    "kept": gettext_lazy("Kept"),
    "best": gettext_lazy("Within best"),
    "waiting": gettext_lazy("Not due yet"),
}
#: A promise about handoffs → what a lead that kept it, and one that did not, did.
ABOUT_HANDOFFS: dict[str, tuple[str | Promise, str | Promise]] = {
    "only_qualified": (gettext_lazy("Met the definition"), gettext_lazy("Did not meet the definition")),
    "volume": (gettext_lazy("Delivered"), gettext_lazy("Returned, or outside the definition")),
    "acceptance": (gettext_lazy("Accepted"), gettext_lazy("Returned")),
    "nurture": (gettext_lazy("Enough on record before it"), gettext_lazy("Too little on record before it")),
    "status": (gettext_lazy("Its status was kept current"), gettext_lazy("Its status grew too old")),
}
NOT_MINE = gettext_lazy("Lead of another team")


@dataclass(frozen=True, slots=True)
class Line:
    """One lead behind a figure. ``url`` is empty for a lead that the person who looks may not open, which keeps its name."""

    lead: str
    company: str
    url: str
    owner: str
    at: datetime
    clause: str
    due_at: datetime | None
    met_at: datetime | None
    said: str
    verdict: str


def lines(facts: Iterable[Fact], of: Promised, selection: Selection, *, open_to: set[int]) -> Iterator[Line]:
    """Lay out a page of facts; ``open_to`` are the leads the person may open."""
    day = stretches.day_length(of.frame.schedule)
    for fact in facts:
        lead = fact.lead
        may_open = lead.pk in open_to
        yield Line(
            lead=str(lead) if may_open else str(NOT_MINE),
            company=lead.company if may_open else lead.reference,
            url=_lead_url(lead.pk) if may_open else "",
            owner=str(fact.owner) if fact.owner else "",
            at=fact.at,
            clause=fact.clause if selection.figure in (LATE, OVERDUE) else "",
            due_at=fact.due_at,
            met_at=fact.met_at,
            said=_said(fact, of, selection, day),
            verdict={"kept": "kept", "missed": "missed"}.get(fact.result, ""),
        )


def _lead_url(pk: int) -> str:
    try:
        return reverse("leads:detail", args=[pk])
    except NoReverseMatch:
        return ""


def _said(fact: Fact, of: Promised, selection: Selection, day: timedelta) -> str:
    """What counted, in words."""
    if fact.due_at is not None:
        return _of_clock(fact, day)
    reasons = _reasons(of)
    if fact.reason in reasons:
        return f"{reasons[fact.reason]}: {fact.note}" if fact.note else reasons[fact.reason]
    clause = next((clause for clause in of.terms.clauses if clause.code == selection.figure), None)
    if clause is not None and clause.kind in ABOUT_HANDOFFS:
        return str(ABOUT_HANDOFFS[clause.kind][fact.result == "missed"])
    if clause is not None and clause.kind == "required_information":
        return _("Missing: %(what)s") % {"what": fact.reason} if fact.reason else _("Complete")
    if fact.sort in Stint.EndedWhy.values:
        return str(Stint.EndedWhy(fact.sort).label)
    return str(fact.lead.get_stage_display())


def _reasons(of: Promised) -> dict[str, str]:
    """The signed reasons for returns and disqualifications."""
    return {each.key: each.label for each in of.terms.return_reasons} | {
        each.key: each.label for each in of.terms.disqualify_reasons
    }


def _of_clock(fact: Fact, day: timedelta) -> str:
    if fact.result == "waiting":
        return _("Not due yet")
    if fact.result == "kept":
        return words.met(fact.took, day=day) if fact.took is not None else _("Closed before it was due")
    if fact.met_at is not None and fact.took is not None:
        return words.met(fact.took, late_by=fact.late, day=day)
    return _("Not answered, late by %(duration)s") % {
        "duration": words.duration(fact.late or timedelta(0), day=day)
    }


def heading(selection: Selection, figure: Figure | None) -> tuple[str, str]:
    """Return the name of a figure and what there is to say about it."""
    if figure is None:
        return str(NAMES[selection.figure]), ""
    if figure.pace:
        said = _("%(actual)s of %(goal)s promised") % {
            "actual": actual(figure),
            "goal": words.number(figure.pace.goal),
        }
    elif figure.count.n:
        said = _("%(actual)s of %(n)s, promised %(promise)s") % {
            "actual": actual(figure),
            "n": words.number(figure.count.n),
            "promise": clauses.promise(figure.clause),
        }
    else:
        said = _("Not measured: nothing was due")
    return figure.clause.name, said


def tabs(selection: Selection, figure: Figure | None, way: Way, parts: Iterable[Part]) -> list[Choice]:
    """Return the parts of a figure to choose from; counted where nothing else narrows them."""
    counts: dict[Part, int] = {}
    if figure is not None and selection == Selection(selection.figure, selection.part):
        counts = {
            "counted": figure.count.n,
            "kept": figure.count.kept,
            "missed": figure.count.n - figure.count.kept,
            "waiting": figure.waiting,
            "best": figure.best or 0,
        }
    return [
        Choice(
            str(PARTS[part]),
            address(way, replace(selection, part=part)),
            part == selection.part,
            counts.get(part),
        )
        for part in PARTS
        if part in parts
    ]


def address(way: Way, selection: Selection) -> str:
    """Return the address of a selection, without what is left at its default."""
    plain = asdict(Selection(selection.figure))
    asked = {key: value for key, value in asdict(selection).items() if value != plain[key]}
    return way(selection.figure, **{key: 1 if value is True else value for key, value in asked.items()})


def chips(selection: Selection, of: Promised, way: Way) -> list[Choice]:
    """Return what the leads are narrowed to, each with the address that widens them again; a query for each name."""
    said: list[tuple[str, Selection]] = []
    if selection.person is not None:
        person = User.objects.filter(pk=selection.person).first()
        said.append((str(person or _("Nobody")), replace(selection, person=None)))
    if selection.unassigned:
        said.append((_("Unassigned"), replace(selection, unassigned=False)))
    if selection.channel is not None:
        channel = Channel.objects.filter(pk=selection.channel).first()
        said.append((str(channel or _("No channel")), replace(selection, channel=None)))
    if selection.sort:
        said.append((str(SORTS.get(selection.sort, selection.sort)), replace(selection, sort="")))
    if selection.reason:
        said.append((_reasons(of).get(selection.reason, selection.reason), replace(selection, reason="")))
    if selection.week is not None:
        week = _("Week of %(day)s") % {"day": _day(of.frame.weeks[selection.week])}
        said.append((week, replace(selection, week=None)))
    if selection.since is not None:
        said.append((_("Since %(day)s") % {"day": _day(selection.since)}, replace(selection, since=None)))
    if selection.after is not None or selection.within is not None:
        said.append((_stretch(selection, of), replace(selection, after=None, within=None)))
    return [Choice(label, address(way, wider)) for label, wider in said]


def _stretch(selection: Selection, of: Promised) -> str:
    day = stretches.day_length(of.frame.schedule)
    after, within = (
        None if limit is None else words.duration(timedelta(minutes=limit), day=day)
        for limit in (selection.after, selection.within)
    )
    if after is None:
        return _("Within %(duration)s") % {"duration": within}
    if within is None:
        return _("After %(duration)s") % {"duration": after}
    return _("After %(after)s, within %(within)s") % {"after": after, "within": within}


def _day(day: date) -> str:
    return formats.date_format(day, "j M")
