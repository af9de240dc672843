"""The criteria builder: one step at a time, each a form that also works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from agreements import queries
from agreements.forms.criterion import GroupForm, PickWord, form_class, form_for, word_of
from agreements.models import Version
from agreements.operations import drafting
from agreements.rules.criteria import editing, notation
from agreements.rules.criteria.tree import GROUPS, AtLeast, Did, Fact, Leaf, Node, Points, find
from agreements.views import drafts, found
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused


@requires(Permission.DRAFT_AGREEMENTS)
def add(request: SignedInRequest, slug: str, number: int, group: str) -> HttpResponse:
    """Add a criterion to a group: choose the word, then say what it must be."""
    version = found.version(request.user, slug, number)
    root = _definition(version)
    into = _group(root, group)
    word = word_of(request.POST.get("word") or request.GET.get("word", ""))
    if word is None:
        return _show(
            request, version, adding=group, pick=PickWord(request.GET if "word" in request.GET else None)
        )
    weighted = isinstance(into, Points)
    form = form_class(word)(request.POST if request.method == "POST" else None, word=word, weighted=weighted)
    if request.method == "POST" and form.is_valid():
        weight = form.cleaned_data.get("weight", editing.USUAL_WEIGHT)
        return _change(request, version, lambda node: editing.add(node, group, form.leaf(), weight=weight))
    pick = PickWord(initial={"word": word.key})
    return _show(request, version, adding=group, pick=pick, criterion_form=form, word=word)


@requires(Permission.DRAFT_AGREEMENTS)
def change(request: SignedInRequest, slug: str, number: int, id: str) -> HttpResponse:
    """Change one criterion, or how a group combines what stands in it."""
    version = found.version(request.user, slug, number)
    root = _definition(version)
    place = find(root, id)
    if place is None:
        raise Http404
    if isinstance(place.node, GROUPS):
        return _change_group(request, version, place.node)
    return _change_leaf(request, version, root, place.node)


@requires(Permission.DRAFT_AGREEMENTS)
def add_group(request: SignedInRequest, slug: str, number: int, group: str) -> HttpResponse:
    """Add a group to a group."""
    version = found.version(request.user, slug, number)
    _group(_definition(version), group)
    form = GroupForm(request.POST or None, initial={"kind": "any"})
    if request.method == "POST" and form.is_valid():
        made = editing.new_group(
            form.cleaned_data["kind"], number=form.cleaned_data["number"], label=form.cleaned_data["label"]
        )
        return _change(request, version, lambda node: editing.add(node, group, made))
    return _show(request, version, grouping=group, group_form=form)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def remove(request: SignedInRequest, slug: str, number: int, id: str) -> HttpResponse:
    """Take a criterion or a group out."""
    version = found.version(request.user, slug, number)
    return _change(request, version, lambda node: editing.removed(node, id))


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
def move(request: SignedInRequest, slug: str, number: int, id: str) -> HttpResponse:
    """Move a criterion up or down, or (dragged) to a place in another group."""
    version = found.version(request.user, slug, number)
    to, index = request.POST.get("to", ""), request.POST.get("index", "")
    if to and index.isdigit():
        return _change(request, version, lambda node: editing.moved(node, id, to, int(index)))
    step = -1 if request.POST.get("direction") == "up" else 1
    return _change(request, version, lambda node: editing.shifted(node, id, step))


def _change_leaf(request: SignedInRequest, version: Version, root: Node, node: Leaf) -> HttpResponse:
    word = word_of(node.event if isinstance(node, Did) else node.word)
    if word is None:
        return _show(request, version, adding="", pick=PickWord(), broken=node.id)
    weight = editing.weight_of(root, node.id)
    form = form_for(node, word, weight=weight, data=request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        weighed = form.cleaned_data.get("weight")
        return _change(
            request, version, lambda tree: editing.replaced(tree, node.id, form.leaf(), weight=weighed)
        )
    return _show(request, version, changing=node.id, criterion_form=form, word=word)


def _change_group(request: SignedInRequest, version: Version, group: Any) -> HttpResponse:
    number = group.k if isinstance(group, AtLeast) else group.threshold if isinstance(group, Points) else None
    initial = {"kind": editing.kind_of(group), "number": number, "label": group.label}
    form = GroupForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        return _change(
            request,
            version,
            lambda tree: editing.regrouped(
                tree, group.id, data["kind"], number=data["number"], label=data["label"]
            ),
        )
    return _show(request, version, changing=group.id, group_form=form)


def _change(request: SignedInRequest, version: Version, step: Callable[[Node], Node]) -> HttpResponse:
    """Take one step on the definition as the person saw it, save it, and go back to the builder."""
    seen = request.POST.get("seen_revision", "")
    try:
        changed = step(_definition(version))
        drafting.edit(
            version,
            terms={"definition": notation.dump(changed)},
            seen_revision=int(seen) if seen.isdigit() else version.revision,
            at=timezone.now(),
            by=request.user,
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(
        f"{reverse('agreements:draft', args=[version.agreement.slug, version.number])}#s-definition"
    )


def _show(request: SignedInRequest, version: Version, **builder: Any) -> HttpResponse:
    form = builder.get("criterion_form") or builder.get("group_form")
    refused = bool(form is not None and form.is_bound and form.errors)
    return drafts.show(request, version, builder=builder, status=422 if refused else 200)


def _definition(version: Version) -> Node:
    """Return the definition as far as it can be read; one of a single criterion is put into a group."""
    node = notation.read(queries.terms_of(version).definition).node
    if isinstance(node, Fact | Did):
        messages_free = editing.new_group("all", (node,))
        return messages_free
    return node


def _group(root: Node, id: str) -> Node:
    try:
        return editing.group_of(root, id)
    except editing.NoSuchPlace as gone:
        raise Http404(str(gone)) from gone
