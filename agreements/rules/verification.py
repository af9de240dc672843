"""What a verification finds: each finding a kind, a place, a sentence and how grave it is, and the report they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How grave a finding is: evidence was altered, something could not be checked, or it is only worth knowing."""

    ALTERED = "altered"
    UNCHECKED = "cannot be checked"
    NOTE = "note"


class Verdict(StrEnum):
    """What a report comes to."""

    EXACT = "exact"
    ALTERED = "altered"
    UNCHECKED = "cannot be checked"


#: What ``manage.py verify_agreements`` and the stand-alone verifier leave to whoever called them.
EXIT_CODES: Mapping[Verdict, int] = {Verdict.EXACT: 0, Verdict.ALTERED: 1, Verdict.UNCHECKED: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found; ``kind`` names it for programs, ``where`` names the row, ``said`` is the sentence for people."""

    kind: str
    where: str
    said: str
    severity: Severity = Severity.ALTERED


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a verification found, and how much it looked at: a kind of row → how many."""

    findings: tuple[Finding, ...]
    looked_at: Mapping[str, int]

    @property
    def verdict(self) -> Verdict:
        """Altered outweighs what cannot be checked, and a note weighs nothing."""
        found = {finding.severity for finding in self.findings}
        if Severity.ALTERED in found:
            return Verdict.ALTERED
        return Verdict.UNCHECKED if Severity.UNCHECKED in found else Verdict.EXACT

    @property
    def grave(self) -> tuple[Finding, ...]:
        """What keeps the verdict from being exact, the worst first."""
        order = list(Severity)
        told = [finding for finding in self.findings if finding.severity is not Severity.NOTE]
        return tuple(sorted(told, key=lambda finding: order.index(finding.severity)))

    def to_document(self) -> dict[str, Any]:
        """Return the report for programs."""
        return {
            "verdict": str(self.verdict),
            "looked_at": dict(self.looked_at),
            "findings": [
                {
                    "kind": finding.kind,
                    "where": finding.where,
                    "said": finding.said,
                    "severity": str(finding.severity),
                }
                for finding in self.findings
            ],
        }
