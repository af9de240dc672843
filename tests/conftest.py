"""The cast: people, an agreement and moments that every test shares.

Ask for what you need; each fixture builds on the one before and everything goes through operations (once a run on SQLite,
tests/scenes.py):

=============  ======================================================================================================
``cast``       ten people in three teams: ``cast.ines`` and ``cast.ruth`` (marketing), ``cast.daniel`` (leads sales),
               the reps ``cast.priya``, ``tom``, ``marcus`` (GB, IE) and ``lena``, ``sofia`` (the continent),
               ``cast.helen`` (manager), ``cast.alex`` (administrator); see tests/factories/people.py
``clock_now``  "now" in the story: Tuesday 17 November 2026, 10:42 in London, an open hour; the other moments are
               constants in tests/factories/moments.py
``draft``      version 1 of "Instruments, Europe", a draft by Ines from the template "industrial", not yet proposed
``agreement``  the agreement of ``draft``
``proposed``   the open signing round of ``draft`` (the draft is then out for signature)
``in_force``   version 1 signed by both leaders and in force since 1 July 2026, 00:00 in London. It promises: M1 only
               qualified, M2 98 %, M3 15 minutes 95 %, M4 240 a quarter, M5 85 %; S1 one business day, best 30 minutes,
               95 %; S2 one business day 95 %; S3 3 calls and 3 e-mails in 14 days 90 %; S4 7 days 95 %; S5 reasons 100 %
=============  ======================================================================================================

``draft``, ``agreement``, ``proposed`` and ``in_force`` are one agreement: with ``in_force``, ``agreement`` is the same
one and ``draft`` has become law. From tests/factories: ``agreements.in_force(cast, required=(...))`` makes one with other
fields of its Terms, ``agreements.amend(agreement, {...}, at=...)`` a newer version signed by both, ``terms.sample()`` terms
without a database. The definition of "industrial": the industry is machinery, food, packaging or pharma; 250 to 5,000
employees; headquarters in GB, IE, DE or NL; manager or higher; any of (price or demo asked for, webinar within 60 days,
two high-value downloads within 30 days, five product pages in a day); at least two of BANT known; no competitor, customer,
student or free-mail address. It requires a name, a company, a business e-mail address and a country.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest

from agreements.models import Agreement, SigningRound, Version
from tests import scenes
from tests.factories import agreements, moments, people

pytest_plugins = ["tests.plugin"]


@pytest.fixture
def clock_now() -> datetime:
    """Tuesday 17 November 2026, 10:42 in London."""
    return moments.NOW


#: The steps of the story, each built on the one before.
STEPS = ("cast", "draft", "proposed", "in_force")


@dataclass
class Story:
    """What the story has come to: the people, and the agreement as each step left it."""

    cast: people.Cast
    draft: Version | None = None
    proposed: SigningRound | None = None
    in_force: Version | None = None


def tell(step: str) -> Story:
    """Tell the story up to a step, through operations."""
    story = Story(people.assemble())
    return _go_on(story, step)


def _go_on(story: Story, step: str) -> Story:
    """Go on with a story that has not come to a step yet."""
    wanted = STEPS.index(step)
    if wanted >= 1 and story.draft is None:
        story.draft = agreements.begin(story.cast)
    if wanted >= 2 and story.proposed is None:
        assert story.draft is not None
        story.proposed = agreements.propose(story.draft, by=story.cast.ines)
    if wanted >= 3 and story.in_force is None:
        assert story.proposed is not None
        story.in_force = agreements.sign_both(story.proposed)
    return story


@pytest.fixture
def story(request: pytest.FixtureRequest, db: None) -> Story:
    """The story as far as the test needs it."""
    asked = {"draft" if name == "agreement" else name for name in request.fixturenames}
    step = [step for step in STEPS if step in asked or step == "cast"][-1]
    return scenes.play(step, partial(tell, step))


@pytest.fixture
def cast(story: Story) -> people.Cast:
    """The ten people and three teams."""
    return story.cast


@pytest.fixture
def draft(story: Story) -> Version:
    """Version 1 as a draft."""
    version = _go_on(story, "draft").draft
    assert version is not None
    return version


@pytest.fixture
def agreement(draft: Version) -> Agreement:
    """The agreement of ``draft``."""
    return draft.agreement


@pytest.fixture
def proposed(story: Story) -> SigningRound:
    """The open round in which ``draft`` is put before both leaders."""
    round = _go_on(story, "proposed").proposed
    assert round is not None
    return round


@pytest.fixture
def in_force(story: Story) -> Version:
    """Version 1, signed by both, in force since 1 July 2026."""
    version = _go_on(story, "in_force").in_force
    assert version is not None
    return version
