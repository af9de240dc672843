"""docs/figures.md says what the code counts: its tables name the clauses, its example is the quarter counted by hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from agreements.models import Version
from agreements.rules.terms import CLAUSES
from leads.queries import compliance
from tests.factories import moments, quarter

PAGE = (Path(__file__).parents[3] / "docs" / "figures.md").read_text(encoding="utf-8")
#: Code → name, and what the example comes to.
ROWS = {
    code: (name, example)
    for code, name, example in re.findall(
        r"^\| ([MS]\d) \| ([^|]+) \|.*\| ([^|]+) \|$", PAGE, flags=re.MULTILINE
    )
}


def test_every_clause_has_its_row() -> None:
    assert {code: name for code, (name, _example) in ROWS.items()} == {
        kind.code: kind.name for kind in CLAUSES.values()
    }


@pytest.mark.postgres
def test_the_example_comes_to_what_is_written(in_force: Version) -> None:
    quarter.play(in_force.agreement)
    figures = compliance.for_quarter(in_force.agreement, quarter.NAME, at=moments.NOW)
    counted = {
        figure.clause.code: f"{figure.count.kept} of {figure.pace.goal if figure.pace else figure.count.n}"
        for figure in figures.figures
    }
    promised = {code: example for code, (_name, example) in ROWS.items() if example != "not promised"}
    assert counted == promised
    assert figures.pace is not None
    assert (
        f"In the example {figures.pace.elapsed} of {figures.pace.workdays} workdays are over: "
        f"ideal {round(figures.pace.ideal)}, {-figures.pace.gap} behind." in PAGE
    )
