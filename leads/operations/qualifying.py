"""Leads are judged by the version in force, and the verdict is kept with its evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField

from agreements.models import Version
from agreements.queries import judge_of, schedule_of, terms_of
from agreements.rules import lifecycle
from agreements.rules.criteria import required
from agreements.rules.criteria.dossier import Event, Facts
from leads.models import Activity, Evaluation, Lead
from leads.rules import facts
from slaportal import statements
from slaportal.statements import Parameter, Prepared

Stage = Lead.Stage

#: While a lead stands here, marketing has it and a judgement moves it; further on it belongs to sales.
WITH_MARKETING = frozenset({Stage.LEAD, Stage.PROSPECT, Stage.MQL, Stage.RECYCLED})


@dataclass(slots=True)
class Judgement:
    """One lead judged at a moment: by which version (None while none is in force), what came of it, what it changed.

    ``chips`` say why it qualified; only then are there any.
    """

    lead: Lead
    at: datetime
    version: Version | None = None
    evaluation: Evaluation | None = None
    chips: tuple[str, ...] = ()
    newly_qualified: bool = False
    no_longer_qualified: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """A lead to judge, with everything it did; ``may_pass`` is False for a lead that sales has, or has sent back."""

    lead: Lead
    events: Sequence[Event]
    at: datetime
    because: str
    may_pass: bool = True


def judge(questions: Sequence[Question]) -> list[Judgement]:
    """Judge leads by the version of their agreement in force at each moment, in order; one query an agreement.

    The leads carry the result (stage, ``qualified_at``, ``near_miss``, ``waits_for_agreement``) and are not saved; ``keep``
    stores the evaluations once the leads have their keys. Without a version in force a lead waits, unjudged.
    """
    versions = {key: signed_versions(key) for key in {question.lead.agreement_id for question in questions}}
    return [
        _judge(question, _in_force(versions[question.lead.agreement_id], question.at))
        for question in questions
    ]


def keep(judgements: Iterable[Judgement]) -> None:
    """Store the evaluations of leads that are saved by now."""
    statements.insert([judgement.evaluation for judgement in judgements if judgement.evaluation is not None])


def events_of(leads: Collection[Lead]) -> dict[int, list[Event]]:
    """Return what saved leads did, as a definition counts it, by the lead's key."""
    events: dict[int, list[Event]] = defaultdict(list)
    if leads:
        rows = Activity.objects.filter(lead__in=leads).order_by("at", "pk")
        for lead_id, kind, at, detail, amount in rows.values_list(
            "lead_id", "kind", "at", "detail", "amount"
        ):
            events[lead_id].append(Event(kind, at, detail, amount))
    return events


#: What is read of a version; its long texts are read once a process (agreements.queries.texts).
_VERSION = ("id", "agreement_id", "number", "state", "digest", "in_force_from", "in_force_until")
_signed = Prepared(
    lambda: (
        Version.objects.filter(agreement_id=Parameter("agreement", BigIntegerField()), state=lifecycle.SIGNED)
        .order_by("-in_force_from")
        .values_list(*_VERSION)
    )
)


def signed_versions(agreement_id: int) -> list[Version]:
    """Return the signed versions of an agreement, newest first; one query."""
    return [Version.from_db(None, _VERSION, row) for row in _signed(agreement=agreement_id)]


def _in_force(versions: Iterable[Version], at: datetime) -> Version | None:
    """Return the version in force at ``at``: a question of dates."""
    for version in versions:
        assert version.in_force_from is not None
        if version.in_force_from <= at and (version.in_force_until is None or at < version.in_force_until):
            return version
    return None


def _judge(question: Question, version: Version | None) -> Judgement:
    lead, at = question.lead, question.at
    lead.waits_for_agreement = version is None
    if version is None:
        _settle_stage(lead)
        return Judgement(lead, at)
    values = facts.values_of(lead)
    verdict = judge_of(version)(Facts(values, question.events, at, schedule_of(version).zone))
    missing = required.missing(terms_of(version).required, values)
    lead.near_miss = verdict.near_miss
    evaluation = Evaluation(
        lead=lead,
        version=version,
        at=at,
        because=question.because,
        meets_definition=verdict.qualified,
        complete=not missing,
        qualified=verdict.qualified and not missing,
        missing=[{"key": item.key, "label": item.label, "why": item.why} for item in missing],
        verdict=verdict.to_document(),
    )
    chips = verdict.evidence if evaluation.qualified else ()
    judgement = Judgement(lead, at, version, evaluation, chips)
    if question.may_pass and lead.stage in WITH_MARKETING:
        _settle(judgement, qualified=verdict.qualified)
    return judgement


def _settle(judgement: Judgement, *, qualified: bool) -> None:
    """Move the lead to where the verdict puts it."""
    lead = judgement.lead
    was_waiting = is_waiting_for_handoff(lead)
    if qualified:
        lead.stage = Stage.MQL
        if not was_waiting:
            lead.qualified_at = judgement.at
            judgement.newly_qualified = True
        return
    _settle_stage(lead)
    if was_waiting:
        lead.qualified_at = lead.handed_over_at
        judgement.no_longer_qualified = True


def is_waiting_for_handoff(lead: Lead) -> bool:
    """Whether the lead meets the definition and has not been handed over for it yet."""
    return lead.qualified_at is not None and (
        lead.handed_over_at is None or lead.handed_over_at < lead.qualified_at
    )


def _settle_stage(lead: Lead) -> None:
    """Put a lead that does not meet the definition into its stage: a prospect once a BANT fact is known."""
    if lead.stage in (Stage.LEAD, Stage.PROSPECT, Stage.MQL):
        lead.stage = Stage.PROSPECT if facts.bant_known(lead) else Stage.LEAD
