"""The database's own guards of evidence: all there, switched on, and saying what they should."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from agreements.rules.verification import Finding
from slaportal.audit import guards


def check() -> Iterator[Finding]:
    """Yield every guard that is missing; until it is laid again anybody with access may change rows unhindered."""
    for name in guards.missing():
        yield Finding("guard.missing", name, _("The guard of this table is gone, switched off or hollow."))
