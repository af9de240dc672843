"""P3: a lead comes in and everything is done about it, beside the bare transaction of three rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from bench import company, plain, stopwatch
from bench.company import World
from bench.figures import Count, Figure
from bench.targets import Sizes
from leads.models import Lead
from leads.operations import receiving


def measure(world: World, sizes: Sizes, leads: int) -> Iterator[Figure]:
    """Receive leads that qualify and are handed over at once: nothing can be left out."""
    numbers = count(10_000_000 + leads)
    at = world.now + timedelta(seconds=1)

    def receive() -> None:
        done = receiving.receive(world.channel, company.somebody(next(numbers)), at=at, by=None)
        assert done.stint is not None

    def bare() -> None:
        plain.three_rows(_facts(world, next(numbers)), world.company.reps[0], at=at)

    times = stopwatch.turn_about(receive, bare, rounds=sizes.rounds, warm=3)
    yield Figure(
        what="a lead comes in, all done",
        ours=times.ours,
        reference=times.reference,
        against="three bare rows",
        at_most=1 / 0.35,
        counts={
            "leads/s": Count(1e9 / times.ours),
            "statements": Count(stopwatch.queries(receive)),
        },
    )


def _facts(world: World, number: int) -> dict[str, object]:
    """Return what the bare transaction stores of the same somebody."""
    said = company.somebody(number)
    columns = {field.name for field in Lead._meta.concrete_fields}
    facts = {word: value for word, value in said.items() if word in columns}
    return facts | {"agreement": world.agreement, "channel": world.channel, "email_key": said["email"]}
