"""P4: many leads at once, in batches and from a file, beside inserting as many rows with their history in bulk."""

from __future__ import annotations

import csv
import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from typing import Any

from django.utils import timezone
from simple_history.utils import bulk_create_with_history

from bench import stopwatch
from bench.company import World
from bench.figures import Count, Figure
from bench.targets import Sizes
from leads.management.demo.prospects import prospect
from leads.models import Batch, Channel, Lead
from leads.operations import channelling, importing, receiving
from leads.operations.receiving import Item

#: How often a batch is received; in between, as many rows are written in bulk.
ROUNDS = 3
COLUMNS = [field.name for field in Lead._meta.concrete_fields]


def measure(world: World, sizes: Sizes, leads: int) -> Iterator[Figure]:
    """Receive batches of made-up people, one in five of whom qualifies and is handed over; then import a long file."""
    people = _people()
    yield _batches(world, people, sizes.rows)
    yield _file(world, people, sizes.lines)


def _people() -> Iterator[dict[str, Any]]:
    """Make people up without end, each somebody else: the demo has too few names and telephones for so many."""
    chance = random.Random(20)
    for number in count(10_000_000):
        said = prospect(chance, number).payload
        yield said | {"name": f"{said['name']} {number}", "phone": f"+4420{number}"}


def _batches(world: World, people: Iterator[dict[str, Any]], rows: int) -> Figure:
    at = world.now + timedelta(seconds=2)
    ours, bulk = [], []
    for _ in range(ROUNDS):
        items = [Item(next(people)) for _ in range(rows)]
        bare = [_bare(world, next(people)) for _ in range(rows)]
        bulk.append(stopwatch.took(partial(bulk_create_with_history, bare, Lead, batch_size=receiving.CHUNK)))
        ours.append(stopwatch.took(partial(receiving.receive_many, world.channel, items, at=at, by=None)))
    return Figure(
        what=f"{rows:,} leads come in together, all done",
        ours=median(ours) / rows,
        reference=median(bulk) / rows,
        against="rows and history in bulk",
        at_most=1 / 0.2,
        counts={"rows/s": Count(1e9 * rows / median(ours), at_least=1_000)},
    )


def _bare(world: World, said: dict[str, Any]) -> Lead:
    at = world.now
    facts = {word: value for word, value in said.items() if word in COLUMNS}
    return Lead(
        **facts, agreement=world.agreement, channel=world.channel, email_key=said["email"],
        created_at=at, last_activity_at=at, changed_at=at,
    )  # fmt: skip


def _file(world: World, people: Iterator[dict[str, Any]], lines: int) -> Figure:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "people.csv"
        _write(path, people, lines)
        by = world.company.marketing_leader
        channel = channelling.add(
            agreement=world.agreement,
            name="Trade fair",
            slug="trade-fair",
            kind=Channel.Kind.UPLOAD,
            format="attendee_spreadsheet",
            at=timezone.now(),
            by=by,
        )
        with stopwatch.memory() as memory, path.open("rb") as file:
            batch = importing.upload(channel, file, path.name, at=timezone.now(), by=by)
            importing.start(batch, at=timezone.now(), by=by)
            took = stopwatch.took(lambda: importing.finish(batch, clock=timezone.now))
    batch.refresh_from_db()
    assert batch.state == Batch.State.DONE, batch.message
    assert batch.rows_done == lines
    return Figure(
        what=f"a file of {lines:,} lines",
        ours=took / lines,
        counts={
            "rows/s": Count(1e9 * lines / took, at_least=1_000),
            "MB more": Count(memory.taken, at_most=300),
        },
    )


def _write(path: Path, people: Iterator[dict[str, Any]], lines: int) -> None:
    """Write a CSV file; who says less leaves cells empty."""
    columns = [
        "name", "email", "phone", "company", "title", "country", "city", "hq_country", "industry", "employees",
        "annual_revenue", "budget", "authority", "need", "timeline_months",
    ]  # fmt: skip
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(next(people) for _ in range(lines))
