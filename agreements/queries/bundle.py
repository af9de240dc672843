"""The bundle of a sealed version: everything that somebody needs to verify it without this portal, as one JSON text.

The bundle is canonical JSON (RFC 8785), schema ``slaportal.bundle.v1``. Every text in it stands exactly as it was hashed; a hash
is the SHA-256, in hexadecimal, of a prefix and the text in UTF-8::

    {"schema": "slaportal.bundle.v1",
     "agreement": {"id": 12, "slug": "…"},
     "version": {"number": 3, "text": "…canonical text…", "digest": "…"},
     "round": 2,
     "signatures": [{"side": "marketing", "statement": "…", "digest": "…", "row": {…}}, …],
     "seal": {"version": 3, "text": "…", "digest": "…", "key": "seal-2026-1", "signature": "…base64…"},
     "seals": [… the agreement's earlier seals in the same shape, oldest first …],
     "keys": {"seal-2026-1": "…the public key, 32 bytes in base64; null when the portal has it no more…"},
     "ledger": [{"text": "…", "hash": "…"}, …],
     "artifacts": [{"kind": "pdf", "maker": "…", "digest": "…"}],
     "prefixes": {"text": "slaportal.agreement.v1\\n", "consent": …, "statement": …, "seal": …, "event": …}}

- ``version.digest`` hashes ``version.text``; the seal, both statements and the ledger's lines name it.
- ``signatures``: marketing first. ``row`` is what the database's row says, so its canonical text is ``statement``; ``digest``
  hashes the statement, ``row.consent.digest`` hashes ``row.consent.text``.
- ``seal.digest`` hashes ``seal.text``, and ``seal.signature`` is the Ed25519 signature of the same prefix and text. The seal's
  text names the hash of the text, of both statements and of the seal before (``previous``, empty for the first), the key, and
  number and hash of the ledger's last line at that moment.
- ``ledger``: from line 1 to the line that records the seal, which follows the one the seal names. Each line's text holds its
  ``sequence`` and the hash of the line before (``previous``, empty for the first).
- ``artifacts``: documents made from the version before the bundle was, by the plain SHA-256 of the file.
- ``prefixes`` say how the hashes are made; a verifier uses its own list and reports a difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from agreements.models import Artifact, Seal, Signature, Version
from agreements.queries.cover import signatures
from agreements.queries.statements import statement_of
from agreements.rules import consent, digest, statements
from slaportal.accounts.models import Side
from slaportal.audit import canonical, keys, ledger
from slaportal.audit.models import Event

SCHEMA = "slaportal.bundle.v1"
PREFIXES = {
    "text": digest.PREFIX,
    "consent": consent.PREFIX,
    "statement": statements.SIGNATURE_PREFIX,
    "seal": statements.SEAL_PREFIX,
    "event": ledger.PREFIX,
}


def bundle_of(version: Version) -> str:
    """Return the bundle of a sealed version; raises Seal.DoesNotExist for any other."""
    seal = Seal.objects.get(version=version)
    chain = [*_earlier(seal, version), seal]
    says = json.loads(seal.text)
    given = sorted(signatures(version), key=lambda signature: list(Side).index(Side(signature.side)))
    content = {
        "schema": SCHEMA,
        "agreement": {"id": version.agreement_id, "slug": version.agreement.slug},
        "version": {"number": version.number, "text": version.text, "digest": version.digest},
        "round": says["round"],
        "signatures": [_signature(signature) for signature in given],
        "seal": _seal(seal),
        "seals": [_seal(each) for each in chain[:-1]],
        "keys": _public_keys({each.key_id for each in chain}),
        "ledger": list(_lines(version, until=says["ledger_sequence"] + 1)),
        "artifacts": list(_artifacts(version)),
        "prefixes": {name: prefix.decode() for name, prefix in PREFIXES.items()},
    }
    return canonical.text(content)


def _earlier(seal: Seal, version: Version) -> list[Seal]:
    """Return the agreement's seals before one, the oldest first, as each names the one before."""
    others = Seal.objects.filter(version__agreement=version.agreement_id).select_related("version")
    by_digest = {each.digest: each for each in others}
    chain: list[Seal] = []
    while seal.previous in by_digest:
        seal = by_digest.pop(seal.previous)
        chain.insert(0, seal)
    return chain


def _seal(seal: Seal) -> dict[str, Any]:
    return {
        "version": seal.version.number,
        "text": seal.text,
        "digest": seal.digest,
        "key": seal.key_id,
        "signature": seal.signature,
    }


def _signature(signature: Signature) -> dict[str, Any]:
    return {
        "side": signature.side,
        "statement": signature.statement,
        "digest": signature.statement_digest,
        "row": json.loads(statement_of(signature)),
    }


def _public_keys(wanted: set[str]) -> dict[str, str | None]:
    known = keys.public_keys()
    return {id: keys.public_text(known[id]) if id in known else None for id in wanted}


def _lines(version: Version, *, until: int) -> Iterator[dict[str, str]]:
    lines = Event.objects.filter(stream=ledger.stream_of(version.agreement), sequence__lte=until)
    for text, hash in lines.order_by("sequence").values_list("canonical", "hash"):
        yield {"text": text, "hash": hash}


def _artifacts(version: Version) -> Iterator[dict[str, str]]:
    made = version.artifacts.exclude(kind=Artifact.Kind.BUNDLE).order_by("kind", "made_at", "pk")
    for kind, maker, sha in made.values_list("kind", "maker", "digest"):
        yield {"kind": kind, "maker": maker, "digest": sha}
