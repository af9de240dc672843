"""Only qualified leads pass: leads are judged, those that may pass get an owner, and their promises begin (requirement C1)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agreements.rules.criteria.dossier import Event
from leads import notices
from leads.models import Lead, Stint
from leads.operations import assigning, qualifying, timing
from leads.operations.qualifying import Judgement
from slaportal.accounts.models import User
from slaportal.audit.history import remember_all, remember_new

#: What the lead itself asks for. It makes a lead pass again that sales had sent back.
ASKING = frozenset({"price_requested", "demo_requested", "trial_requested", "contact_requested"})

#: Everything an operation here may change on a lead; its origin and its keys of old do not.
COLUMNS = tuple(
    field.name
    for field in Lead._meta.concrete_fields
    if not field.primary_key and field.name not in ("agreement", "channel", "created_at")
)
#: What changes without a line of history.
_UNTOLD = ("near_miss", "sources", "last_activity_at", "changed_at")
_REMEMBERED = tuple(field.attname for field in Lead.history.model.tracked_fields)


@dataclass(slots=True)
class Case:
    """A lead with something new: a saved or an unsaved row, everything it did, and its latest stint, if it had one.

    ``asks`` says that the lead itself asked for something, or marketing for it: then a lead that sales sent back may pass
    again. ``before`` is how a saved lead was (:func:`as_it_is`), so that history gets a line only when something changed.
    """

    lead: Lead
    at: datetime
    because: str
    events: Sequence[Event] = ()
    stint: Stint | None = None
    asks: bool = False
    before: dict[str, object] | None = None

    @property
    def may_pass(self) -> bool:
        """Whether the lead passes if it qualifies: sales does not have it, and did not send it back for good."""
        lead, stint = self.lead, self.stint
        if lead.outcome or lead.stage not in qualifying.WITH_MARKETING:
            return False
        return stint is None or (stint.ended_at is not None and self.asks)


@dataclass(frozen=True, slots=True)
class Passage:
    """What became of a case: how it was judged (not at all once its outcome is known), and its stint when it passed."""

    judgement: Judgement | None
    stint: Stint | None


def as_it_is(lead: Lead) -> dict[str, object]:
    """Return what history remembers of a lead, to compare with later."""
    return {column: getattr(lead, column) for column in _REMEMBERED}


def consider(cases: Sequence[Case], *, at: datetime, by: User | None, why: str = "") -> list[Passage]:
    """Judge leads with news, hand over those that qualify and are complete, start their clocks, and save it all, in order.

    Call it in a transaction that holds the saved leads. The number of statements does not grow with the number of leads,
    except for saved leads that change, which take one each.
    """
    judged = [case for case in cases if not case.lead.outcome]
    judgements = dict(zip(map(id, judged), _judge(judged), strict=True))
    passing = [case for case in judged if _passes(case, judgements[id(case)])]
    stints = dict(
        zip(
            map(id, passing),
            assigning.hand_over([_handover(c, judgements[id(c)]) for c in passing]),
            strict=True,
        )
    )
    started = timing.start(list(stints.values()))
    started.clocks += timing.deliver(_newly_qualified(judgements.values(), stints.values()), at=at)
    _save(cases, by=by, why=why)
    qualifying.keep(judgements.values())
    assigning.keep(list(stints.values()), by=by)
    timing.keep(started)
    _settle_deliveries(judged, judgements, stints, at=at)
    if stints:
        notices.handed_over(list(stints.values()), at=at)
    return [Passage(judgements.get(id(case)), stints.get(id(case))) for case in cases]


def _judge(cases: Sequence[Case]) -> list[Judgement]:
    return qualifying.judge(
        [qualifying.Question(case.lead, case.events, case.at, case.because, case.may_pass) for case in cases]
    )


def _passes(case: Case, judgement: Judgement) -> bool:
    evaluation = judgement.evaluation
    return case.may_pass and evaluation is not None and evaluation.qualified


def _handover(case: Case, judgement: Judgement) -> assigning.Handover:
    assert judgement.version is not None
    assert judgement.evaluation is not None
    before = case.stint
    return assigning.Handover(
        lead=case.lead,
        version=judgement.version,
        evaluation=judgement.evaluation,
        at=case.at,
        chips=judgement.chips,
        number=before.number + 1 if before else 1,
        handoff=before.handoff + 1 if before else 1,
    )


def _newly_qualified(judgements: Iterable[Judgement], stints: Iterable[Stint]) -> list[timing.Qualified]:
    handed_over = {id(stint.lead): stint.started_at for stint in stints}
    return [
        timing.Qualified(
            judgement.lead,
            judgement.version,
            judgement.lead.qualified_at,
            handed_over.get(id(judgement.lead)),
        )
        for judgement in judgements
        if judgement.newly_qualified
        and judgement.version is not None
        and judgement.lead.qualified_at is not None
    ]


def _settle_deliveries(
    cases: Sequence[Case], judgements: dict[int, Judgement], stints: dict[int, Stint], *, at: datetime
) -> None:
    """End marketing's clock of leads that had qualified before: met with the handoff, closed when they no longer do."""
    ended = [
        case
        for case in cases
        if (id(case) in stints and not judgements[id(case)].newly_qualified)
        or judgements[id(case)].no_longer_qualified
    ]
    handed_over = {case.lead.pk: case.at for case in ended if id(case) in stints}
    timing.deliver_waiting([case.lead for case in ended], handed_over, at=at)


def _save(cases: Collection[Case], *, by: User | None, why: str) -> None:
    """Insert new leads, update known ones; a line of history for each that changed in what history remembers."""
    for case in cases:
        case.lead.changed_at = case.at
    new = [case.lead for case in cases if case.lead.pk is None]
    known = [case for case in cases if case.lead.pk is not None]
    changed = [case.lead for case in known if case.before != as_it_is(case.lead)]
    untold = {case.lead.pk for case in known} - {lead.pk for lead in changed}
    remember_new(new, by=by, at=_when, why=why)
    remember_all(changed, COLUMNS, by=by, at=_when, why=why)
    for lead in (case.lead for case in known if case.lead.pk in untold):
        Lead.objects.filter(pk=lead.pk).update(**{name: getattr(lead, name) for name in _UNTOLD})


def _when(lead: Lead) -> datetime:
    return lead.changed_at
