"""A quarter that is small enough to count by hand: eight leads of the cast's agreement in the fourth quarter of 2026.

==========  ==========  ==============================================================================================
lead        handed over  what happened (London; hours 09:00 to 17:30)
==========  ==========  ==============================================================================================
Maya        2 Nov 10:00  called and reached 10:12, accepted 10:15, found ready 4 Nov, an opportunity 6 Nov, won 10 Nov
Stefan      2 Nov 11:00  e-mailed 12:00, accepted 12:05; three calls and three e-mails by 11 Nov
Anouk       3 Nov 10:00  nobody called until 4 Nov 12:00, two hours late; accepted then
Tobias      3 Nov 11:00  returned 11:30, the contact details do not work (clerical)
Roisin      4 Nov 09:00  never touched, never answered
Owen        2 Nov 14:00  called 14:20, no answer; accepted; given up on 6 Nov as unable to reach
Hamid      16 Nov 16:00  nothing yet; due on 17 Nov at 16:00
Nobody     12 Nov 10:00  came in, knows a budget, does not qualify
==========  ==========  ==============================================================================================

Looked at on Tuesday 17 November, 10:42. Maya, Stefan, Anouk, Roisin and Hamid came by the price-request form, Tobias and Owen by
the webinar.
"""

from __future__ import annotations

from datetime import UTC, datetime

from agreements.models import Agreement
from leads.models import Stint
from leads.operations import answering, following_up
from tests.factories import leads

NAME = "2026-Q4"


def at(day: int, clock: str) -> datetime:
    """A moment of November 2026, when London keeps UTC."""
    hour, minute = clock.split(":")
    return datetime(2026, 11, day, int(hour), int(minute), tzinfo=UTC)


#: Lead → the day and time of its handoff.
HANDED_OVER = {
    "Maya Okafor": (2, "10:00"),
    "Stefan Krol": (2, "11:00"),
    "Owen Pritchard": (2, "14:00"),
    "Anouk Visser": (3, "10:00"),
    "Tobias Renner": (3, "11:00"),
    "Roisin Daly": (4, "09:00"),
    "Hamid Farouk": (16, "16:00"),
}
BY_WEBINAR = ("Tobias Renner", "Owen Pritchard")


def play(agreement: Agreement) -> dict[str, Stint]:
    """Let the quarter happen; returns the stints by first name. All leads are in the UK, so the islands' reps have them."""
    form = leads.channel(agreement)
    webinar = leads.channel(agreement, name="Webinar", slug="webinar")
    stints = {
        name.split()[0].lower(): leads.handed_over(
            webinar if name in BY_WEBINAR else form, name, at=at(day, clock)
        )
        for name, (day, clock) in HANDED_OVER.items()
    }
    leads.arrive(form, "Nobody Much", at=at(12, "10:00"), industry="Hotels")

    def call(name: str, day: int, clock: str, outcome: str = "no_answer", kind: str = "call") -> None:
        moment = at(day, clock)
        following_up.log(stints[name], kind=kind, outcome=outcome, at=moment, by=stints[name].owner)

    def accept(name: str, day: int, clock: str) -> None:
        answering.accept(stints[name], at=at(day, clock), by=stints[name].owner)

    def convert(name: str, to: str, day: int, clock: str) -> None:
        answering.convert(stints[name], to=to, at=at(day, clock), by=stints[name].owner)

    call("maya", 2, "10:12", "reached")
    accept("maya", 2, "10:15")
    call("stefan", 2, "12:00", "sent", "email")
    accept("stefan", 2, "12:05")
    call("owen", 2, "14:20")
    accept("owen", 2, "14:25")
    call("stefan", 3, "10:00")
    answering.return_lead(
        stints["tobias"], reason="contact_invalid", at=at(3, "11:30"), by=stints["tobias"].owner
    )
    call("anouk", 4, "12:00")
    accept("anouk", 4, "12:00")
    convert("maya", "sql", 4, "15:00")
    call("stefan", 5, "10:00")
    call("stefan", 5, "15:00", "sent", "email")
    answering.disqualify(stints["owen"], reason="unable_to_reach", at=at(6, "10:00"), by=stints["owen"].owner)
    convert("maya", "opportunity", 6, "15:00")
    call("stefan", 9, "10:00")
    convert("maya", "won", 10, "15:00")
    call("stefan", 11, "15:00", "sent", "email")
    return stints
