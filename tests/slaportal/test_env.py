"""The environment's names, each of which is explained to whoever sets up a portal."""

from __future__ import annotations

import re

from tests.house.tree import read


def test_the_example_lists_exactly_the_names_that_are_read() -> None:
    names_read = set(re.findall(r'_env\.\w+\(\s*"(\w+)"', read("slaportal/env.py")))
    assert names_read == set(re.findall(r"^#?([A-Z_]+)=", read(".env.example"), flags=re.MULTILINE))
