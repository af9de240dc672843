"""The vocabulary: every fact and kind of behaviour a definition may name, with its type and group."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from agreements.rules.criteria import choices
from agreements.rules.criteria.choices import Choice
from agreements.rules.criteria.countries import COUNTRIES, IN_A_SENTENCE


class Type(StrEnum):
    """What kind of value a word has; it decides which operators fit."""

    NUMBER = "number"
    MONEY = "money"
    CHOICE = "choice"
    ORDER = "order"
    TEXT = "text"
    SET = "set"
    YESNO = "yesno"
    COUNTRY = "country"
    EXTRA = "extra"
    EVENT = "event"


#: Groups in the order people meet them, with what each holds.
GROUPS: dict[str, str] = {
    "format": "How the information arrived",
    "company": "About the company",
    "person": "About the person",
    "behaviour": "What they did",
    "situation": "Their situation",
    "bant": "Budget, authority, need, timeline",
    "exclusion": "Exclusions",
    "extra": "Extra attributes",
}

EXTRA_PREFIX = "extra:"
#: The longest name of an extra attribute.
EXTRA_NAME_LENGTH = 60


@dataclass(frozen=True, slots=True)
class Word:
    """One fact or kind of behaviour.

    ``options`` are the answers of a choice, a scale or a set; ``free`` sets take other tokens too. ``unit``
    is what a number counts, ``most`` the largest number that makes sense. ``plural`` names the leads or
    events it is true of.
    """

    key: str
    label: str
    group: str
    type: Type
    options: tuple[Choice, ...] = ()
    free: bool = False
    unit: str = ""
    most: int = 2_000_000_000
    plural: str = ""
    help: str = ""

    def option(self, key: object) -> Choice | None:
        """Return the answer with this key, or None."""
        return next((choice for choice in self.options if choice.key == key), None)

    def rank(self, key: str) -> int:
        """Return what leads store for an answer of a scale; raises KeyError for any other key."""
        return {choice.key: choice.rank for choice in self.options}[key]

    def key_of_rank(self, rank: int | None) -> str | None:
        """Return the answer a stored rank stands for, None when it stands for none."""
        return next((choice.key for choice in self.options if choice.rank == rank), None)


_COUNTRIES = tuple(Choice(code, name, IN_A_SENTENCE[code]) for code, name in COUNTRIES.items())

_T = Type
_MONEY = "In the agreement’s currency."
_FACTS = (
    # format
    Word("formats", "Format", "format", _T.SET, choices.FORMATS, help="A lead may have arrived in several."),
    # company
    Word("company", "Company name", "company", _T.TEXT),
    Word("employees", "Employees", "company", _T.NUMBER, unit="people"),
    Word("annual_revenue", "Annual revenue", "company", _T.MONEY, most=10**13, help=_MONEY),
    Word("industry", "Industry", "company", _T.CHOICE, choices.INDUSTRIES),
    Word("hq_country", "Headquarters", "company", _T.COUNTRY, _COUNTRIES),
    Word("divisions", "Divisions", "company", _T.NUMBER, unit="divisions"),
    Word("products_sold", "Products sold", "company", _T.NUMBER, unit="products"),
    Word("markets", "Markets served", "company", _T.SET, free=True, help="Your own names, such as dach."),
    Word("rankings", "Rankings", "company", _T.SET, choices.RANKINGS, free=True),
    Word("business_model", "Business model", "company", _T.CHOICE, choices.BUSINESS_MODELS),
    # person
    Word("title", "Job title", "person", _T.TEXT),
    Word("seniority", "Seniority", "person", _T.ORDER, choices.SENIORITY),
    Word("age", "Age", "person", _T.NUMBER, unit="years", most=150),
    Word("gender", "Gender", "person", _T.CHOICE, choices.GENDERS),
    Word("education", "Education", "person", _T.ORDER, choices.EDUCATION),
    Word("certificates", "Certificates", "person", _T.SET, free=True),
    Word("experience_years", "Years of experience", "person", _T.NUMBER, unit="years", most=100),
    Word("income", "Income", "person", _T.MONEY, most=10**11, help="A year, in the agreement’s currency."),
    Word("specialities", "Specialities", "person", _T.SET, free=True),
    Word("country", "Country", "person", _T.COUNTRY, _COUNTRIES),
    Word("city", "City", "person", _T.TEXT),
    # situation
    Word("pain_points", "Pain points", "situation", _T.SET, free=True),
    Word("buying_signals", "Buying signals", "situation", _T.SET, free=True),
    Word(
        "contact_me", "Would like sales to contact them", "situation", _T.YESNO,
        plural="people who asked to be contacted",
        help="The answer to “Would you like sales to contact you?”",
    ),
    # bant
    Word("budget", "Budget", "bant", _T.MONEY, most=10**11, help=_MONEY),
    Word("authority", "Authority", "bant", _T.CHOICE, choices.AUTHORITY),
    Word("decision_maker", "Decision maker", "bant", _T.TEXT, help="Who decides, when it is somebody else."),
    Word("need", "Need", "bant", _T.TEXT, help="In their own words."),
    Word("timeline_months", "Timeline", "bant", _T.NUMBER, unit="months", most=600),
    # exclusion
    Word("is_competitor", "Competitor", "exclusion", _T.YESNO, plural="competitors"),
    Word("is_student", "Student", "exclusion", _T.YESNO, plural="students"),
    Word("is_customer", "Existing customer", "exclusion", _T.YESNO, plural="existing customers"),
    Word("free_mail", "Free-mail address", "exclusion", _T.YESNO, plural="free-mail addresses"),
)  # fmt: skip

_EVENTS = (
    Word("page_view", "Pages viewed", "behaviour", _T.EVENT, plural="pages"),
    Word("product_page", "Product pages viewed", "behaviour", _T.EVENT, plural="product pages"),
    Word("price_page", "Price page viewed", "behaviour", _T.EVENT, plural="price-page views"),
    Word("time_on_page", "Time on page", "behaviour", _T.EVENT, plural="page visits", unit="seconds"),
    Word("download", "Downloads", "behaviour", _T.EVENT, plural="downloads"),
    Word("high_value_download", "High-value downloads", "behaviour", _T.EVENT, plural="high-value downloads"),
    Word("webinar_attended", "Attended a webinar", "behaviour", _T.EVENT, plural="webinars"),
    Word("email_opened", "E-mails opened", "behaviour", _T.EVENT, plural="e-mails opened"),
    Word("email_clicked", "E-mail links clicked", "behaviour", _T.EVENT, plural="e-mail clicks"),
    Word("demo_requested", "Asked for a demo", "behaviour", _T.EVENT, plural="demo requests"),
    Word("trial_requested", "Asked for a trial", "behaviour", _T.EVENT, plural="trial requests"),
    Word("price_requested", "Asked for a price", "behaviour", _T.EVENT, plural="price requests"),
    Word("event_attended", "Attended an event", "behaviour", _T.EVENT, plural="events"),
    Word("form_submitted", "Forms sent", "behaviour", _T.EVENT, plural="forms"),
    Word("contact_requested", "Asked to be contacted", "behaviour", _T.EVENT, plural="contact requests"),
)

#: Facts by key: what ``Fact`` criteria name (extra attributes come on top, see :func:`fact`).
FACTS: dict[str, Word] = {word.key: word for word in _FACTS}
#: Kinds of behaviour by key: what ``Did`` criteria name.
EVENTS: dict[str, Word] = {word.key: word for word in _EVENTS}
#: Everything, in the order of the groups.
WORDS: dict[str, Word] = {
    word.key: word for group in GROUPS for word in (*_FACTS, *_EVENTS) if word.group == group
}


def fact(key: str) -> Word | None:
    """Return the fact with this key, making a word for ``extra:NAME``; None when there is no such fact."""
    if key in FACTS:
        return FACTS[key]
    name = key.removeprefix(EXTRA_PREFIX)
    if name != key and is_extra_name(name):
        return Word(key, name, "extra", Type.EXTRA)
    return None


def is_extra_name(name: str) -> bool:
    """Whether an attribute may be called so: 1 to 60 printable characters, no quotation mark or backslash."""
    return (
        0 < len(name) <= EXTRA_NAME_LENGTH
        and name == name.strip()
        and name.isprintable()
        and not set(name) & {'"', "\\"}
    )


def token(text: str) -> str:
    """Return the one way a word of a set is written: lower case, single spaces, no comma.

    Leads store sets as ``",dach,nordics,"``; both sides of a comparison go through here.
    """
    return " ".join(text.replace(",", " ").split()).casefold()


def in_group(group: str) -> tuple[Word, ...]:
    """Return the words of a group, in their order."""
    return tuple(word for word in WORDS.values() if word.group == group)
