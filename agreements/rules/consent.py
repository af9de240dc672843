"""What a leader declares when signing: every wording that was ever shown keeps its number and its hash."""

from __future__ import annotations

import hashlib

PREFIX = b"slaportal.consent.v1\n"

#: Never change a text; add the next number. Signatures keep the number, the text and its hash.
TEXTS: dict[int, str] = {
    1: (
        "I have read this version of the agreement and agree to it for my side. "
        "I accept that typing my full name here signs it."
    ),
    2: (
        "I have read this version of the agreement and agree to it for the side I sign for. "
        "I accept that typing my full name here signs it."
    ),
}
CURRENT = max(TEXTS)


def digest(number: int) -> str:
    """Return the SHA-256 of a consent text with its prefix, in hexadecimal; raises KeyError for an unknown number."""
    return hashlib.sha256(PREFIX + TEXTS[number].encode()).hexdigest()
