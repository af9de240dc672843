"""Both walks through the house over HTTP, without JavaScript: an agreement from draft to law, a lead from form to figure."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from agreements.models import Agreement
from leads.models import Stint
from leads.tasks import tick
from slaportal.accounts.models import User
from tests.factories.people import PASSWORD, Cast
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.postgres

#: Tuesday 17 November 2026, 10:42 in London.
TUESDAY = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def at_the_desk_of(person: User) -> Visitor:
    """Sign somebody in through the sign-in page."""
    visitor = Visitor(Client())
    visitor.open("/account/login/")
    visitor.send("/account/login/", login=person.email, password=PASSWORD)
    return visitor


def test_an_agreement_becomes_law_and_a_lead_is_judged_clocked_and_counted_by_it(cast: Cast) -> None:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        _draft(cast)
        clock.shift(timedelta(minutes=5))
        _sign(cast.ines)
        clock.shift(timedelta(minutes=5))
        assert "Version 1 is in force" in _sign(cast.daniel)
        _open_a_form(cast)

        clock.shift(timedelta(minutes=5))
        owner = _send_the_form(clock)
        clock.shift(timedelta(minutes=20))
        _work_the_lead(owner)

        clock.shift(timedelta(days=1))
        tick()
        _read_the_score(cast)


def _draft(cast: Cast) -> None:
    ines = at_the_desk_of(cast.ines)
    ines.open("/agreements/new/")
    page = ines.send(
        "/agreements/new/",
        name="Spare parts",
        template="minimal",
        marketing_leader=cast.ines.pk,
        sales_leader=cast.daniel.pk,
        teams=[team.pk for team in cast.teams],
        currency="GBP",
    )
    assert "Draft of version 1" in page
    ines.open("/agreements/spare-parts/1/draft/?edit=S1")
    page = ines.send("/save/S1/", target="90")
    assert "for at least 90" in page
    page = ines.send("/agreements/spare-parts/1/draft/propose/", days=7)
    assert "out for signature" in page.lower()


def _sign(leader: User) -> str:
    visitor = at_the_desk_of(leader)
    assert "for at least 90" in visitor.open("/agreements/spare-parts/1/sign/")
    return visitor.send("/sign/", consent="on", typed_name=leader.full_name, password=PASSWORD)


def _open_a_form(cast: Cast) -> None:
    ines = at_the_desk_of(cast.ines)
    ines.open("/leads/channels/new/")
    agreement = Agreement.objects.get().pk
    page = ines.send(
        "/leads/channels/new/",
        name="Price request",
        agreement=agreement,
        kind="web_form",
        format="price_request",
    )
    assert "/f/price-request/" in page


def _send_the_form(clock: time_machine.Coordinates) -> User:
    stranger = Visitor(Client())
    stranger.open("/f/price-request/")
    clock.shift(timedelta(seconds=30))
    stranger.send("/f/price-request/", name="Maya Okafor", email="maya.okafor@aldermoor.example.com")
    assert stranger.page.request["PATH_INFO"] == "/f/price-request/thanks/"
    owner = Stint.objects.select_related("owner").get(lead__name="Maya Okafor").owner
    assert owner is not None
    return owner


def _work_the_lead(owner: User) -> None:
    rep = at_the_desk_of(owner)
    page = rep.open("/queue/")
    assert "Maya Okafor" in page
    assert "S1" in page
    lead = Stint.objects.get().lead_id
    rep.open(f"/leads/{lead}/touches/?kind=call")
    page = rep.send(f"/leads/{lead}/touches/", outcome="reached", note="They want a quotation.")
    assert "Met in 20 min" in page
    assert "They want a quotation." in page
    page = rep.send(f"/leads/{lead}/accept/")
    assert "SAL" in page


def _read_the_score(cast: Cast) -> None:
    helen = at_the_desk_of(cast.helen)
    page = helen.open("/dashboard/")
    assert "Fourth quarter 2026" in page
    behind = helen.open("/dashboard/spare-parts/2026-Q4/behind/S1/")
    assert "Maya Okafor" in behind
