"""The past of people and teams: what was edited about them and what happened to them, ready to read."""

from __future__ import annotations

from django.utils.translation import gettext as _

from slaportal.accounts.models import Absence, Membership, Team, User
from slaportal.audit import timeline
from slaportal.audit.models import Event


def of_person(whom: User) -> list[timeline.Entry]:
    """Return a person's past: edits, places in teams, absences, and failed attempts to prove who they are."""
    places = Membership.history.filter(user_id=whom.pk)
    absences = Absence.history.filter(user_id=whom.pk)
    return timeline.of(
        whom,
        also=[
            timeline.history(places, about=lambda row: _("the place in %(team)s") % {"team": row.team}),
            timeline.history(absences, about=lambda row: _("an absence")),
        ],
        say=_say,
    )


def of_team(which: Team) -> list[timeline.Entry]:
    """Return a team's past: its edits and those of its places."""
    places = Membership.history.filter(team_id=which.pk)
    return timeline.of(which, also=[timeline.history(places, about=lambda row: str(row.user))])


def _say(event: Event) -> timeline.Said:
    """Put the events of a person into words."""
    if event.kind == "reauthentication_failed":
        return timeline.Said(
            what=_("gave a wrong password when asked again"),
            detail=_("from %(ip)s") % {"ip": event.data.get("ip") or _("an unknown address")},
            icon="shield-lock",
        )
    return timeline.Said(what=event.kind.replace("_", " "))
