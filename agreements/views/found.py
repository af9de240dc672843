"""Finding what an address names, among what the person may read."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agreements import queries
from agreements.models import Agreement, Review, SigningRound, Version
from agreements.operations import admitting
from agreements.views import going
from slaportal.accounts.access import SignedInRequest
from slaportal.accounts.models import User

Rest = ParamSpec("Rest")
Door = Callable[..., HttpResponse]


def agreements_of(user: User) -> QuerySet[Agreement]:
    """Return the agreements a person may read, each with its leaders."""
    return queries.visible_to(user).select_related("marketing_leader", "sales_leader")


def agreement(user: User, slug: str) -> Agreement:
    """Return an agreement; 404 for one that the person may not read."""
    return get_object_or_404(agreements_of(user), slug=slug)


def version(user: User, slug: str, number: int) -> Version:
    """Return a version with its agreement; 404 as above."""
    whole = agreement(user, slug)
    versions = Version.objects.select_related("saved_by", "based_on").filter(agreement=whole)
    found = get_object_or_404(versions, number=number)
    found.agreement = whole
    if found.based_on is not None:
        found.based_on.agreement = whole
    return found


def review(user: User, pk: int) -> Review:
    """Return a review with its agreement; 404 as above."""
    whole = agreements_of(user)
    reviews = Review.objects.select_related("concluded_by", "called_by")
    found = get_object_or_404(reviews, pk=pk, agreement__in=whole)
    found.agreement = whole.get(pk=found.agreement_id)
    return found


def on_draft(
    view: Callable[Concatenate[SignedInRequest, Version, Rest], HttpResponse],
) -> Door:
    """Give a door the version its address names; one that is not open any more leads to its text instead."""

    @wraps(view)
    def door(
        request: SignedInRequest, slug: str, number: int, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        this = version(request.user, slug, number)
        if not this.is_open:
            said = _("Version %(number)s is not a draft any more. This is its text.") % {"number": number}
            messages.info(request, said)
            return going.away(request, "agreements:version", slug, number)
        return view(request, this, *args, **kwargs)

    return door


def in_round(
    view: Callable[Concatenate[SignedInRequest, SigningRound, Rest], HttpResponse],
) -> Door:
    """Give a door the open round of the version its address names.

    Without one a look is told how the last round ended and led to the version; what is sent goes on with the last round, so
    that the operation refuses it in its own words and it is on record.
    """

    @wraps(view)
    def door(
        request: SignedInRequest, slug: str, number: int, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponse:
        this = version(request.user, slug, number)
        round = queries.open_round(this)
        if round is None and request.method == "POST":
            round = queries.latest_round(this)
        if round is None:
            messages.info(request, _how_it_stands(this))
            page = "agreements:draft" if this.is_open else "agreements:version"
            return going.away(request, page, slug, number)
        round.version = this
        return view(request, round, *args, **kwargs)

    return door


def _how_it_stands(version: Version) -> str:
    last = queries.latest_round(version)
    if last is None or last.closed_at is None:
        return _("Version %(number)s is not out for signature.") % {"number": version.number}
    return str(admitting.RoundClosed(last, last.closed_at))
