"""Required information: what must be filled and valid before a lead is handed over (requirement A7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agreements.rules.criteria.addresses import is_email, is_free_mail, is_phone
from agreements.rules.criteria.operators import known
from agreements.rules.criteria.vocabulary import FACTS, Type

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that may be required.

    ``said`` is how the signed text lists it ("a business e-mail address that is valid"); ``from_field`` is the value it looks
    at; ``fault`` says in words what is wrong with a value that is there, "" when nothing is.
    """

    key: str
    label: str
    said: str
    from_field: str
    fault: Callable[[Any, Values], str]


@dataclass(frozen=True, slots=True)
class Missing:
    """A required thing that a lead does not have, and why it does not count."""

    key: str
    label: str
    why: str


def _anything(value: Any, values: Values) -> str:
    return ""


def _email(value: Any, values: Values) -> str:
    return "" if is_email(str(value)) else "is not a valid e-mail address"


def _business_email(value: Any, values: Values) -> str:
    if values.get("free_mail") is True or is_free_mail(str(value)):
        return "is a free-mail address"
    return _email(value, values)


def _phone(value: Any, values: Values) -> str:
    return "" if is_phone(str(value), str(values.get("country") or "")) else "is not a valid telephone number"


#: Everything that may be required, in the order forms ask for it.
REQUIRED: dict[str, Requirement] = {
    requirement.key: requirement
    for requirement in (
        Requirement("name", "Name", "a name", "name", _anything),
        Requirement("email", "E-mail address", "a valid e-mail address", "email", _email),
        Requirement(
            "business_email",
            "Business e-mail address",
            "a valid business e-mail address",
            "email",
            _business_email,
        ),
        Requirement("phone", "Telephone number", "a valid telephone number", "phone", _phone),
        Requirement("company", "Company", "a company", "company", _anything),
        Requirement("title", "Job title", "a job title", "title", _anything),
        Requirement("country", "Country", "a country", "country", _anything),
        Requirement("city", "City", "a city", "city", _anything),
        Requirement("employees", "Employees", "the number of employees", "employees", _anything),
        Requirement("annual_revenue", "Annual revenue", "the annual revenue", "annual_revenue", _anything),
        Requirement("industry", "Industry", "an industry", "industry", _anything),
        Requirement("hq_country", "Headquarters", "the country of the headquarters", "hq_country", _anything),
        Requirement("seniority", "Seniority", "a seniority", "seniority", _anything),
        Requirement("need", "Need", "a stated need", "need", _anything),
        Requirement("budget", "Budget", "a budget", "budget", _anything),
        Requirement("authority", "Authority", "an authority", "authority", _anything),
        Requirement("timeline_months", "Timeline", "a timeline", "timeline_months", _anything),
    )
}


def missing(required: Iterable[str], values: Values) -> tuple[Missing, ...]:
    """Return what a lead lacks, in the order required; ``values`` as in :class:`dossier.Facts`, with name, email and phone.

    Raises KeyError for something that cannot be required.
    """
    return tuple(lack for key in required if (lack := _lack(REQUIRED[key], values)) is not None)


def _lack(requirement: Requirement, values: Values) -> Missing | None:
    value = values.get(requirement.from_field)
    word = FACTS.get(requirement.from_field)
    there = known(word.type if word else Type.TEXT, value)
    if not there or (isinstance(value, str) and not value.strip()):
        return Missing(requirement.key, requirement.label, "is not known")
    fault = requirement.fault(value, values)
    return Missing(requirement.key, requirement.label, fault) if fault else None
