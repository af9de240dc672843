"""What this app can tell people: a lead handed over, nobody to take one, news on a lead, promises running out and broken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.queries import schedule_of
from leads.models import Answer, Batch, Lead, Stint
from leads.notices.steps import Audience, Seen, page, steps_taken
from slaportal.accounts.models import Membership, User
from slaportal.notifications.kinds import Kind
from slaportal.notifications.outbox import News, tell_all
from slaportal.ui import words
from slaportal.worktime import next_open

__all__ = [
    "KINDS", "Audience", "Seen", "handed_over", "imported", "news_on", "page", "passed_on", "sent_back", "steps_taken",
]  # fmt: skip

KINDS = (
    Kind("lead.handed_over", gettext_lazy("A lead is yours"), icon="user-plus"),
    Kind("lead.unassigned", gettext_lazy("Nobody could take a lead"), icon="alert-triangle"),
    Kind("lead.news", gettext_lazy("News on a lead of yours"), icon="bell"),
    Kind("lead.returned", gettext_lazy("A lead came back"), icon="arrow-back-up"),
    Kind("lead.recycled", gettext_lazy("A lead goes back to nurture"), icon="recycle"),
    Kind("import.done", gettext_lazy("An import has ended"), icon="file-import"),
    Kind("clock.warned", gettext_lazy("A promise runs out"), icon="clock"),
    Kind("clock.breached", gettext_lazy("A promise was broken"), icon="alert-circle"),
    Kind("clock.escalated", gettext_lazy("A broken promise goes further"), icon="alert-triangle"),
    Kind(
        "clock.reassign_suggested", gettext_lazy("Somebody else should take a lead"), icon="arrows-exchange"
    ),
)


def handed_over(stints: Sequence[Stint], *, at: datetime) -> None:
    """Tell owners what they were handed, and the sales leader and the team's leaders what nobody could take.

    News about a moment long past (leads read in from before) stays under the bell and sends no e-mail.
    """
    orphans = [stint for stint in stints if stint.owner_id is None]
    leaders = _leaders_of(orphans)
    news = [_handed_over(stint, stint.owner, at) for stint in stints if stint.owner is not None]
    tell_all([*news, *(_unassigned(stint, leaders[stint.pk]) for stint in orphans)], at=at, surely_new=True)


def _handed_over(stint: Stint, owner: User, at: datetime) -> News:
    due = stint.next_due_at
    return News(
        people=[owner],
        kind="lead.handed_over",
        key=f"stint:{stint.pk}:handed_over",
        subject=_("New lead: %(lead)s") % {"lead": _who(stint.lead)},
        body=_("%(chips)s. %(why)s. Next: %(clause)s, due %(due)s.")
        % {
            "chips": ", ".join(stint.chips[:4]) or _("It meets the definition"),
            "why": _sentence(stint.why["text"]),
            "clause": stint.next_due_clause,
            "due": words.date_and_time(due, zone=owner.zone, at=stint.started_at),
        }
        if due is not None
        else _sentence(stint.why["text"]) + ".",
        url=page(stint.lead_id),
        about=f"lead:{stint.lead_id}",
        deliver_at=_opening(stint, at),
        channels=() if at - stint.started_at > _LONG_AGO else None,
    )


def _unassigned(stint: Stint, leaders: Iterable[User]) -> News:
    return News(
        people=leaders,
        kind="lead.unassigned",
        key=f"stint:{stint.pk}:unassigned",
        subject=_("Nobody could take %(lead)s") % {"lead": _who(stint.lead)},
        body=_("%(why)s. Its clocks run: give it to somebody, or it goes to whoever can take it first.")
        % {"why": _sentence(stint.why["text"])},
        url=page(stint.lead_id),
        about=f"lead:{stint.lead_id}",
    )


def news_on(arrived: Iterable[tuple[Stint, str, str]], *, at: datetime) -> None:
    """Tell the owners of leads that something arrived: stint, what, and the key of the news; nobody where nobody owns it."""
    tell_all(
        [
            News(
                people=[stint.owner],
                kind="lead.news",
                key=f"stint:{stint.pk}:news:{key}",
                subject=_("News on %(lead)s") % {"lead": _who(stint.lead)},
                body=what,
                url=page(stint.lead_id),
                about=f"lead:{stint.lead_id}",
                deliver_at=_opening(stint, at),
            )
            for stint, what, key in arrived
            if stint.owner is not None
        ],
        at=at,
    )


def passed_on(stint: Stint, *, by: User, at: datetime) -> None:
    """Tell somebody that a lead was given to them by hand."""
    assert stint.owner is not None
    tell_all(
        [
            News(
                people=[stint.owner],
                kind="lead.handed_over",
                key=f"stint:{stint.pk}:given:{stint.owner_id}",
                subject=_("%(lead)s is yours now") % {"lead": _who(stint.lead)},
                body=_("%(person)s gave it to you.") % {"person": by},
                url=page(stint.lead_id),
                about=f"lead:{stint.lead_id}",
                deliver_at=_opening(stint, at),
            )
        ],
        at=at,
    )


def sent_back(returns: Sequence[tuple[Answer, str]], *, at: datetime) -> None:
    """Tell marketing what came back, each with its reason: whoever brought the lead in, else the marketing leader.

    The answers were written in this very transaction; each is told of at its own moment.
    """
    orphans = {
        answer.lead.agreement.marketing_leader_id
        for answer, _reason in returns
        if not answer.lead.marketer_id
    }
    leaders = User.objects.in_bulk(orphans) if orphans else {}
    news = [
        _sent_back(answer, reason, answer.lead.marketer or leaders[answer.lead.agreement.marketing_leader_id])
        for answer, reason in returns
    ]
    tell_all(news, at=at, surely_new=True)


def _sent_back(answer: Answer, reason: str, to: User) -> News:
    lead = answer.lead
    returned = answer.kind == Answer.Kind.RETURN
    subject = _("%(lead)s was returned") if returned else _("%(lead)s goes back to nurture")
    return News(
        people=[to],
        kind="lead.returned" if returned else "lead.recycled",
        key=f"answer:{answer.pk}",
        subject=subject % {"lead": _who(lead)},
        body=f"{reason}. {answer.note}".strip() if reason else answer.note,
        url=page(lead.pk),
        about=f"lead:{lead.pk}",
        deliver_at=_opening(answer.stint, answer.at),
        at=answer.at,
    )


def imported(batch: Batch, *, at: datetime) -> None:
    """Tell whoever brought a file that its import has ended, under the bell alone."""
    if batch.created_by is None:
        return
    counts = batch.counts.get("real", {})
    done = _("%(new)s new, %(joined)s joined to known leads, %(refused)s not imported.") % {
        key: words.number(counts.get(key, 0)) for key in ("new", "joined", "refused")
    }
    failed = batch.state == Batch.State.FAILED
    subject = _("The import of %(file)s stopped early") if failed else _("%(file)s is imported")
    tell_all(
        [
            News(
                people=[batch.created_by],
                kind="import.done",
                key=f"batch:{batch.pk}:{batch.state}:{batch.rows_done}",
                subject=subject % {"file": batch.filename},
                body=f"{batch.message} {done}".strip(),
                url=f"/leads/imports/{batch.pk}/",
                channels=(),
            )
        ],
        at=at,
    )


#: Older news is history: under the bell, without an e-mail.
_LONG_AGO = timedelta(days=2)


def _opening(stint: Stint, at: datetime) -> datetime:
    """The moment from which e-mail may be sent: now, or when the agreement's hours begin."""
    return next_open(schedule_of(stint.version), at)


def _leaders_of(stints: Sequence[Stint]) -> dict[int, list[User]]:
    """Return the sales leader and the team's leaders of stints, by stint."""
    if not stints:
        return {}
    places = Membership.objects.filter(
        team__in={stint.team_id for stint in stints if stint.team_id is not None}, role=Membership.Role.LEADER
    ).select_related("user")
    by_team: dict[int, list[User]] = {}
    for place in places:
        by_team.setdefault(place.team_id, []).append(place.user)
    leaders = User.objects.in_bulk({stint.lead.agreement.sales_leader_id for stint in stints})
    return {
        stint.pk: [leaders[stint.lead.agreement.sales_leader_id], *by_team.get(stint.team_id or 0, [])]
        for stint in stints
    }


def _who(lead: Lead) -> str:
    """Say a lead in one line: name and company."""
    return ", ".join(filter(None, (str(lead), lead.company if lead.name or lead.email else "")))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
