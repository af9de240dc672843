"""Logs say where something went wrong, never whom it was about."""

from __future__ import annotations

import logging.config
from copy import deepcopy

import pytest
import structlog

from slaportal import logs


@pytest.mark.parametrize("readable", [True, False])
def test_an_exception_is_logged_without_what_people_typed(
    readable: bool, capsys: pytest.CaptureFixture[str], settings: pytest.FixtureRequest
) -> None:
    before = deepcopy(settings.LOGGING)  # type: ignore[attr-defined]
    logs.configure(logs.configuration(level="INFO", readable=readable))
    try:
        typed = "maya.okafor" + "@example.com"
        try:
            raise ValueError(f"something about {len(typed)} letters")
        except ValueError:
            structlog.get_logger("tests").exception("it broke")
        written = capsys.readouterr().err
    finally:
        logging.config.dictConfig(before)
    assert "it broke" in written
    assert "something about 23 letters" in written
    assert typed not in written
