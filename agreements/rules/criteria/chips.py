"""Criteria and what was seen of them in a few words, for rows, chips and lists of reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agreements.rules.criteria import figures
from agreements.rules.criteria.behaviour import Tally, tally
from agreements.rules.criteria.countries import short_name
from agreements.rules.criteria.dossier import Facts
from agreements.rules.criteria.figures import quoted, shortened
from agreements.rules.criteria.operators import OPERATORS, known
from agreements.rules.criteria.phrases import finished, saying
from agreements.rules.criteria.sayings import DOINGS
from agreements.rules.criteria.tree import LEAVES, All, Any, AtLeast, Did, Fact, Leaf, Node, Nothing, Points
from agreements.rules.criteria.vocabulary import EVENTS, Type, Word, fact

#: The longest chip and the longest value in a list of reasons, in characters.
CHIP, SEEN = 40, 200

_ROW = {
    "equals": "is",
    "is_not": "is not",
    "one_of": "is",
    "none_of": "is not",
    "at_least": "at least",
    "at_most": "at most",
    "between": "between",
    "contains": "contains",
    "has_any": "include any of",
    "has_all": "include all of",
    "has_none": "include none of",
}


def phrase(node: Node, *, currency: str = "") -> str:
    """Return a criterion or group on one short line: "Employees between 250 and 5,000", "At least 2 of 4 BANT facts"."""
    if isinstance(node, LEAVES):
        return " ".join(filter(None, parts(node, currency=currency)))
    items = node.items
    if node.label and not isinstance(node, AtLeast | Nothing):
        return node.label
    match node:
        case Any() if 0 < len(items) <= 3 and all(isinstance(item, LEAVES) for item in items):
            first, *others = [phrase(item, currency=currency) for item in items]
            return " or ".join([first, *(other[:1].lower() + other[1:] for other in others)])
        case Any():
            return f"At least 1 of {len(items)}{_kind(items)}"
        case AtLeast(k):
            return f"At least {k} of {len(items)}{_kind(items)}"
        case All():
            return f"All of {len(items)}{_kind(items)}"
        case Nothing():
            return "No exclusion applies"
        case Points(threshold):
            return f"At least {figures.points(threshold)}"


def parts(node: Node, *, currency: str = "") -> tuple[str, str]:
    """Return the row of a builder in two parts, name and value: ("Employees between", "250 and 5,000").

    Of a group: its heading and what that means, ("All of", "these must be met").
    """
    match node:
        case Fact():
            return _fact_parts(node, currency)
        case Did():
            return _did_parts(node)
        case All():
            return "All of", node.label or "these must be met"
        case Any():
            return "Any of", node.label or "one is enough"
        case AtLeast(k):
            return f"At least {k} of", node.label or "these must be met"
        case Nothing():
            return "None of", node.label or "these may apply"
        case Points(threshold):
            return f"At least {figures.points(threshold)}", node.label or "from these"


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of a lead for a criterion.

    ``seen`` is the value ("1,850", "Vice president", "6 on 16 Nov"), "" when it is unknown; ``evidence`` the same as a chip
    ("1,200 people", "6 product pages in a day", "Budget £40k"), "" when there is nothing to show; ``counted`` how often they
    did it, None for a fact.
    """

    seen: str
    evidence: str
    counted: int | None = None


def sight(node: Leaf, facts: Facts, *, currency: str = "") -> Sight:
    """Return what was seen of a lead for a criterion, in words."""
    if isinstance(node, Did):
        return sight_of_doing(node, facts)
    return sight_of_fact(node.word, facts.values.get(node.word), currency)


def sight_of_doing(node: Did, facts: Facts) -> Sight:
    """Return how often a lead did something, in words."""
    done = tally(node, facts)
    return Sight(_seen_done(node, done, facts), _evidence_done(node, done.count), done.count)


def sight_of_fact(key: str, value: object, currency: str) -> Sight:
    """Return a lead's value of a fact in words; money in this currency."""
    word = fact(key)
    if word is None or not known(word.type, value):
        return Sight("", "")
    text = shown(word, value, currency=currency)
    return Sight(shortened(text, SEEN), _evidence(word, value, text, currency))


def shown(word: Word, value: object, *, currency: str = "") -> str:
    """Return a lead's value as it stands in a list: "£60,000", "Food", "UK", "yes"; "" when it is unknown."""
    if not known(word.type, value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if word.type is Type.MONEY:
        return figures.money(value, currency)
    if word.type is Type.COUNTRY:
        return short_name(str(value))
    if isinstance(value, frozenset | set | tuple | list):
        return ", ".join(sorted(_label(word, part) for part in value))
    return _label(word, value) if isinstance(value, str) else figures.number(value)


def _evidence(word: Word, value: object, text: str, currency: str) -> str:
    if word.type is Type.YESNO:
        return word.label if value else f"Not: {word.label[:1].lower()}{word.label[1:]}"
    if word.key == "need":
        return "Need stated"
    if word.type is Type.MONEY:
        text = figures.short_money(value, currency)
    chip = f"{word.label}: {{}}" if word.type is Type.EXTRA else saying(word.key).chip
    return shortened(chip.replace("{}", text), CHIP)


def _fact_parts(node: Fact, currency: str) -> tuple[str, str]:
    word = finished(node)
    if word is None:
        operator = OPERATORS.get(node.operator)
        name = " ".join(filter(None, [node.word, operator.label if operator else node.operator]))
        return name or "Unfinished", "" if node.value is None else str(node.value)
    if word.type is Type.YESNO and node.operator in ("is_true", "is_false"):
        said = saying(word.key)
        if node.operator == "is_true":
            return said.row or word.label, ""
        return said.row_not or f"Not: {word.label[:1].lower()}{word.label[1:]}", ""
    if node.operator in ("known", "unknown"):
        return f"{word.label} is", "known" if node.operator == "known" else "not known"
    value, said = node.value, saying(word.key)
    if node.operator in ("one_of", "has_any", "equals") and said.row:
        name = said.row
    elif node.operator in ("none_of", "has_none", "is_not") and said.row_not:
        name = said.row_not
    elif word.type is Type.ORDER:
        name = f"{word.label} {'is not' if node.operator in ('is_not', 'none_of') else 'is'}"
    else:
        name = f"{word.label} {_ROW[node.operator]}"
    return name, _row_value(word, node.operator, value, currency)


def _row_value(word: Word, operator: str, value: object, currency: str) -> str:
    if operator == "between" and isinstance(value, tuple) and len(value) == 2:
        low, high = (_labelled(word, part, currency) for part in value)
        text = f"{low} to {high[:1].lower() + high[1:]}" if word.type is Type.ORDER else f"{low} and {high}"
    elif isinstance(value, tuple):
        return ", ".join(_labelled(word, part, currency) for part in value)
    else:
        text = _labelled(word, value, currency)
    if word.type is Type.ORDER and operator in ("at_least", "at_most"):
        return f"{text} or {'higher' if operator == 'at_least' else 'lower'}"
    return f"{text} {word.unit}" if word.unit in ("months",) else text


def _labelled(word: Word, value: object, currency: str) -> str:
    if value is None:
        return "…"
    if word.type is Type.TEXT:
        return quoted(value)
    return shown(word, value, currency=currency) or quoted(value)


def _label(word: Word, value: object) -> str:
    option = word.option(value)
    return option.label if option else str(value)


def _did_parts(node: Did) -> tuple[str, str]:
    word, doing = EVENTS.get(node.event), DOINGS.get(node.event)
    name = (
        (doing.did if doing and node.at_least == 1 else word.label if word else "")
        or node.event
        or "Unfinished"
    )
    if node.measure == "sum":
        amount = (
            figures.duration(node.at_least)
            if word and word.unit == "seconds"
            else figures.number(node.at_least)
        )
    else:
        amount = figures.number(node.at_least) if node.at_least != 1 else ""
    bits = [
        amount,
        f"matching {quoted(node.detail)}" if node.detail is not None else "",
        "in a single day" if node.in_one_day else "",
        f"in {node.days} day{'' if node.days == 1 else 's'}" if node.days is not None else "",
    ]
    return name, " ".join(filter(None, bits))


def _seen_done(node: Did, done: Tally, facts: Facts) -> str:
    at, zone = facts.at, facts.zone
    if done.latest is None:
        return "none"
    if node.measure == "sum":
        return figures.duration(done.count)
    if done.count == 1 and not node.in_one_day:
        return figures.moment(done.latest, zone, at)
    day = figures.day(done.latest, zone, at)
    return (
        f"{figures.number(done.count)} on {day}"
        if node.in_one_day
        else f"{figures.number(done.count)}, last {day}"
    )


def _evidence_done(node: Did, count: int) -> str:
    word, doing = EVENTS.get(node.event), DOINGS.get(node.event)
    if not count or word is None or doing is None:
        return ""
    if node.measure == "sum":
        return f"{figures.duration(count)} on our pages"
    if count == 1:
        return doing.did
    return f"{figures.number(count)} {word.plural}{' in a day' if node.in_one_day else ''}"


def _kind(items: Sequence[Node]) -> str:
    """Name what the items of a group have in common, when their words all come from one group."""
    words = [
        fact(item.word) if isinstance(item, Fact) else EVENTS.get(item.event)
        for item in items
        if isinstance(item, LEAVES)
    ]
    groups = {word.group for word in words if word}
    if len(words) != len(items) or len(groups) != 1:
        return ""
    return {"bant": " BANT facts", "behaviour": " things they did"}.get(groups.pop(), "")
