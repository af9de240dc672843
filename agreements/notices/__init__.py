"""What agreements can tell people: a draft handed over, a round opened and closed, a version in force, a review due, doubts."""

from agreements.notices import drafts, evidence, reviews, rounds
from agreements.notices.drafts import turn_handed_over
from agreements.notices.evidence import evidence_doubtful
from agreements.notices.reviews import review_called, review_coming, review_concluded, term_ending
from agreements.notices.rounds import (
    round_closed,
    signature_asked,
    signature_given,
    signature_reminded,
    version_published,
    version_signed,
)

#: Every kind of news of this app, for the bell and the letters.
KINDS = (*drafts.KINDS, *rounds.KINDS, *reviews.KINDS, *evidence.KINDS)

__all__ = [
    "KINDS",
    "evidence_doubtful",
    "review_called",
    "review_coming",
    "review_concluded",
    "round_closed",
    "signature_asked",
    "signature_given",
    "signature_reminded",
    "term_ending",
    "turn_handed_over",
    "version_published",
    "version_signed",
]
