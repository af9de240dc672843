"""The reference for pages and for writing: what plain Django needs for as much, without any of the portal's work."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from leads.models import Lead, Stint
from slaportal.accounts.models import User
from slaportal.notifications.models import Notice

ROWS = 50

_PAGE = Engine(builtins=["django.template.defaultfilters"]).from_string("""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Leads</title></head><body><h1>Leads</h1>
<table><thead><tr><th>Lead</th><th>Company</th><th>Title</th><th>E-mail</th><th>Owner</th>
<th>Stage</th><th>Since</th><th>Due</th></tr></thead>
<tbody>{% for stint in stints %}<tr>
<td><a href="/leads/{{ stint.lead_id }}/">{{ stint.lead.name }}</a></td><td>{{ stint.lead.company }}</td>
<td>{{ stint.lead.title }}</td><td>{{ stint.lead.email }}</td><td>{{ stint.owner.full_name }}</td>
<td>{{ stint.lead.get_stage_display }}</td><td>{{ stint.started_at|date:"j M Y" }}</td>
<td>{{ stint.next_due_at|date:"j M Y, H:i" }}</td>
</tr>{% endfor %}</tbody></table></body></html>""")


@login_required
def page(request: HttpRequest) -> HttpResponse:
    """Answer with the ROWS leads that are due first: one query, one loop; ``?mine`` for one's own."""
    stints = Stint.objects.filter(ended_at=None).select_related("lead", "owner")
    if "mine" in request.GET:
        stints = stints.filter(owner=request.user.pk)
    context = {"stints": stints.order_by("next_due_at", "pk")[:ROWS]}
    return HttpResponse(_PAGE.render(Context(context)))


def three_rows(facts: Mapping[str, Any], owner: User, *, at: datetime) -> Lead:
    """Write a lead, its line of history and the notice to its owner in one transaction, as plain Django does."""
    with transaction.atomic():
        lead: Lead = Lead.objects.create(
            **facts, owner=owner, created_at=at, last_activity_at=at, changed_at=at
        )
        Notice.objects.create(
            kind="lead.handed_over",
            recipient=owner,
            subject=f"New lead: {lead.name}",
            body=json.dumps({"lead": lead.pk}),
            url=f"/leads/{lead.pk}/",
            key=f"plain:{lead.pk}",
            created_at=at,
        )
    return lead
