"""What is known of a lead at the moment it is judged: its facts, and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a lead did: its kind (a key of the vocabulary), when (aware), what exactly, how much."""

    kind: str
    at: datetime
    detail: str = ""
    amount: int = 1


@dataclass(frozen=True)
class Facts:
    """What is known of a lead at a moment.

    ``values`` holds facts by word: numbers and money as int or Decimal, answers (of scales too) as their key,
    sets as frozensets of tokens, yes / no as bool, extra attributes as they stand in JSON under ``extra:NAME``.
    A missing word, None, "" and an empty set are unknown. ``at`` is aware; ``zone`` names whose calendar days
    count. Nothing in it may change once it is judged: a verdict reads its words from here.
    """

    values: Mapping[str, object]
    events: Sequence[Event]
    at: datetime
    zone: str = "UTC"

    @cached_property
    def moment(self) -> datetime:
        """The moment of judging on the UTC line."""
        return utc(self.at)

    @cached_property
    def happened(self) -> dict[str, list[Event]]:
        """The events up to the moment of judging, by kind."""
        kinds: dict[str, list[Event]] = {}
        at = self.moment
        for event in self.events:
            if event.at <= at:
                same = kinds.get(event.kind)
                if same is None:
                    kinds[event.kind] = [event]
                else:
                    same.append(event)
        return kinds


def utc(at: datetime) -> datetime:
    """Return the instant on the UTC line, where subtracting days is elapsed time whatever the clocks did."""
    return at if at.tzinfo is UTC else at.astimezone(UTC)
