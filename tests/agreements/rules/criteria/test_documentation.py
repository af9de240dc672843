"""docs/criteria.md says what the code says: its tables and examples are held equal to the vocabulary."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from agreements.rules.criteria import checking, notation, wording
from agreements.rules.criteria.examples import BANT_REQUIRED, bant_example, life_sciences_example
from agreements.rules.criteria.notation import SHAPES
from agreements.rules.criteria.operators import COMPARISONS, OPERATORS, fits
from agreements.rules.criteria.required import REQUIRED
from agreements.rules.criteria.tree import Node
from agreements.rules.criteria.vocabulary import EVENTS, FACTS, GROUPS, Type, Word, in_group

PAGE = (Path(__file__).parents[4] / "docs" / "criteria.md").read_text(encoding="utf-8")

HOLDS = {"list": "a list of nodes", "whole": "a whole number", "text": "a text", "yesno": "true or false"} | {
    "measure": "`count` or `sum`",
    "value": "a text, a number or a list of them",
}


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def code(texts: Iterable[str]) -> str:
    return ", ".join(f"`{text}`" for text in texts)


def kinds() -> str:
    return table(
        ("kind", "field", "holds"),
        (
            (f"`{kind}`", f"`{key}`", f"{HOLDS[holds]}{'' if required else ', optional'}")
            for kind, shape in SHAPES.items()
            for key, (required, holds) in shape.fields.items()
        ),
    )


def operators() -> str:
    return table(
        ("operator", "reads", "takes", "fits"),
        (
            (
                f"`{key}`",
                operator.label,
                {"none": "nothing", "one": "a value", "two": "two values", "many": "a list"}[operator.takes],
                "all"
                if key in ("known", "unknown")
                else code(type for type in Type if (type, key) in COMPARISONS),
            )
            for key, operator in OPERATORS.items()
        ),
    )


def words(group: str) -> str:
    return table(
        ("word", "name", "type", "answers"),
        ((f"`{w.key}`", w.label, w.type, answers(w)) for w in in_group(group)),
    )


def answers(word: Word) -> str:
    if word.type is Type.COUNTRY:
        return "ISO 3166-1 alpha-2 code"
    own = ["your own tokens"] if word.free else []
    unit = [word.unit] if word.unit else []
    return ", ".join([*([code(option.key for option in word.options)] if word.options else []), *own, *unit])


def behaviour() -> str:
    return table(
        ("event", "name", "measured by"),
        (
            (f"`{word.key}`", word.label, f"`sum`, in {word.unit}" if word.unit else "`count`")
            for word in EVENTS.values()
        ),
    )


def required() -> str:
    return table(
        ("key", "in the text", "looks at"),
        ((f"`{r.key}`", r.said, f"`{r.from_field}`") for r in REQUIRED.values()),
    )


def limits() -> str:
    return table(
        ("what", "at most"),
        (
            ("groups inside one another", str(notation.MAX_DEPTH)),
            ("criteria and groups together", str(notation.MAX_NODES)),
            ("days of a window", f"{checking.MAX_DAYS:,}"),
            ("events or amount asked for", f"{checking.MAX_COUNT:,}"),
            ("points of an item, added or subtracted", f"{checking.MAX_POINTS:,}"),
            ("characters of a text", str(checking.MAX_TEXT)),
            ("characters of a token", str(checking.MAX_TOKEN)),
            ("characters of a label", str(checking.MAX_LABEL)),
        ),
    )


TABLES = {
    "kinds": kinds,
    "operators": operators,
    "behaviour": behaviour,
    "required": required,
    "limits": limits,
} | {group: (lambda group=group: words(group)) for group in GROUPS if group not in ("behaviour", "extra")}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_page_is_the_code_s(name: str) -> None:
    assert TABLES[name]() in PAGE


def test_the_page_names_every_type_with_its_operators() -> None:
    for type in {word.type for word in FACTS.values()} | {Type.EXTRA}:
        assert f"`{type}`" in PAGE
        assert len(fits(type)) > 2


@pytest.mark.parametrize(
    ("title", "example", "currency"),
    [
        ("A large life-sciences company", life_sciences_example(), "USD"),
        ("Size, market, interest and BANT", bant_example(), "GBP"),
    ],
)
def test_a_worked_example_of_the_page_is_the_one_in_the_code(
    title: str, example: Node, currency: str
) -> None:
    section = PAGE.partition(f"### {title}\n")[2].partition("\n### ")[0]
    (written,) = re.findall(r"```json\n(.*?)```", section, re.DOTALL)
    assert json.loads(written) == notation.dump(example)
    assert [
        f"{number}. {text}" for number, text in enumerate(wording.paragraphs(example, currency=currency), 1)
    ] == [line for line in section.splitlines() if re.match(r"\d+\. ", line)]
    assert wording.sentence(example, currency=currency) in section


def test_the_page_shows_what_the_second_example_requires() -> None:
    assert code(BANT_REQUIRED) in PAGE


def test_every_json_on_the_page_is_a_sound_definition_or_a_sound_node() -> None:
    for written in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL):
        raw = json.loads(written)
        document = raw if "format" in raw else {"format": 1, "definition": raw}
        assert checking.check(document) == []
