"""What the steps of a promise's ladder tell: whom each concerns, one by one or many together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Version
from agreements.queries import schedule_of
from agreements.rules.terms import CLAUSES
from leads.models import Clock, Lead
from leads.rules.clock import KINDS as CLOCKS
from leads.rules.escalation import OWNER, SIDE_LEADER, Rung
from slaportal.accounts.models import Membership, User
from slaportal.notifications.outbox import News, tell_all
from slaportal.ui import words
from slaportal.worktime import next_open

#: Whoever has more than this to hear of one kind at one moment hears it in one letter.
ONE_BY_ONE = 5
#: How many leads such a letter names.
NAMED = 10


def page(lead_id: int) -> str:
    """Return the address of a lead's page; written out, since a sweep tells thousands."""
    return f"/leads/{lead_id}/"


class Seen(NamedTuple):
    """A clock, as far as telling about it is concerned."""

    pk: int
    kind: str
    clause: str
    due_at: datetime
    lead_id: int
    owner_id: int | None
    team_id: int | None
    version_id: int


@dataclass
class Audience:
    """The people and versions that news concerns, each read once however many clocks are told about."""

    _users: dict[int, User] = field(default_factory=dict)
    _leaders: dict[int, list[int]] = field(default_factory=dict)
    _versions: dict[int, Version] = field(default_factory=dict)

    def meet(self, clocks: Collection[Seen]) -> None:
        """Read whoever these clocks concern and is not known yet."""
        self._read_versions({clock.version_id for clock in clocks} - self._versions.keys())
        self._read_leaders(
            {clock.team_id for clock in clocks if clock.team_id is not None} - self._leaders.keys()
        )
        wanted = {clock.owner_id for clock in clocks if clock.owner_id is not None}
        wanted |= {person for leaders in self._leaders.values() for person in leaders}
        for version in self._versions.values():
            wanted |= {version.agreement.marketing_leader_id, version.agreement.sales_leader_id}
        if strangers := wanted - self._users.keys():
            self._users |= User.objects.in_bulk(strangers)

    def of(self, clock: Seen, roles: Iterable[str]) -> set[int]:
        """Return who stands in these roles towards a clock."""
        return {person for role in roles for person in self._in_role(clock, role)}

    def user(self, person: int) -> User:
        """Return a person by key."""
        return self._users[person]

    def version(self, clock: Seen) -> Version:
        """Return the version a clock belongs to, with its agreement."""
        return self._versions[clock.version_id]

    def _in_role(self, clock: Seen, role: str) -> Iterator[int]:
        agreement = self.version(clock).agreement
        of_marketing = clock.kind == Clock.Kind.DELIVERY
        side_leader = agreement.marketing_leader_id if of_marketing else agreement.sales_leader_id
        if role == OWNER and clock.owner_id is not None:
            yield clock.owner_id
        elif role == SIDE_LEADER or clock.team_id is None:
            yield side_leader
        else:
            yield from self._leaders.get(clock.team_id) or [side_leader]

    def _read_versions(self, keys: Collection[int]) -> None:
        if keys:
            versions = Version.objects.filter(pk__in=keys).select_related("agreement")
            self._versions |= {version.pk: version for version in versions.defer("document", "forecast")}

    def _read_leaders(self, teams: Collection[int]) -> None:
        if teams:
            self._leaders |= {team: [] for team in teams}
            leaders = Membership.objects.filter(team__in=teams, role=Membership.Role.LEADER)
            for team, person in leaders.values_list("team_id", "user_id"):
                self._leaders[team].append(person)


_SAID = {
    "warned": (gettext_lazy("%(promise)s runs out: %(lead)s"), gettext_lazy("Due %(due)s. %(text)s.")),
    "breached": (
        gettext_lazy("%(promise)s is late: %(lead)s"),
        gettext_lazy("It was due %(due)s. %(text)s."),
    ),
    "escalated": (
        gettext_lazy("%(promise)s is still open: %(lead)s"),
        gettext_lazy("It was due %(due)s and nobody has answered it. %(text)s."),
    ),
    "reassign_suggested": (
        gettext_lazy("Give %(lead)s to somebody else?"),
        gettext_lazy("%(promise)s was due %(due)s and is still open. %(text)s."),
    ),
}
_SAID_OF_MANY = {
    "warned": gettext_lazy("%(count)d promises run out"),
    "breached": gettext_lazy("%(count)d promises are late"),
    "escalated": gettext_lazy("%(count)d promises are late and still open"),
    "reassign_suggested": gettext_lazy("Give %(count)d leads to somebody else?"),
}


def steps_taken(steps: Sequence[tuple[Seen, Rung]], audience: Audience, *, at: datetime) -> None:
    """Tell whom each step concerns; e-mail waits for the agreement's opening hours (requirement C8).

    Whoever has many to hear of, as after an outage, hears of them in one letter.
    """
    if not steps:
        return
    audience.meet([clock for clock, _rung in steps])
    heard: dict[tuple[int, str], list[Seen]] = {}
    for clock, rung in steps:
        for person in audience.of(clock, rung.tells):
            heard.setdefault((person, rung.key), []).append(clock)
    names = _names_of({clock.lead_id for clocks in heard.values() for clock in clocks[:NAMED]})
    news: list[News] = []
    for (person, key), clocks in heard.items():
        if len(clocks) > ONE_BY_ONE:
            news.append(_many(clocks, key, audience.user(person), names, audience, at))
        else:
            news += [_one(clock, key, audience.user(person), names, audience, at) for clock in clocks]
    tell_all(news, at=at)


def _one(
    clock: Seen, key: str, person: User, names: dict[int, str], audience: Audience, at: datetime
) -> News:
    version = audience.version(clock)
    subject, body = _SAID[key]
    said = {
        "promise": _promise(clock),
        "lead": names[clock.lead_id],
        "due": words.date_and_time(clock.due_at, zone=person.zone, at=at),
        "text": f"{version.agreement.name} v{version.number}",
    }
    return News(
        people=[person],
        kind=f"clock.{key}",
        key=f"clock:{clock.pk}:{key}",
        subject=subject % said,
        body=body % said,
        url=page(clock.lead_id),
        about=f"lead:{clock.lead_id}",
        deliver_at=next_open(schedule_of(version), at),
    )


def _many(
    clocks: Sequence[Seen], key: str, person: User, names: dict[int, str], audience: Audience, at: datetime
) -> News:
    """One letter about many clocks; its key names the first and how many, which no other sweep has taken."""
    named = [f"{_promise(clock)}: {names[clock.lead_id]}" for clock in clocks[:NAMED]]
    more = [_("and %(count)d more") % {"count": len(clocks) - NAMED}] if len(clocks) > NAMED else []
    return News(
        people=[person],
        kind=f"clock.{key}",
        key=f"clocks:{clocks[0].pk}+{len(clocks) - 1}:{key}",
        subject=_SAID_OF_MANY[key] % {"count": len(clocks)},
        body="\n".join([*named, *more]),
        url="/queue/?preset=overdue",
        deliver_at=next_open(schedule_of(audience.version(clocks[0])), at),
    )


def _promise(clock: Seen) -> str:
    return f"{clock.clause} {CLAUSES[CLOCKS[clock.kind].clause].name}"


def _names_of(leads: Collection[int]) -> dict[int, str]:
    rows = Lead.objects.filter(pk__in=leads).values_list("pk", "name", "email", "company")
    return {pk: name or email or company or f"L-{pk}" for pk, name, email, company in rows}
