"""Templates keep to the strict Content-Security-Policy: nothing inline, nothing from elsewhere."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import files, read

# E-mail programs know no style sheet, and a printed document is no page; neither is served.
PAGES = [
    path for path in files(".html") if not path.startswith(("templates/emails/", "templates/pdf/", "docs/"))
]

FORBIDDEN = {
    "a style attribute": r"<[^>]*\sstyle\s*=",
    "a style element": r"<style\b",
    "an inline script": r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*type=\"application/json\")",
    "an event attribute": r"<[^>]*\son[a-z]+\s*=",
    "code in an address": r"javascript:",
    "code in an htmx attribute": r"hx-on|hx-vals=[\"']js:",
    "something fetched from elsewhere": r"<(?:script|link|img|iframe)\b[^>]*(?:src|href)=[\"'](?:https?:)?//",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_page_holds(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.IGNORECASE)
    found = {path: match.group(0) for path in PAGES if (match := pattern.search(read(path)))}
    assert found == {}
