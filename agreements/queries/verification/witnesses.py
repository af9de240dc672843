"""Rows and ledger lines bear witness to each other: whatever has a row has its line, whatever has a line has its row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement, Decline, ReadReceipt, Review, Seal, Signature, SigningRound, Version
from agreements.queries.verification.scope import PIECE, Scope, moment
from agreements.rules import lifecycle
from agreements.rules.verification import Finding

#: What happened: the agreement, the kind, and what tells it from others of its kind.
What = tuple[Any, ...]
Facts = dict[What, list[Mapping[str, Any]]]

#: Kinds of lines that leave a line in the history of a version, too.
CHANGES = frozenset(
    {
        *("version.begun", "version.edited", "version.handed_over", "version.dropped", "version.signed"),
        *("version.superseded", "round.opened"),
        *(f"round.{outcome}" for outcome in SigningRound.Outcome.values if outcome != "signed"),
    }
)

_NAMES: Mapping[str, Promise] = {
    "version.begun": gettext_lazy("the draft begun"),
    "version.dropped": gettext_lazy("the draft dropped"),
    "version.signed": gettext_lazy("the version signed by both"),
    "version.sealed": gettext_lazy("the seal"),
    "version.read": gettext_lazy("a confirmation of reading"),
    "round.opened": gettext_lazy("the signing round opened"),
    "round.closed": gettext_lazy("the signing round closed"),
    "round.viewed": gettext_lazy("the text opened by the signer"),
    "round.signed": gettext_lazy("a signature"),
    "decline": gettext_lazy("a leader’s refusal"),
    "review.opened": gettext_lazy("figures laid before a review"),
    "review.called": gettext_lazy("an early review asked for"),
    "review.concluded": gettext_lazy("a review concluded"),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that happened, with what is known of it."""

    what: What
    details: Mapping[str, Any]


def of_event(agreement: int, kind: str, at: datetime, by: int | None, data: Any) -> Iterator[Fact]:
    """Yield what a ledger line says happened, for the kinds that have a row."""
    if not isinstance(data, dict):
        return
    say = data.get
    version, round = say("version"), say("round")
    match kind:
        case "version.begun":
            yield Fact((agreement, kind, version), {"at": at, "by": by})
        case "version.dropped":
            yield Fact((agreement, kind, version), {})
        case "version.signed":
            yield Fact(
                (agreement, kind, version),
                {"at": at, "digest": say("digest"), "in_force_from": moment(say("in_force_from"))},
            )
        case "version.sealed":
            yield Fact((agreement, kind, version), {"at": at, "seal": say("seal"), "key": say("key")})
        case "version.read":
            yield Fact((agreement, kind, version, by), {"at": at, "digest": say("digest")})
        case "round.opened":
            yield Fact((agreement, kind, version, round), {"at": at, "by": by, "digest": say("digest")})
        case "round.viewed":
            yield Fact((agreement, kind, say("round_id"), by), {"at": at})
        case "round.signed":
            yield Fact(
                (agreement, kind, version, round, say("side")),
                {
                    "at": at,
                    "by": by,
                    "digest": say("digest"),
                    "statement": say("statement"),
                    "typed_name": say("typed_name"),
                    "authenticated_by": say("authenticated_by"),
                },
            )
        case "round.declined" | "round.withdrawn" | "round.edited" | "round.expired":
            outcome, reason = kind.removeprefix("round."), say("reason")
            closed = {"at": at, "outcome": outcome, "reason": reason, "digest": say("digest")}
            yield Fact((agreement, "round.closed", version, round), closed)
            if kind == "round.declined":
                yield Fact((agreement, "decline", version, round), {"at": at, "by": by, "reason": reason})
        case "review.opened":
            yield Fact((agreement, kind, say("quarter")), {})
        case "review.called":
            yield Fact((agreement, kind, at), {"by": by, "due_on": say("due_on")})
        case "review.concluded":
            yield Fact(
                (agreement, kind, say("quarter"), at),
                {"conclusion": say("conclusion"), "notes": say("notes")},
            )


def check(scope: Scope, told: Facts) -> Iterator[Finding]:
    """Compare every row that is evidence with the ledger, and the ledger with the rows; ``told`` is used up."""
    names = dict(scope.rows(Agreement.objects.all(), "pk").values_list("pk", "name"))
    for fact in _of_rows(scope):
        lines = told.pop(fact.what, [])
        if not lines:
            said = _("It stands in its table, and its line in the ledger is missing.")
            yield Finding("witness.no_line", _where(fact.what, names), said)
        for line in lines[:1]:
            if different := sorted(name for name, value in fact.details.items() if line.get(name) != value):
                said = _("Its row and its line in the ledger differ: %(fields)s.")
                yield Finding(
                    "witness.differs", _where(fact.what, names), said % {"fields": ", ".join(different)}
                )
        if len(lines) > 1:
            yield Finding("witness.twice", _where(fact.what, names), _("The ledger tells it twice."))
    for what in told:
        if what[1] != "round.viewed":  # a text may be opened and never signed
            said = _("The ledger tells it, and it is missing from its table.")
            yield Finding("witness.no_row", _where(what, names), said)


def _of_rows(scope: Scope) -> Iterator[Fact]:
    for rows in (_versions, _rounds, _signatures, _declines, _seals, _receipts, _reviews):
        yield from rows(scope)


def _versions(scope: Scope) -> Iterator[Fact]:
    columns = (
        *("agreement_id", "number", "state", "created_at", "created_by_id"),
        *("signed_at", "digest", "in_force_from"),
    )
    for agreement, number, state, made, by, signed, digest, begins in _stream(
        scope.rows(Version.objects.all()), *columns
    ):
        yield Fact((agreement, "version.begun", number), {"at": made, "by": by})
        if state == lifecycle.DROPPED:
            yield Fact((agreement, "version.dropped", number), {})
        if state == lifecycle.SIGNED:
            yield Fact(
                (agreement, "version.signed", number),
                {"at": signed, "digest": digest, "in_force_from": begins},
            )


def _rounds(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(SigningRound.objects.all(), "version__agreement")
    columns = (
        *("version__agreement_id", "version__number", "number", "digest", "opened_at", "opened_by_id"),
        *("closed_at", "outcome", "reason"),
    )
    for agreement, version, number, digest, opened, by, closed, outcome, reason in _stream(rows, *columns):
        yield Fact((agreement, "round.opened", version, number), {"at": opened, "by": by, "digest": digest})
        if outcome and outcome != SigningRound.Outcome.SIGNED:
            yield Fact(
                (agreement, "round.closed", version, number),
                {"at": closed, "outcome": outcome, "reason": reason, "digest": digest},
            )


def _signatures(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(Signature.objects.all(), "round__version__agreement")
    columns = (
        *("round__version__agreement_id", "round__version__number", "round__number", "round_id", "side"),
        *("signed_at", "signer_id", "digest", "statement_digest", "typed_name"),
        *("authenticated_by", "viewed_at"),
    )
    for agreement, version, round, pk, side, at, by, digest, statement, name, known, viewed in _stream(
        rows, *columns
    ):
        yield Fact(
            (agreement, "round.signed", version, round, side),
            {
                "at": at,
                "by": by,
                "digest": digest,
                "statement": statement,
                "typed_name": name,
                "authenticated_by": known,
            },
        )
        if viewed is not None:
            yield Fact((agreement, "round.viewed", pk, by), {"at": viewed})


def _declines(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(Decline.objects.all(), "round__version__agreement")
    columns = (
        "round__version__agreement_id",
        "round__version__number",
        "round__number",
        "at",
        "person_id",
        "reason",
    )
    for agreement, version, round, at, by, reason in _stream(rows, *columns):
        yield Fact((agreement, "decline", version, round), {"at": at, "by": by, "reason": reason})


def _seals(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(Seal.objects.all(), "version__agreement")
    columns = ("version__agreement_id", "version__number", "sealed_at", "digest", "key_id")
    for agreement, version, at, digest, key in _stream(rows, *columns):
        yield Fact((agreement, "version.sealed", version), {"at": at, "seal": digest, "key": key})


def _receipts(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(ReadReceipt.objects.all(), "version__agreement")
    columns = ("version__agreement_id", "version__number", "person_id", "at", "version__digest")
    for agreement, version, person, at, digest in scope.each("read receipts", _stream(rows, *columns)):
        yield Fact((agreement, "version.read", version, person), {"at": at, "digest": digest})


def _reviews(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(Review.objects.all())
    early = rows.filter(is_early=True)
    for agreement, at, by, due in _stream(early, "agreement_id", "called_at", "called_by_id", "due_on"):
        yield Fact((agreement, "review.called", at), {"by": by, "due_on": due.isoformat()})
    laid = rows.filter(is_early=False, evidence__isnull=False)
    for agreement, quarter in _stream(laid, "agreement_id", "quarter"):
        yield Fact((agreement, "review.opened", quarter), {})
    concluded = rows.filter(concluded_at__isnull=False)
    columns = ("agreement_id", "quarter", "concluded_at", "conclusion", "notes")
    for agreement, quarter, at, conclusion, notes in _stream(concluded, *columns):
        said = {"conclusion": conclusion, "notes": notes}
        yield Fact((agreement, "review.concluded", quarter, at), said)


def _stream(rows: Any, *columns: str) -> Iterable[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = rows.order_by("pk").values_list(*columns).iterator(chunk_size=PIECE)
    return found


def _where(what: What, names: Mapping[int, str]) -> str:
    """Name what happened: "Instruments, Europe, version 3, round 1: a signature (sales)"."""
    agreement, kind, *rest = what
    name = names.get(agreement, str(agreement))
    said = str(_NAMES.get(kind, kind))
    if kind.startswith("review.") or kind == "round.viewed":
        return f"{name}: {said}"
    parts = [name, _("version %(n)s") % {"n": rest[0]}]
    if kind.startswith("round.") or kind == "decline":
        parts.append(_("round %(n)s") % {"n": rest[1]})
    side = f" ({rest[2]})" if kind == "round.signed" else ""
    return f"{', '.join(parts)}: {said}{side}"
