"""The whole agreement as a document for reading: numbered sections, then annexes, always in the same order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agreements.rules.clauses.sentences import counted, sentence
from agreements.rules.criteria import notation, wording
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.terms import Terms
from slaportal.worktime import hours_in_words

RETURN_KINDS = {
    "definitional": "Definitional: the lead does not meet the definition. The reason names the criterion that failed.",
    "clerical": "Clerical: what is written about the lead is wrong or missing. Marketing corrects it.",
    "procedural": "Procedural: the lead was right, the way it was handed over was not. Marketing routes it anew.",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One numbered sentence. ``key`` stays with a paragraph through edits, so that versions can be compared.

    ``clause_code`` is set for a promise ("S1"), and its number is then the code.
    """

    number: str
    text: str
    clause_code: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One section with its number ("2", or "A" for an annex) and its title."""

    number: str
    title: str
    paragraphs: tuple[Paragraph, ...]


def opening(terms: Terms) -> str:
    """Return the sentences under the title: between whom, and from when."""
    return f"{between(terms)} {beginning(terms)}"


def between(terms: Terms) -> str:
    """Return the sentence that names the parties and their leaders."""
    return (
        f"Between {terms.marketing_party}, led by {terms.marketing_leader}, "
        f"and {terms.sales_party}, led by {terms.sales_leader}."
    )


def beginning(terms: Terms) -> str:
    """Return the sentence that says from when the text is in force."""
    if terms.effective_from is None:
        return "In force as soon as both have signed."
    return f"In force from {day_in_words(terms.effective_from)} once both have signed."


def sections(terms: Terms) -> tuple[Section, ...]:
    """Return sections 1 to 8. A definition that cannot be read yet is said to be missing; a signed one never is."""
    return (
        _numbered("1", "Purpose", [("purpose", terms.purpose)]),
        _numbered("2", "What a qualified lead is", _definition(terms)),
        _numbered("3", "Required information", [("required", _required(terms))]),
        _promises("4", "What marketing promises", terms, "marketing"),
        _promises("5", "What sales promises", terms, "sales"),
        _numbered("6", "Hours and holidays", _hours(terms)),
        _numbered("7", "Reasons and stages", _reasons(terms)),
        _numbered("8", "Review and term", _review(terms)),
    )


def annexes(terms: Terms) -> tuple[Section, ...]:
    """Return annex A (holidays), B (reasons) and C (stages), which the sections refer to."""
    days = sorted({*terms.hours.holidays, *terms.hours.own_holidays})
    by_year = {year: [day for day in days if day.year == year] for year in sorted({day.year for day in days})}
    holidays = [
        (f"{year}", f"{year}: {listed([_day_and_month(day) for day in found])}.")
        for year, found in by_year.items()
    ]
    reasons = [
        (f"return:{kind}", f"{meaning} {_labels([r.label for r in terms.return_reasons if r.kind == kind])}")
        for kind, meaning in RETURN_KINDS.items()
        if any(reason.kind == kind for reason in terms.return_reasons)
    ]
    reasons += [
        (
            f"disqualify:{reason.key}",
            f"Disqualified, {_lowered(reason.label)}: {_again(reason.recycle_days)}.",
        )
        for reason in terms.disqualify_reasons
    ]
    stages = [(f"stage:{stage.key}", f"{stage.label}: {stage.meaning}") for stage in terms.stages]
    return (
        _numbered("A", "Holidays", holidays or [("none", "No holidays are agreed.")]),
        _numbered("B", "Reasons", reasons),
        _numbered("C", "Stages", stages),
    )


def day_in_words(day: date) -> str:
    """Return a date as documents write it: "1 July 2026"."""
    return f"{day.day} {day:%B %Y}"


def listed(parts: Sequence[str], last: str = "and") -> str:
    """Join words the way a sentence does: "a, b and c"."""
    return f" {last} ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _numbered(number: str, title: str, texts: Sequence[tuple[str, str]]) -> Section:
    return Section(
        number,
        title,
        tuple(
            Paragraph(f"{number}.{index}", text, key=f"{number}:{key}")
            for index, (key, text) in enumerate(texts, start=1)
        ),
    )


def _promises(number: str, title: str, terms: Terms, side: str) -> Section:
    return Section(
        number,
        title,
        tuple(
            Paragraph(clause.code, sentence(clause), clause_code=clause.code, key=clause.code)
            for clause in terms.side(side)
        ),
    )


def _definition(terms: Terms) -> list[tuple[str, str]]:
    reading = notation.read(terms.definition)
    if reading.faults:
        return [("definition", "The definition is not complete yet.")]
    stated = wording.clauses(reading.node, currency=terms.currency)
    return [("+".join(clause.ids), clause.text) for clause in stated]


def _required(terms: Terms) -> str:
    if not terms.required:
        return "No information is required before handoff."
    return f"Before handoff a lead has {listed([REQUIRED[key].said for key in terms.required if key in REQUIRED])}."


def _hours(terms: Terms) -> list[tuple[str, str]]:
    try:
        words = hours_in_words(terms.hours.schedule())
    except ValueError:
        return [("hours", "The business hours are not complete yet.")]
    less = ", less the holidays in Annex A" if terms.hours.holidays or terms.hours.own_holidays else ""
    return [
        (
            "hours",
            f"Business hours are {words}{less}. "
            "If time runs out exactly at closing, an answer after closing is late.",
        ),
        (
            "counting",
            "Minutes and hours are counted in business hours only. One business day runs to the same time on the next "
            "business day. Days are calendar days and run to the close of business.",
        ),
    ]


def _reasons(terms: Terms) -> list[tuple[str, str]]:
    kinds = [kind for kind in RETURN_KINDS if any(reason.kind == kind for reason in terms.return_reasons)]
    return [
        (
            "reasons",
            f"Before contact a lead is returned as {listed(kinds, 'or')}; after contact it is disqualified with a reason "
            "from Annex B.",
        ),
        ("stages", "The stages of a lead mean what Annex C says."),
    ]


def _review(terms: Terms) -> list[tuple[str, str]]:
    every = {3: "every quarter", 6: "every six months", 12: "every year"}.get(
        terms.review_months, f"every {counted(terms.review_months, 'month', 'months')}"
    )
    first = f" The first review is on {day_in_words(terms.first_review_on)}." if terms.first_review_on else ""
    texts = [
        (
            "review",
            f"Both sides review this agreement {every}.{first} Either side may ask for an early review.",
        )
    ]
    if terms.effective_until:
        texts.append(
            ("term", f"This version is in force until the end of {day_in_words(terms.effective_until)}.")
        )
    else:
        texts.append(("term", "This version is in force until another one takes its place."))
    return texts


def _labels(labels: list[str]) -> str:
    return f"Reasons: {'; '.join(_lowered(label) for label in labels)}."


def _lowered(label: str) -> str:
    return label if label[:2].isupper() else label[:1].lower() + label[1:]


def _again(days: int | None) -> str:
    return (
        "not judged again by itself" if days is None else f"judged again after {counted(days, 'day', 'days')}"
    )


def _day_and_month(day: date) -> str:
    return f"{day.day} {day:%B}"
