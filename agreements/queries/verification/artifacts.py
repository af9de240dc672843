"""Documents made from sealed versions: each has its hash."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.models import Artifact
from agreements.queries.verification.scope import Scope
from agreements.rules.verification import Finding


def check(scope: Scope) -> Iterator[Finding]:
    """Hash the bytes of every document, one after the other."""
    rows = scope.rows(Artifact.objects.select_related("version__agreement"), "version__agreement")
    for artifact in scope.each("documents", rows.order_by("pk").iterator(chunk_size=20)):
        if hashlib.sha256(artifact.content).hexdigest() != artifact.digest:
            yield Finding("artifact.hash", str(artifact), _("Its bytes do not have its hash."))
