"""The course of a run: an empty database is filled step by step, and measured at each step."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from bench import company, crowd
from bench.company import World
from bench.figures import Figure
from bench.table import line
from bench.targets import SIZES, TARGETS, Sizes
from slaportal.ui.management.commands.runportal import collect_static

_BEGUN = perf_counter()
Measure = Callable[[World, Sizes, int], Iterator[Figure]]


def run(size: str, targets: Sequence[str], file: str) -> None:
    """Measure the targets and write the figures to a file."""
    figures = list(_figures(targets, SIZES[size]))
    Path(file).write_text(json.dumps([figure.to_document() for figure in figures]))


def _figures(targets: Sequence[str], sizes: Sizes) -> Iterator[Figure]:
    call_command("migrate", verbosity=0)
    collect_static()
    world = company.found(now=timezone.now().replace(microsecond=0))
    yield from _measured(targets, "once", world, sizes, 0)
    if any(TARGETS[target].at != "once" for target in targets):
        for number in sizes.leads:
            _say(f"{number:,} leads")
            crowd.grow(world, number)
            yield from _measured(targets, "every size", world, sizes, number)
        yield from _measured(targets, "largest size", world, sizes, sizes.leads[-1])


def _measured(targets: Sequence[str], at: str, world: World, sizes: Sizes, number: int) -> Iterator[Figure]:
    for target in targets:
        if TARGETS[target].at == at:
            _say(target)
            measure: Measure = import_string(TARGETS[target].measure)
            for figure in measure(world, sizes, number):
                found = replace(
                    figure, target=target, size=number, database=connection.display_name if number else ""
                )
                _say(f"{target}: {line(found)}")
                yield found


def _say(what: str) -> None:
    print(f"{perf_counter() - _BEGUN:6.0f} s  {connection.display_name}: {what}", file=sys.stderr, flush=True)
