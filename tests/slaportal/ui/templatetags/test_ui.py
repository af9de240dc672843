"""The component tags as templates use them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from slaportal.ui.parts import Choice, Table

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def rendered(source: str, **context: object) -> str:
    """Return what a template makes, without the white space around its tags."""
    html = Template("{% load ui crispy_forms_filters %}" + source).render(Context(context))
    return re.sub(r"(?<=>) | (?=[<>])", "", re.sub(r"[ \n]+", " ", html)).strip()


class Note(forms.Form):
    text = forms.CharField(help_text="What did they say?")
    more = forms.CharField(required=False)


class Secret(forms.Form):
    password = forms.CharField(widget=forms.PasswordInput)


def test_a_button_with_an_address_is_a_link_and_without_one_a_button() -> None:
    link = rendered('{% button "Call" url="/c/" key="c" icon="phone" kind="primary" %}')
    assert link.startswith('<a class="btn btn-primary" href="/c/" data-key="c">')
    assert '<kbd aria-hidden="true">C</kbd>' in link
    button = rendered('{% button "Save" name="step" value="2" %}')
    assert button == '<button class="btn" type="submit" name="step" value="2">Save</button>'


def test_a_moment_is_told_from_the_pages_own_now() -> None:
    assert ">10:42</time>" in rendered("{% when moment %}", moment=AT, at=AT + timedelta(hours=2))
    assert ">17 Nov</time>" in rendered("{% when moment %}", moment=AT, at=AT + timedelta(days=2))


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{% duration span %}", "7 h 40"),
        ("{% duration nothing %}", "Not measured"),
        ("{% percent share n=120 %}", "90.8\N{NO-BREAK SPACE}%"),
        ("{% percent share n=0 %}", "Not measured"),
        ("{{ total|number }}", "1,412"),
        ("{{ nothing|number }}", ""),
    ],
)
def test_figures_are_said_in_words(source: str, said: str) -> None:
    context = {
        "span": timedelta(hours=7, minutes=40),
        "nothing": None,
        "share": Decimal("0.908"),
        "total": 1412,
    }
    assert rendered(source, **context) == said


@pytest.mark.parametrize(
    ("state", "word"), [("met", "(met)"), ("not_met", "(not met)"), ("unknown", "(not known)")]
)
def test_a_criterion_says_its_state_in_a_word(state: str, word: str) -> None:
    shown = rendered('{% crit state "Manager or higher" value="VP" how="from title" %}', state=state)
    assert word in shown
    assert "Manager or higher" in shown
    assert '<span class="how">from title</span>' in shown


def test_a_toast_for_htmx_puts_itself_into_the_page() -> None:
    shown = rendered('{% toast "Call logged" undo_url="/undo/" oob=True %}')
    assert shown.startswith('<div hx-swap-oob="beforeend:#toasts">')
    assert 'hx-post="/undo/"' in shown
    assert 'data-key="z"' in shown


def test_the_current_tab_is_marked() -> None:
    choices = (Choice("All", "?", current=True, count=1412), Choice("Overdue", "?late"))
    shown = rendered('{% tabs choices "Presets" %}', choices=choices)
    assert '<a href="?" aria-current="true">All<span class="n">1,412</span></a>' in shown
    assert '<a href="?late">Overdue</a>' in shown


def test_the_pager_keeps_the_filters_of_the_address() -> None:
    page = Paginator(range(120), 50).page(2)
    request = RequestFactory().get("/leads/", {"side": "mine", "page": "2"})
    shown = rendered("{% pager page total=120 %}", page=page, request=request)
    assert 'href="?side=mine&amp;page=1"' in shown
    assert 'href="?side=mine&amp;page=3"' in shown
    assert "51 to 100 of 120" in shown


def test_one_page_needs_no_pager() -> None:
    assert rendered("{% pager page %}", page=Paginator(range(3), 50).page(1)) == ""


def test_a_table_says_what_its_figures_are() -> None:
    table = Table.of("By week", ("Week", "Leads"), [("1", "12")])
    shown = rendered("{% table table %}", table=table)
    assert '<caption class="visually-hidden">By week</caption>' in shown
    assert '<th scope="row">1</th><td class="num">12</td>' in shown


def test_an_error_takes_the_place_of_the_help_which_stays_for_those_who_listen() -> None:
    shown = rendered("{{ form|crispy }}", form=Note({"text": ""}))
    assert 'class="invalid-feedback" id="id_text_error"' in shown
    assert 'id="id_text_helptext" hidden>What did they say?</div>' in shown
    assert 'aria-describedby="id_text_helptext id_text_error"' in shown


def test_optional_is_marked_and_required_is_not() -> None:
    shown = rendered("{{ form|crispy }}", form=Note())
    assert shown.count('<span class="req">optional</span>') == 1
    assert "*" not in shown


def test_a_refused_form_says_how_much_and_what_was_kept() -> None:
    shown = rendered("{{ form|crispy }}", form=Note({"text": ""}))
    assert "One field needs you." in shown
    assert "Nothing is lost: what you typed is kept below." in shown


def test_a_form_with_a_password_does_not_say_it_was_kept() -> None:
    shown = rendered("{{ form|crispy }}", form=Secret({"password": ""}))
    assert "One field needs you." in shown
    assert "kept" not in shown
