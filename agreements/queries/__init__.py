"""What can be asked about agreements: what is in force, what the text says, who is bound, what waits for whom."""

from agreements.queries.account import account_of, say
from agreements.queries.desk import Need, needs
from agreements.queries.people import bound, parties, still_to_read, visible_to
from agreements.queries.standing import (
    Standing,
    all_in_force,
    amends,
    following,
    has_ended,
    in_force,
    in_force_at,
    newest_signed,
    open_round,
    open_version,
    standing,
)
from agreements.queries.statements import statement_of
from agreements.queries.texts import TextDamaged, judge_of, schedule_of, terms_of

__all__ = [
    "Need",
    "Standing",
    "TextDamaged",
    "account_of",
    "all_in_force",
    "amends",
    "bound",
    "following",
    "has_ended",
    "in_force",
    "in_force_at",
    "judge_of",
    "needs",
    "newest_signed",
    "open_round",
    "open_version",
    "parties",
    "say",
    "schedule_of",
    "standing",
    "statement_of",
    "still_to_read",
    "terms_of",
    "visible_to",
]
