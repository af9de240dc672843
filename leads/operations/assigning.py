"""Qualified leads get an owner by rotation, and say why; nobody eligible leaves them visibly unassigned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.db.models import BigIntegerField, IntegerField, QuerySet
from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.queries import terms_of
from leads.models import Evaluation, Lead, Rotation, Stint
from leads.queries import roster
from leads.rules import routing
from leads.rules.routing import Candidate, Choice
from slaportal import statements
from slaportal.accounts.models import Team, User
from slaportal.audit.history import remember_all, remember_new
from slaportal.errors import Refused
from slaportal.statements import Parameter, Prepared


class NotInTheTeams(Refused):
    """The person cannot be given leads of this agreement."""


class AlreadyTheirs(Refused):
    """The lead is with this person already."""


@dataclass(frozen=True, slots=True)
class Handover:
    """A lead that passes to sales at ``at``; ``number`` and ``handoff`` are those of the stint this begins."""

    lead: Lead
    version: Version
    evaluation: Evaluation
    at: datetime
    chips: Sequence[str] = ()
    number: int = 1
    handoff: int = 1


@dataclass(slots=True)
class Dealing:
    """The rotation of one agreement while a batch is dealt; places once claimed stay ours until the transaction ends."""

    candidates: list[Candidate]
    people: Mapping[int, User]
    claimed: list[Candidate] = field(default_factory=list)
    busy: list[Candidate] = field(default_factory=list)

    def deal(self, country: str, at: datetime) -> Choice | routing.NobodyEligible:
        """Choose whose turn it is and claim the turn, so that no other process deals the same one."""
        while True:
            choice = routing.choose(self.candidates, country, at, busy=self.busy)
            if not isinstance(choice, Choice):
                return choice
            place = choice.place
            if _is_among(place, self.claimed) or _claim(place):
                if not _is_among(place, self.claimed):
                    self.claimed.append(place)
                place.dealt, place.last_at = choice.dealt, at
                place.open_leads += 1
                return choice
            if not _is_among(place, self.busy):
                self.busy.append(place)
            else:  # everybody's turn is being taken: wait for this one, then look at who is next again
                _wait_for(place)
                self.claimed.append(place)
                self.busy.clear()

    def keep(self) -> None:
        """Write the turns that were taken."""
        turns = [
            Rotation(membership_id=place.place_id, dealt=place.dealt, last_at=place.last_at)
            for place in self.claimed
            if place.dealt is not None
        ]
        statements.update(turns, ["dealt", "last_at"], key="membership", wait=True)


def _is_among(place: Candidate, places: Iterable[Candidate]) -> bool:
    return any(place is other for other in places)


def _turn(place: Candidate) -> QuerySet[Rotation]:
    return Rotation.objects.filter(membership=place.place_id)


#: A person's turn, held from now on, while nobody else holds it and it is where we saw it.
_free_turn = Prepared(
    lambda: (
        Rotation.objects.filter(
            membership_id=Parameter("place", BigIntegerField()), dealt=Parameter("dealt", IntegerField())
        )
        .select_for_update(skip_locked=True)
        .values_list("pk")
    )
)


def _claim(place: Candidate) -> bool:
    """Take a person's turn in the rotation, False when somebody else is taking it or has taken it since we looked.

    Where rows can be locked, a turn that another process holds is passed over rather than waited for. SQLite has one
    writer at a time, who began writing before the roster was read.
    """
    if place.dealt is None:
        Rotation.objects.bulk_create([Rotation(membership_id=place.place_id)], ignore_conflicts=True)
    if not connection.features.has_select_for_update_skip_locked:
        return True
    return any(_free_turn(place=place.place_id, dealt=place.dealt or 0))


def _wait_for(place: Candidate) -> None:
    """Wait until the turn is free and take it, with what was dealt in the meantime."""
    place.dealt, place.last_at = _turn(place).select_for_update().values_list("dealt", "last_at").get()
    if place.capacity is not None:
        place.open_leads = roster.open_leads_of([place.person_id]).get(place.person_id, 0)


def hand_over(handovers: Sequence[Handover]) -> list[Stint]:
    """Give each lead an owner by rotation and return its stint, in order; the leads carry owner and team.

    Neither leads nor stints are saved; ``keep`` stores the stints once the leads have their keys. Two queries for the
    roster of each agreement, and what it takes to claim each person's turn. Nobody eligible gives a stint without owner.
    """
    moments: dict[int, list[datetime]] = {}
    for handover in handovers:
        moments.setdefault(handover.lead.agreement_id, []).append(handover.at)
    dealings = {
        agreement: Dealing(*roster.for_agreement(agreement, when)) for agreement, when in moments.items()
    }
    stints = [_hand_over(handover, dealings[handover.lead.agreement_id]) for handover in handovers]
    for dealing in dealings.values():
        dealing.keep()
    return stints


def keep(stints: Sequence[Stint], *, by: User | None) -> None:
    """Store new stints of leads that are saved by now, each with its line of history."""
    remember_new(stints, by=by, at=lambda stint: stint.started_at)


def country_of(lead: Lead) -> str:
    """Return the country that decides the territory: the person's, else the headquarters'; empty when unknown."""
    return lead.country or lead.hq_country


def _hand_over(handover: Handover, dealing: Dealing) -> Stint:
    lead, at = handover.lead, handover.at
    choice = dealing.deal(country_of(lead), at)
    owner, team_id = (
        (dealing.people[choice.place.person_id], choice.place.team_id)
        if isinstance(choice, Choice)
        else (None, choice.team_id)
    )
    cadence = terms_of(handover.version).clause("cadence")
    qualified_at = lead.qualified_at or at
    lead.owner, lead.team_id, lead.handed_over_at = owner, team_id, at
    return Stint(
        lead=lead,
        agreement_id=lead.agreement_id,
        version=handover.version,
        evaluation=handover.evaluation,
        number=handover.number,
        handoff=handover.handoff,
        owner=owner,
        team_id=team_id,
        why={"text": choice.why},
        qualified_at=qualified_at,
        handed_over_at=at,
        started_at=at,
        calls_promised=cadence.calls or 0 if cadence else 0,
        emails_promised=cadence.emails or 0 if cadence else 0,
        chips=list(handover.chips),
    )


def assign_waiting(stints: Sequence[Stint], *, at: datetime) -> list[Stint]:
    """Give stints without owner to whoever can take them now, and return those that found somebody: no transfer, a first
    assignment. The stints and their leads are saved; the clocks are for the caller.
    """
    dealings = {
        agreement: Dealing(*roster.for_agreement(agreement, [at]))
        for agreement in {stint.agreement_id for stint in stints}
    }
    found = []
    for stint in stints:
        dealing = dealings[stint.agreement_id]
        choice = dealing.deal(country_of(stint.lead), at)
        if isinstance(choice, Choice):
            _give(stint, dealing.people[choice.place.person_id], choice.place.team_id, choice.why)
            found.append(stint)
    for dealing in dealings.values():
        dealing.keep()
    _keep_owners(found, by=None, at=at, why=_("Somebody can take it now."))
    return found


def give(stint: Stint, to: User, *, at: datetime, by: User, why: str = "") -> Stint:
    """Give an unassigned stint its first owner by hand; raises NotInTheTeams. The clocks are for the caller."""
    team = _team_for(stint, to)
    _give(stint, to, team.pk, _("given by %(person)s") % {"person": by})
    _keep_owners([stint], by=by, at=at, why=why)
    return stint


def transfer(stint: Stint, to: User, *, at: datetime, by: User, why: str) -> Stint:
    """End a stint and begin the next one of the same handoff with another owner; counted, never a fresh start.

    Raises NotInTheTeams and AlreadyTheirs. The clocks are for the caller.
    """
    if stint.owner_id == to.pk:
        raise AlreadyTheirs(_("%(lead)s is with %(person)s already.") % {"lead": stint.lead, "person": to})
    team = _team_for(stint, to)
    stint.ended_at, stint.ended_why = at, Stint.EndedWhy.TRANSFERRED
    stint.next_due_at, stint.next_due_kind, stint.next_due_clause = None, "", ""
    remember_all([stint], ENDING, by=by, at=at, why=why)
    successor = Stint(
        lead=stint.lead,
        agreement_id=stint.agreement_id,
        version=stint.version,
        evaluation=stint.evaluation,
        number=stint.number + 1,
        handoff=stint.handoff,
        owner=to,
        team=team,
        why={"text": _("passed on by %(person)s") % {"person": by}, "from": stint.owner_id, "reason": why},
        qualified_at=stint.qualified_at,
        handed_over_at=stint.handed_over_at,
        started_at=at,
        accepted_at=stint.accepted_at,
        calls_done=stint.calls_done,
        emails_done=stint.emails_done,
        calls_promised=stint.calls_promised,
        emails_promised=stint.emails_promised,
        first_contact_at=stint.first_contact_at,
        next_step=stint.next_step,
        follow_up_at=stint.follow_up_at,
        chips=stint.chips,
    )
    _give(successor, to, team.pk, successor.why["text"])
    keep([successor], by=by)
    remember_all([stint.lead], OWNERSHIP, by=by, at=at, why=why)
    return successor


#: What ending a stint, and giving it to somebody, write.
ENDING = ("ended_at", "ended_why", "next_due_at", "next_due_kind", "next_due_clause")
OWNERSHIP = ("owner", "team")


def _give(stint: Stint, person: User, team_id: int, why: str) -> None:
    stint.owner = stint.lead.owner = person
    stint.team_id = stint.lead.team_id = team_id
    stint.why = {**stint.why, "text": why}


def _keep_owners(stints: Sequence[Stint], *, by: User | None, at: datetime, why: str) -> None:
    remember_all(stints, (*OWNERSHIP, "why"), by=by, at=at, why=why)
    remember_all([stint.lead for stint in stints], OWNERSHIP, by=by, at=at, why=why)


def _team_for(stint: Stint, person: User) -> Team:
    """Return the sales team of the agreement in which a person takes the lead: the present one if they are in it."""
    teams: Iterable[Team] = Team.objects.filter(
        agreements=stint.agreement_id, side="sales", is_active=True, memberships__user=person
    ).distinct()
    ordered = sorted(teams, key=lambda team: (team.pk != stint.team_id, team.pk))
    if not ordered or not person.is_active:
        raise NotInTheTeams(
            _("%(person)s is in none of the sales teams of %(agreement)s.")
            % {"person": person, "agreement": stint.agreement}
        )
    return ordered[0]
