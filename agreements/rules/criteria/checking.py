"""What is wrong with a definition, where, and what would mend it.

A definition without faults can be judged, asked of the database and signed. Reading (:mod:`notation`) looks at the shape of a
document, checking at its sense; :func:`check` of a document reports both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from difflib import get_close_matches

from agreements.rules.criteria import notation
from agreements.rules.criteria.attributes import is_plain_number
from agreements.rules.criteria.figures import listed, number, quoted
from agreements.rules.criteria.notation import MAX_DEPTH, MAX_NODES, Fault, Malformed
from agreements.rules.criteria.operators import OPERATORS, fits
from agreements.rules.criteria.tree import (
    GROUPS,
    LEAVES,
    AtLeast,
    Did,
    Fact,
    Node,
    Place,
    Points,
    walk,
)
from agreements.rules.criteria.vocabulary import EVENTS, EXTRA_PREFIX, FACTS, Type, Word, fact, token

MAX_TEXT = 200
MAX_TOKEN = 60
MAX_LABEL = 120
MAX_ID = 40
MAX_DAYS = 3_650
MAX_COUNT = 1_000_000
MAX_POINTS = 1_000


def check(definition: object) -> list[Fault]:
    """Return every fault of a document or a tree, in reading order; an empty list means it can be signed."""
    if isinstance(definition, GROUPS + LEAVES):
        return list(_tree(definition))
    reading = notation.read(definition)
    sense = [fault for fault in _tree(reading.node) if not _inside(fault.path, reading.broken)]
    return [*reading.faults, *sense]


def refuse_faults(node: Node) -> None:
    """Raise :class:`Malformed` when a tree has any fault."""
    faults = check(node)
    if faults:
        raise Malformed(faults)


def _inside(path: str, places: Sequence[str]) -> bool:
    return any(path == place or path.startswith((f"{place}.", f"{place}[")) for place in places)


def _tree(root: Node) -> Iterator[Fault]:
    ids: dict[str, str] = {}
    for count, place in enumerate(walk(root), start=1):
        if count > MAX_NODES:
            yield Fault(
                place.path, f"A definition has at most {MAX_NODES} criteria and groups.", "Leave some out."
            )
            return
        if place.depth == MAX_DEPTH + 1:
            yield Fault(
                place.path, f"Groups are nested at most {MAX_DEPTH} deep.", "Join groups that say the same."
            )
        yield from _names(place, ids)
        match place.node:
            case Fact():
                yield from _fact(place.path, place.node)
            case Did():
                yield from _did(place.path, place.node)
            case _:
                yield from _group(place.path, place.node)


def _names(place: Place, ids: dict[str, str]) -> Iterator[Fault]:
    path, node = place.path, place.node
    if node.id:
        if len(node.id) > MAX_ID or not node.id.isprintable() or " " in node.id:
            yield Fault(
                f"{path}.id", f"{quoted(node.id)} is no id.", f"Use up to {MAX_ID} letters and digits."
            )
        elif node.id in ids:
            mend = "Give each criterion its own id, or none."
            yield Fault(f"{path}.id", f"The id {quoted(node.id)} is also that of {ids[node.id]}.", mend)
        ids.setdefault(node.id, path)
    if node.label:
        yield from _text(f"{path}.label", node.label, MAX_LABEL)


def _group(path: str, node: Node) -> Iterator[Fault]:
    items = node.items if isinstance(node, GROUPS) else ()
    if not items:
        yield Fault(f"{path}.items", "This group is empty.", "Add a criterion to it, or remove the group.")
        return
    if isinstance(node, AtLeast):
        if not _whole(node.k) or node.k < 1:
            yield Fault(f"{path}.k", f"“At least {node.k} of” asks for nothing.", "Ask for at least 1.")
        elif node.k > len(items):
            message = f"At least {node.k} of {len(items)} can never be met."
            yield Fault(f"{path}.k", message, f"Ask for at most {len(items)}, or add criteria.")
    if isinstance(node, Points):
        yield from _points(path, node)


def _points(path: str, node: Points) -> Iterator[Fault]:
    for index, weight in enumerate(node.weights):
        if not _whole(weight) or weight == 0 or abs(weight) > MAX_POINTS:
            mend = f"Give a whole number from -{MAX_POINTS} to {MAX_POINTS}, except 0."
            yield Fault(f"{path}.items[{index}].weight", f"{quoted(weight)} is no weight.", mend)
            return
    best = sum(weight for weight in node.weights if weight > 0)
    if not _whole(node.threshold) or node.threshold < 1:
        message = f"A threshold of {quoted(node.threshold)} is no score to reach."
        yield Fault(f"{path}.threshold", message, "Ask for at least 1 point.")
    elif node.threshold > best:
        message = f"{node.threshold} points can never be reached: all items together give {best}."
        yield Fault(f"{path}.threshold", message, f"Ask for at most {best}, or give items more weight.")


def _did(path: str, node: Did) -> Iterator[Fault]:
    word = EVENTS.get(node.event)
    if word is None:
        if node.event in FACTS:
            mend = 'Write it as a criterion of kind "fact".'
        else:
            mend = _meant(node.event, EVENTS)
        yield Fault(f"{path}.event", f"{quoted(node.event)} is no kind of behaviour.", mend)
    elif node.measure != ("sum" if word.unit else "count"):
        wanted = "sum" if word.unit else "count"
        message = f"“{word.label}” is not measured as a {node.measure}."
        yield Fault(f"{path}.measure", message, f'Write "measure": "{wanted}".')
    if not _whole(node.at_least) or not 1 <= node.at_least <= MAX_COUNT:
        mend = f"Give a whole number from 1 to {number(MAX_COUNT)}."
        yield Fault(f"{path}.at_least", f"At least {node.at_least} is no promise.", mend)
    if node.days is not None and (not _whole(node.days) or not 1 <= node.days <= MAX_DAYS):
        mend = f"Give a whole number from 1 to {number(MAX_DAYS)}, or none for all time."
        yield Fault(f"{path}.days", f"A window of {node.days} days is out of range.", mend)
    if node.detail is not None:
        yield from _text(f"{path}.detail", node.detail, MAX_TEXT)


def _fact(path: str, node: Fact) -> Iterator[Fault]:
    word = fact(node.word)
    if word is None:
        if node.word in EVENTS:
            mend = 'Write it as a criterion of kind "did".'
        elif node.word.startswith(EXTRA_PREFIX):
            mend = "Name an attribute: 1 to 60 characters, no quotation mark or backslash."
        else:
            mend = _meant(node.word, FACTS)
        yield Fault(f"{path}.word", f"{quoted(node.word)} is not in the vocabulary.", mend)
        return
    if node.operator not in fits(word.type):
        known = "does not fit" if node.operator in OPERATORS else "is no operator, so it does not fit"
        message = f"{quoted(node.operator)} {known} “{word.label}”."
        yield Fault(f"{path}.operator", message, f"Use {listed(fits(word.type), 'or')}.")
        return
    yield from _value(f"{path}.value", word, node.operator, node.value)


def _value(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    takes = OPERATORS[operator].takes
    if takes == "none":
        if value is not None:
            yield Fault(path, f"“{OPERATORS[operator].label}” takes no value.", "Remove it.")
    elif takes == "one":
        if value is None:
            yield Fault(path, "The value is missing.", "Give one.")
        elif isinstance(value, tuple):
            yield Fault(
                path, f"“{OPERATORS[operator].label}” takes a single value.", "Give one value, no list."
            )
        else:
            yield from VALUES[word.type](path, word, operator, value)
    elif not isinstance(value, tuple) or not value:
        wanted = "two values, the lower first" if takes == "two" else "one or more values"
        yield Fault(path, f"“{OPERATORS[operator].label}” takes a list.", f"Give a list of {wanted}.")
    elif takes == "two" and len(value) != 2:
        yield Fault(
            path, f"“is between” takes two values, not {len(value)}.", "Give the lower and the higher one."
        )
    else:
        faults = [
            fault
            for index, part in enumerate(value)
            for fault in VALUES[word.type](f"{path}[{index}]", word, operator, part)
        ]
        yield from faults
        if takes == "two" and not faults and _order(word, value[0]) > _order(word, value[1]):
            yield Fault(path, "The first value is above the second.", "Give the lower one first.")
        if takes == "many" and not faults and len(set(value)) < len(value):
            yield Fault(path, "A value stands here twice.", "Give each value once.")


def _order(word: Word, value: object) -> Decimal:
    return Decimal(word.rank(value)) if isinstance(value, str) else Decimal(str(value))


# --- values of each type -------------------------------------------------------------


def _number(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    if not _whole(value):
        yield Fault(path, f"{_shown(value)} is no whole number.", f"Give a whole number of {word.unit}.")
    elif not 0 <= Decimal(str(value)) <= word.most:
        yield Fault(
            path, f"{number(value)} is out of range.", f"Give a number from 0 to {number(word.most)}."
        )


def _money(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    if not isinstance(value, int | Decimal) or isinstance(value, bool) or not Decimal(value).is_finite():
        yield Fault(
            path, f"{_shown(value)} is no amount of money.", 'Give a number, such as 25000 or "99.50".'
        )
    elif Decimal(value) != round(Decimal(value), 2):
        yield Fault(path, f"{_shown(value)} has more than two decimals.", "Round it to two decimals.")
    elif not 0 <= value <= word.most:
        yield Fault(
            path, f"{number(value)} is out of range.", f"Give an amount from 0 to {number(word.most)}."
        )


def _answer(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    if word.option(value) is None:
        options = [option.key for option in word.options]
        mend = _meant(str(value), options, upper=word.type is Type.COUNTRY)
        yield Fault(path, f"{_shown(value)} is no answer to “{word.label}”.", mend)


def _words(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"{_shown(value)} is no text.", "Give a text.")
    else:
        yield from _text(path, value, MAX_TEXT)


def _token(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(path, f"{_shown(value)} is no text.", "Give a text.")
    elif not word.free and word.option(value) is None:
        yield from _answer(path, word, operator, value)
    else:
        before = len(value)
        yield from _text(path, value, MAX_TOKEN)
        if before and value != token(value):
            yield Fault(
                path, f"{_shown(value)} is not written as leads keep it.", f"Write {quoted(token(value))}."
            )


def _yesno(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    raise AssertionError("No operator of yes / no takes a value.")


def _extra(path: str, word: Word, operator: str, value: object) -> Iterator[Fault]:
    if operator not in ("at_least", "at_most"):
        yield from _words(path, word, operator, value)
    elif isinstance(value, bool) or not isinstance(value, int | Decimal) or not is_plain_number(str(value)):
        mend = "Give a number with at most nine digits and four decimals."
        yield Fault(path, f"{_shown(value)} is no number an attribute can be compared with.", mend)


#: How a single value of each type is checked.
VALUES: dict[Type, Callable[[str, Word, str, object], Iterator[Fault]]] = {
    Type.NUMBER: _number,
    Type.MONEY: _money,
    Type.CHOICE: _answer,
    Type.ORDER: _answer,
    Type.COUNTRY: _answer,
    Type.TEXT: _words,
    Type.SET: _token,
    Type.YESNO: _yesno,
    Type.EXTRA: _extra,
}


def _text(path: str, value: str, longest: int) -> Iterator[Fault]:
    if not value.strip():
        yield Fault(path, "The text is empty.", "Write something, or leave it out.")
    elif value != value.strip() or not value.isprintable():
        yield Fault(path, "The text has spaces around it, line breaks or control characters.", "Remove them.")
    elif len(value) > longest:
        yield Fault(path, f"The text has {len(value)} characters.", f"Use at most {longest}.")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    return quoted(str(value)[:40])


def _meant(text: str, known: Iterator[str] | list[str] | dict[str, Word], *, upper: bool = False) -> str:
    """Suggest the word that was probably meant."""
    options = list(known)
    close = get_close_matches(
        text.upper() if upper else text.casefold().replace(" ", "_"), options, n=1, cutoff=0.6
    )
    close = close or [option for option in options if text and text.casefold() in option][:1]
    if close:
        return f"Did you mean {quoted(close[0])}?"
    return (
        f"Use one of {listed(options, 'or')}." if len(options) <= 12 else "Choose one from docs/criteria.md."
    )
