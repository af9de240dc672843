"""Where a draft starts: ready terms for a kind of business, with hours, stages and reasons filled in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from agreements.rules import quarters
from agreements.rules.criteria import examples, notation
from agreements.rules.criteria.tree import All, Any, AtLeast, Did, Fact, Node, Nothing, identified
from agreements.rules.terms import (
    Clause,
    DisqualifyReason,
    Duration,
    Hours,
    ReturnReason,
    StageMeaning,
    Terms,
)
from slaportal.worktime.holidays import public_holidays

#: Monday to Friday, 09:00 to 17:30.
OFFICE_HOURS = tuple((day, (("09:00", "17:30"),)) for day in range(5))

#: How long holidays are spelled out for when an agreement names no last day.
HOLIDAY_YEARS = 3

#: Requirement A13, in the order of the path.
STAGES = (
    StageMeaning("lead", "Lead", "A person or company we know of."),
    StageMeaning("prospect", "Prospect", "Showed interest, and at least one BANT fact is known."),
    StageMeaning("mql", "MQL", "Meets the definition in section 2, with all required information."),
    StageMeaning("sal", "SAL", "Accepted by sales."),
    StageMeaning("sql", "SQL", "Sales spoke with them and found them ready."),
    StageMeaning("opportunity", "Opportunity", "Several BANT facts are known and a deal is being worked on."),
    StageMeaning("customer", "Customer", "Bought."),
    StageMeaning("recycled", "Recycled", "Back with marketing, to be judged again."),
    StageMeaning("disqualified", "Disqualified", "Closed by sales after contact, with a reason."),
)

RETURN_REASONS = (
    ReturnReason("outside_definition", "definitional", "Does not meet the definition"),
    ReturnReason("wrong_company", "definitional", "The company is not what the lead says"),
    ReturnReason("wrong_person", "definitional", "The person’s role is not what the lead says"),
    ReturnReason("contact_invalid", "clerical", "Contact details do not work"),
    ReturnReason("information_missing", "clerical", "Required information is missing or wrong"),
    ReturnReason("duplicate", "clerical", "The same lead is already with sales"),
    ReturnReason("wrong_territory", "procedural", "Belongs to another team"),
    ReturnReason("no_consent", "procedural", "The person did not agree to be contacted"),
)

DISQUALIFY_REASONS = (
    DisqualifyReason("unable_to_reach", "Unable to reach", 90),
    DisqualifyReason("no_need", "No need", 180),
    DisqualifyReason("no_budget", "No budget", 180),
    DisqualifyReason("no_authority", "No authority", 90),
    DisqualifyReason("bad_timing", "Bad timing", 90),
    DisqualifyReason("no_fit", "No fit"),
)

PURPOSE = "Marketing and sales agree on what a qualified lead is, and on what each side promises once a lead is one."

BUSINESS_DAY = Duration(1, "business_days")


@dataclass(frozen=True, slots=True)
class Template:
    """A start for a draft. ``country`` (ISO code, with a part such as GB-ENG where holidays differ) gives its holidays."""

    key: str
    name: str
    about: str
    country: str
    definition: Callable[[], Node]
    required: tuple[str, ...]
    clauses: tuple[Clause, ...]


def _any_interest(*items: Node) -> Any:
    return Any(items, label="Shows interest")


def _bant(timeline_months: int) -> AtLeast:
    return AtLeast(
        2,
        (
            Fact("budget", "known"),
            Fact("authority", "one_of", ("decision_maker", "influencer")),
            Fact("need", "known"),
            Fact("timeline_months", "at_most", timeline_months),
        ),
        label="BANT",
    )


def _never() -> Nothing:
    words = ("is_competitor", "is_customer", "is_student", "free_mail")
    return Nothing(tuple(Fact(word, "is_true") for word in words), label="Exclusions")


def _industrial() -> Node:
    return All(
        (
            Fact("industry", "one_of", ("machinery", "food", "packaging", "pharma")),
            Fact("employees", "between", (250, 5000)),
            Fact("hq_country", "one_of", ("GB", "IE", "DE", "NL")),
            Fact("seniority", "at_least", "manager"),
            _any_interest(
                Did("price_requested"),
                Did("demo_requested"),
                Did("webinar_attended", days=60),
                Did("high_value_download", 2, days=30),
                Did("product_page", 5, in_one_day=True),
            ),
            _bant(6),
            _never(),
        )
    )


def _software() -> Node:
    return All(
        (
            Fact("business_model", "one_of", ("b2b", "marketplace")),
            Fact("employees", "between", (50, 2000)),
            Fact("seniority", "at_least", "manager"),
            _any_interest(
                Did("trial_requested", days=30),
                Did("demo_requested", days=30),
                Did("price_page", 2, days=14),
                Did("email_clicked", 3, days=30),
                Fact("contact_me", "is_true"),
            ),
            _never(),
        )
    )


def _minimal() -> Node:
    return All(
        (
            _any_interest(Did("demo_requested"), Did("price_requested"), Fact("contact_me", "is_true")),
            Nothing((Fact("is_competitor", "is_true"), Fact("is_student", "is_true")), label="Exclusions"),
        )
    )


def _percent(kind: str, target: int, **fields: object) -> Clause:
    return Clause(kind, Decimal(target), **fields)  # type: ignore[arg-type]


_ESSENTIAL = (
    _percent("only_qualified", 100),
    _percent("required_information", 98),
    _percent("handoff", 95, within=Duration(15, "minutes")),
)
_RESPONSE = (
    _percent("response", 95, best=Duration(30, "minutes"), within=BUSINESS_DAY),
    _percent("decision", 95, within=BUSINESS_DAY),
    _percent("cadence", 90, calls=3, emails=3, within=Duration(14, "days")),
    _percent("status", 95, within=Duration(7, "days")),
    _percent("feedback", 100),
)

TEMPLATES: dict[str, Template] = {
    template.key: template
    for template in (
        Template(
            "industrial",
            "Industrial",
            "Companies by industry, size and headquarters; interest shown; two BANT facts.",
            "GB-ENG",
            _industrial,
            ("name", "company", "business_email", "country"),
            (*_ESSENTIAL, Clause("volume", leads=240), _percent("acceptance", 85), *_RESPONSE),
        ),
        Template(
            "software",
            "Software",
            "A trial, a demo or repeated visits to prices count most; fast first response.",
            "US",
            _software,
            ("name", "business_email", "company", "title"),
            (
                *_ESSENTIAL,
                Clause("volume", leads=450),
                _percent("acceptance", 80),
                _percent("nurture", 80, interactions=2),
                *_RESPONSE,
                _percent("disposition", 90, within=Duration(30, "days")),
            ),
        ),
        Template(
            "life_sciences_example",
            "Life sciences, North America",
            "The format matters: price requests, webinars, high-value downloads, referrals; large companies only.",
            "US",
            examples.life_sciences_example,
            ("name", "email", "company", "title"),
            (
                *_ESSENTIAL,
                Clause("volume", leads=60),
                _percent("acceptance", 90),
                *_RESPONSE,
                _percent("disposition", 90, within=Duration(45, "days")),
            ),
        ),
        Template(
            "bant_example",
            "BANT",
            "Required contact details, size, seniority, market; one sign of interest; two BANT facts.",
            "GB-ENG",
            examples.bant_example,
            ("name", "business_email", "phone", "company", "title"),
            (*_ESSENTIAL, Clause("volume", leads=180), _percent("acceptance", 85), *_RESPONSE),
        ),
        Template(
            "minimal",
            "As short as possible",
            "They ask for a demo, a price or a call; one promise on speed, one on quality.",
            "GB-ENG",
            _minimal,
            ("name", "email"),
            (
                _percent("only_qualified", 100),
                _percent("handoff", 95, within=Duration(1, "hours")),
                _percent("response", 90, best=Duration(1, "hours"), within=BUSINESS_DAY),
                _percent("feedback", 100),
            ),
        ),
    )
}


def starting(
    key: str,
    *,
    title: str,
    marketing_leader: str,
    sales_leader: str,
    currency: str,
    zone: str,
    today: date,
    country: str | None = None,
) -> Terms:
    """Return complete terms from a template; raises KeyError for an unknown one, ValueError for a country without holidays.

    They are effective as soon as both have signed; the first review is ``first_review_after(today)``.
    """
    template = TEMPLATES[key]
    return Terms(
        title=title,
        purpose=PURPOSE,
        marketing_party="Marketing",
        marketing_leader=marketing_leader,
        sales_party="Sales",
        sales_leader=sales_leader,
        currency=currency,
        definition=notation.dump(identified(template.definition())),
        required=template.required,
        clauses=template.clauses,
        hours=office_hours(zone, template.country if country is None else country, today),
        stages=STAGES,
        return_reasons=RETURN_REASONS,
        disqualify_reasons=DISQUALIFY_REASONS,
        review_months=3,
        first_review_on=first_review_after(today),
    )


def office_hours(zone: str, country: str, first: date, last: date | None = None) -> Hours:
    """Return Monday to Friday, 09:00 to 17:30, with a country's public holidays spelled out from ``first``.

    ``country`` is an ISO code, with a part after a dash where holidays differ within it (GB-ENG), or empty for none; ``last``
    is the end of the term, three years on when it is open. Raises ValueError for a country without known holidays.
    """
    return Hours(zone=zone, weekly=OFFICE_HOURS, country=country, holidays=holidays_of(country, first, last))


def holidays_of(country: str, first: date, last: date | None = None) -> tuple[date, ...]:
    """Return a country's public holidays as dates; arguments and errors as for ``office_hours``."""
    if not country:
        return ()
    code, _, part = country.partition("-")
    last = last or date(first.year + HOLIDAY_YEARS, 12, 31)
    return tuple(public_holidays(code, first, last, subdivision=part or None))


def reaching(hours: Hours, first: date | None, last: date | None) -> Hours:
    """Return the hours with their country's holidays spelled out as far as a later last day, and as they are otherwise."""
    if not (last and hours.country and hours.holidays and last > hours.holidays[-1]):
        return hours
    begins = min(first or hours.holidays[0], hours.holidays[0])
    return replace(hours, holidays=holidays_of(hours.country, begins, last))


def first_review_after(day: date) -> date:
    """Return the twelfth of the month that follows the first whole quarter after ``day`` (requirement B7)."""
    return quarters.first_day(quarters.after(quarters.after(quarters.of(day)))).replace(day=12)
