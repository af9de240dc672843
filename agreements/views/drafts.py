"""A draft read like a document and edited in place, section by section."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from agreements import queries
from agreements.forms import negotiating
from agreements.forms.revised import RevisedForm
from agreements.forms.section import SectionForm
from agreements.forms.sections import SECTIONS
from agreements.models import Version
from agreements.rules import places
from agreements.views import found, workshop
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission


@requires(Permission.SEE_AGREEMENTS)
@require_safe
@found.on_draft
def draft(request: SignedInRequest, version: Version) -> HttpResponse:
    """Show the workshop; ``?edit=S1`` opens a section for whoever may edit it, ``?suggest=S1`` for whoever may suggest.

    ``?talk=S1`` is the place whose comments are looked at.
    """
    talk, suggested = request.GET.get("talk", ""), request.GET.get("suggest", "")
    if suggested == "definition":
        return workshop.show(request, version, section=suggested, is_suggesting=True, builder={})
    key = suggested or request.GET.get("edit", "")
    if key not in SECTIONS:
        return workshop.show(request, version, talk=talk)
    form = form_of(version, key)
    if suggested:
        suggesting(form, version, key)
    return workshop.show(request, version, section=key, form=form, is_suggesting=bool(suggested), talk=talk)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def save(request: SignedInRequest, version: Version, section: str) -> HttpResponse:
    """Save one section of a draft."""
    if section not in SECTIONS:
        raise Http404
    form = form_of(version, section, request.POST)
    if workshop.saved(request, version, form, form.changes):
        return workshop.back(version, section)
    return workshop.show(request, version, section=section, form=form)


def form_of(version: Version, section: str, data: Any = None) -> SectionForm:
    """Return the form of a section."""
    terms = queries.terms_of(version)
    today = timezone.now().astimezone(ZoneInfo(terms.hours.zone)).date()
    return SECTIONS[section].form(data, terms=terms, revision=version.revision, today=today)


def suggesting(form: RevisedForm, version: Version, place: str) -> RevisedForm:
    """Make the form of a place one that suggests another text for what now stands there."""
    return negotiating.suggesting(form, places.digest_of(queries.terms_of(version), place))
