"""Nothing in the tree points to where a package came from."""

from __future__ import annotations

import re

from tests.house.tree import files, read

# Named in parts, or this file would find itself.
REGISTRIES = [
    "".join(parts)
    for parts in (
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("npm", "js.org"),
        ("npm", "js.com"),
        ("yarn", "pkg.com"),
    )
]


def test_no_file_names_a_package_registry() -> None:
    """A lock file pins by hash; where a package comes from is for the machine that installs it."""
    pattern = re.compile("|".join(map(re.escape, REGISTRIES)))
    assert [path for path in files() if pattern.search(read(path))] == []
