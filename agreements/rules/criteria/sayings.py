"""How each word of the vocabulary reads in English: who it is said of, and with which verb."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Saying:
    """How a fact reads: "the company" + "employs {} people". ``noun`` names the fact itself.

    ``special`` holds phrases of single operators that the general ones do not fit; ``row`` starts the builder's row
    ("Headquarters in"); ``chip`` is how a lead's value reads alone ("1,200 people").
    """

    subject: str
    noun: str
    says: str
    denies: str
    special: Mapping[str, str] = field(default_factory=dict)
    row: str = ""
    row_not: str = ""
    chip: str = "{}"


@dataclass(frozen=True, slots=True)
class Doing:
    """How behaviour reads: "attended" + "a webinar" or "{count} webinars"; ``did`` names it when once is enough."""

    verb: str
    once: str
    often: str
    did: str


SAYINGS: dict[str, Saying] = {
    "formats": Saying(
        "the lead", "format", "arrived through {}", "did not arrive through {}",
        {"has_all": "arrived through each of {}"}, row="Format is", row_not="Format is not",
    ),
    "company": Saying(
        "the company", "company name", "is called {}", "is not called {}", {"contains": "has {} in its name"}
    ),
    "employees": Saying(
        "the company", "number of employees", "employs {} people", "does not employ {} people", chip="{} people"
    ),
    "annual_revenue": Saying(
        "the company", "annual revenue", "has annual revenue of {}", "does not have annual revenue of {}",
        chip="Revenue {}",
    ),
    "industry": Saying("the company", "industry", "works in {}", "does not work in {}"),
    "hq_country": Saying(
        "the company", "headquarters", "has its headquarters in {}", "does not have its headquarters in {}",
        row="Headquarters in", row_not="Headquarters not in",
    ),
    "divisions": Saying(
        "the company", "number of divisions", "has {} divisions", "does not have {} divisions", chip="{} divisions"
    ),
    "products_sold": Saying(
        "the company", "number of products sold", "sells {} products", "does not sell {} products",
        chip="{} products",
    ),
    "markets": Saying("the company", "market served", "serves {}", "does not serve {}"),
    "rankings": Saying("the company", "ranking", "is ranked in {}", "is not ranked in {}"),
    "business_model": Saying(
        "the company", "business model", "has a {} business model", "does not have a {} business model"
    ),
    "title": Saying(
        "the person", "job title", "has the job title {}", "does not have the job title {}",
        {"contains": "has {} in the job title"},
    ),
    "seniority": Saying("the person", "seniority", "is {}", "is not {}"),
    "age": Saying("the person", "age", "is {} years old", "is not {} years old", chip="Aged {}"),
    "gender": Saying("the person", "gender", "is {}", "is not {}"),
    "education": Saying("the person", "education", "holds {}", "does not hold {} as the highest"),
    "certificates": Saying(
        "the person", "certificate", "holds the certificate {}", "does not hold the certificate {}",
        {"has_all": "holds the certificates {}"},
    ),
    "experience_years": Saying(
        "the person", "experience", "has {} years of experience", "does not have {} years of experience",
        chip="{} years of experience",
    ),
    "income": Saying("the person", "income", "earns {} a year", "does not earn {} a year", chip="Earns {}"),
    "specialities": Saying("the person", "speciality", "specialises in {}", "does not specialise in {}"),
    "country": Saying("the person", "country", "is in {}", "is not in {}"),
    "city": Saying(
        "the person", "city", "is in the city of {}", "is not in the city of {}",
        {"contains": "is in a city with {} in its name"},
    ),
    "pain_points": Saying("they", "pain point", "named {} as a pain point", "did not name {} as a pain point"),
    "buying_signals": Saying(
        "they", "buying signal", "showed {} as a buying signal", "did not show {} as a buying signal"
    ),
    "contact_me": Saying(
        "they", "wish to be contacted", "asked to be contacted by sales", "asked not to be contacted by sales",
        row="Asked to be contacted", row_not="Asked not to be contacted",
    ),
    "budget": Saying("the budget", "budget", "is {}", "is not {}", chip="Budget {}"),
    "authority": Saying("the person", "authority", "is {}", "is not {}"),
    "decision_maker": Saying(
        "the decision maker", "decision maker", "is {}", "is not {}", {"contains": "has {} in the name"}
    ),
    "need": Saying("the need", "need", "is {}", "is not {}", {"contains": "mentions {}"}),
    "timeline_months": Saying(
        "they", "timeline", "plan to buy in {} months", "do not plan to buy in {} months",
        {"at_most": "plan to buy within {} months", "at_least": "plan to buy in {} months or later"},
        chip="Within {} months",
    ),
    "is_competitor": Saying("the company", "answer whether it competes", "is a competitor", "is not a competitor"),
    "is_student": Saying("the person", "answer whether they study", "is a student", "is not a student"),
    "is_customer": Saying(
        "the company", "answer whether it is a customer", "is an existing customer", "is not an existing customer"
    ),
    "free_mail": Saying(
        "the person", "kind of e-mail address", "uses a free-mail address", "does not use a free-mail address"
    ),
}  # fmt: skip

#: How any extra attribute reads; its own name is the subject.
EXTRA = Saying("", "", "is {}", "is not {}")

#: Facts that are something the lead did or said, and so may stand in a list of what "they did".
DONE = frozenset({"contact_me", "pain_points", "buying_signals"})

#: What companies of an industry make, where they make something one can name.
MAKES: dict[str, str] = {
    "aerospace": "aircraft",
    "automotive": "vehicles",
    "chemicals": "chemicals",
    "electronics": "electronics",
    "food": "food",
    "machinery": "machinery",
    "medical_devices": "medical devices",
    "packaging": "packaging",
    "pharma": "medicines",
    "software": "software",
    "textiles": "textiles",
}

DOINGS: dict[str, Doing] = {
    "page_view": Doing("viewed", "a page", "{count} pages", "Viewed a page"),
    "product_page": Doing("viewed", "a product page", "{count} product pages", "Viewed a product page"),
    "price_page": Doing("viewed", "the price page", "the price page {times}", "Viewed the price page"),
    "time_on_page": Doing("spent", "{time} on our pages", "{time} on our pages", "Time on page"),
    "download": Doing("made", "a download", "{count} downloads", "Downloaded something"),
    "high_value_download": Doing(
        "made", "a high-value download", "{count} high-value downloads", "High-value download"
    ),
    "webinar_attended": Doing("attended", "a webinar", "{count} webinars", "Attended a webinar"),
    "email_opened": Doing("opened", "an e-mail", "{count} e-mails", "Opened an e-mail"),
    "email_clicked": Doing("clicked", "an e-mail link", "{count} e-mail links", "Clicked an e-mail link"),
    "demo_requested": Doing("asked for", "a demo", "a demo {times}", "Asked for a demo"),
    "trial_requested": Doing("asked for", "a trial", "a trial {times}", "Asked for a trial"),
    "price_requested": Doing("asked for", "a price", "a price {times}", "Asked for a price"),
    "event_attended": Doing("attended", "an event", "{count} events", "Attended an event"),
    "form_submitted": Doing("sent", "a form", "{count} forms", "Sent a form"),
    "contact_requested": Doing(
        "asked", "to be contacted", "to be contacted {times}", "Asked to be contacted"
    ),
}
