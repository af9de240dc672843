"""Talking about a draft: a thread is opened, answered, resolved, reopened, and all of it marked as read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from agreements.forms.negotiating import CommentForm, ThreadForm
from agreements.models import Thread, Version
from agreements.operations import discussing
from agreements.queries import negotiation
from agreements.views import found, going, workshop
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def open_thread(request: SignedInRequest, version: Version) -> HttpResponse:
    """Begin a thread on one place."""
    form = ThreadForm(request.POST, people=negotiation.people(version, request.user))
    if not form.is_valid():
        return workshop.show(request, version, talk=request.POST.get("place", ""), thread_form=form)
    data = form.cleaned_data
    return going.done(
        request,
        lambda: discussing.open_thread(
            version,
            place=data["place"],
            text=data["text"],
            mentions=form.mentioned,
            at=timezone.now(),
            by=request.user,
        ),
        said=_("Your comment stands beside the draft."),
        to=_at(version, data["place"]),
    )


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def reply(request: SignedInRequest, version: Version, pk: int) -> HttpResponse:
    """Answer in a thread."""
    thread = _thread(version, pk)
    form = CommentForm(request.POST, people=negotiation.people(version, request.user))
    text, mentioned = (form.cleaned_data["text"], form.mentioned) if form.is_valid() else ("", [])
    return going.done(
        request,
        lambda: discussing.reply(thread, text=text, mentions=mentioned, at=timezone.now(), by=request.user),
        said=_("Your reply stands beside the draft."),
        to=_at(version, thread.place),
    )


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def resolve(request: SignedInRequest, version: Version, pk: int) -> HttpResponse:
    """Close a thread whose question is settled."""
    thread = _thread(version, pk)
    return going.done(
        request,
        lambda: discussing.resolve(thread, at=timezone.now(), by=request.user),
        said=_("Resolved. The thread is folded away below the open ones."),
        to=_at(version, thread.place),
    )


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def reopen(request: SignedInRequest, version: Version, pk: int) -> HttpResponse:
    """Take a resolved thread up again."""
    thread = _thread(version, pk)
    return going.done(
        request,
        lambda: discussing.reopen(thread, at=timezone.now(), by=request.user),
        said=_("The thread is open again."),
        to=_at(version, thread.place),
    )


@requires(Permission.SEE_AGREEMENTS)
@require_POST
@found.on_draft
def read(request: SignedInRequest, version: Version) -> HttpResponse:
    """Mark everything said about a draft as read."""
    return going.done(
        request,
        lambda: discussing.mark_read(version, at=timezone.now(), by=request.user),
        said=_("Everything said so far is marked as read."),
        to=f"{workshop.address(version)}#ws-talk",
    )


def _thread(version: Version, pk: int) -> Thread:
    thread = get_object_or_404(version.threads, pk=pk)
    thread.version = version
    return thread


def _at(version: Version, place: str) -> str:
    return f"{workshop.address(version)}?talk={place}#talk-{place}"
