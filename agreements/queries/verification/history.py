"""What people edit: the newest line of a row's history says what the row says, and no line is missing that can be missed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext as _

from agreements.models import Agreement, Review, Substitution, Version
from agreements.queries.verification.ledger import Walked
from agreements.queries.verification.scope import PIECE, Scope
from agreements.rules.verification import Finding

#: What has a history: the model, and how its rows lead to their agreement.
_TRACKED: Sequence[tuple[Any, str]] = (
    (Agreement, "id"),
    (Version, "agreement"),
    (Review, "agreement"),
    (Substitution, "agreement"),
)


def check(scope: Scope, walked: Walked) -> Iterator[Finding]:
    """Compare every tracked row with its history, and the history of versions with the ledger."""
    for model, path in _TRACKED:
        yield from _drift(scope, model, path)
        yield from _gaps(scope, model, path)
    yield from _edits(scope, walked)


def _drift(scope: Scope, model: Any, path: str) -> Iterator[Finding]:
    """Yield rows that differ from the newest line of their history, and those that have none."""
    lines = scope.rows(model.history.all(), path)
    columns = [field.attname for field in model.history.model.tracked_fields]
    newest = lines.filter(
        history_id__in=lines.order_by().values("id").annotate(n=Max("history_id")).values("n")
    )
    kept = _in_turn(newest.order_by("id").values_list("id", "history_type", *columns))
    said = _next(kept)
    rows = scope.rows(model.objects.order_by("pk"), "pk" if model is Agreement else path)
    for pk, *row in _in_turn(rows.values_list("pk", *columns)):
        while said is not None and said[0] < pk:
            yield from _gone(model, said)
            said = _next(kept)
        if said is None or said[0] != pk:
            yield Finding("history.none", _name(model, pk), _("Its history is missing."))
            continue
        if different := [name for name, a, b in zip(columns, row, said[2:], strict=True) if a != b]:
            text = _("It says something else than the newest line of its history: %(columns)s.")
            yield Finding("history.drift", _name(model, pk), text % {"columns": ", ".join(different)})
        said = _next(kept)
    while said is not None:
        yield from _gone(model, said)
        said = _next(kept)


def _gaps(scope: Scope, model: Any, path: str) -> Iterator[Finding]:
    """Yield rows whose history does not begin with one line that made them."""
    lines = scope.rows(model.history.order_by(), path)
    begun = lines.values("id").annotate(
        made=Count("history_id", filter=Q(history_type="+")),
        first=Min("history_id"),
        maker=Min("history_id", filter=Q(history_type="+")),
    )
    for line in begun.order_by("id"):
        if line["made"] != 1 or line["first"] != line["maker"]:
            yield Finding(
                "history.beginning",
                _name(model, line["id"]),
                _("Its history does not begin with the one line in which it was made."),
            )


def _edits(scope: Scope, walked: Walked) -> Iterator[Finding]:
    """Compare the lines of versions' histories with the ledger, and look for edits without a line."""
    lines = scope.rows(Version.history.order_by("id", "history_id"), "agreement")
    columns = ("id", "agreement_id", "number", "revision", "history_date")
    missing = set(walked.changes)
    last: tuple[int, int] | None = None
    for pk, agreement, number, revision, at in scope.each(
        "history lines of versions", _in_turn(lines.values_list(*columns))
    ):
        missing.discard((agreement, number, at))
        if (agreement, at) not in walked.moments:
            said = _("A line of its history, of %(at)s, has no line in the ledger.")
            yield Finding("history.no_event", _name(Version, pk), said % {"at": _moment(at)})
        expected = last[1] if last and last[0] == pk else 0
        if revision not in (expected, expected + 1):
            said = _("Lines are missing in its history, before edit %(n)s.")
            yield Finding("history.gap", _name(Version, pk), said % {"n": revision})
        last = (pk, revision)
    for agreement, number, at in sorted(missing):
        yield Finding(
            "history.no_line",
            _("agreement %(agreement)s, version %(n)s") % {"agreement": agreement, "n": number},
            _("The ledger tells of a change on %(at)s that its history does not have.") % {"at": _moment(at)},
        )


def _gone(model: Any, said: Sequence[Any]) -> Iterator[Finding]:
    if said[1] != "-":
        yield Finding("history.row_gone", _name(model, said[0]), _("It is gone, and its history goes on."))


def _in_turn(rows: Any) -> Iterator[Any]:
    found: Iterator[Any] = rows.iterator(chunk_size=PIECE)
    return found


def _next(rows: Iterator[Any]) -> Any:
    return next(rows, None)


def _name(model: Any, pk: int) -> str:
    return f"{model._meta.verbose_name} {pk}"


def _moment(at: datetime) -> str:
    return at.isoformat(sep=" ", timespec="seconds")
