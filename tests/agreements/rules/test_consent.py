"""The declarations leaders accept: what was shown once never changes."""

from __future__ import annotations

import pytest

from agreements.rules import consent


def test_no_declaration_that_was_ever_shown_has_changed() -> None:
    assert {number: consent.digest(number) for number in consent.TEXTS} == {
        1: "f4af691d61cfb0df88e922ebabae10acab0dd334b58b049eb54a7cbc2dfdbe3d",
        2: "836fd9b91e8d882e327660927eba9d70a055042933f94d33a01d2611cb226908",
    }


def test_the_newest_declaration_is_the_current_one() -> None:
    assert max(consent.TEXTS) == consent.CURRENT


def test_a_declaration_that_never_was_has_no_hash() -> None:
    with pytest.raises(KeyError):
        consent.digest(99)
