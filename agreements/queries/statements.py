"""The statement of a signature, written from its row: once when it is given, again whenever it is verified."""

from __future__ import annotations

from agreements.models import Signature
from agreements.rules import statements
from slaportal.accounts.models import User
from slaportal.audit.canonical import moment


def statement_of(signature: Signature) -> str:
    """Return everything a signature says as one canonical text."""
    round = signature.round
    return statements.signature_text(
        {
            "agreement": round.version.agreement_id,
            "version": round.version.number,
            "round": round.number,
            "side": str(signature.side),
            "signer": _person(signature.signer),
            "in_place_of": _person(signature.for_leader) if signature.for_leader else None,
            "typed_name": signature.typed_name,
            "text_digest": signature.digest,
            "consent": {
                "version": signature.consent_version,
                "text": signature.consent_text,
                "digest": signature.consent_digest,
            },
            "authenticated_by": signature.authenticated_by,
            "viewed_at": moment(signature.viewed_at),
            "consented_at": moment(signature.consented_at),
            "signed_at": moment(signature.signed_at),
            "ip_address": signature.ip_address,
            "user_agent": signature.user_agent,
        }
    )


def _person(person: User) -> int:
    """A person by number: names and addresses of people may change, and the text itself names the leaders."""
    return person.pk
