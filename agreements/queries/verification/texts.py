"""Frozen texts: each has its hash, a version has the text of its round, and what is edited beside it says the same."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.models import SigningRound, Version
from agreements.queries.verification.scope import PIECE, Scope
from agreements.rules import digest, lifecycle
from agreements.rules.verification import Finding, Severity


def check(scope: Scope) -> Iterator[Finding]:
    """Hash every text that was put before the leaders, then every version that stands frozen."""
    frozen: dict[int, tuple[int, str]] = {}
    rounds = scope.rows(SigningRound.objects.select_related("version__agreement"), "version__agreement")
    for round in scope.each("signing rounds", rounds.order_by("pk").iterator(chunk_size=PIECE)):
        frozen[round.version_id] = max(frozen.get(round.version_id, (0, "")), (round.number, round.digest))
        yield from _of_round(round)
    versions = scope.rows(Version.objects.select_related("agreement").defer("forecast"))
    for version in scope.each("versions", versions.order_by("pk").iterator(chunk_size=PIECE)):
        if version.state in lifecycle.FROZEN:
            yield from _of_version(version, frozen.get(version.pk, (0, ""))[1])


def _of_round(round: SigningRound) -> Iterator[Finding]:
    where = _("%(version)s, round %(n)s") % {"version": round.version, "n": round.number}
    if digest.digest(round.text) != round.digest:
        yield Finding("text.hash", where, _("The text put before the leaders does not have its hash."))
    try:
        content = json.loads(round.text)
        schema, named = content["schema"], (content["version"]["agreement"], content["version"]["number"])
    except (ValueError, KeyError, TypeError):
        yield Finding("text.unreadable", where, _("The text put before the leaders cannot be read."))
        return
    if schema != digest.SCHEMA:
        said = _("The text follows a form that this release does not know: %(schema)s.") % {"schema": schema}
        yield Finding("text.schema", where, said, Severity.UNCHECKED)
    elif named != (round.version.agreement_id, round.version.number):
        yield Finding("text.of_another", where, _("The text names another agreement or version."))


def _of_version(version: Version, round_digest: str) -> Iterator[Finding]:
    if digest.digest(version.text) != version.digest:
        yield Finding("text.hash", str(version), _("The text does not have its hash."))
    if version.digest != round_digest:
        said = _("The text is not the one that was put before the leaders.")
        yield Finding("text.not_of_its_round", str(version), said)
    try:
        terms = json.loads(version.text)["terms"]
    except (ValueError, KeyError, TypeError):
        yield Finding("text.unreadable", str(version), _("The text cannot be read."))
        return
    try:
        document = digest.normal(version.document)
    except ValueError:
        document = None
    if terms != document:
        said = _("The terms kept beside the text say something else than the text.")
        yield Finding("text.document", str(version), said)
