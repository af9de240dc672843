"""Arrivals find or make their lead, are judged, handed over and clocked; nothing accepted is lost."""

from __future__ import annotations

from agreements.models import Version
from leads.models import Lead
from tests.factories import leads, moments
from tests.factories.people import Cast


def test_a_qualified_lead_is_handed_over_at_once(in_force: Version, cast: Cast) -> None:
    received = leads.arrive(leads.channel(in_force.agreement))

    assert received.lead is not None
    assert received.evaluation is not None
    assert received.stint is not None
    lead = Lead.objects.get()
    assert lead.stage == Lead.Stage.MQL
    assert lead.handed_over_at == moments.NOW
    assert received.stint.owner in (cast.priya, cast.tom, cast.marcus)
