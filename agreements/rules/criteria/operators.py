"""Every comparison once: its name, the types it fits, how it judges a value, how it asks the database.

An unknown fact satisfies no comparison, ``is_not`` and ``at_most`` no more than ``equals``; only
``unknown`` holds for it. Every ``Q`` made here is therefore false, never NULL, where the column is empty,
so that its negation holds there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from operator import and_, ge, le, or_
from typing import Any as Anything

from django.db.models import Lookup, Q
from django.db.models.lookups import Exact, GreaterThanOrEqual, IRegex, IsNull, LessThanOrEqual

from agreements.rules.criteria.attributes import ExtraAnything, ExtraNumber, ExtraText, number_of, text_of
from agreements.rules.criteria.vocabulary import Type, Word

Test = Callable[[Anything], bool]


@dataclass(frozen=True, slots=True)
class Operator:
    """A comparison's name, how many values it takes (none, one, two, many), and how it reads on a form."""

    key: str
    label: str
    takes: str


OPERATORS: dict[str, Operator] = {
    operator.key: operator
    for operator in (
        Operator("equals", "is", "one"),
        Operator("is_not", "is not", "one"),
        Operator("one_of", "is one of", "many"),
        Operator("none_of", "is none of", "many"),
        Operator("at_least", "is at least", "one"),
        Operator("at_most", "is at most", "one"),
        Operator("between", "is between", "two"),
        Operator("contains", "contains", "one"),
        Operator("has_any", "has any of", "many"),
        Operator("has_all", "has all of", "many"),
        Operator("has_none", "has none of", "many"),
        Operator("is_true", "is true", "none"),
        Operator("is_false", "is false", "none"),
        Operator("known", "is known", "none"),
        Operator("unknown", "is not known", "none"),
    )
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an operator means for values of one type.

    ``test(word, value)`` gives a predicate for a known value of a lead; ``where(word, value, column)`` the
    same as ``Q``.
    """

    test: Callable[[Word, Anything], Test]
    where: Callable[[Word, Anything, str], Q]


def known(type: Type, seen: object) -> bool:
    """Whether a lead's value says anything: None, empty texts and sets do not, nor lists in extras."""
    if type is Type.EXTRA:
        return isinstance(seen, bool | int | float | Decimal) or (isinstance(seen, str) and bool(seen))
    if stored_as_text(type):
        return bool(seen)
    return seen is not None


def stored_as_text(type: Type) -> bool:
    """Whether leads keep values of this type as text, where empty means unknown (scales are kept as their rank)."""
    return type in (Type.CHOICE, Type.COUNTRY, Type.TEXT, Type.SET)


def is_known(word: Word, column: str) -> Q:
    """The question whether a lead's column says anything."""
    if word.type is Type.EXTRA:
        text = ExtraAnything(column, word.key)
        return Q(IsNull(text, False)) & ~Q(Exact(text, ""))
    if stored_as_text(word.type):
        return Q(**{f"{column}__gt": ""})
    return Q(**{f"{column}__isnull": False})


def fits(type: Type) -> tuple[str, ...]:
    """Return the operators that fit a type, in the order forms offer them."""
    return tuple(key for key in OPERATORS if key in ("known", "unknown") or (type, key) in COMPARISONS)


# --- numbers and money ---------------------------------------------------------------


def _number(test: Callable[[Anything], Test], lookup: str) -> Comparison:
    return Comparison(
        test=lambda word, value: test(value),
        where=lambda word, value, column: Q(**{f"{column}__{lookup}": value, f"{column}__isnull": False}),
    )


_NOT_THE_NUMBER = Comparison(
    test=lambda word, value: lambda seen: seen != value,
    where=lambda word, value, column: Q(**{f"{column}__isnull": False}) & ~Q(**{column: value}),
)
_BETWEEN_NUMBERS = Comparison(
    test=lambda word, value: lambda seen: value[0] <= seen <= value[1],
    where=lambda word, value, column: Q(
        **{f"{column}__gte": value[0], f"{column}__lte": value[1], f"{column}__isnull": False}
    ),
)

# --- answers: choices, countries, scales ---------------------------------------------


def _answers(accepted: Callable[[Word, Anything], tuple[str, ...]], *, inside: bool = True) -> Comparison:
    """Compare with a set of answers; ``accepted`` says which the criterion's value stands for."""

    def test(word: Word, value: Anything) -> Test:
        keys = frozenset(accepted(word, value))
        return keys.__contains__ if inside else lambda seen: seen not in keys

    def where(word: Word, value: Anything, column: str) -> Q:
        keys = accepted(word, value)
        stored = [word.rank(key) for key in keys] if word.type is Type.ORDER else list(keys)
        among = Q(**{f"{column}__in": stored})
        return among if inside else is_known(word, column) & ~among

    return Comparison(test, where)


def _one(word: Word, value: Anything) -> tuple[str, ...]:
    return (value,)


def _many(word: Word, value: Anything) -> tuple[str, ...]:
    return tuple(value)


def _ranked(low: Callable[[Anything], Anything], high: Callable[[Anything], Anything]) -> Comparison:
    """Compare along a scale, from the answer ``low`` to the answer ``high`` of the value (None: no limit)."""

    def ranks(word: Word, value: Anything) -> tuple[int, int]:
        all_ranks = [choice.rank for choice in word.options]
        return (
            word.rank(low(value)) if low(value) else min(all_ranks),
            word.rank(high(value)) if high(value) else max(all_ranks),
        )

    def test(word: Word, value: Anything) -> Test:
        first, last = ranks(word, value)
        return frozenset(choice.key for choice in word.options if first <= choice.rank <= last).__contains__

    def where(word: Word, value: Anything, column: str) -> Q:
        first, last = ranks(word, value)
        return Q(**{f"{column}__gte": first, f"{column}__lte": last, f"{column}__isnull": False})

    return Comparison(test, where)


# --- text ----------------------------------------------------------------------------


def pattern(values: tuple[str, ...], *, whole: bool) -> str:
    """Return the expression that Python, SQLite and PostgreSQL all search with, ignoring case."""
    either = "|".join(re.escape(value) for value in values)
    return rf"\A(?:{either})\Z" if whole else either


def _text(
    values: Callable[[Word, Anything], tuple[str, ...]], *, whole: bool = True, inside: bool = True
) -> Comparison:
    def test(word: Word, value: Anything) -> Test:
        search = re.compile(pattern(values(word, value), whole=whole), re.IGNORECASE).search
        return (lambda seen: search(seen) is not None) if inside else (lambda seen: search(seen) is None)

    def where(word: Word, value: Anything, column: str) -> Q:
        found = Q(**{f"{column}__iregex": pattern(values(word, value), whole=whole)})
        return found if inside else is_known(word, column) & ~found

    return Comparison(test, where)


# --- sets ----------------------------------------------------------------------------


def _holds(column: str, tokens: tuple[str, ...], join: Callable[[Q, Q], Q]) -> Q:
    return reduce(join, (Q(**{f"{column}__contains": f",{token},"}) for token in tokens))


def _set_test(meets: Callable[[frozenset[str], frozenset[str]], bool]) -> Callable[[Word, Anything], Test]:
    def test(word: Word, value: Anything) -> Test:
        wanted = frozenset(value)
        return lambda seen: meets(wanted, seen)

    return test


_HAS_ANY = Comparison(
    test=_set_test(lambda wanted, seen: not wanted.isdisjoint(seen)),
    where=lambda word, value, column: _holds(column, value, or_),
)
_HAS_ALL = Comparison(
    test=_set_test(lambda wanted, seen: wanted <= seen),
    where=lambda word, value, column: _holds(column, value, and_),
)
_HAS_NONE = Comparison(
    test=_set_test(lambda wanted, seen: wanted.isdisjoint(seen)),
    where=lambda word, value, column: is_known(word, column) & ~_holds(column, value, or_),
)

# --- yes or no -----------------------------------------------------------------------


def _yesno(wanted: bool) -> Comparison:
    return Comparison(
        test=lambda word, value: lambda seen: seen is wanted,
        where=lambda word, value, column: Q(**{column: wanted, f"{column}__isnull": False}),
    )


# --- extra attributes ----------------------------------------------------------------


def _extra_same(values: Callable[[Word, Anything], tuple[str, ...]], *, inside: bool = True) -> Comparison:
    """Compare as text without case, and as numbers where both sides read as numbers."""

    def test(word: Word, value: Anything) -> Test:
        wanted = values(word, value)
        search = re.compile(pattern(wanted, whole=True), re.IGNORECASE).search
        numbers = {number for number in map(number_of, wanted) if number is not None}

        def same(seen: object) -> bool:
            text = text_of(seen)
            return (text is not None and search(text) is not None) or number_of(seen) in numbers

        return same if inside else lambda seen: not same(seen)

    def where(word: Word, value: Anything, column: str) -> Q:
        wanted = values(word, value)
        text, number = ExtraText(column, word.key), ExtraNumber(column, word.key)
        same = Q(IsNull(text, False)) & Q(IRegex(text, pattern(wanted, whole=True)))
        for limit in (number for number in map(number_of, wanted) if number is not None):
            same |= Q(IsNull(number, False)) & Q(Exact(number, limit))
        return same if inside else is_known(word, column) & ~same

    return Comparison(test, where)


def _extra_limit(compare: Callable[[Anything, Anything], bool], lookup: type[Lookup[Anything]]) -> Comparison:
    def test(word: Word, value: Anything) -> Test:
        def reaches(seen: object) -> bool:
            number = number_of(seen)
            return number is not None and compare(number, value)

        return reaches

    def where(word: Word, value: Anything, column: str) -> Q:
        number = ExtraNumber(column, word.key)
        return Q(IsNull(number, False)) & Q(lookup(number, Decimal(value)))

    return Comparison(test, where)


# --- the table -----------------------------------------------------------------------

_OF_NUMBERS = {
    "equals": _number(lambda value: lambda seen: seen == value, "exact"),
    "is_not": _NOT_THE_NUMBER,
    "at_least": _number(lambda value: lambda seen: seen >= value, "gte"),
    "at_most": _number(lambda value: lambda seen: seen <= value, "lte"),
    "between": _BETWEEN_NUMBERS,
}
_OF_ANSWERS = {
    "equals": _answers(_one),
    "is_not": _answers(_one, inside=False),
    "one_of": _answers(_many),
    "none_of": _answers(_many, inside=False),
}

#: What each operator means for each type; ``known`` and ``unknown`` mean the same for all (:func:`known`).
COMPARISONS: dict[tuple[Type, str], Comparison] = {
    (type, key): comparison
    for type, comparisons in {
        Type.NUMBER: _OF_NUMBERS,
        Type.MONEY: _OF_NUMBERS,
        Type.CHOICE: _OF_ANSWERS,
        Type.COUNTRY: _OF_ANSWERS,
        Type.ORDER: _OF_ANSWERS
        | {
            "at_least": _ranked(lambda value: value, lambda value: None),
            "at_most": _ranked(lambda value: None, lambda value: value),
            "between": _ranked(lambda value: value[0], lambda value: value[1]),
        },
        Type.TEXT: {
            "equals": _text(_one),
            "is_not": _text(_one, inside=False),
            "one_of": _text(_many),
            "none_of": _text(_many, inside=False),
            "contains": _text(_one, whole=False),
        },
        Type.SET: {"has_any": _HAS_ANY, "has_all": _HAS_ALL, "has_none": _HAS_NONE},
        Type.YESNO: {"is_true": _yesno(True), "is_false": _yesno(False)},
        Type.EXTRA: {
            "equals": _extra_same(_one),
            "is_not": _extra_same(_one, inside=False),
            "one_of": _extra_same(_many),
            "none_of": _extra_same(_many, inside=False),
            "at_least": _extra_limit(ge, GreaterThanOrEqual),
            "at_most": _extra_limit(le, LessThanOrEqual),
        },
    }.items()
    for key, comparison in comparisons.items()
}


def test_of(word: Word, operator: str, value: object) -> Test:
    """Return the predicate a known value must pass; raises KeyError when the operator does not fit."""
    return COMPARISONS[word.type, operator].test(word, value)


def where(word: Word, operator: str, value: object, column: str) -> Q:
    """Return the question to a lead's column; an empty one answers no, except to ``unknown``."""
    if operator == "known":
        return is_known(word, column)
    if operator == "unknown":
        return ~is_known(word, column)
    return COMPARISONS[word.type, operator].where(word, value, column)
