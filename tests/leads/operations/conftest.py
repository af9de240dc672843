"""A lead with a rep, and how to look at its clocks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from agreements.models import Version
from leads.models import Channel, Clock, Stint
from tests.factories import leads


@pytest.fixture
def form(in_force: Version) -> Channel:
    """The hosted form of the agreement in force."""
    return leads.channel(in_force.agreement)


@pytest.fixture
def maya(form: Channel) -> Stint:
    """Maya, handed over at 10:42 on Tuesday 17 November."""
    return leads.handed_over(form)


@pytest.fixture
def clock(maya: Stint) -> Callable[[str], Clock]:
    """Read Maya's latest clock of a kind."""
    return lambda kind: Clock.objects.filter(stint=maya, kind=kind).latest("round")
