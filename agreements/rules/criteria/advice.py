"""What is unwise about a definition, said while drafting and never in the way (requirement A12)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agreements.rules.criteria.figures import listed, number
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.criteria.tree import ROOT, Did, Fact, Node, Nothing, Place, children, path_of
from agreements.rules.criteria.vocabulary import EVENTS, fact

#: A form that asks for more loses people; name, e-mail, telephone, company and title are five.
USUAL_FIELDS = 5
#: Below this share of past leads a fact is called rarely known.
RARELY = 0.5


@dataclass(frozen=True, slots=True)
class ForecastFacts:
    """What past leads say about a draft.

    ``leads`` were looked at; ``known`` counts those with a value for a word (or with any event of a kind), by key;
    ``a_quarter`` would have qualified on average, ``promised`` is the volume clause, None without one.
    """

    leads: int
    known: Mapping[str, int] = field(default_factory=dict)
    a_quarter: int | None = None
    promised: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice: ``title`` says it in a few words, ``text`` explains; ``path`` is where, "" for the whole."""

    key: str
    title: str
    text: str
    path: str = ""


def advise(node: Node, required: Sequence[str], forecast: ForecastFacts | None) -> list[Advice]:
    """Return what is unwise, what matters most first; ``required`` are keys of the required information."""
    wanted = list(_wanted(node, ROOT))
    return [
        *(_volume(forecast) if forecast else ()),
        *(_no_data(wanted, forecast) if forecast else ()),
        *_no_behaviour(wanted),
        *_size_and_revenue(wanted),
        *_long_form(required),
    ]


def _volume(forecast: ForecastFacts) -> Iterator[Advice]:
    if (
        forecast.promised is not None
        and forecast.a_quarter is not None
        and forecast.a_quarter < forecast.promised
    ):
        text = f"M4 promises {number(forecast.promised)} a quarter, the forecast is {number(forecast.a_quarter)}."
        yield Advice("volume", "Volume is out of reach.", text)


def _no_data(wanted: Sequence[Place], forecast: ForecastFacts) -> Iterator[Advice]:
    told: set[str] = set()
    for place in wanted:
        key = _key(place.node)
        if key not in forecast.known or key in told or not forecast.leads:
            continue
        told.add(key)
        without = forecast.leads - forecast.known[key]
        word = fact(key) or EVENTS[key]
        if without == forecast.leads:
            text = "No past lead has it, so this criterion was never met."
            yield Advice("no_data", f"{word.label}: nobody has data.", text, place.path)
        elif isinstance(place.node, Fact) and forecast.known[key] < forecast.leads * RARELY:
            text = f"{round(100 * without / forecast.leads)} % of past leads have no value."
            yield Advice("rarely_known", f"{word.label} is rarely known.", text, place.path)


def _no_behaviour(wanted: Sequence[Place]) -> Iterator[Advice]:
    if not any(isinstance(place.node, Did) for place in wanted):
        text = "Without anything the lead did, it may fit well and want nothing. Add a sign of interest."
        yield Advice("no_behaviour", "No sign of interest is asked for.", text)


def _size_and_revenue(wanted: Sequence[Place]) -> Iterator[Advice]:
    places = {_key(place.node): place.path for place in wanted}
    if {"employees", "annual_revenue"} <= places.keys():
        text = "Both say how large a company is, and each is unknown for some leads. One of them is enough."
        yield Advice(
            "size_and_revenue",
            "Size is asked for twice, by employees and by revenue.",
            text,
            places["annual_revenue"],
        )


def _long_form(required: Sequence[str]) -> Iterator[Advice]:
    if len(required) > USUAL_FIELDS:
        labels = [REQUIRED[key].label for key in required[USUAL_FIELDS:] if key in REQUIRED]
        text = f"Each further field loses people. Do reps need {listed([label.lower() for label in labels], 'and')}?"
        yield Advice("long_form", f"{len(required)} fields are required.", text)


def _wanted(node: Node, path: str) -> Iterator[Place]:
    """Yield the single criteria a lead has to meet, without exclusions."""
    if isinstance(node, Nothing):
        return
    if isinstance(node, Fact | Did):
        yield Place(path, node, 0)
    for index, child in enumerate(children(node)):
        yield from _wanted(child, path_of(node, path, index))


def _key(node: Node) -> str:
    return node.word if isinstance(node, Fact) else node.event if isinstance(node, Did) else ""
