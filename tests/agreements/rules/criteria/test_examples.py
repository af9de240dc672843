"""The two worked definitions of the field: right on every criterion, just met and just missed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from agreements.rules.criteria import checking, notation, verdict
from agreements.rules.criteria.dossier import Event, Facts
from agreements.rules.criteria.examples import BANT_REQUIRED, bant_example, life_sciences_example
from agreements.rules.criteria.required import missing
from agreements.rules.criteria.tree import Node

AT = datetime(2026, 11, 17, 10, 30, tzinfo=UTC)
NOON = datetime(2026, 11, 12, 12, tzinfo=UTC)

FIVE_PAGES = tuple(Event("product_page", NOON + timedelta(minutes=page)) for page in range(5))
TWO_DOWNLOADS = (Event("high_value_download", AT - timedelta(days=400)), Event("high_value_download", AT))

LIFE_SCIENCES = Facts(
    {
        "formats": frozenset({"webinar"}),
        "industry": "life_sciences",
        "annual_revenue": 300_000_000,
        "hq_country": "CA",
        "seniority": "vice_president",
    },
    FIVE_PAGES,
    AT,
    "America/New_York",
)

BANT = Facts(
    {
        "employees": 100,
        "seniority": "manager",
        "country": "DE",
        "contact_me": True,
        "budget": 1,
        "timeline_months": 0,
        "is_competitor": False,
    },
    (),
    AT,
    "Europe/London",
)


def kept_out(node: Node, facts: Facts) -> list[str]:
    """What kept a lead out, as short phrases; nothing when it qualifies."""
    judged = verdict.judge(node, facts)
    assert judged.qualified == (not judged.kept_out)
    return [finding.text for finding in judged.kept_out]


def with_values(facts: Facts, **values: object) -> Facts:
    return facts._replace(values={**facts.values, **values})


@pytest.mark.parametrize("node", [life_sciences_example(), bant_example()])
def test_an_example_is_a_sound_definition(node: Node) -> None:
    assert checking.check(node) == []
    assert notation.parse(notation.dump(node)) == node


# --- a large life-sciences company in North America ----------------------------------


def test_life_sciences_a_lead_that_just_passes_everything() -> None:
    assert kept_out(life_sciences_example(), LIFE_SCIENCES) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"formats": frozenset({"price_request"})},
        {"formats": frozenset({"high_value_download", "other"})},
        {"formats": frozenset({"trusted_referral", "business_card"})},
        {"annual_revenue": 2_000_000_000},
        {"hq_country": "US"},
        {"seniority": "c_level"},
    ],
)
def test_life_sciences_other_ways_to_pass(changed: dict[str, object]) -> None:
    assert kept_out(life_sciences_example(), with_values(LIFE_SCIENCES, **changed)) == []


FORMAT = "Format is Price request, Webinar attendance, High-value download, Trusted referral"


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({"formats": frozenset({"contact_form", "business_card"})}, FORMAT),
        ({"formats": frozenset()}, FORMAT),
        ({"industry": "food"}, "Industry is Life sciences"),
        ({"industry": ""}, "Industry is Life sciences"),
        ({"annual_revenue": 299_999_999}, "Annual revenue at least $300 million"),
        ({"annual_revenue": None}, "Annual revenue at least $300 million"),
        ({"hq_country": "MX"}, "Headquarters in US, CA"),
        ({"seniority": "director"}, "Seniority is Vice president or higher"),
    ],
)
def test_life_sciences_one_fact_short_keeps_a_lead_out(changed: dict[str, object], missed: str) -> None:
    judged = verdict.judge(life_sciences_example(), with_values(LIFE_SCIENCES, **changed), currency="USD")
    assert not judged.qualified
    assert [finding.text for finding in judged.kept_out] == [missed]


@pytest.mark.parametrize(
    ("events", "passes"),
    [
        (FIVE_PAGES[:4], False),
        (FIVE_PAGES, True),
        ((*FIVE_PAGES[:4], Event("product_page", NOON + timedelta(days=1))), False),
        ((*FIVE_PAGES[:4], Event("page_view", NOON)), False),
        (TWO_DOWNLOADS[:1], False),
        (TWO_DOWNLOADS, True),
        ((*FIVE_PAGES[:4], *TWO_DOWNLOADS[:1]), False),
        ((Event("download", AT), Event("high_value_download", AT)), False),
    ],
)
def test_life_sciences_asks_for_five_pages_in_one_day_or_two_downloads(
    events: tuple[Event, ...], passes: bool
) -> None:
    expected = [] if passes else ["Shows interest"]
    assert kept_out(life_sciences_example(), LIFE_SCIENCES._replace(events=events)) == expected


def test_life_sciences_the_day_is_that_of_the_agreement_s_zone() -> None:
    evening = datetime(2026, 11, 13, 0, 30, tzinfo=UTC)  # still the evening of the twelfth in New York
    pages = (
        *FIVE_PAGES[:3],
        Event("product_page", evening),
        Event("product_page", evening + timedelta(minutes=1)),
    )
    assert kept_out(life_sciences_example(), LIFE_SCIENCES._replace(events=pages)) == []
    assert kept_out(life_sciences_example(), LIFE_SCIENCES._replace(events=pages, zone="Europe/London")) == [
        "Shows interest"
    ]


# --- required information, size, market, interest, BANT, exclusions ------------------


def test_bant_a_lead_that_just_passes_everything() -> None:
    assert kept_out(bant_example(), BANT) == []


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({"employees": 99}, "Employees at least 100"),
        ({"employees": None}, "Employees at least 100"),
        ({"seniority": "senior"}, "Seniority is Manager or higher"),
        ({"country": "US"}, "Country is UK, IE, DE, NL"),
        ({"country": ""}, "Country is UK, IE, DE, NL"),
        ({"contact_me": False}, "Shows interest"),
        ({"contact_me": None}, "Shows interest"),
        ({"budget": None}, "At least 2 of 4 BANT facts"),
        ({"is_competitor": True}, "No exclusion applies"),
        ({"is_student": True}, "No exclusion applies"),
        ({"is_customer": True}, "No exclusion applies"),
    ],
)
def test_bant_one_fact_short_keeps_a_lead_out(changed: dict[str, object], missed: str) -> None:
    assert kept_out(bant_example(), with_values(BANT, **changed)) == [missed]


@pytest.mark.parametrize(
    ("events", "passes"),
    [
        ((Event("demo_requested", AT - timedelta(days=900)),), True),
        ((Event("webinar_attended", AT),), True),
        ((Event("price_page", AT), Event("price_page", AT - timedelta(days=14))), True),
        ((Event("price_page", AT), Event("price_page", AT - timedelta(days=14, seconds=1))), False),
        ((Event("price_page", AT),), False),
        ((Event("product_page", AT), Event("trial_requested", AT)), False),
        ((), False),
    ],
)
def test_bant_any_one_sign_of_interest_is_enough(events: tuple[Event, ...], passes: bool) -> None:
    quiet = with_values(BANT, contact_me=None)
    assert kept_out(bant_example(), quiet._replace(events=events)) == ([] if passes else ["Shows interest"])


@pytest.mark.parametrize(
    ("known", "passes"),
    [
        ({"budget": 0, "authority": "gatekeeper"}, True),
        ({"need": "Two checkweighers", "timeline_months": 24}, True),
        ({"authority": "decision_maker", "need": "x", "timeline_months": 1, "budget": 5}, True),
        ({"budget": 50_000}, False),
        ({"authority": "decision_maker", "need": ""}, False),
        ({}, False),
    ],
)
def test_bant_at_least_two_of_four_are_known(known: dict[str, object], passes: bool) -> None:
    silent = {key: value for key, value in BANT.values.items() if key not in ("budget", "timeline_months")}
    facts = BANT._replace(values={**silent, **known})
    assert kept_out(bant_example(), facts) == ([] if passes else ["At least 2 of 4 BANT facts"])


def test_bant_an_exclusion_nobody_knows_of_excludes_nobody() -> None:
    for unknown in ({}, {"is_competitor": None, "is_student": None, "is_customer": None}):
        values = {key: value for key, value in BANT.values.items() if key != "is_competitor"}
        assert kept_out(bant_example(), BANT._replace(values={**values, **unknown})) == []


CONTACT = {
    "name": "Maya Okafor",
    "email": "maya.okafor@example.com",
    "phone": "+44 20 7946 0142",
    "company": "Aldermoor Foods",
    "title": "VP Operations",
}


def test_bant_required_information_that_is_all_there() -> None:
    assert missing(BANT_REQUIRED, CONTACT) == ()


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({"name": ""}, ("name", "is not known")),
        ({"email": ""}, ("business_email", "is not known")),
        ({"email": "maya@gmail.com"}, ("business_email", "is a free-mail address")),
        ({"email": "maya.okafor@"}, ("business_email", "is not a valid e-mail address")),
        ({"phone": ""}, ("phone", "is not known")),
        ({"phone": "ask the desk"}, ("phone", "is not a valid telephone number")),
        ({"company": "  "}, ("company", "is not known")),
        ({"title": None}, ("title", "is not known")),
    ],
)
def test_bant_required_information_names_what_is_lacking(
    changed: dict[str, object], lacking: tuple[str, str]
) -> None:
    (lack,) = missing(BANT_REQUIRED, CONTACT | changed)
    assert (lack.key, lack.why) == lacking


def test_our_markets_are_the_countries_given() -> None:
    assert kept_out(bant_example(("US", "CA")), with_values(BANT, country="US")) == []
    assert kept_out(bant_example(("US", "CA")), BANT) == ["Country is US, CA"]
