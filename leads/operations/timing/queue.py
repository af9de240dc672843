"""What a stint has to do next: the earliest of its running promises and the follow-up, kept for the queue's index."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Protocol

from leads.models import Clock, Stint
from leads.rules import clock as rules
from slaportal import statements


class Due(rules.HasTargets, Protocol):
    """A running clock, as far as what is due next is concerned."""

    kind: str
    clause: str


#: What takes the place of a clock's kind when the follow-up comes first.
FOLLOW_UP = "follow_up"
FIELDS = ("next_due_at", "next_due_kind", "next_due_clause")


def point(stint: Stint, running: Iterable[Due], *, at: datetime) -> None:
    """Let a stint say what is due next among its running clocks and its follow-up; the caller saves FIELDS.

    Of what is due at one moment, the follow-up comes first and then the clauses in the order of the document.
    """
    due = [(rules.due_next(clock, at), clock.clause, clock.kind) for clock in running]
    if stint.follow_up_at is not None:
        due.append((stint.follow_up_at, "", FOLLOW_UP))
    if stint.ended_at is not None or not due:
        stint.next_due_at, stint.next_due_kind, stint.next_due_clause = None, "", ""
    else:
        stint.next_due_at, stint.next_due_clause, stint.next_due_kind = min(due)


def refresh(stints: Collection[Stint], *, at: datetime) -> None:
    """Look at the clocks of saved stints again and save what is due next; two statements for all."""
    if not stints:
        return
    running: dict[int | None, list[Due]] = {}
    clocks = Clock.objects.filter(stint__in=[stint.pk for stint in stints], met_at=None, closed_at=None)
    for clock in clocks.values_list("stint_id", "kind", "clause", "best_at", "due_at", named=True):
        running.setdefault(clock.stint_id, []).append(clock)
    for stint in stints:
        point(stint, running.get(stint.pk, ()), at=at)
    statements.update(stints, FIELDS)
