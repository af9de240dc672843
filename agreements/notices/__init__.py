"""What agreements can tell people: what is said about a draft, its turns and rounds, a version in force, a review, doubts."""

from agreements.notices import drafts, evidence, negotiating, reviews, rounds, substitutes, terminations
from agreements.notices.drafts import turn_handed_over
from agreements.notices.evidence import evidence_doubtful
from agreements.notices.negotiating import (
    suggestion_made,
    suggestion_settled,
    thread_opened,
    thread_replied,
    thread_resolved,
)
from agreements.notices.reviews import (
    conclusion_signed,
    review_called,
    review_coming,
    review_concluded,
    term_ending,
)
from agreements.notices.rounds import (
    end_moved,
    round_closed,
    signature_asked,
    signature_given,
    signature_reminded,
    version_published,
    version_signed,
)
from agreements.notices.substitutes import substitute_named, substitute_revoked
from agreements.notices.terminations import agreement_ended, end_asked, end_refused, end_withdrawn

#: Every kind of news of this app, for the bell and the letters.
KINDS = (
    *drafts.KINDS,
    *negotiating.KINDS,
    *rounds.KINDS,
    *substitutes.KINDS,
    *reviews.KINDS,
    *terminations.KINDS,
    *evidence.KINDS,
)

__all__ = [
    "KINDS",
    "agreement_ended",
    "conclusion_signed",
    "end_asked",
    "end_moved",
    "end_refused",
    "end_withdrawn",
    "evidence_doubtful",
    "review_called",
    "review_coming",
    "review_concluded",
    "round_closed",
    "signature_asked",
    "signature_given",
    "signature_reminded",
    "substitute_named",
    "substitute_revoked",
    "suggestion_made",
    "suggestion_settled",
    "term_ending",
    "thread_opened",
    "thread_replied",
    "thread_resolved",
    "turn_handed_over",
    "version_published",
    "version_signed",
]
