"""Seals: each by a key that is known, linked to the one before, and covering the text, both statements and the ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext as _

from agreements.models import Seal, Signature, SigningRound, Version
from agreements.queries.verification.ledger import Line
from agreements.queries.verification.scope import PIECE, Scope
from agreements.rules import lifecycle, statements
from agreements.rules.statements import SealFacts
from agreements.rules.verification import Finding, Severity
from slaportal.audit import canonical, keys


def heads(scope: Scope) -> list[Line]:
    """Return the ledger lines that seals vouch for."""
    rows = scope.rows(Seal.objects.order_by("pk"), "version__agreement")
    said = (_read(text) for text in rows.values_list("text", flat=True).iterator(chunk_size=PIECE))
    return [(f"agreement:{each.get('agreement')}", each.get("ledger_sequence", 0)) for each in said]


def check(
    scope: Scope, hashes: Mapping[Line, str], known: Mapping[str, Ed25519PublicKey]
) -> Iterator[Finding]:
    """Write every seal anew from the rows it covers, compare, and check its signature; ``hashes`` are those of its lines."""
    rounds = _rounds(scope)
    given = _statements(scope)
    before: dict[int, str] = {}
    sealed = set()
    rows = scope.rows(Seal.objects.select_related("version__agreement"), "version__agreement")
    for seal in scope.each("seals", rows.order_by("sealed_at", "pk").iterator(chunk_size=PIECE)):
        version = seal.version
        sealed.add(version.pk)
        said = _read(seal.text)
        line = (f"agreement:{version.agreement_id}", said.get("ledger_sequence", 0))
        number, digest = rounds.get(version.pk, (0, ""))
        facts = SealFacts(
            agreement=version.agreement_id,
            version=version.number,
            round=number,
            text_digest=digest,
            statements=given.get((version.pk, number), {}),
            previous=before.get(version.agreement_id, ""),
            ledger_sequence=line[1],
            ledger_hash=hashes.get(line, ""),
            key=seal.key_id,
            sealed_at=canonical.moment(seal.sealed_at) or "",
        )
        yield from _of(seal, said, facts, known)
        before[version.agreement_id] = seal.digest
    signed = scope.rows(Version.objects.filter(state=lifecycle.SIGNED).select_related("agreement"))
    for version in signed.exclude(pk__in=sealed).defer("text", "document", "forecast"):
        lacking = _("It has no seal: it was signed before versions were sealed, or its seal was taken away.")
        yield Finding("seal.none", str(version), lacking, Severity.UNCHECKED)


def _of(
    seal: Seal, said: Mapping[str, Any], facts: SealFacts, known: Mapping[str, Ed25519PublicKey]
) -> Iterator[Finding]:
    where = _("seal of %(version)s") % {"version": seal.version}
    if statements.seal_digest(seal.text) != seal.digest:
        yield Finding("seal.hash", where, _("Its text does not have its hash."))
    if different := _different(said, facts, seal):
        yield Finding(
            "seal.covers",
            where,
            _("It vouches for something else than what stands here: %(what)s.")
            % {"what": ", ".join(different)},
        )
    key = known.get(seal.key_id)
    if key is None:
        unknown = _("It was made with a key that is not known here: %(key)s.") % {"key": seal.key_id}
        yield Finding("key.unknown", where, unknown, Severity.UNCHECKED)
    elif not keys.holds(key, seal.signature, statements.seal_message(seal.text)):
        yield Finding("seal.signature", where, _("Its signature does not belong to its text and its key."))


def _different(said: Mapping[str, Any], facts: SealFacts, seal: Seal) -> list[str]:
    written = _read(statements.seal_text(facts))
    names = {name for name in said.keys() | written.keys() if said.get(name, ...) != written.get(name, ...)}
    if said.get("previous") != seal.previous:
        names.add("previous")
    return sorted(names)


def _rounds(scope: Scope) -> dict[int, tuple[int, str]]:
    """Return the round that each version was signed in, and the hash of its text."""
    rows = scope.rows(SigningRound.objects.filter(outcome="signed"), "version__agreement")
    return {pk: (number, digest) for pk, number, digest in rows.values_list("version_id", "number", "digest")}


def _statements(scope: Scope) -> dict[tuple[int, int], dict[str, str]]:
    """Return the hashes of what was signed, by version and round, then by side."""
    rows = scope.rows(Signature.objects.filter(round__outcome="signed"), "round__version__agreement")
    found: dict[tuple[int, int], dict[str, str]] = {}
    columns = ("round__version_id", "round__number", "side", "statement_digest")
    for version, round, side, digest in rows.values_list(*columns):
        found.setdefault((version, round), {})[side] = digest
    return found


def _read(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}
