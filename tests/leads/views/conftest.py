"""What the doors of leads are tested with: story time, a hosted form, Maya with her rep, and browsers of the cast."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from django.test import Client

from agreements.models import Version
from leads.models import Channel, Stint
from slaportal.accounts.models import User
from tests.factories import leads, moments

SignIn = Callable[[User], Client]


@pytest.fixture
def story_time() -> Iterator[time_machine.Traveller]:
    """Stand still at Tuesday 17 November 2026, 10:42 in London."""
    with time_machine.travel(moments.NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def form(in_force: Version) -> Channel:
    """The hosted form of the agreement in force."""
    return leads.channel(in_force.agreement)


@pytest.fixture
def maya(form: Channel) -> Stint:
    """Maya, just handed over to one of the reps for the islands."""
    return leads.handed_over(form)


@pytest.fixture
def sign_in() -> SignIn:
    """Give a browser in which somebody is signed in."""

    def browser_of(person: User) -> Client:
        browser = Client()
        browser.force_login(person)
        return browser

    return browser_of
