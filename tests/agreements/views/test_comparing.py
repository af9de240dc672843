"""Two versions side by side."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agreements import queries
from agreements.models import Version
from agreements.operations import drafting
from agreements.rules.criteria import editing, notation
from agreements.rules.criteria.tree import Fact, walk
from tests.factories import agreements
from tests.factories import terms as make
from tests.factories.moments import NOW
from tests.factories.people import Cast

ADDRESS = reverse("agreements:compare", args=["instruments-europe"])


@pytest.fixture
def versions(cast: Cast, in_force: Version) -> Version:
    """Version 1 in force, version 2 a draft that promises less in S1 and asks for smaller companies."""
    draft = drafting.amend(in_force.agreement, at=NOW, by=cast.ines)
    terms = make.with_clause(queries.terms_of(draft), "response", target=Decimal(90))
    tree = notation.parse(terms.definition)
    employees = next(
        place.node for place in walk(tree) if isinstance(place.node, Fact) and place.node.word == "employees"
    )
    smaller = editing.replaced(tree, employees.id, Fact("employees", "between", (100, 5000)))
    changes = {"clauses": terms.clauses, "definition": notation.dump(smaller)}
    return agreements.edit(draft, changes, by=cast.ines, at=NOW)


@pytest.fixture
def priya(client: Client, cast: Cast) -> Client:
    client.force_login(cast.priya)
    return client


def read(client: Client, query: str = "") -> str:
    answer = client.get(ADDRESS + query)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_what_differs_is_said_in_words_and_the_rest_is_folded(priya: Client, versions: Version) -> None:
    html = read(priya, "?from=1&to=2")
    assert "From version 1 to version 2" in html
    assert "Employees: the lower limit lowered from 250 to 100." in html
    assert "<del>95 %</del>" in html and "<ins>90 %</ins>" in html
    changed, alike = html.split('<details class="cp-same">')
    assert re.findall(r'id="p-(\w+)"', changed) == ["definition", "S1", "review"]
    assert "A lead is accepted or returned within one business day" in alike


def test_the_other_way_round_is_another_comparison(priya: Client, versions: Version) -> None:
    html = read(priya, "?from=2&to=1")
    assert "Employees: the lower limit raised from 100 to 250." in html


def test_unasked_the_newest_is_compared_with_the_one_in_force(priya: Client, versions: Version) -> None:
    assert "From version 1 to version 2" in read(priya)


def test_a_version_and_itself_say_the_same(priya: Client, versions: Version) -> None:
    html = read(priya, "?from=1&to=1")
    assert "This is one and the same version." in html
    assert '<details class="cp-same" open>' in html


@pytest.mark.parametrize("query", ["?from=1&to=9", "?from=a", "?to=-1", "?from=99999999999"])
def test_a_version_that_does_not_exist_is_not_found(priya: Client, versions: Version, query: str) -> None:
    assert priya.get(ADDRESS + query).status_code == 404


def test_more_versions_take_no_more_queries(priya: Client, cast: Cast, versions: Version) -> None:
    counts = []
    for _round in range(2):
        read(priya, "?from=1&to=2")
        with CaptureQueriesContext(connection) as captured:
            read(priya, "?from=1&to=2")
        counts.append(len(captured))
        current = Version.objects.select_related("agreement").get(state="draft")
        drafting.drop(current, at=NOW, by=cast.ines)
        drafting.amend(current.agreement, at=NOW, by=cast.ines)
    assert counts[0] == counts[1]
