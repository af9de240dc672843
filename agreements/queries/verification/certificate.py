"""What the verification page says of a signed version: what its holder reads in the document anyway, and how it stands now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agreements.models import Agreement, Seal, Signature, SigningRound, Version
from agreements.queries.standing import Standing, in_force, newest_signed, standing
from agreements.queries.verification.checked import Checked, checked
from agreements.rules import lifecycle


@dataclass(frozen=True, slots=True)
class Certificate:
    """A signed version in short; ``successor`` is the version that superseded it, or will; its days are those of its own zone."""

    version: Version
    title: str
    zone: str
    standing: Standing
    successor: int | None
    signatures: tuple[Signature, ...]
    seal: Seal | None
    ledger: tuple[int, str]
    checked: Checked


def by_token(token: str, *, at: datetime) -> Certificate | None:
    """Return the certificate that a token leads to, None for a token that was never given."""
    seal = Seal.objects.select_related("version__agreement").filter(token=token).first()
    return None if seal is None else certificate(seal.version, at=at)


def of_agreement(agreement: Agreement, *, at: datetime) -> Certificate | None:
    """Return the certificate of the version in force, else of the newest signed one; None while nothing is signed."""
    version = in_force(agreement, at) or newest_signed(agreement)
    if version is None:
        return None
    version.agreement = agreement
    return certificate(version, at=at)


def certificate(version: Version, *, at: datetime) -> Certificate:
    """Return what is said of a signed version, verified now."""
    seal = Seal.objects.filter(version=version).first()
    given = Signature.objects.filter(round__version=version, round__outcome=SigningRound.Outcome.SIGNED)
    return Certificate(
        version=version,
        title=_said(version, "title") or version.agreement.name,
        zone=_zone(version),
        standing=standing(version, at),
        successor=_successor(version),
        signatures=tuple(given.select_related("signer", "for_leader").order_by("signed_at")),
        seal=seal,
        ledger=_ledger(seal),
        checked=checked(version.agreement, at=at),
    )


def _successor(version: Version) -> int | None:
    """The version that took over when this one was superseded; one superseded before it began took over from nobody."""
    if version.ended_why != "superseded":
        return None
    later = Version.objects.filter(
        agreement=version.agreement_id, state=lifecycle.SIGNED, number__gt=version.number
    )
    return later.order_by("number").values_list("number", flat=True).first()


def _said(version: Version, *path: str) -> Any:
    """Return what stands in one place of the terms; None where the text cannot be read."""
    try:
        said = json.loads(version.text)["terms"]
        for name in path:
            said = said[name]
    except (ValueError, KeyError, TypeError):
        return None
    return said


def _zone(version: Version) -> str:
    try:
        return ZoneInfo(str(_said(version, "hours", "zone"))).key
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"


def _ledger(seal: Seal | None) -> tuple[int, str]:
    """Number and hash of the ledger's line that the seal vouches for."""
    try:
        said = json.loads(seal.text) if seal else {}
        return int(said["ledger_sequence"]), str(said["ledger_hash"])
    except (ValueError, KeyError, TypeError):
        return 0, ""
