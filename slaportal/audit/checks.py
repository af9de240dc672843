"""What ``manage.py check`` says about evidence: guards that are missing, keys that cannot be read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from slaportal.audit import guards, keys


def check_guards(*, databases: Any = None, **_: Any) -> list[checks.CheckMessage]:
    """Say when evidence stands unguarded (``manage.py check --database default``)."""
    return [
        checks.Error(
            f"Evidence is not guarded in the database “{using}”: {', '.join(absent)}.",
            hint="Run manage.py migrate, which lays the guards again, then manage.py verify_agreements.",
            id="audit.E001",
        )
        for using in databases or ()
        if (absent := guards.missing(using))
    ]


def check_keys(**_: Any) -> list[checks.CheckMessage]:
    """Say when a seal could not be made or checked with the keys as they are configured."""
    try:
        keys.public_keys()
    except keys.BadKey as fault:
        return [checks.Error(str(fault), id="audit.E002")]
    return []


def check_key_is_chosen(**_: Any) -> list[checks.CheckMessage]:
    """Say when a portal on a real address seals with a key that nobody chose a place for."""
    if settings.SEAL_KEY or settings.SEAL_KEY_DIR_IS_CHOSEN:
        return []
    return [
        checks.Warning(
            "Agreements are sealed with a key that lies beside the database it vouches for.",
            hint="Set SEAL_KEY, or SEAL_KEY_DIR to a folder that is backed up apart (docs/running.md).",
            id="audit.W001",
        )
    ]
