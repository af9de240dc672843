"""A sealed version as it is printed: the agreement in words, its tables, then the certificate, ready for the template."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import qrcode  # type: ignore[import-untyped]
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from agreements.models import Seal, Version
from agreements.queries.certificate import certificate_of, moment_in_words
from agreements.queries.cover import signatures
from agreements.queries.reading import Text
from agreements.queries.texts import terms_of
from agreements.rules import clauses, digest
from agreements.rules.terms import Hours, Terms
from slaportal.typesetting import Attached
from slaportal.worktime.windows import DAYS

TEXT_FILE = "agreement.json"
SEAL_FILE = "seal.json"


def paper_of(version: Version, *, maker: str) -> dict[str, Any]:
    """Return everything that templates/pdf/agreement.typ prints, in the language of the portal, not of who asks.

    Raises Seal.DoesNotExist for a version that is not sealed, TextDamaged for a text that has not its hash, and ValueError for
    one whose schema has no reader.
    """
    with translation.override(settings.LANGUAGE_CODE):
        terms = terms_of(version)
        text, identity = Text.of(terms), digest.identity(version.text)
        certificate = certificate_of(version)
        return {
            "language": settings.LANGUAGE_CODE,
            "title": text.title,
            "version": _("Version %(number)s") % {"number": version.number},
            "digest": version.digest,
            "page": _("Page {page} of {pages}"),
            "opening": text.opening,
            "parties": [
                [_("Marketing"), terms.marketing_party, terms.marketing_leader],
                [_("Sales"), terms.sales_party, terms.sales_leader],
            ],
            "led_by": _("led by"),
            "facts": _facts(version, terms, identity),
            "sections": [_section(section, terms) for section in text.sections if section.paragraphs],
            "certificate": asdict(certificate),
            "qr": _qr(certificate.address),
            "maker": maker,
            "words": _words(),
        }


def attached_to(version: Version) -> list[Attached]:
    """Return the files inside the PDF: the text exactly as it was hashed, both statements and what the seal says."""
    with translation.override(settings.LANGUAGE_CODE):
        return [
            Attached(TEXT_FILE, version.text, _("The text of this version exactly as it was signed")),
            *(
                Attached(
                    f"statement-{each.side}.json", each.statement, _("What this signature says"), "supplement"
                )
                for each in sorted(signatures(version), key=lambda signature: signature.side)
            ),
            Attached(
                SEAL_FILE, Seal.objects.get(version=version).text, _("What the seal says"), "supplement"
            ),
        ]


def _facts(version: Version, terms: Terms, identity: digest.Identity) -> list[list[str]]:
    facts = [[_("In force from"), moment_in_words(version.in_force_from, terms.hours.zone)]]
    if terms.effective_until:
        facts.append([_("In force until"), clauses.day_in_words(terms.effective_until)])
    if identity.replaces:
        facts.append(
            [_("Takes the place of"), _("version %(number)s") % {"number": identity.replaces.number}]
        )
    facts.append([_("Binds"), "; ".join(identity.teams) or _("not recorded")])
    facts.append([_("Currency"), terms.currency])
    return facts


def _section(section: clauses.Section, terms: Terms) -> dict[str, Any]:
    """A section with its numbered paragraphs; an annex as a table whose first words are what each row is about."""
    is_annex = section.number.isalpha()
    rows = [[paragraph.number, *_halves(paragraph.text, is_annex)] for paragraph in section.paragraphs]
    is_hours = any(paragraph.key.endswith(":hours") for paragraph in section.paragraphs)
    return {
        "number": section.number,
        "title": section.title,
        "annex": is_annex,
        "rows": rows,
        "hours": _week(terms.hours) if is_hours else [],
    }


def _halves(text: str, is_annex: bool) -> tuple[str, str]:
    about, colon, rest = text.partition(": ")
    return (about, rest) if is_annex and colon else ("", text)


def _week(hours: Hours) -> list[list[str]]:
    """Each day of the week with its hours."""
    windows = dict(hours.weekly)
    return [
        [
            DAYS[day],
            _(", ").join(_window(*each) for each in windows[day]) if windows.get(day) else _("closed"),
        ]
        for day in range(7)
    ]


def _window(start: str, end: str) -> str:
    if start == end == "00:00":
        return _("all day")
    closes = _("%(time)s the next day") % {"time": end} if "00:00" < end <= start else end
    return f"{start} – {closes}"


def _qr(address: str) -> str:
    """Return the address as a QR code, drawn as SVG: one square for each dark module."""
    code = qrcode.QRCode(border=0)
    code.add_data(address)
    rows = code.get_matrix()
    squares = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    size = len(rows)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{squares}"/></svg>'


def _words() -> dict[str, str]:
    return {
        "parties": _("Parties"),
        "annex": _("Annex"),
        "day": _("Day"),
        "hours": _("Business hours"),
        "certificate": _("Certificate"),
        "signatures": _("Signatures"),
        "recorded": _("Recorded"),
        "hashes": _("Hashes and keys"),
        "hashes_are": _(
            "Each hash is the SHA-256 of a prefix and a text in UTF-8; prefixes and texts are described in the bundle. "
            "Inside this file lie agreement.json, both statements and seal.json, exactly as they were hashed."
        ),
        "verify": _("Verify"),
        "verify_at": _("The portal says at this address whether this version is exact and where it stands:"),
        "qr": _("QR code of the verification address"),
        "proves": _("What this proves"),
        "does_not_prove": _("What it does not prove"),
        "transcribed": _(
            "Some characters in this document have no font here or cannot be seen; they are written by their Unicode numbers in "
            "square brackets. The attached texts hold them as they are."
        ),
        "made_by": _("Document made by"),
    }
