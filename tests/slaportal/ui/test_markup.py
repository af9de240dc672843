"""The small parts as HTML."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from slaportal.ui import clockface, markup
from slaportal.ui.tones import TONES

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def test_an_icon_is_silent_and_comes_from_the_sprite() -> None:
    assert (
        markup.icon("phone", "sm")
        == '<svg class="ic ic-sm" aria-hidden="true"><use href="/static/img/icons.svg#phone"/></svg>'
    )


@pytest.mark.parametrize("tone", TONES)
def test_every_verdict_and_state_has_an_icon_and_a_word(tone: str) -> None:
    shown = markup.pill(tone)
    assert f"#{TONES[tone].icon}" in shown
    assert str(TONES[tone].word) in shown


def test_a_pill_may_say_more_than_its_state() -> None:
    shown = markup.pill("in_review", "In review, your turn")
    assert shown.startswith('<span class="pill pill-accent">')
    assert shown.endswith("In review, your turn</span>")


def test_what_people_wrote_is_escaped() -> None:
    evil = "<b>&"
    for shown in (markup.chip(evil), markup.pill("ok", evil, icon_name="check"), markup.clause(evil)):
        assert "&lt;b&gt;&amp;" in shown
        assert evil not in shown


def test_a_running_clock_carries_what_the_browser_needs_to_tick() -> None:
    face = clockface.running(
        timedelta(minutes=18),
        total=timedelta(minutes=30),
        warn=timedelta(minutes=10),
        day=timedelta(hours=8, minutes=30),
        closes=datetime(2026, 11, 17, 17, 30, tzinfo=UTC),
    )
    shown = markup.due(face, "S1 First response")
    assert shown.startswith(
        '<div class="due" data-left="1080" data-total="1800" data-warn="600" data-day="30600"'
        ' data-closes="2026-11-17T17:30:00+00:00">'
    )
    assert 'stroke-dasharray="26.4 44"' in shown
    assert shown.endswith("<div><b>18 min left</b><span>S1 First response</span></div></div>")


def test_a_met_clock_carries_nothing_to_tick() -> None:
    shown = markup.due(clockface.met(timedelta(minutes=21)))
    assert shown.startswith('<div class="due due-met"><svg class="clk clk-met"')
    assert "data-" not in shown


def test_touches_are_dots_with_their_count_in_words() -> None:
    shown = markup.touches(2, 3, "call")
    assert shown.count('class="on"') == 2
    assert shown.count("<circle") == 3
    assert shown.startswith('<span class="touch" role="img" title="2 of 3 calls">')


def test_many_touches_are_figures_alone() -> None:
    assert "<circle" not in markup.touches(4, 12, "email")
    assert "4/12" in markup.touches(4, 12, "email")


def test_more_touches_than_promised_fill_every_dot() -> None:
    assert markup.touches(5, 3, "call").count('class="on"') == 3


def test_touches_are_kept_by_language() -> None:
    with translation.override("de"):
        markup.touches(1, 3, "call")
    assert "1 of 3 calls" in markup.touches(1, 3, "call")


def test_a_moment_is_said_in_the_active_zone_with_the_exact_instant_on_hover() -> None:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        shown = markup.moment(AT, at=AT)
    assert (
        shown == '<time datetime="2026-11-17T10:42:00+00:00"'
        ' title="Tuesday 17 November 2026, 11:42:00 CET">11:42</time>'
    )


def test_no_moment_shows_nothing() -> None:
    assert markup.moment(None, at=AT) == ""


def test_a_bar_says_its_share_and_never_overflows() -> None:
    assert 'width="65.0%"' in markup.progress(312, 480)
    assert 'width="100.0%"' in markup.progress(3, 2)
    assert 'width="0.0%"' in markup.progress(3, 0)
    assert 'aria-label="65\N{NO-BREAK SPACE}%"' in markup.progress(312, 480)
