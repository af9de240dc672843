"""Documents made from sealed versions: each has its hash, and printed again it comes out the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.models import Artifact
from agreements.queries import printed
from agreements.queries.verification.scope import Scope
from agreements.rules.verification import Finding, Severity


def check(scope: Scope, *, reprint: bool) -> Iterator[Finding]:
    """Hash the bytes of every document; with ``reprint`` set every PDF again that this very maker has set."""
    rows = scope.rows(Artifact.objects.select_related("version__agreement"), "version__agreement")
    for artifact in scope.each("documents", rows.order_by("pk").iterator(chunk_size=20)):
        if hashlib.sha256(artifact.content).hexdigest() != artifact.digest:
            yield Finding("artifact.hash", str(artifact), _("Its bytes do not have its hash."))
        elif reprint and (artifact.kind, artifact.maker) == (Artifact.Kind.PDF, printed.maker()):
            scope.looked_at["documents printed again"] += 1
            yield from _printed_again(artifact)


def _printed_again(artifact: Artifact) -> Iterator[Finding]:
    try:
        is_same = printed.pdf_of(artifact.version) == bytes(artifact.content)
    except Exception as fault:  # rows that were tampered with can break a document in any way
        said = _("It cannot be printed again: %(fault)s.") % {"fault": f"{type(fault).__name__}: {fault}"}
        yield Finding("artifact.unprintable", str(artifact), said, Severity.UNCHECKED)
        return
    if not is_same:
        said = _(
            "Printed again it comes out differently: another one stands in its place, or PUBLIC_URL or the keys have changed."
        )
        yield Finding("artifact.differs", str(artifact), said, Severity.UNCHECKED)
