"""What can be asked about agreements: what is in force, what the text says, who is bound, what waits for whom."""

from agreements.queries.account import account_of, say
from agreements.queries.desk import Need, needs
from agreements.queries.opened import consented_at, viewed_at
from agreements.queries.people import bound, parties, readers_of, still_to_read, visible_to
from agreements.queries.standing import (
    Standing,
    all_in_force,
    amends,
    following,
    has_ended,
    in_force,
    in_force_at,
    latest_round,
    newest_signed,
    open_round,
    open_version,
    standing,
)
from agreements.queries.statements import statement_of
from agreements.queries.substitutes import Capacity, capacity_of, signers, standing_in
from agreements.queries.texts import TextDamaged, judge_of, schedule_of, terms_of

__all__ = [
    "Capacity",
    "Need",
    "Standing",
    "TextDamaged",
    "account_of",
    "all_in_force",
    "amends",
    "bound",
    "capacity_of",
    "consented_at",
    "following",
    "has_ended",
    "in_force",
    "in_force_at",
    "judge_of",
    "latest_round",
    "needs",
    "newest_signed",
    "open_round",
    "open_version",
    "parties",
    "readers_of",
    "say",
    "schedule_of",
    "signers",
    "standing",
    "standing_in",
    "statement_of",
    "still_to_read",
    "terms_of",
    "viewed_at",
    "visible_to",
]
