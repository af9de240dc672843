"""The cast: the people of the tests, the same in every file, so that everyone learns them once."""

from __future__ import annotations

from dataclasses import dataclass

from slaportal.accounts.models import Membership, Side, Team, User

PASSWORD = "a quiet sentence for tests"


@dataclass(frozen=True)
class Cast:
    """Ten people in three teams.

    ================  ==================================================================================
    ``ines``          Ines Marchetti, marketing leader (leads the team Demand)
    ``ruth``          Ruth Adeyemi, marketer (member of Demand)
    ``daniel``        Daniel Osei, sales leader (leads both sales teams)
    ``priya``         Priya Raman, rep in Sales, UK and Ireland
    ``tom``           Tom Hallett, rep in Sales, UK and Ireland
    ``marcus``        Marcus Webb, rep in Sales, UK and Ireland
    ``lena``          Lena Brandt, rep in Sales, Continent
    ``sofia``         Sofia Duarte, rep in Sales, Continent
    ``helen``         Helen Strand, manager, in no team
    ``alex``          Alex Novak, administrator, in no team
    ``demand``        the marketing team; territory: everywhere
    ``islands``       Sales, UK and Ireland; territory: GB, IE
    ``continent``     Sales, Continent; territory: DE, NL, FR, AT, CH, ES, IT
    ================  ==================================================================================

    Everyone signs in as firstname.lastname@example.com with ``PASSWORD`` and lives in Europe/London.
    """

    ines: User
    ruth: User
    daniel: User
    priya: User
    tom: User
    marcus: User
    lena: User
    sofia: User
    helen: User
    alex: User
    demand: Team
    islands: Team
    continent: Team

    @property
    def teams(self) -> tuple[Team, Team, Team]:
        """The three teams that the cast's agreement binds."""
        return (self.demand, self.islands, self.continent)

    @property
    def reps(self) -> tuple[User, ...]:
        """The five reps."""
        return (self.priya, self.tom, self.marcus, self.lena, self.sofia)


def person(full_name: str, **fields: object) -> User:
    """Make somebody who signs in as firstname.lastname@example.com with ``PASSWORD``."""
    address = ".".join(full_name.lower().split())
    return User.objects.create_user(
        f"{address}@example.com", PASSWORD, full_name=full_name, time_zone="Europe/London", **fields
    )


def team(
    name: str, side: Side, *, leader: User, members: tuple[User, ...] = (), countries: tuple[str, ...] = ()
) -> Team:
    """Make a team with its leader and members; no countries means everywhere. Leaders take no leads (weight 0)."""
    made = Team.objects.create(name=name, side=side, countries=list(countries))
    Membership.objects.create(user=leader, team=made, role=Membership.Role.LEADER, weight=0)
    for member in members:
        Membership.objects.create(user=member, team=made, role=Membership.Role.MEMBER)
    return made


def assemble() -> Cast:
    """Make the whole cast in an empty database."""
    ines = person("Ines Marchetti", job_title="Head of Marketing")
    ruth = person("Ruth Adeyemi", job_title="Marketing manager")
    daniel = person("Daniel Osei", job_title="VP Sales")
    priya, tom, marcus, lena, sofia = (
        person(name, job_title="Sales development")
        for name in ("Priya Raman", "Tom Hallett", "Marcus Webb", "Lena Brandt", "Sofia Duarte")
    )
    return Cast(
        ines=ines,
        ruth=ruth,
        daniel=daniel,
        priya=priya,
        tom=tom,
        marcus=marcus,
        lena=lena,
        sofia=sofia,
        helen=person("Helen Strand", job_title="Chief Revenue Officer", is_manager=True),
        alex=person("Alex Novak", job_title="Revenue systems", is_administrator=True),
        demand=team("Demand", Side.MARKETING, leader=ines, members=(ruth,)),
        islands=team(
            "Sales, UK and Ireland",
            Side.SALES,
            leader=daniel,
            members=(priya, tom, marcus),
            countries=("GB", "IE"),
        ),
        continent=team(
            "Sales, Continent",
            Side.SALES,
            leader=daniel,
            members=(lena, sofia),
            countries=("DE", "NL", "FR", "AT", "CH", "ES", "IT"),
        ),
    )
