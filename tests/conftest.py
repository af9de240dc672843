"""The cast: people, an agreement and moments that every test shares.

Ask for what you need; each fixture builds on the one before and everything goes through operations:

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

from datetime import datetime

import pytest

from agreements.models import Agreement, SigningRound, Version
from tests.factories import agreements, moments, people

pytest_plugins = ["tests.plugin"]


@pytest.fixture
def clock_now() -> datetime:
    """Tuesday 17 November 2026, 10:42 in London."""
    return moments.NOW


@pytest.fixture
def cast(db: None) -> people.Cast:
    """The ten people and three teams."""
    return people.assemble()


@pytest.fixture
def draft(cast: people.Cast) -> Version:
    """Version 1 as a draft."""
    return agreements.begin(cast)


@pytest.fixture
def agreement(draft: Version) -> Agreement:
    """The agreement of ``draft``."""
    return draft.agreement


@pytest.fixture
def proposed(cast: people.Cast, draft: Version) -> SigningRound:
    """The open round in which ``draft`` is put before both leaders."""
    return agreements.propose(draft, by=cast.ines)


@pytest.fixture
def in_force(proposed: SigningRound) -> Version:
    """Version 1, signed by both, in force since 1 July 2026."""
    return agreements.sign_both(proposed)
