"""What the certificate of a sealed version says: who signed how and when, every hash, and where to verify it.

All of it comes from rows that never change, so that a certificate written again has the same words; what was not recorded
says so.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Seal, Signature, Version
from agreements.queries.cover import signatures
from agreements.queries.texts import schedule_of
from agreements.rules import clauses, digest
from slaportal.accounts.models import Side
from slaportal.audit import keys, ledger
from slaportal.audit.models import Event

_KNOWN_BY: dict[str, Promise] = {
    "password": gettext_lazy("signed in, password again"),
    "code by e-mail": gettext_lazy("signed in, code by e-mail"),
}


@dataclass(frozen=True, slots=True)
class Hash:
    """One line of the list of hashes: of what, the hash or key, and whether it is set as code."""

    of: str
    value: str
    is_code: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """The line of the ledger that records a seal: the last one the seal's documents vouch for."""

    sequence: int
    hash: str


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate in words: ``signed`` has a row for each thing recorded, with marketing's answer before sales'."""

    opening: str
    sides: tuple[str, str]
    signed: tuple[tuple[str, str, str], ...]
    declarations: tuple[tuple[str, str], ...]
    hashes: tuple[Hash, ...]
    address: str
    proves: str
    does_not_prove: str


def certificate_of(version: Version) -> Certificate:
    """Return the certificate of a sealed version; raises Seal.DoesNotExist for any other."""
    seal = Seal.objects.get(version=version)
    given = {signature.side: signature for signature in signatures(version)}
    return Certificate(
        opening=_(
            "This certificate belongs to version %(number)s of “%(agreement)s”, which both sides signed in SLA Portal. "
            "Times are those of the portal’s clock, shown in the agreement’s zone, %(zone)s."
        )
        % {
            "number": version.number,
            "agreement": digest.identity(version.text).name,
            "zone": schedule_of(version).zone,
        },
        sides=(str(Side.MARKETING.label), str(Side.SALES.label)),
        signed=tuple(_signed(version, [given.get(side) for side in Side])),
        declarations=tuple(
            dict.fromkeys(
                (_("Declaration %(number)s") % {"number": each.consent_version}, each.consent_text)
                for each in given.values()
            )
        ),
        hashes=tuple(_hashes(version, seal, given)),
        address=address_of(seal),
        proves=_(
            "The hashes tie this text to both statements, both statements to the seal, and the seal to the lines of the "
            "agreement’s ledger up to the one named above. Whoever compares them with this file, with the letter it came "
            "in or with an anchor kept elsewhere sees whether text, signatures or ledger were changed later, as long as "
            "the sealing key was kept secret."
        ),
        does_not_prove=_(
            "These are simple electronic signatures. The portal knew each signer in the way named above; nobody else "
            "vouches for who they were, and no time-stamping service confirmed the times. Whether and how the agreement "
            "binds in law is for the law that governs it to say."
        ),
    )


def address_of(seal: Seal) -> str:
    """Return the address of the page where a sealed version can be verified."""
    return f"{settings.PUBLIC_URL}{reverse('agreements:verify_token', args=[seal.token])}"


def head_of(seal: Seal) -> Head:
    """Return the line of the ledger that records a seal; it follows the last line that the seal itself names."""
    stream = ledger.stream_of(seal.version.agreement)
    line = Event.objects.get(stream=stream, sequence=json.loads(seal.text)["ledger_sequence"] + 1)
    return Head(line.sequence, line.hash)


def moment_in_words(at: datetime | None, zone: str) -> str:
    """Return a moment to the second as a zone's clock showed it, with its distance from UTC; "not recorded" for None."""
    if at is None:
        return _("not recorded")
    local = at.astimezone(ZoneInfo(zone))
    offset = f"{local:%z}"
    return f"{clauses.day_in_words(local.date())}, {local:%H:%M:%S} UTC{offset[:3]}:{offset[3:5]}"


def _signed(version: Version, given: Sequence[Signature | None]) -> Iterator[tuple[str, str, str]]:
    zone = schedule_of(version).zone
    named = {each.side: each for each in digest.identity(version.text).signatories}
    nothing = _("not recorded")

    def row(label: str, values: Sequence[str]) -> tuple[str, str, str]:
        marketing, sales = (value or nothing for value in values)
        return label, marketing, sales

    def each(answer: Callable[[Signature], str]) -> list[str]:
        return [answer(one) if one is not None else "" for one in given]

    yield row(_("Name as typed"), each(lambda s: s.typed_name))
    yield row(_("Role"), each(lambda s: _role(s, named.get(s.side))))
    yield row(
        _("Leader named in the text"),
        [f"{named[side].name}\n{named[side].email}" if side in named else "" for side in Side],
    )
    yield row(_("How known"), each(lambda s: str(_KNOWN_BY.get(s.authenticated_by, s.authenticated_by))))
    yield row(_("Text opened"), each(lambda s: moment_in_words(s.viewed_at, zone)))
    yield row(_("Declaration accepted"), each(lambda s: moment_in_words(s.consented_at, zone)))
    yield row(_("Signed at"), each(lambda s: moment_in_words(s.signed_at, zone)))
    yield row(_("IP address"), each(lambda s: s.ip_address or ""))
    yield row(_("Browser"), each(lambda s: s.user_agent))


def _role(signature: Signature, leader: digest.Signatory | None) -> str:
    side = str(Side(signature.side).label).lower()
    if signature.for_leader_id is None:
        return _("leader of %(side)s") % {"side": side}
    name = leader.name if leader else _("not recorded")
    return _("in place of %(leader)s, leader of %(side)s") % {"leader": name, "side": side}


def _hashes(version: Version, seal: Seal, given: dict[str, Signature]) -> Iterator[Hash]:
    zone = schedule_of(version).zone
    nothing = _("not recorded")
    says, head = json.loads(seal.text), head_of(seal)
    yield Hash(_("Text of version %(number)s") % {"number": version.number}, version.digest)
    for number, sha in dict.fromkeys((one.consent_version, one.consent_digest) for one in given.values()):
        yield Hash(_("Declaration %(number)s") % {"number": number}, sha)
    for side in Side:
        label = _("Statement for %(side)s") % {"side": str(side.label).lower()}
        yield (
            Hash(label, given[side].statement_digest)
            if side in given
            else Hash(label, nothing, is_code=False)
        )
    yield Hash(_("Seal"), seal.digest)
    if seal.previous:
        yield Hash(_("Seal before"), seal.previous)
    else:
        yield Hash(_("Seal before"), _("none: the first seal of this agreement"), is_code=False)
    yield Hash(_("Ledger, line %(number)s") % {"number": says["ledger_sequence"]}, says["ledger_hash"])
    yield Hash(_("Ledger, line %(number)s (the seal)") % {"number": head.sequence}, head.hash)
    yield Hash(_("Sealed at"), moment_in_words(seal.sealed_at, zone), is_code=False)
    yield Hash(_("Key"), seal.key_id)
    public = keys.public_keys().get(seal.key_id)
    if public is not None:
        yield Hash(_("Public key (Ed25519)"), keys.public_text(public))
    else:
        yield Hash(_("Public key (Ed25519)"), nothing, is_code=False)
    yield Hash(_("Signature of the seal"), seal.signature)
