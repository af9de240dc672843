"""A job title speaks of a seniority, or of none."""

from __future__ import annotations

import pytest

from agreements.rules.criteria.choices import SENIORITY
from leads.rules.titles import _RANKS, seniority_of

TITLES = {
    "VP Operations": "vice_president",
    "Senior Vice President, Sales": "vice_president",
    "President": "c_level",
    "CEO": "c_level",
    "Chief Revenue Officer": "c_level",
    "Managing Director": "c_level",
    "Geschäftsführerin": "c_level",
    "Co-Founder & CTO": "c_level",
    "Head of Quality": "director",
    "Production Director": "director",
    "Procurement Manager": "manager",
    "Packaging Lead": "manager",
    "Abteilungsleiter": "manager",
    "Assistant Manager": "manager",
    "Assistant to the CEO": "specialist",
    "Sr. Process Engineer": "senior",
    "Process Engineer": "specialist",
    "Working student": "entry",
    "Junior Buyer": "entry",
}


@pytest.mark.parametrize(("title", "seniority"), TITLES.items())
def test_a_title_has_a_seniority(title: str, seniority: str) -> None:
    assert seniority_of(title) == seniority


@pytest.mark.parametrize("title", ["", "Optimist", "Directory of things", "Leadership"])
def test_a_title_that_says_nothing_has_none(title: str) -> None:
    assert seniority_of(title) is None


def test_every_rank_is_one_of_the_scale() -> None:
    assert {key for key, _pattern in _RANKS} == {choice.key for choice in SENIORITY}
