"""What the ground can tell people: the way in, codes, changes to how they get in, and who is away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import int_to_base36
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slaportal.accounts import codes
from slaportal.accounts.models import User
from slaportal.notifications.kinds import Kind
from slaportal.notifications.models import Delivery, Notice
from slaportal.notifications.outbox import tell


def _way_in(notice: Notice) -> dict[str, Any]:
    """Make the link to a new password; made when the letter is sent, so that it is stored nowhere."""
    person = notice.recipient
    keys = {"uidb36": int_to_base36(person.pk), "key": default_token_generator.make_token(person)}
    link = settings.PUBLIC_URL + reverse("account_reset_password_from_key", kwargs=keys)
    return {"link": link, "days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days}


INVITATION = Kind(
    "accounts.invitation",
    gettext_lazy("Invitation"),
    icon="user-plus",
    insists=True,
    letter="invitation",
    more=_way_in,
)
NEW_PASSWORD = Kind(
    "accounts.new_password",
    gettext_lazy("New password"),
    icon="key",
    insists=True,
    letter="invitation",
    more=_way_in,
)


def _code(notice: Notice) -> dict[str, Any]:
    """Make the code when the letter is sent, so that it is stored nowhere and shown under no bell."""
    return {"code": codes.make(notice.recipient), "minutes": int(codes.LIFETIME.total_seconds() // 60)}


CODE = Kind("accounts.code", gettext_lazy("Code"), icon="key", insists=True, letter="code", more=_code)
SECURITY = Kind("accounts.security", gettext_lazy("Sign-in"), icon="shield-lock", insists=True)
ABSENCE = Kind(
    "accounts.absence", gettext_lazy("Absence"), icon="calendar-off", channels=(Delivery.Channel.DIGEST,)
)
KINDS = (INVITATION, NEW_PASSWORD, CODE, SECURITY, ABSENCE)


def invited(person: User, *, at: datetime, by: User | None) -> None:
    """Send somebody new the way in."""
    who = by.full_name if by else _("An administrator")
    tell(
        [person],
        kind=INVITATION.key,
        key=f"invited:{person.pk}:{at.timestamp():.0f}",
        subject=_("Welcome to SLA Portal"),
        body=_("%(who)s has entered you in SLA Portal, where marketing and sales keep their agreement.")
        % {"who": who},
        at=at,
    )


def new_password_asked(person: User, *, at: datetime, by: User | None) -> None:
    """Send a link to a new password, asked for by the person (nobody signed in) or by an administrator."""
    if by:
        body = _("%(who)s asked for this link, so that you can choose a new password.") % {
            "who": by.full_name
        }
    else:
        body = _(
            "Somebody asked for a new password for your account. If it was not you, leave this letter alone."
        )
    tell(
        [person],
        kind=NEW_PASSWORD.key,
        key=f"new_password:{person.pk}:{at.timestamp():.0f}",
        subject=_("A new password for SLA Portal"),
        body=body,
        at=at,
    )


def code_asked(person: User, *, at: datetime) -> None:
    """Send a person a code that proves, beside a recent sign-in, that it is them."""
    tell(
        [person],
        kind=CODE.key,
        key=f"code:{person.pk}:{at.timestamp():.6f}",
        subject=_("Your code for SLA Portal"),
        body=_("You are about to sign and asked for a code. It is in the letter we sent you."),
        at=at,
    )


def security_changed(person: User, what: str, *, at: datetime) -> None:
    """Tell a person that something changed in how they sign in, in case it was not them."""
    tell(
        [person],
        kind=SECURITY.key,
        key=f"security:{person.pk}:{at.timestamp():.6f}",
        subject=what,
        body=_("If it was not you, set a new password and tell your administrator."),
        url=reverse("accounts:profile"),
        at=at,
    )


def absence_planned(
    people: Iterable[User], person: User, first: date, last: date, *, key: str, at: datetime
) -> None:
    """Tell who needs to know that a person is away from ``first`` to ``last``, both days included."""
    subject = (
        _("%(who)s is away from %(first)s to %(last)s")
        if first != last
        else _("%(who)s is away on %(first)s")
    )
    tell(
        people,
        kind=ABSENCE.key,
        key=key,
        subject=subject
        % {"who": person.full_name, "first": date_format(first, "j M Y"), "last": date_format(last, "j M Y")},
        body=_("Rotation gives them no new leads on these days."),
        at=at,
    )
