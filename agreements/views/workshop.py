"""The workshop page: every door of a draft answers with it, and every change of a draft is saved here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from agreements import queries
from agreements.forms.negotiating import ThreadForm
from agreements.forms.revised import RevisedForm
from agreements.forms.section import SectionForm
from agreements.forms.signing import ProposeForm, ReasonForm
from agreements.models import Version
from agreements.operations import drafting
from agreements.queries.workshop import workshop
from slaportal.accounts.access import SignedInRequest
from slaportal.errors import Refused


def show(
    request: SignedInRequest,
    version: Version,
    *,
    section: str = "",
    form: SectionForm | None = None,
    builder: Mapping[str, Any] | None = None,
    propose_form: ProposeForm | None = None,
    drop_form: ReasonForm | None = None,
    is_suggesting: bool = False,
    talk: str = "",
    thread_form: ThreadForm | None = None,
) -> HttpResponse:
    """Answer with the workshop: ``section`` is the one opened in ``form``, ``builder`` what is done in the builder.

    ``is_suggesting`` says that what is opened becomes a suggestion, ``talk`` is the place whose comments are looked at. 422
    when one of the forms was refused.
    """
    at = timezone.now()
    shop = workshop(version, request.user, at=at)
    said = shop.negotiation
    opened = [form, *(builder or {}).values(), propose_form, drop_form, thread_form]
    for each in opened:
        if isinstance(each, RevisedForm) and not is_suggesting:
            each.ask_why(queries.amends(version))
    suggests = is_suggesting and said.may_suggest
    refused = any(isinstance(each, Form) and each.is_bound and each.errors for each in opened)
    shown = {
        "version": version,
        "agreement": version.agreement,
        "based_on": version.based_on,
        "shop": shop,
        "terms": shop.terms,
        "may_edit": shop.may_edit,
        "section": section,
        "form": form if form and (suggests or shop.may_edit or form.is_bound) else None,
        "suggesting": section if suggests else "",
        "may_build": suggests if section == "definition" else shop.may_edit,
        "steps": _SUGGESTED if suggests else _EDITED,
        "said": said,
        "asks": talk in said.talks and said.talks[talk].is_silent,
        "thread_form": thread_form
        or ThreadForm(people=said.people, initial={"place": talk}, auto_id="thread_%s"),
        "builder": builder,
        "propose_form": propose_form or ProposeForm(auto_id="propose_%s"),
        "drop_form": drop_form or ReasonForm(auto_id="drop_%s"),
        "at": at,
    }
    answer = render(request, "agreements/draft.html", shown, status=422 if refused else 200)
    # What is opened in place has no history of its own; htmx would write the address of every step into it.
    answer.headers["HX-Push-Url"] = "false"
    return answer


#: The doors of the builder's steps, for whoever edits and for whoever suggests.
_EDITED = {
    "add": "agreements:criterion_add",
    "add_group": "agreements:group_add",
    "change": "agreements:criterion",
    "remove": "agreements:criterion_remove",
    "move": "agreements:criterion_move",
}
_SUGGESTED = {step: address.replace(":", ":suggest_") for step, address in _EDITED.items()}


def saved(
    request: SignedInRequest, version: Version, form: RevisedForm, terms: Callable[[], Mapping[str, Any]]
) -> bool:
    """Save what a form gives; whether that was done. A refusal stands on the form, which keeps what was entered.

    After somebody else's save the page shows their text beside it, and saving once more is then meant.
    """
    was_proposed = version.state == Version.State.OUT_FOR_SIGNATURE
    if not form.is_valid():
        return False
    try:
        drafting.edit(
            version,
            terms=terms(),
            seen_revision=form.cleaned_data["seen_revision"],
            at=timezone.now(),
            by=request.user,
            why=form.cleaned_data["why"],
        )
    except drafting.SaysNotWhy as refused:
        form.add_error("why", str(refused))
        return False
    except Refused as refused:
        version.refresh_from_db()
        form.add_error(None, str(refused))
        form.stands_beside(version.revision)
        return False
    if was_proposed:
        messages.warning(
            request,
            _(
                "The text changed, so the signing round is closed. Signatures given stay on record and count for "
                "nothing; propose the version again when it is ready."
            ),
        )
    return True


def back(version: Version, section: str) -> HttpResponse:
    """Go back to a section of the workshop."""
    return redirect(f"{address(version)}#s-{section}")


def address(version: Version) -> str:
    """Return where the workshop of a draft is."""
    return resolve_url("agreements:draft", version.agreement.slug, version.number)
