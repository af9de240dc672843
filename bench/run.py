"""One run on one database, in a process of its own: ``python -m bench.run SIZE TARGETS FILE``."""

from __future__ import annotations

import sys

import django
from django.utils.module_loading import import_string


def main(size: str, targets: str, file: str) -> None:
    """Wake Django, which has to come before models are imported, and measure."""
    django.setup()
    import_string("bench.course.run")(size, targets.split(","), file)


if __name__ == "__main__":
    main(*sys.argv[1:])
