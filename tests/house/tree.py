"""The files of the house, as the house's own tests walk them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = {".git", ".venv", "var", "node_modules", "vendor", "__pycache__", "htmlcov", "results"}
CACHES = ("_cache",)


def files(*suffixes: str) -> list[str]:
    """Return the paths from the root of all own files, or of those with one of these suffixes."""
    return sorted(
        str(path.relative_to(ROOT)) for path in _walk(ROOT) if not suffixes or path.suffix in suffixes
    )


def python_files() -> list[str]:
    """Return every Python file but generated migrations."""
    return [path for path in files(".py") if "/migrations/" not in path]


def read(path: str) -> str:
    """Return the text of a file; bytes that are no text become replacement marks."""
    return (ROOT / path).read_text(encoding="utf-8", errors="replace")


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        if entry.name in OUTSIDE or entry.name.endswith(CACHES):
            continue
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry
