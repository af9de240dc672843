"""What is known of a lead at the moment it is judged: its facts, and what it did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a lead did: its kind (a key of the vocabulary), when (aware), what exactly, how much."""

    kind: str
    at: datetime
    detail: str = ""
    amount: int = 1


class Facts(NamedTuple):
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
