"""What lists, tabs, menus and tables are made of, as values a view can hand to a template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a segmented control, of tabs or of a navigation: a word, where it leads, how many are there.

    ``more`` says that there are more than were counted.
    """

    label: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""
    key: str = ""
    more: bool = False


@dataclass(frozen=True, slots=True)
class Slice(Generic[Row]):
    """One page of a list that nobody counted: its rows, its number, and whether there is another page."""

    rows: Sequence[Row]
    number: int
    has_next: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def next_page_number(self) -> int:
        return self.number + 1

    @property
    def previous_page_number(self) -> int:
        return self.number - 1


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; figures stand right."""

    label: str
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of ready words: what a chart shows, for those who do not see it."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    foot: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, caption: str, labels: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
        """Make a table whose first column holds names and whose others hold figures."""
        columns = tuple(Column(label, is_number=place > 0) for place, label in enumerate(labels))
        return cls(columns=columns, rows=tuple(tuple(row) for row in rows), caption=caption)
