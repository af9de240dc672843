"""Suggesting another text: the forms of the workshop once more, with a reason; then accepted, rejected or withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements import queries
from agreements.forms import negotiating
from agreements.forms.negotiating import AnswerForm
from agreements.forms.revised import RevisedForm
from agreements.forms.sections import SECTIONS
from agreements.models import Suggestion, Version
from agreements.operations import suggesting
from agreements.rules import places
from agreements.rules.criteria import editing
from agreements.rules.criteria.tree import find
from agreements.views import building, drafts, found, going, workshop
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def suggest(request: SignedInRequest, version: Version, section: str) -> HttpResponse:
    """Suggest another text for one section or clause."""
    if section not in SECTIONS:
        raise Http404
    form = drafts.form_of(version, section, request.POST)
    drafts.suggesting(form, version, section)
    if _suggested(request, version, form, form.changes, place=section):
        return workshop.back(version, section)
    return workshop.show(request, version, section=section, form=form, is_suggesting=True)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def accept(request: SignedInRequest, version: Version, pk: int) -> HttpResponse:
    """Put a suggested text into the draft."""
    this = _suggestion(version, pk)
    return going.done(
        request,
        lambda: suggesting.accept(this, at=timezone.now(), by=request.user),
        said=_("Accepted. The text is changed, and %(person)s was told.") % {"person": this.by},
        to=_at(version, this),
    )


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def reject(request: SignedInRequest, version: Version, pk: int) -> HttpResponse:
    """Turn a suggestion down with an answer."""
    this, form = _suggestion(version, pk), AnswerForm(request.POST)
    answer = form.cleaned_data["answer"] if form.is_valid() else ""
    return going.done(
        request,
        lambda: suggesting.reject(this, answer=answer, at=timezone.now(), by=request.user),
        said=_("Rejected. %(person)s was told why.") % {"person": this.by},
        to=_at(version, this),
    )


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def withdraw(request: SignedInRequest, version: Version, pk: int) -> HttpResponse:
    """Take one's own suggestion back."""
    this = _suggestion(version, pk)
    return going.done(
        request,
        lambda: suggesting.withdraw(this, at=timezone.now(), by=request.user),
        said=_("Withdrawn. The leaders were told."),
        to=_at(version, this),
    )


@requires(Permission.SEE_AGREEMENTS)
@found.on_draft
def add(request: SignedInRequest, version: Version, group: str) -> HttpResponse:
    """Suggest another criterion in a group."""
    return building.add(request, version, group, SUGGESTING)


@requires(Permission.SEE_AGREEMENTS)
@found.on_draft
def change(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Suggest that a criterion or a group says something else."""
    return building.change(request, version, id, SUGGESTING)


@requires(Permission.SEE_AGREEMENTS)
@found.on_draft
def add_group(request: SignedInRequest, version: Version, group: str) -> HttpResponse:
    """Suggest another group in a group."""
    return building.add_group(request, version, group, SUGGESTING)


@requires(Permission.SEE_AGREEMENTS)
@found.on_draft
def remove(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Suggest that a criterion or a group goes; it asks why first."""
    root = building.definition(version)
    if find(root, id) is None:
        raise Http404
    form = RevisedForm(request.POST or None, revision=version.revision)
    removed = partial(editing.removed, root, id)
    return building.step(request, version, form, SUGGESTING, removed, removing=id, remove_form=form)


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def move(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Suggest that a criterion or a group stands in another group."""
    return building.move(request, version, id, SUGGESTING)


def _suggested(
    request: SignedInRequest,
    version: Version,
    form: RevisedForm,
    terms: Callable[[], Mapping[str, Any]],
    *,
    place: str,
) -> bool:
    """Suggest what a form gives; whether that was done. A refusal stands on the form, which keeps what was entered."""
    if not form.is_valid():
        return False
    try:
        proposed = replace(queries.terms_of(version), **terms())
        suggesting.suggest(
            version,
            place=place,
            part=places.part_of(proposed, place),
            seen_digest=form.cleaned_data.get(negotiating.BASE, ""),
            why=form.cleaned_data.get("why", ""),
            at=timezone.now(),
            by=request.user,
        )
    except suggesting.MovedMeanwhile as moved:
        version.refresh_from_db()
        form.add_error(None, str(moved))
        negotiating.stands_beside(form, moved.digest)
        return False
    except Refused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, _("Suggested. The leaders were told."))
    return True


SUGGESTING = building.Way(
    ready=lambda form, version: drafts.suggesting(form, version, "definition"),
    keep=partial(_suggested, place="definition"),
    is_suggesting=True,
)


def _suggestion(version: Version, pk: int) -> Suggestion:
    this = get_object_or_404(version.suggestions.select_related("by"), pk=pk)
    this.version = version
    return this


def _at(version: Version, suggestion: Suggestion) -> str:
    return f"{workshop.address(version)}#s-{suggestion.place}"
