"""Promises kept: the figure of each clause, its verdict, and one sentence for each side (requirement D1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import accumulate
from typing import Literal

from agreements.rules.terms import Clause
from leads.rules.pace import Pace

TREND_WEEKS = 8
TENTH = Decimal("0.1")

Side = Literal["marketing", "sales"]


class Verdict(StrEnum):
    """What a figure says of its promise; the words and colours are those of the portal's verdicts."""

    KEPT = "kept"
    BEHIND = "behind"
    MISSED = "missed"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Count:
    """How often a promise was kept, of how many times it was due."""

    kept: int = 0
    n: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.kept + other.kept, self.n + other.n)

    @property
    def share(self) -> Decimal | None:
        """The part that was kept, 0 to 1; None when nothing was due (n = 0 is "not measured")."""
        return Decimal(self.kept) / self.n if self.n else None


@dataclass(frozen=True, slots=True)
class Times:
    """Business minutes from start to answer over all that were due; one never answered stands behind every answer.

    None means that so many were never answered that the middle (or the ninetieth of a hundred) is one of them.
    """

    median: int | None
    p90: int | None

    @classmethod
    def of(cls, answered: Mapping[int, int], unanswered: int) -> Times | None:
        """Find both in counts by whole minute, by nearest rank (an answer that was given); None when nothing was due."""
        n = sum(answered.values()) + unanswered
        if not n:
            return None
        return cls(median=_ranked(answered, -(-n * 5 // 10)), p90=_ranked(answered, -(-n * 9 // 10)))


def _ranked(answered: Mapping[int, int], rank: int) -> int | None:
    reached = 0
    for minutes in sorted(answered):
        reached += answered[minutes]
        if reached >= rank:
            return minutes
    return None


@dataclass(frozen=True, slots=True)
class Figure:
    """One clause measured. ``weeks`` are the quarter's weeks until the last counted one; a volume has a ``pace``.

    For volume, ``count`` is delivered of handed over and the promise is the pace's goal; for every other clause the
    promise is ``clause.target`` percent. ``waiting`` clocks are not due yet and are left out of the count.
    """

    clause: Clause
    count: Count
    weeks: tuple[Count, ...] = ()
    best: int | None = None
    times: Times | None = None
    pace: Pace | None = None
    waiting: int = 0
    closed: bool = False

    @property
    def verdict(self) -> Verdict:
        """Kept, behind (volume, while the quarter runs), missed, or not measured."""
        if self.pace:
            return _of_volume(self.pace, closed=self.closed)
        if self.count.share is None:
            return Verdict.NOT_MEASURED
        return Verdict.KEPT if self.count.share * 100 >= self.clause.target else Verdict.MISSED

    @property
    def points(self) -> Decimal | None:
        """Percentage points above the promise, below zero when missed; None for volume and when not measured."""
        if self.pace or self.count.share is None:
            return None
        return self.count.share * 100 - self.clause.target

    @property
    def shown(self) -> Decimal | None:
        """The share as it is written with one decimal: rounding never makes a missed promise look kept."""
        share = self.count.share
        if share is None or self.verdict is not Verdict.MISSED:
            return share
        rounded = (share * 100).quantize(TENTH, ROUND_HALF_UP)
        return share if rounded < self.clause.target else (share * 100).quantize(TENTH, ROUND_DOWN) / 100

    @property
    def within_best(self) -> Decimal | None:
        """The part answered within the best target, of all that were due; None where no best target was promised."""
        return None if self.best is None else Count(self.best, self.count.n).share

    @property
    def trend(self) -> tuple[Decimal | None, ...]:
        """Quarter to date at the end of each of the last eight weeks: leads for volume, percent for the others."""
        running = list(accumulate(self.weeks))[-TREND_WEEKS:]
        if self.pace:
            return tuple(Decimal(count.kept) for count in running)
        return tuple(None if count.share is None else count.share * 100 for count in running)


def _of_volume(pace: Pace, *, closed: bool) -> Verdict:
    if closed:
        return Verdict.KEPT if pace.actual >= pace.goal else Verdict.MISSED
    if pace.standing == "not_measured":
        return Verdict.NOT_MEASURED
    return Verdict.BEHIND if pace.standing == "behind" else Verdict.KEPT


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of a sentence; ``tone`` is bad or warn where it says what is not kept, empty elsewhere."""

    text: str
    tone: Literal["", "warn", "bad"] = ""


def sentence(figures: Sequence[Figure], *, closed: bool) -> tuple[Said, ...]:
    """Say how one side stands, in pieces whose texts joined are the whole sentence.

    "Keeps 3 of 5 so far. Misses first response by 4.2 points and is 7 leads behind pace."
    """
    measured = [figure for figure in figures if figure.verdict is not Verdict.NOT_MEASURED]
    if not measured:
        return (Said("Nothing was measured." if closed else "Nothing is measured yet."),)
    return (Said(_tally(len(figures), measured, closed=closed)), *_failings(measured, closed=closed))


def in_words(pieces: Iterable[Said]) -> str:
    """Return a sentence without its tones."""
    return "".join(piece.text for piece in pieces)


def _tally(promised: int, measured: Sequence[Figure], *, closed: bool) -> str:
    kept = sum(figure.verdict is Verdict.KEPT for figure in measured)
    verb, until = ("Kept", "") if closed else ("Keeps", " so far")
    of = f"all {len(measured)}" if kept == len(measured) else f"{kept or 'none'} of {len(measured)}"
    unknown = promised - len(measured)
    rest = f"; {unknown} {'is' if unknown == 1 else 'are'} not measured" if unknown else ""
    return f"{verb} {of}{until}{rest}."


def _failings(measured: Sequence[Figure], *, closed: bool) -> list[Said]:
    """What is not kept, as one sentence: the missed shares by their distance, then the volume."""
    phrases = [
        _missed(figure, first=place == 0, closed=closed)
        for place, figure in enumerate(f for f in measured if f.verdict is Verdict.MISSED and not f.pace)
    ]
    phrases += [_short(f.pace, closed=closed) for f in measured if f.pace and f.verdict is not Verdict.KEPT]
    if not phrases:
        return []
    said = [Said(" ")]
    for place, phrase in enumerate(phrases):
        if place:
            said.append(Said(" and " if place == len(phrases) - 1 else ", "))
        said += phrase
    if not said[1].text[0].isupper():
        said[1] = Said(said[1].text.capitalize(), said[1].tone)
    return [*said, Said(".")]


def _missed(figure: Figure, *, first: bool, closed: bool) -> list[Said]:
    name = figure.clause.name[0].lower() + figure.clause.name[1:]
    by = points_in_words(figure.points or Decimal(0))
    if not first:
        return [Said(f"{name} by {by}")]
    return [
        Said(f"{'Missed' if closed else 'Misses'} {name}", "bad"),
        Said(f" by {by} point{'' if by == '1.0' else 's'}"),
    ]


def _short(pace: Pace, *, closed: bool) -> list[Said]:
    missing = pace.goal - pace.actual if closed else -pace.gap
    leads = f"{missing:,} lead{'' if missing == 1 else 's'}"
    if closed:
        return [Said("was "), Said(f"{leads} short", "bad")]
    return [Said("is "), Said(f"{leads} behind", "warn"), Said(" pace")]


def points_in_words(points: Decimal) -> str:
    """Write a distance in percentage points with one decimal and no sign; what is not nothing never reads 0.0."""
    return str(max(abs(points).quantize(TENTH, ROUND_HALF_UP), TENTH if points else Decimal("0.0")))
