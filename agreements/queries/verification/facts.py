"""What happened, twice: as the ledger tells it and as the rows of each table have it, in one shape that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agreements.models import (
    Decline,
    ReadReceipt,
    Review,
    ReviewStatement,
    Seal,
    Signature,
    SigningRound,
    Substitution,
    Termination,
    Version,
)
from agreements.queries.verification.scope import PIECE, Scope, moment
from agreements.rules import lifecycle

#: What happened: the agreement, the kind, and what tells it from others of its kind.
What = tuple[Any, ...]
Facts = dict[What, list[Mapping[str, Any]]]

#: Kinds of lines that leave a line in the history of a version, too.
CHANGES = frozenset(
    {
        *("version.begun", "version.edited", "version.handed_over", "version.dropped", "version.signed"),
        *("version.superseded", "version.terminated", "round.opened"),
        *(f"round.{outcome}" for outcome in SigningRound.Outcome.values if outcome != "signed"),
    }
)


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
        case "termination.asked":
            yield Fact(
                (agreement, kind, say("termination")),
                {"at": at, "by": by, "ends_at": moment(say("ends_at")), "reason": say("reason")},
            )
        case "termination.agreed" | "termination.refused" | "termination.withdrawn":
            outcome = kind.removeprefix("termination.")
            settled = {"at": at, "by": by, "outcome": outcome, "answer": say("reason") or ""}
            yield Fact((agreement, "termination.settled", say("termination")), settled)
        case "substitute.named":
            yield Fact(
                (agreement, kind, say("substitution")),
                {
                    "at": at,
                    "leader": by,
                    "substitute": say("person"),
                    "begins_at": moment(say("begins_at")),
                    "ends_at": moment(say("ends_at")),
                },
            )
        case "substitute.revoked":
            yield Fact((agreement, kind, say("substitution")), {"at": at, "by": by})
        case "review.signed":
            yield Fact((agreement, kind, say("review"), say("side"), say("digest")), {"at": at, "by": by})
        case "review.opened":
            yield Fact((agreement, kind, say("quarter")), {})
        case "review.called":
            yield Fact((agreement, kind, at), {"by": by, "due_on": say("due_on")})
        case "review.concluded":
            yield Fact(
                (agreement, kind, say("quarter"), at),
                {"conclusion": say("conclusion"), "notes": say("notes")},
            )


def of_rows(scope: Scope) -> Iterator[Fact]:
    """Yield what the rows in scope say happened."""
    for rows in _TABLES:
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


def _statements(scope: Scope) -> Iterator[Fact]:
    rows = scope.rows(ReviewStatement.objects.all(), "review__agreement")
    columns = ("review__agreement_id", "review_id", "side", "digest", "at", "person_id")
    for agreement, review, side, digest, at, by in _stream(rows, *columns):
        yield Fact((agreement, "review.signed", review, side, digest), {"at": at, "by": by})


def _terminations(scope: Scope) -> Iterator[Fact]:
    columns = (
        *("agreement_id", "pk", "asked_at", "asked_by_id", "ends_at", "reason"),
        *("answered_at", "answered_by_id", "outcome", "answer"),
    )
    for agreement, pk, asked, by, ends, reason, answered, other, outcome, answer in _stream(
        scope.rows(Termination.objects.all()), *columns
    ):
        said = {"at": asked, "by": by, "ends_at": ends, "reason": reason}
        yield Fact((agreement, "termination.asked", pk), said)
        if outcome:
            said = {"at": answered, "by": other, "outcome": outcome, "answer": answer}
            yield Fact((agreement, "termination.settled", pk), said)


def _substitutions(scope: Scope) -> Iterator[Fact]:
    columns = (
        *("agreement_id", "pk", "named_at", "leader_id", "substitute_id", "begins_at", "ends_at"),
        *("revoked_at", "revoked_by_id"),
    )
    for agreement, pk, at, leader, substitute, begins, ends, revoked, by in _stream(
        scope.rows(Substitution.objects.all()), *columns
    ):
        said = {"at": at, "leader": leader, "substitute": substitute, "begins_at": begins, "ends_at": ends}
        yield Fact((agreement, "substitute.named", pk), said)
        if revoked is not None:
            yield Fact((agreement, "substitute.revoked", pk), {"at": revoked, "by": by})


_TABLES = (
    _versions,
    _rounds,
    _signatures,
    _declines,
    _seals,
    _receipts,
    _reviews,
    _statements,
    _terminations,
    _substitutions,
)


def _stream(rows: Any, *columns: str) -> Iterable[tuple[Any, ...]]:
    found: Iterable[tuple[Any, ...]] = rows.order_by("pk").values_list(*columns).iterator(chunk_size=PIECE)
    return found
