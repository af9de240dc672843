"""The steps of the criteria builder, one at a time; what a step gives is saved into the draft or suggested, as its way says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse

from agreements import queries
from agreements.forms import criterion
from agreements.forms.grouping import GroupForm, MoveForm
from agreements.forms.revised import RevisedForm
from agreements.forms.words import WordForm, word_of
from agreements.models import Version
from agreements.queries.workshop import definition_of
from agreements.rules.criteria import editing, notation
from agreements.rules.criteria.tree import GROUPS, Did, Group, Leaf, Node, find
from agreements.views import workshop
from slaportal.accounts.access import SignedInRequest

Terms = Callable[[], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Way:
    """What becomes of a step: ``ready`` makes its form ask what is needed, ``keep`` does what the form gives and says whether
    it was done, ``is_suggesting`` is what the page shows."""

    ready: Callable[[RevisedForm, Version], RevisedForm]
    keep: Callable[[SignedInRequest, Version, RevisedForm, Terms], bool]
    is_suggesting: bool


def add(request: SignedInRequest, version: Version, group: str, way: Way) -> HttpResponse:
    """Add a criterion to a group: choose the word (``?word=employees``), then say what it must be."""
    root = definition(version)
    into = _group(root, group)
    word = word_of(request.GET.get("word", ""))
    if word is None:
        return _show(request, version, way, adding=group, pick=WordForm())
    weight = editing.usual_weight_in(into)
    form = criterion.new(word, revision=version.revision, weight=weight, data=request.POST or None)
    shown = {"adding": group, "pick": WordForm(picked=word), "word": word, "criterion_form": form}
    return step(
        request, version, form, way, lambda: editing.add(root, group, form.leaf, weight=form.weight), **shown
    )


def change(request: SignedInRequest, version: Version, id: str, way: Way) -> HttpResponse:
    """Change one criterion, or how a group combines what stands in it."""
    root = definition(version)
    place = find(root, id)
    if place is None:
        raise Http404
    if isinstance(place.node, GROUPS):
        return _change_group(request, version, root, place.node, way)
    return _change_leaf(request, version, root, place.node, way)


def add_group(request: SignedInRequest, version: Version, group: str, way: Way) -> HttpResponse:
    """Add a group to a group."""
    root = definition(version)
    _group(root, group)
    form = GroupForm(request.POST or None, revision=version.revision)

    def added() -> Node:
        kind, number, label = form.combining
        return editing.add(root, group, editing.new_group(kind, number=number, label=label))

    return step(request, version, form, way, added, grouping=group, group_form=form)


def remove(request: SignedInRequest, version: Version, id: str, way: Way) -> HttpResponse:
    """Take a criterion or a group out."""
    root = definition(version)
    form = RevisedForm(request.POST, revision=version.revision)
    return _at_once(request, version, form, way, lambda: editing.removed(root, id))


def move(request: SignedInRequest, version: Version, id: str, way: Way) -> HttpResponse:
    """Move a criterion or a group up, down, or into another group."""
    form = MoveForm(request.POST, root=definition(version), id=id, revision=version.revision)
    return _at_once(request, version, form, way, form.moved)


def step(
    request: SignedInRequest,
    version: Version,
    form: RevisedForm,
    way: Way,
    change: Callable[[], Node],
    **builder: object,
) -> HttpResponse:
    """Take the step a form asks for and go back to the builder; until then show the form in it."""
    way.ready(form, version)
    if form.is_bound and way.keep(request, version, form, lambda: _terms(change())):
        return workshop.back(version, "definition")
    return _show(request, version, way, **builder)


def definition(version: Version) -> Group:
    """Return the definition as it is worked on."""
    return definition_of(queries.terms_of(version))


def _change_leaf(
    request: SignedInRequest, version: Version, root: Group, leaf: Leaf, way: Way
) -> HttpResponse:
    """One about a word that nobody knows is first given another word (``?word=employees``)."""
    data, weight = request.POST or None, editing.weight_of(root, leaf.id)
    own = word_of(leaf.event if isinstance(leaf, Did) else leaf.word)
    word = own or word_of(request.GET.get("word", ""))
    if word is None:
        return _show(request, version, way, changing=leaf.id, pick=WordForm())
    form: criterion.FactForm | criterion.BehaviourForm
    if own is None:
        form = criterion.new(word, revision=version.revision, weight=weight, data=data)
    else:
        form = criterion.of(leaf, word, revision=version.revision, weight=weight, data=data)
    move_form = way.ready(MoveForm(root=root, id=leaf.id, revision=version.revision), version)
    shown = {"changing": leaf.id, "word": word, "criterion_form": form, "move_form": move_form}
    return step(
        request,
        version,
        form,
        way,
        lambda: editing.replaced(root, leaf.id, form.leaf, weight=form.weight),
        **shown,
    )


def _change_group(
    request: SignedInRequest, version: Version, root: Group, group: Group, way: Way
) -> HttpResponse:
    form = GroupForm(request.POST or None, revision=version.revision, initial=GroupForm.initial_of(group))

    def regrouped() -> Node:
        kind, number, label = form.combining
        return editing.regrouped(root, group.id, kind, number=number, label=label)

    shown: dict[str, object] = {"changing": group.id, "group_form": form}
    if group.id != root.id:
        move_form = MoveForm(root=root, id=group.id, revision=version.revision)
        shown["move_form"] = way.ready(move_form, version)
    return step(request, version, form, way, regrouped, **shown)


def _at_once(
    request: SignedInRequest, version: Version, form: RevisedForm, way: Way, change: Callable[[], Node]
) -> HttpResponse:
    """Take a step that has no page of its own; a refusal is said above the builder, a missing reason is asked for there."""
    way.ready(form, version)
    if not way.keep(request, version, form, lambda: _terms(change())):
        if "why" in form.errors:
            return _show(request, version, way, reason_form=form, step=request.path)
        messages.error(
            request, " ".join(dict.fromkeys(str(e) for each in form.errors.values() for e in each))
        )
    return workshop.back(version, "definition")


def _show(request: SignedInRequest, version: Version, way: Way, **builder: object) -> HttpResponse:
    return workshop.show(
        request,
        version,
        builder=builder,
        section="definition" if way.is_suggesting else "",
        is_suggesting=way.is_suggesting,
    )


def _terms(definition: Node) -> dict[str, object]:
    return {"definition": notation.dump(definition)}


def _group(root: Group, id: str) -> Group:
    try:
        return editing.group_of(root, id)
    except editing.NoSuchPlace as gone:
        raise Http404(str(gone)) from gone
