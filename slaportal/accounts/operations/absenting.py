"""Planning when people are away, so that rotation skips them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from slaportal.accounts import notices
from slaportal.accounts.models import Absence, User
from slaportal.accounts.queries import leaders_of
from slaportal.audit.history import forget, remember
from slaportal.errors import Refused


class EndsBeforeItStarts(Refused):
    """The last day is before the first."""

    def __init__(self) -> None:
        super().__init__(_("The last day is before the first one."))


class AlreadyAway(Refused):
    """Two absences of one person overlap."""

    def __init__(self, other: Absence) -> None:
        super().__init__(
            _("%(person)s is already away from %(first)s to %(last)s.")
            % {
                "person": other.user,
                "first": date_format(other.starts_on, "j M Y"),
                "last": date_format(other.ends_on, "j M Y"),
            }
        )


def plan(
    person: User, *, starts_on: date, ends_on: date, note: str = "", at: datetime, by: User | None
) -> Absence:
    """Enter an absence, first and last day included (dates where the person lives), and tell who needs to know.

    The leaders of the person's teams are told, and the person when somebody else entered it. Raises EndsBeforeItStarts and
    AlreadyAway.
    """
    if ends_on < starts_on:
        raise EndsBeforeItStarts
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        overlapping = Absence.objects.filter(user=person, starts_on__lte=ends_on, ends_on__gte=starts_on)
        if other := overlapping.select_related("user").first():
            raise AlreadyAway(other)
        absence = Absence(user=person, starts_on=starts_on, ends_on=ends_on, note=note)
        remember(absence, at=at, by=by, why=note)
        concerned = [
            somebody for somebody in (*leaders_of(person), person) if by is None or somebody.pk != by.pk
        ]
        notices.absence_planned(concerned, person, starts_on, ends_on, key=f"absence:{absence.pk}", at=at)
    return absence


def cancel(absence: Absence, *, at: datetime, by: User | None) -> None:
    """Take an absence back; one that has begun ends yesterday, one that is over stays as it was."""
    today = at.astimezone(absence.user.zone).date()
    with transaction.atomic():
        if absence.starts_on >= today:
            forget(absence, at=at, by=by, why=_("taken back"))
        elif absence.ends_on >= today:
            absence.ends_on = today - timedelta(days=1)
            remember(absence, at=at, by=by, why=_("back earlier"))
