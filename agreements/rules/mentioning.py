"""Who is named in a comment: "@Priya Raman", or "@Priya" where only one person is called so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection

# An at sign inside a word is an address, not a name.
_AT = re.compile(r"(?<![\w@])@(?=\w)")


def named(text: str, names: Collection[str]) -> frozenset[str]:
    """Return those of the full ``names`` that the text mentions, in any case; a first name that two share names nobody."""
    firsts = Counter(_first(name) for name in set(names))
    called = {name.casefold(): name for name in names}
    called |= {_first(name): name for name in names if firsts[_first(name)] == 1}
    longest = sorted(called, key=len, reverse=True)
    found = set()
    for at in _AT.finditer(text):
        rest = text[at.end() :].casefold()
        match = next(
            (name for name in longest if rest.startswith(name) and not rest[len(name) :][:1].isalnum()), ""
        )
        found |= {called[match]} if match else set()
    return frozenset(found)


def _first(name: str) -> str:
    return name.split(" ")[0].casefold()
