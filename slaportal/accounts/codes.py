"""Codes by e-mail: six digits, made when the letter is sent, kept hashed for ten minutes, good once."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.utils.crypto import constant_time_compare, salted_hmac

from slaportal.accounts.models import User

LIFETIME = timedelta(minutes=10)
DIGITS = 6


def make(person: User) -> str:
    """Return a new code for a person; the one before it is good no more. Only its hash is kept."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    cache.set(_key(person), _hash(person, code), timeout=LIFETIME.total_seconds())
    return code


def use(person: User, code: str) -> bool:
    """Say whether this is the person's code, and use it up if it is; of two who bring it at once one is right."""
    kept = cache.get(_key(person))
    given = _hash(person, "".join(code.split()))
    return kept is not None and constant_time_compare(kept, given) and bool(cache.delete(_key(person)))


def forget(person: User) -> None:
    """Make a person's code good no more."""
    cache.delete(_key(person))


def _key(person: User) -> str:
    return f"code:{person.pk}"


def _hash(person: User, code: str) -> str:
    return salted_hmac("slaportal.accounts.codes", f"{person.pk}:{code}", algorithm="sha256").hexdigest()
