"""P1: the first page of the queue, beside a plain page of as many rows from the same table."""

from __future__ import annotations

from collections.abc import Iterator

from django.test import Client
from django.urls import reverse

from bench import plain, stopwatch
from bench.company import World
from bench.figures import Count, Figure
from bench.targets import Sizes
from slaportal.accounts.models import User


def measure(world: World, sizes: Sizes, leads: int) -> Iterator[Figure]:
    """Open the queue as a rep sees it, and as a manager, who sees every lead."""
    for what, person, plainly in (
        ("queue, a rep’s own", world.company.reps[0], "plain/?mine"),
        ("queue, a manager’s", world.company.manager, "plain/"),
    ):
        yield _page(what, person, f"/{plainly}", sizes)


def _page(what: str, person: User, plainly: str, sizes: Sizes) -> Figure:
    client = Client()
    client.force_login(User.objects.get(pk=person.pk))  # with the password that the demo gave everybody
    address = reverse("leads:queue")

    def get(url: str) -> bytes:
        answer = client.get(url)
        assert answer.status_code == 200, f"{url}: {answer.status_code}"
        return answer.content

    times = stopwatch.turn_about(lambda: get(address), lambda: get(plainly), rounds=sizes.rounds, warm=3)
    return Figure(
        what=what,
        ours=times.ours,
        reference=times.reference,
        against=f"a plain page of {plain.ROWS} rows",
        at_most=3,
        counts={
            "queries": Count(stopwatch.queries(lambda: get(address)), at_most=10),
            "kB": Count(len(get(address)) / 1000, at_most=60),
        },
    )
