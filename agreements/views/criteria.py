"""The criteria builder of whoever edits a draft: one step at a time, each a form that also works without JavaScript."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from agreements.models import Version
from agreements.views import building, found, workshop
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission

EDITING = building.Way(ready=lambda form, version: form, keep=workshop.saved, is_suggesting=False)


@requires(Permission.DRAFT_AGREEMENTS)
@found.on_draft
def add(request: SignedInRequest, version: Version, group: str) -> HttpResponse:
    """Add a criterion to a group."""
    return building.add(request, version, group, EDITING)


@requires(Permission.DRAFT_AGREEMENTS)
@found.on_draft
def change(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Change one criterion, or how a group combines what stands in it."""
    return building.change(request, version, id, EDITING)


@requires(Permission.DRAFT_AGREEMENTS)
@found.on_draft
def add_group(request: SignedInRequest, version: Version, group: str) -> HttpResponse:
    """Add a group to a group."""
    return building.add_group(request, version, group, EDITING)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def remove(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Take a criterion or a group out."""
    return building.remove(request, version, id, EDITING)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def move(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Move a criterion or a group up, down, or into another group."""
    return building.move(request, version, id, EDITING)
