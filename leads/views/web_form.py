"""The hosted forms of channels, open to everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from leads.forms.web_form import CONSENT, WebForm
from leads.models import Channel
from leads.operations import receiving
from leads.queries import intake
from leads.rules.spelling import Hints
from slaportal.accounts.access import open_to_everyone
from slaportal.accounts.throttling import limited


@open_to_everyone
@limited("web-form", requests=20, seconds=600)
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a channel's form, and receive what a visitor sends."""
    channel, at = _found(slug), timezone.now()
    if not channel.is_open:
        return render(request, "leads/web_form_closed.html", {"channel": channel}, status=410)
    asked = WebForm(request.POST or None, channel=channel, required=intake.required_of(channel, at=at), at=at)
    if request.method == "POST" and asked.is_valid():
        country = str(asked.cleaned_data.get("country", ""))
        receiving.receive(
            channel, asked.payload(), key=f"form:{asked.key}", hints=Hints(country=country), at=at, by=None
        )
        return redirect("leads:form_thanks", slug)
    shown = {"channel": channel, "form": asked, "consent": CONSENT}
    answer = render(request, "leads/web_form.html", shown, status=422 if asked.errors else 200)
    add_never_cache_headers(answer)
    return answer


@open_to_everyone
@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """Thank a visitor."""
    return render(request, "leads/web_form_thanks.html", {"channel": _found(slug)})


def _found(slug: str) -> Channel:
    return get_object_or_404(
        Channel.objects.select_related("agreement"), slug=slug, kind=Channel.Kind.WEB_FORM
    )
