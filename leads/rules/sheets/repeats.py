"""Rows of one file that are about the same lead, found without the database."""

from __future__ import annotations

from dataclasses import dataclass, field

from leads.rules.identity import DECISIVE, ORDER, Keys


@dataclass(slots=True)
class Repeats:
    """The rows seen so far, by their keys. Only hashes are kept, so that a long file fits into little memory."""

    _rows: dict[int, int] = field(default_factory=dict)
    _decisive: dict[int, tuple[int, ...]] = field(default_factory=dict)

    def add(self, row: int, keys: Keys) -> tuple[int, str] | None:
        """Remember a row; return the earlier row that is about the same lead and by which key, as an arrival would join it."""
        earlier = self._find(keys)
        if earlier is None and keys.pairs():
            self._decisive[row] = tuple(map(hash, (*(getattr(keys, kind) for kind in DECISIVE), keys.name)))
        for pair in keys.pairs():
            self._rows.setdefault(hash(pair), earlier[0] if earlier else row)
        return earlier

    def _find(self, keys: Keys) -> tuple[int, str] | None:
        mine = tuple(map(hash, (*(getattr(keys, kind) for kind in DECISIVE), keys.name)))
        for kind in ORDER:
            key = getattr(keys, kind)
            row = self._rows.get(hash((kind, key))) if key else None
            if row is None:
                continue
            theirs = self._decisive[row]
            stronger = len(DECISIVE) if kind not in DECISIVE else DECISIVE.index(kind)
            contradicts = any(_differ(*pair) for pair in zip(mine[:stronger], theirs[:stronger], strict=True))
            if not contradicts and not (kind == "phone" and _differ(mine[-1], theirs[-1])):
                return row, kind
        return None


_UNKNOWN = hash(None)


def _differ(mine: int, theirs: int) -> bool:
    return mine != theirs and _UNKNOWN not in (mine, theirs)
