"""The figures as a table in Markdown, for the terminal and for docs/scaling.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bench.figures import Count, Figure

HEAD = ("", "what", "database", "leads", "took", "reference", "ratio", "allowed", "", "kept")


def table(figures: Iterable[Figure]) -> str:
    """Return the table, its columns lined up."""
    rows = [HEAD, *(_row(figure) for figure in figures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = [
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def duration(nanoseconds: float) -> str:
    """Say a duration with three digits: "7.06 ms"."""
    for unit, size in (("s", 1e9), ("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{_three(nanoseconds / size)} {unit}"
    return f"{_three(nanoseconds)} ns"


def line(figure: Figure) -> str:
    """Say one figure in a line, while the others are still being measured."""
    return ", ".join(filter(None, _row(figure)[1:-1]))


def _row(figure: Figure) -> Sequence[str]:
    reference = ""
    if figure.reference is not None:
        reference = f"{duration(figure.reference)}, {figure.against}"
    return (
        figure.target,
        figure.what,
        figure.database,
        f"{figure.size:,}" if figure.size else "",
        duration(figure.ours),
        reference,
        "" if figure.ratio is None else _three(figure.ratio),
        "" if figure.at_most is None else f"≤ {_three(figure.at_most)}",
        "; ".join(_count(name, count) for name, count in figure.counts.items()),
        "yes" if figure.kept else "NO",
    )


def _count(name: str, count: Count) -> str:
    said = f"{_three(count.value)} {name}"
    if count.at_most is not None:
        said += f" (≤ {_three(count.at_most)})"
    if count.at_least is not None:
        said += f" (≥ {_three(count.at_least)})"
    return said


def _three(number: float) -> str:
    """Write a number with three digits, larger ones whole and with separators."""
    if number >= 100 or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.1f}" if number >= 10 else f"{number:.2f}"
