"""One criterion in running English: "employs 150 to 5,000 people", "attended a webinar in the last 60 days".

Agreed values stand between two marks, so that a page can set them in bold; :func:`plain` takes the marks away.
"""

from __future__ import annotations

from agreements.rules.criteria import figures
from agreements.rules.criteria.figures import listed, quoted, spelled
from agreements.rules.criteria.operators import OPERATORS, fits
from agreements.rules.criteria.sayings import DOINGS, EXTRA, MAKES, SAYINGS, Saying
from agreements.rules.criteria.tree import Did, Fact, Leaf
from agreements.rules.criteria.vocabulary import Type, Word, fact

OPEN, CLOSE = "\x02", "\x03"

UNFINISHED = "an unfinished criterion"

_DENYING = frozenset({"is_not", "none_of", "has_none", "is_false"})
_ONE_OF = {
    "people": "person",
    "years": "year",
    "months": "month",
    "products": "product",
    "divisions": "division",
}


def plain(marked: str) -> str:
    """Return text without its marks."""
    return marked.replace(OPEN, "").replace(CLOSE, "")


def mark(text: str) -> str:
    """Return an agreed value between marks."""
    return f"{OPEN}{text}{CLOSE}"


def saying(key: str) -> Saying:
    """Return how a fact reads; extra attributes and unknown words share one way."""
    return SAYINGS.get(key, EXTRA)


def finished(node: Fact) -> Word | None:
    """Return the word of a fact when its operator fits it, else None: the criterion cannot be stated yet."""
    word = fact(node.word)
    return word if word is not None and node.operator in fits(word.type) else None


def subject(node: Leaf) -> str:
    """Return who or what a criterion is about: "the company", "they"."""
    if isinstance(node, Did):
        return "they"
    return saying(node.word).subject or f"the {noun(node)}"


def noun(node: Fact) -> str:
    """Return the name of the fact inside a sentence: "number of employees"."""
    word = fact(node.word)
    return saying(node.word).noun or f"attribute {quoted(word.label if word else node.word)}"


def full(node: Leaf, currency: str) -> str:
    """Return a criterion with its subject: "the company employs 150 to 5,000 people"."""
    if isinstance(node, Did):
        return f"they {deed(node)}"
    if not finished(node):
        return _unfinished(node)
    if node.operator in ("known", "unknown"):
        return f"the {noun(node)} is {'known' if node.operator == 'known' else 'not known'}"
    return f"{subject(node)} {predicate(node, currency)}"


def predicate(node: Fact, currency: str) -> str:
    """Return a fact without its subject: "employs 150 to 5,000 people"."""
    word = finished(node)
    if word is None:
        return f"meets {_unfinished(node)}"
    if node.operator in ("known", "unknown"):
        return f"has {'a known' if node.operator == 'known' else 'no known'} {noun(node)}"
    said, denying = saying(node.word), node.operator in _DENYING
    if word.type is Type.YESNO:
        return mark(said.denies if denying else said.says)
    if word.key == "industry" and (makes := _products(node.value)):
        return f"{'does not make' if denying else 'makes'} {mark(makes)}"
    template = said.special.get(node.operator, said.denies if denying else said.says)
    value = _value(word, node, currency)
    text = template.replace("{}", mark(value))
    if value.split(" ")[-1] == "1":
        for many, one in _ONE_OF.items():
            text = text.replace(f"{CLOSE} {many}", f"{CLOSE} {one}")
    return text


def deed(node: Did) -> str:
    """Return what they did without its subject: "viewed five product pages in a single day"."""
    return " ".join(verb_and_object(node))


def verb_and_object(node: Did) -> tuple[str, str]:
    """Return what they did in two parts, so that alternatives can share their verb: "asked for" + "a demo"."""
    doing = DOINGS.get(node.event)
    if doing is None:
        verb, what = "did", f"{quoted(node.event)} {mark(figures.times(node.at_least))}"
    elif node.measure == "sum":
        verb, what = doing.verb, doing.often
        if "{time}" not in what:
            what = f"{what} adding up to {{time}}".replace("{count} ", "")
    else:
        verb, what = doing.verb, doing.once if node.at_least == 1 else doing.often
    if doing is not None:
        what = what.format(
            count=mark(spelled(node.at_least)),
            times=mark(figures.times(node.at_least)),
            time=mark(f"at least {figures.duration(node.at_least)}"),
        )
    matching = f" matching {mark(quoted(node.detail))}" if node.detail is not None else ""
    return verb, f"{what}{matching}{_window(node)}"


def said_value(word: Word, value: object, currency: str) -> str:
    """Return one value as it reads inside a sentence: "$300 million", "the United Kingdom", "a manager"."""
    option = word.option(value)
    if option:
        return option.said
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return quoted("" if value is None else value)
    return figures.money(value, currency) if word.type is Type.MONEY else figures.number(value)


def _value(word: Word, node: Fact, currency: str) -> str:
    """Return what follows the verb: "150 to 5,000", "a manager or higher", "food, packaging or medicines"."""
    value, operator = node.value, node.operator
    if operator == "between":
        low, high = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
        to = "up to" if word.type is Type.ORDER else "to"
        return f"{said_value(word, low, currency)} {to} {said_value(word, high, currency)}"
    if isinstance(value, tuple):
        parts = [said_value(word, part, currency) for part in value]
        return listed(parts, "and" if operator == "has_all" else "or")
    said = said_value(word, value, currency)
    if operator not in ("at_least", "at_most"):
        return said
    if word.type is Type.ORDER:
        return f"{said} or {'higher' if operator == 'at_least' else 'lower'}"
    if operator in saying(word.key).special:
        return said
    return f"{'at least' if operator == 'at_least' else 'at most'} {said}"


def _products(value: object) -> str:
    """Return what industries make, when each makes something one can name."""
    keys = value if isinstance(value, tuple) else (value,)
    made = [MAKES.get(str(key), "") for key in keys]
    return listed(made, "or") if all(made) else ""


def _window(node: Did) -> str:
    days = ""
    if node.days is not None:
        days = mark("the last day" if node.days == 1 else f"the last {node.days} days")
    if node.in_one_day:
        return f" in {mark('a single day')}" + (f" of {days}" if days else "")
    return f" in {days}" if days else ""


def _unfinished(node: Fact) -> str:
    if not node.word:
        return UNFINISHED
    operator = OPERATORS.get(node.operator)
    said = f"{quoted(node.word)} {operator.label if operator else quoted(node.operator)}"
    return said if node.value is None else f"{said} {quoted(node.value)}"
