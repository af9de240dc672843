"""Names in comments."""

from __future__ import annotations

import pytest

from agreements.rules.mentioning import named

NAMES = ["Priya Raman", "Priya Rao", "Tom Hallett", "Jo Li", "Jo Lindqvist", "Åsa Öberg"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Is 50 enough, @Tom Hallett?", {"Tom Hallett"}),
        ("@tom: see @priya raman.", {"Tom Hallett", "Priya Raman"}),
        ("@Priya, which of you?", set()),
        ("@Jo Lindqvist knows", {"Jo Lindqvist"}),
        ("@Jo Lin knows", set()),
        ("@Åsa och @tom", {"Åsa Öberg", "Tom Hallett"}),
        ("write to tom@tom.example.com", set()),
        ("@Tomas is somebody else", set()),
        ("@nobody, @", set()),
        ("", set()),
    ],
)
def test_a_name_after_an_at_sign_is_found(text: str, found: set[str]) -> None:
    assert named(text, NAMES) == found
