"""The verdict on a lead: whether it qualifies, and every reason with the value that was seen (requirement A8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any as Anything

from agreements.rules.criteria.vocabulary import EVENTS, fact

FORMAT = 1

#: Chips show what a lead did before what it is.
_CHIP_ORDER = ("behaviour", "situation", "bant", "format", "company", "person", "extra", "exclusion", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one criterion or group, in words.

    ``result`` is met, not_met or unknown: unknown when what is known does not rule it out. ``seen`` is the lead's
    value ("1,850", "6 on 16 Nov", "2 of 4"), "" when it is unknown; ``evidence`` the same as a chip ("1,850 people").
    ``counted`` is the number of events, of items met, or of points. ``word`` says what a single
    criterion is about; ``excludes`` marks a group of exclusions.
    """

    id: str
    path: str
    text: str
    result: str
    seen: str = ""
    evidence: str = ""
    counted: int | None = None
    word: str = ""
    excludes: bool = False
    children: tuple[Finding, ...] = ()

    @property
    def met(self) -> bool:
        return self.result == "met"

    @property
    def group(self) -> str:
        """The vocabulary's group of a single criterion, "" for a group of criteria."""
        word = fact(self.word) or EVENTS.get(self.word)
        return word.group if word else ""

    @property
    def name(self) -> str:
        """What a single criterion is about: "Authority", "Webinars attended"; "" for a group."""
        word = fact(self.word) or EVENTS.get(self.word)
        return word.label if word else ""

    def leaves(self, *, excluding: bool = False) -> Iterator[Finding]:
        """Yield the single criteria inside (itself when it is one), without exclusions when ``excluding``."""
        if not self.children:
            yield self
        elif not (excluding and self.excludes):
            for child in self.children:
                yield from child.leaves(excluding=excluding)

    def to_document(self) -> dict[str, Anything]:
        """Return the finding as JSON values; what says nothing is left out."""
        document: dict[str, Anything] = {"path": self.path, "text": self.text, "result": self.result}
        for key in ("id", "seen", "evidence", "word", "excludes"):
            if getattr(self, key):
                document[key] = getattr(self, key)
        if self.counted is not None:
            document["counted"] = self.counted
        if self.children:
            document["children"] = [child.to_document() for child in self.children]
        return document

    @classmethod
    def from_document(cls, raw: Mapping[str, Anything]) -> Finding:
        return cls(
            id=raw.get("id", ""),
            path=raw["path"],
            text=raw["text"],
            result=raw["result"],
            seen=raw.get("seen", ""),
            evidence=raw.get("evidence", ""),
            counted=raw.get("counted"),
            word=raw.get("word", ""),
            excludes=raw.get("excludes", False),
            children=tuple(cls.from_document(child) for child in raw.get("children", ())),
        )


Findings = tuple[Finding, ...]


class Verdict:
    """Whether a lead qualifies, its score when the definition has one, and the findings of the top-level criteria.

    Findings may be given as a function that makes them: they are put into words when somebody first asks.
    """

    __slots__ = ("_findings", "qualified", "score")

    def __init__(
        self, qualified: bool, score: int | None, findings: Findings | Callable[[], Findings]
    ) -> None:
        self.qualified = qualified
        self.score = score
        self._findings = findings

    @property
    def findings(self) -> Findings:
        """One finding for each top-level criterion, with those inside it, in the order of the definition."""
        if not isinstance(self._findings, tuple):
            self._findings = self._findings()
        return self._findings

    @property
    def kept_out(self) -> tuple[Finding, ...]:
        """The top-level criteria that are not met."""
        return tuple(finding for finding in self.findings if not finding.met)

    @property
    def near_miss(self) -> int:
        """How many top-level criteria keep the lead out: 0 when it qualifies, 1 for the nearest miss."""
        return len(self.kept_out)

    @property
    def to_ask(self) -> tuple[Finding, ...]:
        """The single criteria nobody knows the answer to, exclusions left out."""
        return tuple(leaf for leaf in self.leaves(excluding=True) if leaf.result == "unknown")

    @property
    def evidence(self) -> tuple[str, ...]:
        """Why the lead came, as chips: what it did first, then its situation, format, company and person."""
        met = [leaf for leaf in self.leaves(excluding=True) if leaf.met and leaf.evidence]
        return tuple(leaf.evidence for leaf in sorted(met, key=lambda leaf: _CHIP_ORDER.index(leaf.group)))

    def leaves(self, *, excluding: bool = False) -> Iterator[Finding]:
        """Yield the findings of single criteria in reading order, without exclusions when ``excluding``."""
        for finding in self.findings:
            yield from finding.leaves(excluding=excluding)

    def to_document(self) -> dict[str, Anything]:
        """Return the verdict as JSON values: the evidence that is frozen at handoff."""
        return {
            "format": FORMAT,
            "qualified": self.qualified,
            "score": self.score,
            "findings": [finding.to_document() for finding in self.findings],
        }

    @classmethod
    def from_document(cls, raw: Mapping[str, Anything]) -> Verdict:
        """Read a verdict written by ``to_document``; raises ValueError for another format."""
        if raw.get("format") != FORMAT:
            raise ValueError(
                f"A verdict in format {raw.get('format')!r} cannot be read; this reads format {FORMAT}."
            )
        findings = tuple(Finding.from_document(finding) for finding in raw["findings"])
        return cls(raw["qualified"], raw["score"], findings)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Verdict) and self.to_document() == other.to_document()

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Verdict(qualified={self.qualified}, score={self.score}, near_miss={self.near_miss})"
