"""The meaning of a definition written down a second time, slowly and plainly, to hold the compiled judge against."""

from __future__ import annotations

from datetime import UTC, date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any as Anything
from zoneinfo import ZoneInfo

from agreements.rules.criteria.dossier import Facts
from agreements.rules.criteria.tree import All, Any, AtLeast, Did, Fact, Node, Nothing, Points
from agreements.rules.criteria.vocabulary import Type, fact


def holds(node: Node, facts: Facts) -> bool:
    """Whether a lead meets a criterion or group."""
    match node:
        case All(items):
            return all(holds(item, facts) for item in items)
        case Any(items):
            return any(holds(item, facts) for item in items)
        case Nothing(items):
            return not any(holds(item, facts) for item in items)
        case AtLeast(k, items):
            return sum(holds(item, facts) for item in items) >= k
        case Points():
            return score(node, facts) >= node.threshold
        case Fact():
            return _fact(node, facts.values.get(node.word))
        case Did():
            return done(node, facts) >= node.at_least


def score(node: Points, facts: Facts) -> int:
    """The points a lead has."""
    return sum(weight for weight, item in node.scored if holds(item, facts))


def done(node: Did, facts: Facts) -> int:
    """How much of what a criterion counts a lead did."""
    at = facts.at.astimezone(UTC)
    amounts: dict[date | None, int] = {}
    for event in facts.events:
        moment = event.at.astimezone(UTC)
        if event.kind != node.event or moment > at:
            continue
        if node.days is not None and moment < at - timedelta(days=node.days):
            continue
        if node.detail is not None and node.detail.lower() not in event.detail.lower():
            continue
        day = event.at.astimezone(ZoneInfo(facts.zone)).date() if node.in_one_day else None
        amounts[day] = amounts.get(day, 0) + (event.amount if node.measure == "sum" else 1)
    return max(amounts.values(), default=0)


def _known(type: Type, seen: Anything) -> bool:
    if seen is None or seen == "" or seen == frozenset():
        return False
    return not (type is Type.EXTRA and isinstance(seen, list | dict))


def _number(seen: Anything) -> Decimal | None:
    if isinstance(seen, bool):
        return None
    try:
        number = Decimal(str(seen))
    except InvalidOperation:
        return None
    plain = str(seen).strip() == str(seen) and abs(number) < 10**9
    return number if plain and number.is_finite() else None


def _same(type: Type, seen: Anything, wanted: Anything) -> bool:
    if type is Type.TEXT:
        return bool(seen.lower() == wanted.lower())
    if type is Type.EXTRA:
        text = str(seen).lower() if isinstance(seen, bool | str) else None
        number = _number(wanted)
        return text == wanted.lower() or (number is not None and _number(seen) == number)
    return bool(seen == wanted)


def _fact(node: Fact, seen: Anything) -> bool:
    word = fact(node.word)
    assert word is not None
    operator, value = node.operator, node.value
    if operator in ("known", "unknown"):
        return _known(word.type, seen) == (operator == "known")
    if not _known(word.type, seen):
        return False
    if operator in ("equals", "is_not"):
        return _same(word.type, seen, value) == (operator == "equals")
    if operator in ("one_of", "none_of"):
        assert isinstance(value, tuple)
        return any(_same(word.type, seen, one) for one in value) == (operator == "one_of")
    if operator == "contains":
        return str(value).lower() in seen.lower()
    if operator in ("is_true", "is_false"):
        return bool(seen) == (operator == "is_true")
    if operator in ("has_any", "has_all", "has_none"):
        assert isinstance(value, tuple)
        hits = sum(one in seen for one in value)
        return {"has_any": hits > 0, "has_all": hits == len(value), "has_none": hits == 0}[operator]
    return _in_order(node, seen)


def _in_order(node: Fact, seen: Anything) -> bool:
    word = fact(node.word)
    assert word is not None
    if word.type is Type.ORDER:
        scale = [option.key for option in word.options]
        place = scale.index
    else:
        place = _number if word.type is Type.EXTRA else lambda value: value
    here = place(seen)
    if here is None:
        return False
    if node.operator == "between":
        assert isinstance(node.value, tuple)
        return bool(place(node.value[0]) <= here <= place(node.value[1]))
    return bool(here >= place(node.value) if node.operator == "at_least" else here <= place(node.value))
