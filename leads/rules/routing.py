"""Who gets the next lead, and why: territory, presence, capacity, then the turn by weight (requirement C3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo


@dataclass(slots=True)
class Candidate:
    """A person's place in a sales team as the rotation sees it; ``open_leads`` counts only where there is a capacity.

    ``absences`` are first and last days, in the person's own ``zone``. ``dealt`` and ``last_at`` are the rotation's memory
    of this person in this team; None is "never yet".
    """

    place_id: int
    person_id: int
    team_id: int
    team_name: str
    countries: frozenset[str]
    weight: int
    capacity: int | None = None
    open_leads: int = 0
    zone: str = "UTC"
    absences: tuple[tuple[date, date], ...] = ()
    dealt: int | None = None
    last_at: datetime | None = None

    @property
    def is_full(self) -> bool:
        return self.capacity is not None and self.open_leads >= self.capacity

    def is_absent(self, at: datetime) -> bool:
        """Whether the person is away on the date it is where they live."""
        today = at.astimezone(ZoneInfo(self.zone)).date() if self.absences else None
        return today is not None and any(first <= today <= last for first, last in self.absences)

    def covers(self, country: str) -> bool:
        """Whether the team's territory holds a country; a lead whose country is unknown may go to any team."""
        return not country or not self.countries or country in self.countries


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets the lead; ``dealt`` is the count the rotation then remembers."""

    place: Candidate
    dealt: int
    why: str


@dataclass(frozen=True, slots=True)
class NobodyEligible:
    """Nobody can take the lead; ``team_id`` is the one team whose territory it is, None when none or several are."""

    team_id: int | None
    why: str


def choose(
    candidates: Sequence[Candidate], country: str, at: datetime, *, busy: Collection[Candidate] = ()
) -> Choice | NobodyEligible:
    """Deal one lead from ``country`` (ISO code, empty when unknown) to the person whose turn it is at ``at``.

    The turn is the smallest count of dealt leads for its weight, then whoever has waited longest. Counts are compared
    within each team's present level, so a newcomer and somebody back from holiday start there and are not flooded.
    ``busy`` places are being dealt a lead by somebody else at this moment and sit this one out.
    """
    covering = [candidate for candidate in candidates if candidate.covers(country) and candidate.weight > 0]
    eligible = [candidate for candidate in covering if not candidate.is_full and not candidate.is_absent(at)]
    if not eligible:
        teams = {candidate.team_id for candidate in covering}
        return NobodyEligible(teams.pop() if len(teams) == 1 else None, _nobody(covering, country, at))
    eligible = [
        candidate for candidate in eligible if not any(candidate is other for other in busy)
    ] or eligible
    level = {
        team_id: _present_level(candidates, team_id) for team_id in {place.team_id for place in eligible}
    }
    lags = [(_lag(place, level[place.team_id]), place) for place in eligible]
    lag, chosen = min(lags, key=lambda pair: (pair[0], _waiting_since(pair[1]), pair[1].person_id))
    dealt = max(chosen.dealt or 0, round((level[chosen.team_id] + lag) * chosen.weight)) + 1
    return Choice(chosen, dealt, _by_rotation(chosen, covering, country, at))


def _present_level(candidates: Iterable[Candidate], team_id: int) -> float:
    """Where a team's rotation stands: the count by weight of whoever was dealt last."""
    dealt = [
        place
        for place in candidates
        if place.team_id == team_id and place.last_at is not None and place.weight > 0
    ]
    if not dealt:
        return 0.0
    last = max(dealt, key=lambda place: (place.last_at, place.dealt))
    return (last.dealt or 0) / last.weight


def _lag(place: Candidate, level: float) -> float:
    """How far a person is behind the present level, one full turn at most: what was missed while away stays missed."""
    return max(round((place.dealt or 0) / place.weight - level, 9), -1.0)


def _waiting_since(place: Candidate) -> float:
    return place.last_at.timestamp() if place.last_at else 0.0


def _by_rotation(chosen: Candidate, covering: Sequence[Candidate], country: str, at: datetime) -> str:
    passed = _passed_over([place for place in covering if place.team_id == chosen.team_id], at)
    where = "" if country else ", country unknown"
    return f"by rotation in {chosen.team_name}{where}" + (f"; {passed}" if passed else "")


def _nobody(covering: Sequence[Candidate], country: str, at: datetime) -> str:
    if not covering:
        return f"no sales team covers {country}" if country else "no sales team has anybody in its rotation"
    return f"nobody can take it: {_passed_over(covering, at)}"


def _passed_over(places: Sequence[Candidate], at: datetime) -> str:
    absent = sum(place.is_absent(at) for place in places)
    full = sum(place.is_full and not place.is_absent(at) for place in places)
    return ", ".join(f"{number} {word}" for number, word in ((absent, "absent"), (full, "full")) if number)
