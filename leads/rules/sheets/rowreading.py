"""Reads rows by a mapping: cells become words of the vocabulary with their values, and events."""

from __future__ import annotations

from collections import abc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from agreements.rules.criteria.attributes import is_plain_number
from agreements.rules.criteria.dossier import Event
from agreements.rules.criteria.vocabulary import EXTRA_PREFIX, FACTS, Type
from leads.rules import reading, spelling
from leads.rules.reading import Trouble
from leads.rules.sheets import targets
from leads.rules.sheets.columns import Column
from leads.rules.sheets.mapping import Mapping, Spec
from leads.rules.sheets.targets import DATE, EVENT_PREFIX, KIND, NUMBER, OUTCOME, SKIP
from leads.rules.spelling import Hints, Unreadable

#: Texts by which people say that they do not know.
_NOTHING = frozenset(
    ("unknown", "n/a", "#n/a", "null", "(null)", "(blank)", "-", "--", "?", "nan", "not known", "unbekannt")
)
#: How many events one cell may stand for.
_MOST_EVENTS = 500
_SHOWN = 60
#: Longer texts are nothing a lead keeps, and are not stored with the arrival either.
_LONGEST = 20_000

_ORDERS: abc.Mapping[str, Literal["dmy", "mdy"]] = {"dmy": "dmy", "mdy": "mdy"}
_SIGNS: abc.Mapping[str, Literal[".", ","]] = {".": ".", ",": ","}

Convert = Callable[[str], Any]
Deed = Callable[[str, datetime], list[Event]]


def says_nothing(text: str) -> bool:
    """Whether a text says that its writer does not know: "unknown", "n/a", "-"."""
    return text.strip().casefold() in _NOTHING


@dataclass(slots=True)
class Told:
    """What a row says: words of the vocabulary, contact and record fields → text or value; what they did; what could not
    be read, by word."""

    payload: dict[str, Any] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    @property
    def says_who(self) -> bool:
        """Whether anything tells whom the row is about."""
        return any(self.payload.get(key) for key in targets.IDENTIFYING["leads"])


class RowReader:
    """Reads the rows of one file by a mapping without faults."""

    def __init__(self, mapping: Mapping, columns: Sequence[Column], kind: str) -> None:
        self._column_of: dict[str, str] = {}
        self._facts: list[tuple[int, str, Convert]] = []
        self._event: list[tuple[int, str, Convert]] = []
        self._deeds: list[tuple[int, str, Deed]] = []
        fixed = {key: read_fixed(key, text, mapping) for key, text in mapping.fixed.items()}
        self._fixed_event = {key: value for key, value in fixed.items() if key in targets.ONE_EVENT}
        self._fixed = {key: value for key, value in fixed.items() if key not in targets.ONE_EVENT}
        for column in columns:
            spec = mapping.spec(column, kind)
            if spec.target == SKIP:
                continue
            self._column_of[spec.target] = column.key
            hints = replace(mapping.hints, dates=_ORDERS.get(spec.dates), decimal=_SIGNS.get(spec.decimal))
            if spec.target.startswith(EVENT_PREFIX):
                self._deeds.append((column.place, spec.target, _deed(spec.target, hints)))
            else:
                places = self._event if spec.target in targets.ONE_EVENT else self._facts
                places.append((column.place, spec.target, _convert(spec, kind, hints)))

    def read(self, cells: Sequence[str], *, at: datetime) -> Told:
        """Read a row; ``at`` dates what it gives no date for. Never raises for what a cell holds."""
        told = Told()
        told.payload = self._fixed | self._converted(self._facts, cells, told)
        dated = told.payload.get("created_at") or at
        for place, target, deed in self._deeds:
            if text := _cell(cells, place):
                try:
                    told.events += deed(text, dated)
                except Unreadable as error:
                    told.troubles.append(Trouble(target, text[:_SHOWN], str(error)))
        happened = self._fixed_event | self._converted(self._event, cells, told)
        if happened.get("event_kind"):
            told.events.append(
                Event(
                    happened["event_kind"],
                    happened.get("event_at") or dated,
                    happened.get("event_detail", ""),
                    happened.get("event_amount", 1),
                )
            )
        return told

    def column_of(self, word: str) -> str:
        """Return the name of the column that a word was read from, empty when it came from none."""
        if word == "name" and word not in self._column_of:
            return self._column_of.get("first_name") or self._column_of.get("last_name", "")
        return self._column_of.get(word, "")

    def say(self, trouble: Trouble) -> str:
        """Put what could not be read into a sentence that names its column."""
        return ": ".join(filter(None, (self.column_of(trouble.word), trouble.message)))

    def _converted(
        self, places: Sequence[tuple[int, str, Convert]], cells: Sequence[str], told: Told
    ) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for place, target, convert in places:
            if text := _cell(cells, place):
                try:
                    value = convert(_kept(text))
                except Unreadable as error:
                    told.troubles.append(Trouble(target, text[:_SHOWN], str(error)))
                else:
                    if value is not None:
                        values[target] = value
        return values


def read_fixed(key: str, text: str, mapping: Mapping) -> Any:
    """Return the value that every row gets; raises Unreadable, and KeyError for what nothing can be."""
    if key == "event_kind":
        if kind := targets.event_named(text):
            return kind
        raise Unreadable(f"There is no behaviour called “{text}”.")
    if key in targets.ONE_EVENT:
        return _convert(Spec(key), "events", mapping.hints)(text)
    return reading.read_value(key, text, mapping.hints)


def _cell(cells: Sequence[str], place: int) -> str:
    return cells[place].strip() if place < len(cells) else ""


def _kept(text: str) -> str:
    if len(text) > _LONGEST:
        raise Unreadable(f"The text of {len(text):,} characters is longer than any we keep; it is left out.")
    return text


def _convert(spec: Spec, kind: str, hints: Hints) -> Convert:
    """Return what turns a cell into a value; texts that need no hint go on as they are, to be read on arrival."""
    target = spec.target
    if target.startswith(EXTRA_PREFIX):
        return _comparable if spec.decimal == "," else str
    reads = targets.TARGETS[kind][target].reads
    if reads in (OUTCOME, KIND):
        return lambda text: _answer(text, spec)
    if reads == DATE:
        return lambda text: None if says_nothing(text) else spelling.moment(text, hints)
    if target == "event_amount":
        return lambda text: None if says_nothing(text) else spelling.whole(text, hints)
    if target == "event_detail":
        return lambda text: text[:300]
    if reads == NUMBER:
        return lambda text: None if says_nothing(text) else reading.read_value(target, text, hints)
    if target in FACTS and FACTS[target].type is Type.YESNO:
        return str
    return lambda text: None if says_nothing(text) else text


def _answer(text: str, spec: Spec) -> str | None:
    meant = spec.values.get(text)
    if meant is None and not says_nothing(text):
        raise Unreadable(f"Nothing says what “{text[:_SHOWN]}” means.")
    return None if meant == SKIP else meant


def _comparable(text: str) -> str:
    """Write a number with a decimal comma the way a definition compares it; any other text stays."""
    try:
        number = f"{spelling.amount(text, Hints(decimal=','))}"
    except Unreadable:
        return text
    return number if is_plain_number(number) else text


def _deed(target: str, hints: Hints) -> Deed:
    """Return what turns a cell of a behaviour's own column into events: a date, yes or no, or how often."""
    kind = target.removeprefix(EVENT_PREFIX)

    def events(text: str, dated: datetime) -> list[Event]:
        word = text.casefold()
        if says_nothing(text) or word in spelling.NO:
            return []
        if word in spelling.YES:
            return [Event(kind, dated)]
        if not text.isdigit() or len(text) > 5:
            return [Event(kind, spelling.moment(text, hints))]
        if kind == "time_on_page":
            return [Event(kind, dated, amount=int(text))]
        if int(text) > _MOST_EVENTS:
            raise Unreadable(
                f"“{text}” is more often than one row may say; bring the events as a file of their own."
            )
        return [Event(kind, dated)] * int(text)

    return events
