"""What agreements can tell people: a draft handed over, a round opened and closed, a version in force, a review due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.models import Agreement, Review, Signature, SigningRound, Version
from slaportal.accounts.models import Side, User
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

#: Every kind of news of this app, for the bell and the letters.
KINDS = (
    Kind("agreement.turn", gettext_lazy("Your turn on a draft"), icon="arrows-exchange"),
    Kind("agreement.sign", gettext_lazy("Signature asked for"), icon="signature"),
    Kind("agreement.signed", gettext_lazy("A leader signed"), icon="signature"),
    Kind(
        "agreement.round_closed",
        gettext_lazy("A signing round ended without both signatures"),
        icon="circle-x",
    ),
    Kind("agreement.in_force", gettext_lazy("A version was signed by both"), icon="file-certificate"),
    Kind("agreement.read", gettext_lazy("A version waits to be read"), icon="file-text"),
    Kind("agreement.review", gettext_lazy("A review comes up"), icon="calendar-event"),
    Kind("agreement.concluded", gettext_lazy("A review was concluded"), icon="calendar-event"),
    Kind("agreement.term", gettext_lazy("An agreement runs out"), icon="calendar-off"),
)


def turn_handed_over(version: Version, *, at: datetime, by: User) -> None:
    """Tell the leader whose turn it now is."""
    outbox.tell(
        [version.agreement.leader_of(version.turn)],
        kind="agreement.turn",
        key=f"version:{version.pk}:turn:{at.isoformat()}",
        subject=_("Your turn on version %(number)s of %(agreement)s") % _names(version),
        body=_("%(person)s handed the draft to you.") % {"person": by},
        url=_page("draft", version),
        at=at,
    )


def signature_asked(round: SigningRound, *, at: datetime) -> None:
    """Tell both leaders that a text is before them."""
    outbox.tell(
        _leaders(round.version.agreement),
        kind="agreement.sign",
        key=f"round:{round.pk}:opened",
        subject=_("Please sign version %(number)s of %(agreement)s") % _names(round.version),
        body=_("%(person)s put it before both leaders.") % {"person": round.opened_by} + _until(round),
        url=_page("sign", round.version),
        at=at,
    )


def signature_reminded(
    round: SigningRound, number: int, waiting: Iterable[User], *, at: datetime, deliver_at: datetime
) -> None:
    """Remind those who have not signed; each number of reminder is told once."""
    outbox.tell(
        waiting,
        kind="agreement.sign",
        key=f"round:{round.pk}:reminder:{number}",
        subject=_("Reminder: version %(number)s of %(agreement)s waits for your signature")
        % _names(round.version),
        body=_("%(person)s put it before both leaders.") % {"person": round.opened_by} + _until(round),
        url=_page("sign", round.version),
        at=at,
        deliver_at=deliver_at,
    )


def signature_given(signature: Signature, *, at: datetime) -> None:
    """Tell the other leader that one side has signed."""
    version = signature.round.version
    outbox.tell(
        [version.agreement.leader_of(Side(signature.side).other)],
        kind="agreement.signed",
        key=f"signature:{signature.pk}",
        subject=_("%(person)s signed version %(number)s of %(agreement)s")
        % {"person": signature.signer, **_names(version)},
        body=_("It comes into force when you sign too."),
        url=_page("sign", version),
        at=at,
    )


def round_closed(round: SigningRound, *, at: datetime, by: User | None) -> None:
    """Tell both leaders, but not the one who did it, how a round ended without both signatures."""
    said = {
        SigningRound.Outcome.DECLINED: _("%(person)s declined to sign version %(number)s of %(agreement)s"),
        SigningRound.Outcome.WITHDRAWN: _(
            "%(person)s withdrew version %(number)s of %(agreement)s from signing"
        ),
        SigningRound.Outcome.EDITED: _(
            "%(person)s changed version %(number)s of %(agreement)s: the round is closed"
        ),
        SigningRound.Outcome.EXPIRED: _("The signing round of version %(number)s of %(agreement)s has ended"),
    }[SigningRound.Outcome(round.outcome)]
    void = _("Signatures given in this round no longer count.")
    outbox.tell(
        [leader for leader in _leaders(round.version.agreement) if by is None or leader.pk != by.pk],
        kind="agreement.round_closed",
        key=f"round:{round.pk}:closed",
        subject=said % {"person": by, **_names(round.version)},
        body=f"{round.reason}\n\n{void}" if round.reason else void,
        url=_page("draft", round.version),
        at=at,
    )


def version_signed(version: Version, *, at: datetime) -> None:
    """Tell both leaders that both have signed, and from when the version is in force."""
    outbox.tell(
        _leaders(version.agreement),
        kind="agreement.in_force",
        key=f"version:{version.pk}:signed",
        subject=_("Version %(number)s of %(agreement)s is signed by both") % _names(version),
        body=_("It is in force from %(moment)s.") % {"moment": _moment(version)},
        url=_page("version", version),
        at=at,
    )


def version_published(version: Version, people: Iterable[User], *, at: datetime, reminder: int = 0) -> int:
    """Ask bound people to read a version (requirement B6); returns how many were told something new."""
    return outbox.tell(
        people,
        kind="agreement.read",
        key=f"version:{version.pk}:read:{reminder}",
        subject=_("Please read version %(number)s of %(agreement)s") % _names(version),
        body=_("Both leaders have signed it. It binds your team from %(moment)s.")
        % {"moment": _moment(version)},
        url=_page("version", version),
        at=at,
    )


def review_called(review: Review, *, at: datetime, by: User, reason: str) -> None:
    """Tell both leaders that one of them asks for an early review."""
    outbox.tell(
        _leaders(review.agreement),
        kind="agreement.review",
        key=f"review:{review.pk}:called",
        subject=_("%(person)s asks for an early review of %(agreement)s on %(day)s")
        % {"person": by, "agreement": review.agreement, "day": _day(review.due_on)},
        body=reason,
        url=reverse("agreements:review", args=[review.pk]),
        at=at,
    )


def review_coming(review: Review, rung: str, days: int, *, at: datetime, deliver_at: datetime) -> int:
    """Remind both leaders of a review; each ``rung`` is told once. ``days`` until its date are negative when it is past."""
    if days > 0:
        subject = _("Review of %(agreement)s on %(day)s")
    elif days == 0:
        subject = _("Review of %(agreement)s today")
    else:
        subject = _("Review of %(agreement)s was due on %(day)s")
    return outbox.tell(
        _leaders(review.agreement),
        kind="agreement.review",
        key=f"review:{review.pk}:{rung}",
        subject=subject % {"agreement": review.agreement, "day": _day(review.due_on)},
        body=_("It looks at the figures of %(quarter)s. It ends with a conclusion and the next date.")
        % {"quarter": review.quarter},
        url=reverse("agreements:review", args=[review.pk]),
        at=at,
        deliver_at=deliver_at,
    )


def review_concluded(review: Review, following: Review, *, at: datetime) -> None:
    """Tell everyone bound what the review concluded, and when the next one is."""
    outbox.tell(
        queries.bound(review.agreement),
        kind="agreement.concluded",
        key=f"review:{review.pk}:concluded",
        subject=_("Review of %(agreement)s: %(conclusion)s")
        % {"agreement": review.agreement, "conclusion": review.get_conclusion_display().lower()},
        body=_("%(notes)s\n\nThe next review is on %(day)s.")
        % {"notes": review.notes, "day": _day(following.due_on)},
        url=reverse("agreements:review", args=[review.pk]),
        at=at,
    )


def term_ending(version: Version, rung: str, last_day: date, *, at: datetime, deliver_at: datetime) -> int:
    """Tell both leaders that the version in force ends and nothing signed follows; each ``rung`` is told once."""
    return outbox.tell(
        _leaders(version.agreement),
        kind="agreement.term",
        key=f"version:{version.pk}:term:{rung}",
        subject=_("Version %(number)s of %(agreement)s ends on %(day)s")
        % {"day": _day(last_day), **_names(version)},
        body=_(
            "No signed version follows it. From then on no lead is judged or handed over under this agreement."
        ),
        url=_page("version", version),
        at=at,
        deliver_at=deliver_at,
    )


def _leaders(agreement: Agreement) -> list[User]:
    return [agreement.marketing_leader, agreement.sales_leader]


def _names(version: Version) -> dict[str, object]:
    return {"number": version.number, "agreement": version.agreement}


def _page(page: str, version: Version) -> str:
    return reverse(f"agreements:{page}", args=[version.agreement.slug, version.number])


def _until(round: SigningRound) -> str:
    if round.expires_at is None:
        return ""
    zone = ZoneInfo(queries.schedule_of(round.version).zone)
    local = round.expires_at.astimezone(zone)
    return " " + _("The round ends on %(moment)s.") % {"moment": f"{_day(local)}, {local:%H:%M} {zone.key}"}


def _moment(version: Version) -> str:
    assert version.in_force_from is not None
    zone = ZoneInfo(queries.schedule_of(version).zone)
    local = version.in_force_from.astimezone(zone)
    return f"{_day(local)}, {local:%H:%M} {zone.key}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
