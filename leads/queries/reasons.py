"""Reasons: why a lead came, criterion by criterion with the value that was seen, or what keeps it back (requirement A8)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.rules.criteria.findings import Finding, Verdict
from leads.models import Evaluation, Lead, Stint


@dataclass(frozen=True, slots=True)
class Reason:
    """One top-level criterion: met, not_met or unknown, the rule in words, what was seen, and where that comes from."""

    state: str
    rule: str
    value: str
    how: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """How a lead was judged. ``missing`` is required information that is not there; ``to_ask`` what nobody knows yet."""

    evaluation: Evaluation
    version: Version
    all: Sequence[Reason]
    met: int
    to_ask: Sequence[str]
    missing: Sequence[str]

    @property
    def total(self) -> int:
        """How many top-level criteria the definition has."""
        return len(self.all)

    @property
    def lacking(self) -> int:
        """How many of them keep the lead out."""
        return self.total - self.met


def of(lead: Lead, stint: Stint | None) -> Reasons | None:
    """Return the evidence frozen when the lead was handed over while sales has it, else its latest judgement; one query.

    None for a lead that nobody has judged yet.
    """
    judged = Evaluation.objects.select_related("version__agreement").defer(
        "version__document", "version__text", "version__forecast"
    )
    if stint is not None and stint.ended_at is None and stint.evaluation_id is not None:
        evaluation = judged.get(pk=stint.evaluation_id)
    else:
        latest = judged.filter(lead=lead).order_by("-at", "-pk").first()
        if latest is None:
            return None
        evaluation = latest
    verdict = Verdict.from_document(evaluation.verdict)
    reasons = [_reason(finding, lead.sources) for finding in verdict.findings]
    return Reasons(
        evaluation=evaluation,
        version=evaluation.version,
        all=reasons,
        met=sum(reason.state == "met" for reason in reasons),
        to_ask=list(dict.fromkeys(finding.name for finding in verdict.to_ask)),
        missing=[f"{item['label']} {item['why']}" for item in evaluation.missing],
    )


def criteria(evaluation: Evaluation) -> list[tuple[str, str]]:
    """Return every criterion of a judged lead that has an id, for naming the one that failed: (id, words).

    What stands in a group is named with it.
    """
    return list(_named(Verdict.from_document(evaluation.verdict).findings))


def _named(findings: Sequence[Finding], inside: str = "") -> Iterator[tuple[str, str]]:
    for finding in findings:
        if finding.id:
            yield finding.id, f"{inside}: {finding.text}" if inside else finding.text
        if finding.children:
            yield from _named(finding.children, finding.text)


def _reason(finding: Finding, sources: Mapping[str, Any]) -> Reason:
    return Reason(finding.result, finding.text, finding.seen, _how(finding, sources))


def _how(finding: Finding, sources: Mapping[str, Any]) -> str:
    """Say where a value comes from, or which of a group's criteria made the result."""
    if not finding.children:
        return str(sources.get(finding.word, {}).get("from", ""))
    if finding.excludes:
        telling = [leaf for leaf in finding.leaves() if leaf.met] or list(finding.leaves())
        return _list([leaf.name for leaf in telling])
    met = [child for child in finding.children if child.met]
    if not met:
        return _("none of: %(these)s") % {"these": _list([_name(child) for child in finding.children])}
    return _list([_name(child) for child in met])


def _name(finding: Finding) -> str:
    if finding.group == "behaviour":
        return f"{finding.text} ({finding.seen})" if finding.seen else finding.text
    return finding.name or finding.text


def _list(names: Sequence[str]) -> str:
    return ", ".join([*names[:1], *(name[:1].lower() + name[1:] for name in names[1:])])
