"""What the style sheets, the sprite and the modules owe the pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from slaportal.ui.tones import TONES
from tests.house.tree import ROOT, files, read

STATIC = ROOT / "static"
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "img/icons.svg").read_text()))
TOKENS = (STATIC / "css/tokens.css").read_text()
SHEETS = [path for path in files(".css") if path != "static/css/tokens.css"]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def token(name: str, theme: int) -> str:
    """The colour of a token: theme 0 is light, 1 is dark."""
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\);", TOKENS)
    assert found, name
    return found.group(theme + 1)


# Text on the ground it stands on; AA asks for 4.5.
TEXT = [
    *((text, ground) for text in ("text", "text-2", "text-3") for ground in ("bg", "surface", "sunken", "hover")),
    *((text, "idle-soft") for text in ("text", "text-2")),
    *((text, "accent-soft") for text in ("text", "text-2", "accent-text")),
    *((tone, ground) for tone in ("ok", "warn", "bad") for ground in ("bg", "surface", f"{tone}-soft")),
    ("accent-text", "bg"), ("accent-text", "surface"), ("on-accent", "accent"), ("on-accent", "accent-hover"),
    ("ins", "ins-bg"), ("del", "del-bg"),
]  # fmt: skip
# Marks and borders that mean something; AA asks for 3.
MARKS = [
    *((mark, ground) for mark in ("control", "accent", "c-1", "ok-mark", "bad-mark") for ground in ("bg", "surface")),
    ("warn-mark", "surface"), ("c-2", "surface"), ("c-axis", "surface"),
]  # fmt: skip


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_text_is_readable_in_both_themes(theme: int) -> None:
    weak = {(a, b): contrast(token(a, theme), token(b, theme)) for a, b in TEXT}
    assert {pair: value for pair, value in weak.items() if value < 4.5} == {}


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_marks_and_borders_can_be_seen_in_both_themes(theme: int) -> None:
    weak = {(a, b): contrast(token(a, theme), token(b, theme)) for a, b in MARKS}
    assert {pair: value for pair, value in weak.items() if value < 3} == {}


@pytest.mark.parametrize("sheet", SHEETS)
def test_no_sheet_but_the_tokens_names_a_colour(sheet: str) -> None:
    rules = re.sub(r"/\*.*?\*/|url\([^)]*\)|@media print \{.*", "", read(sheet), flags=re.DOTALL)
    assert re.findall(r":[^;{]*(#[0-9a-fA-F]{3,8}\b|rgba?\([^)]*\))", rules) == []


def test_every_variable_a_sheet_uses_exists() -> None:
    defined = set(re.findall(r"(--[\w-]+):", TOKENS)) | {
        name for sheet in SHEETS for name in re.findall(r"(--[\w-]+):", read(sheet))
    }
    used = {name for sheet in SHEETS for name in re.findall(r"var\((--[\w-]+)", read(sheet))}
    assert used - defined == set()


def test_every_icon_a_page_names_is_in_the_sprite() -> None:
    named = {
        name
        for path in files(".html", ".svg")
        if path.startswith("templates/")
        for name in re.findall(r'{% icon "([\w-]+)"|\bicon="([\w-]+)"|{% empty "([\w-]+)"', read(path))
        for name in name
        if name
    }
    named |= {tone.icon for tone in TONES.values()}
    assert named - SYMBOLS == set()


def test_nothing_is_fetched_from_elsewhere() -> None:
    outside = re.compile(r"""(?:url\(|import\s+|from\s+|fetch\()\s*["']?(?:https?:)?//""")
    served = [path for path in STATIC.rglob("*") if path.suffix in {".css", ".js"}]
    assert [str(path) for path in served if outside.search(path.read_text())] == []


def test_no_vendored_file_points_to_a_source_map() -> None:
    assert [
        path.name for path in (STATIC / "vendor").glob("*.*s") if "sourceMappingURL" in path.read_text()
    ] == []


def test_every_vendored_font_has_its_licence_beside_it() -> None:
    families = {
        re.sub(r"-(latin|cyrillic|greek).*", "", path.name) for path in (STATIC / "vendor").glob("*.woff2")
    }
    assert {family for family in families if not (STATIC / "vendor" / f"{family}-OFL.txt").exists()} == set()


@pytest.mark.parametrize("module", sorted(path.name for path in (STATIC / "js").glob("*.js")))
def test_a_module_is_short_and_opens_by_saying_what_it_does(module: str) -> None:
    text = (STATIC / "js" / module).read_text()
    assert text.startswith(("/**\n * ", "// "))
    assert len(text.splitlines()) <= 150


def test_no_module_makes_code_from_text() -> None:
    forbidden = re.compile(r"\beval\(|new Function|\.(?:inner|outer)HTML|insertAdjacentHTML|document\.write")
    found = [Path(path).name for path in files(".js") if forbidden.search(read(path))]
    assert found == []
