"""Drafting: an agreement is begun, its draft edited, handed to the other side, put before both leaders, amended, dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Agreement, SigningRound, Version
from agreements.operations.closing import close_round
from agreements.operations.holding import hold, hold_version, permit
from agreements.operations.settling import identity_of, settled
from agreements.rules import clauses, digest, edits, lifecycle, templates
from agreements.rules.criteria.notation import Fault
from agreements.rules.reminding import next_reminder
from agreements.rules.terms import Terms
from slaportal.accounts.models import Side, Team, User
from slaportal.accounts.roles import Role, roles_of
from slaportal.audit import ledger
from slaportal.audit.history import remember
from slaportal.errors import Refused


class NameTaken(Refused):
    """Another agreement has this name."""


class LeadersMustDiffer(Refused):
    """One person cannot sign for both sides."""


class NotALeader(Refused):
    """Somebody was named leader who leads no team of that side."""


class BothSidesNeeded(Refused):
    """An agreement binds at least one team of each side."""


class SavedMeanwhile(Refused):
    """Somebody else saved the draft after it was opened; ``version`` is what it is now."""

    def __init__(self, version: Version) -> None:
        self.version = version
        super().__init__(
            _(
                "%(person)s saved this draft after you opened it. Nothing of yours was saved: "
                "look at the newer text, then make your change again."
            )
            % {"person": version.saved_by}
        )


class NotReady(Refused):
    """The terms have faults and cannot be put before the leaders; ``faults`` names each with its mend."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__(
            " ".join([_("The draft cannot be proposed yet."), *(fault.message for fault in faults)])
        )


class OneDraftAtATime(Refused):
    """The agreement already has a version that is being written or signed; ``version`` is that one."""

    def __init__(self, version: Version) -> None:
        self.version = version
        super().__init__(
            _("Version %(number)s is %(state)s. Finish or drop it before another is begun.")
            % {"number": version.number, "state": lifecycle.STATES[version.state]}
        )


class AlreadyTheirTurn(Refused):
    """The draft is with the other side already."""


class WrongDate(Refused):
    """A date lies where it cannot be."""


class SaysNotWhy(Refused):
    """What is counted under a signed version is to be counted otherwise, and nobody said why."""

    def __init__(self, version: Version) -> None:
        assert version.based_on is not None
        super().__init__(
            _("Version %(number)s was signed without this change. Say in a few words why it is needed.")
            % {"number": version.based_on.number}
        )


def begin(
    *,
    name: str,
    marketing_leader: User,
    sales_leader: User,
    teams: Collection[Team],
    currency: str,
    template: str,
    country: str | None = None,
    zone: str | None = None,
    at: datetime,
    by: User,
) -> Version:
    """Begin an agreement with a first draft from a template (requirement B1), and return the draft.

    ``country`` gives the public holidays, the template's own when None; ``zone`` the hours, the marketing leader's when
    None. Raises NameTaken, LeadersMustDiffer, NotALeader, BothSidesNeeded; ValueError or KeyError for a country, zone or
    template that does not exist.
    """
    _check_parties(marketing_leader, sales_leader, teams)
    with transaction.atomic():
        name = " ".join(name.split())
        if Agreement.objects.filter(name__iexact=name).exists():
            raise NameTaken(_("There is already an agreement called “%(name)s”.") % {"name": name})
        agreement = Agreement(
            name=name,
            slug=_free_slug(name),
            marketing_leader=marketing_leader,
            sales_leader=sales_leader,
            currency=currency,
            created_at=at,
            created_by=by,
        )
        remember(agreement, at=at, by=by)
        agreement.teams.set(teams)
        ledger.record(
            agreement,
            "agreement.begun",
            at=at,
            by=by,
            data={"name": name, "template": template, "teams": sorted(team.name for team in teams)},
        )
        zone = zone or marketing_leader.time_zone
        terms = templates.starting(
            template,
            title=f"Agreement on qualified leads, {name}",
            marketing_leader=marketing_leader.full_name,
            sales_leader=sales_leader.full_name,
            currency=currency,
            zone=zone,
            country=country,
            today=at.astimezone(ZoneInfo(zone)).date(),
        )
        return _new_version(agreement, terms, based_on=None, at=at, by=by)


def edit(
    version: Version,
    *,
    terms: Terms | Mapping[str, Any],
    seen_revision: int | None,
    at: datetime,
    by: User,
    why: str = "",
) -> Version:
    """Save a draft's terms, and return the version as it then is.

    ``terms`` are whole terms, or new values for some of their fields. ``seen_revision`` is the version's revision when
    the person opened it; None saves over whatever is there. Names of leaders and the currency are the agreement's and
    stay. Saving what is already there changes nothing. While the version is out for signature, any edit closes the
    round and voids its signatures (docs/signing.md, Ceremony 7). A first draft needs no reason; one that amends a signed
    version does where what is counted changes. Raises SavedMeanwhile, SaysNotWhy, NotYours, NotNow.
    """
    with transaction.atomic():
        version = hold_version(version)
        frozen = version.state == lifecycle.OUT_FOR_SIGNATURE
        permit(version, "edit_proposed" if frozen else "edit", by=by)
        if seen_revision is not None and seen_revision != version.revision:
            raise SavedMeanwhile(version)
        old = Terms.from_document(version.document)
        new = settled(terms if isinstance(terms, Terms) else replace(old, **terms), version, old)
        changed = [
            field.name for field in fields(Terms) if getattr(old, field.name) != getattr(new, field.name)
        ]
        if not changed:
            return version
        why = why.strip()
        if not why and queries.amends(version) is not None and edits.counts_otherwise(old, new):
            raise SaysNotWhy(version)
        if frozen:
            round = version.rounds.get(closed_at=None)
            close_round(version, round, SigningRound.Outcome.EDITED, reason=why, at=at, by=by)
        version.document = new.to_document()
        version.revision += 1
        version.saved_at, version.saved_by = at, by
        remember(version, at=at, by=by, why=why)
        ledger.record(
            version.agreement,
            "version.edited",
            at=at,
            by=by,
            data={
                "version": version.number,
                "revision": version.revision,
                "changed": changed,
                "said": [[edit.place, edit.before, edit.after] for edit in edits.changed(old, new)],
                "why": why,
            },
        )
        return version


def hand_over(version: Version, *, at: datetime, by: User) -> Version:
    """Give the turn to the other side (requirement B4); a draft is in review from then on.

    Raises AlreadyTheirTurn when it is not the person's own turn, NotYours, NotNow.
    """
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "hand_over", by=by)
        own = version.agreement.side_led_by(by)
        assert own is not None
        if version.turn != own:
            other = version.agreement.leader_of(version.turn)
            raise AlreadyTheirTurn(_("It is %(person)s’s turn already.") % {"person": other})
        version.turn = own.other
        version.state = lifecycle.after(version.state, "hand_over")
        remember(version, at=at, by=by)
        ledger.record(
            version.agreement,
            "version.handed_over",
            at=at,
            by=by,
            data={"version": version.number, "to": str(version.turn)},
        )
        notices.turn_handed_over(version, at=at, by=by)
        return version


def propose(version: Version, *, expires_at: datetime | None, at: datetime, by: User) -> SigningRound:
    """Freeze the text and open the round in which both leaders sign it, until ``expires_at`` (None: without end).

    Raises NotReady with every fault of the terms, WrongDate, NotYours, NotNow.
    """
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "propose", by=by)
        agreement = version.agreement
        terms = settled(Terms.from_document(version.document), version)
        if faults := clauses.check(terms):
            raise NotReady(faults)
        schedule = terms.hours.schedule()
        if expires_at is not None and expires_at <= at:
            raise WrongDate(_("The round would end before it begins. Choose a later end."))
        if terms.effective_until and terms.effective_until <= schedule.wall_clock(at).date():
            raise WrongDate(_("The last day of the agreement is past. Choose a later one."))
        text = digest.canonical(terms, identity_of(version))
        version.document = terms.to_document()
        version.text, version.digest = text, digest.digest(text)
        version.state = lifecycle.after(version.state, "propose")
        version.saved_at, version.saved_by = at, by
        remember(version, at=at, by=by)
        round = SigningRound.objects.create(
            version=version,
            number=version.rounds.count() + 1,
            text=text,
            digest=version.digest,
            opened_at=at,
            opened_by=by,
            expires_at=expires_at,
            next_reminder_at=next_reminder(at, 0, schedule=schedule, now=at, expires_at=expires_at),
        )
        ledger.record(
            agreement,
            "round.opened",
            at=at,
            by=by,
            data={
                "version": version.number,
                "round": round.number,
                "digest": round.digest,
                "expires_at": expires_at.isoformat() if expires_at else None,
            },
        )
        notices.signature_asked(round, at=at)
        return round


def amend(agreement: Agreement, *, at: datetime, by: User, terms: Terms | None = None) -> Version:
    """Begin a new version from the newest signed one, which stays in force until both have signed the new one.

    Without ``terms`` it says the same, takes effect as soon as both have signed, and names the review ahead. An
    agreement of which nothing was ever signed starts again from its last text. Raises OneDraftAtATime, NotYours.
    """
    with transaction.atomic():
        agreement = hold(agreement.pk)
        if unfinished := queries.open_version(agreement):
            raise OneDraftAtATime(unfinished)
        base = queries.newest_signed(agreement) or agreement.versions.latest("number")
        base.agreement = agreement
        permit(base, "amend", by=by)
        if terms is None:
            terms = replace(
                queries.terms_of(base),
                effective_from=None,
                effective_until=None,
                first_review_on=_next_review(agreement, at.date()),
            )
        return _new_version(agreement, terms, based_on=base, at=at, by=by)


def drop(version: Version, *, at: datetime, by: User, why: str = "") -> Version:
    """Give a draft up; its text and history stay. Raises NotYours, NotNow (withdraw a round first)."""
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "drop", by=by)
        version.state = lifecycle.after(version.state, "drop")
        remember(version, at=at, by=by, why=why)
        ledger.record(
            version.agreement, "version.dropped", at=at, by=by, data={"version": version.number, "why": why}
        )
        return version


def _next_review(agreement: Agreement, today: date) -> date:
    """Return the date of the review that lies ahead, or of one after the next whole quarter."""
    ahead = (
        agreement.reviews.filter(is_early=False, concluded_at=None, due_on__gt=today)
        .order_by("due_on")
        .first()
    )
    return ahead.due_on if ahead else templates.first_review_after(today)


def _check_parties(marketing_leader: User, sales_leader: User, teams: Collection[Team]) -> None:
    if marketing_leader.pk == sales_leader.pk:
        raise LeadersMustDiffer(_("One person cannot sign for both sides. Name two different leaders."))
    for person, role, side in (
        (marketing_leader, Role.MARKETING_LEADER, Side.MARKETING),
        (sales_leader, Role.SALES_LEADER, Side.SALES),
    ):
        if role not in roles_of(person):
            raise NotALeader(
                _("%(person)s leads no %(side)s team. Name somebody who does.")
                % {"person": person, "side": side.label.lower()}
            )
        if not any(team.side == side for team in teams):
            raise BothSidesNeeded(
                _("Choose at least one %(side)s team that the agreement binds.")
                % {"side": side.label.lower()}
            )


def _new_version(
    agreement: Agreement, terms: Terms, *, based_on: Version | None, at: datetime, by: User
) -> Version:
    last = agreement.versions.order_by("-number").first()
    version = Version(
        agreement=agreement,
        number=last.number + 1 if last else 1,
        state=lifecycle.DRAFT,
        turn=agreement.side_led_by(by) or Side.MARKETING,
        based_on=based_on,
        created_at=at,
        created_by=by,
        saved_at=at,
        saved_by=by,
    )
    version.document = settled(terms, version).to_document()
    remember(version, at=at, by=by)
    ledger.record(
        agreement,
        "version.begun",
        at=at,
        by=by,
        data={"version": version.number, "based_on": based_on.number if based_on else None},
    )
    return version


#: Words that mean something else in the addresses of agreements.
_NO_SLUGS = ("new", "reviews")


def _free_slug(name: str) -> str:
    stem = slugify(name)[:55] or "agreement"
    taken = {*_NO_SLUGS, *Agreement.objects.filter(slug__startswith=stem).values_list("slug", flat=True)}
    return next(
        slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken
    )
