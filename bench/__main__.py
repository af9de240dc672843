"""The command: ``python -m bench --size small --only P1,P7 --database sqlite``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from bench import databases
from bench.figures import Figure
from bench.table import table
from bench.targets import SIZES, TARGETS

RESULTS = Path(__file__).parent / "results"


def main(arguments: Sequence[str]) -> int:
    """Measure on each database in a process of its own, print the table, write it down; 1 when a target is missed."""
    given = _parser().parse_args(arguments)
    figures = []
    for name in given.database:
        with databases.empty(name) as url:
            figures += _measured(url, given.size, given.only)
    print(table(figures))
    if given.write:
        print(f"\nWritten to {_written(figures, given.size)}")
    missed = [figure for figure in figures if not figure.kept]
    return 1 if missed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="Measures the portal beside its references."
    )
    parser.add_argument(
        "--size", choices=SIZES, default="small", help="how many leads; full takes half an hour and more"
    )
    parser.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=list(TARGETS),
        metavar="P1,P7",
        help="some of: " + ", ".join(TARGETS),
    )
    parser.add_argument(
        "--database",
        type=lambda text: text.split(","),
        default=["sqlite", "postgres"],
        metavar="NAME",
        help="sqlite, postgres (TEST_DATABASE_URL, or a server of its own), or both with a comma",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="keep the figures under bench/results/, in the place of those of the same size and day",
    )
    return parser


def _measured(url: str, size: str, only: Sequence[str]) -> list[Figure]:
    """Run the measurements in a process of their own, which reads its settings anew."""
    with tempfile.TemporaryDirectory(prefix="slaportal-bench-") as folder:
        found = Path(folder) / "figures.json"
        surroundings = {
            "DJANGO_SETTINGS_MODULE": "bench.settings",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "READ_DOT_ENV": "false",
            "SECRET_KEY": "a key for measuring that protects nothing",
            "DEBUG": "false",
            "DEMO": "true",
            "LOG_LEVEL": "ERROR",
            "REDIS_URL": "",
        }
        command = [sys.executable, "-m", "bench.run", size, ",".join(only), str(found)]
        if code := subprocess.run(command, env=os.environ | surroundings, check=False).returncode:
            sys.exit(code)
        return [Figure.from_document(document) for document in json.loads(found.read_text())]


def _written(figures: Sequence[Figure], size: str) -> Path:
    today = datetime.now(UTC).date()
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{today}.json"
    earlier = json.loads(path.read_text()) if path.exists() else {}
    if earlier.get("size") == size:
        figures = _renewed([Figure.from_document(document) for document in earlier["figures"]], figures)
    about = {
        "measured_on": today.isoformat(),
        "size": size,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
        "load": [round(load, 2) for load in os.getloadavg()],
        "figures": [figure.to_document() for figure in figures],
    }
    path.write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n")
    return path


def _renewed(earlier: Sequence[Figure], figures: Sequence[Figure]) -> list[Figure]:
    """Put figures that were measured again today in the place of the earlier ones."""

    def name(figure: Figure) -> tuple[str, str, str, int]:
        return figure.target, figure.what, figure.database, figure.size

    again = {name(figure): figure for figure in figures}
    kept = [again.pop(name(figure), figure) for figure in earlier]
    return [*kept, *again.values()]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
