"""The criteria builder: one step at a time, each a form that also works without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from agreements import queries
from agreements.forms import criterion
from agreements.forms.grouping import GroupForm, MoveForm
from agreements.forms.revised import RevisedForm
from agreements.forms.words import WordForm, word_of
from agreements.models import Version
from agreements.queries.workshop import definition_of
from agreements.rules.criteria import editing, notation
from agreements.rules.criteria.tree import GROUPS, Did, Group, Leaf, Node, find
from agreements.views import found, workshop
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission


@requires(Permission.DRAFT_AGREEMENTS)
@found.on_draft
def add(request: SignedInRequest, version: Version, group: str) -> HttpResponse:
    """Add a criterion to a group: choose the word (``?word=employees``), then say what it must be."""
    root = _definition(version)
    into = _group(root, group)
    word = word_of(request.GET.get("word", ""))
    if word is None:
        return workshop.show(request, version, builder={"adding": group, "pick": WordForm()})
    weight = editing.usual_weight_in(into)
    form = criterion.new(word, revision=version.revision, weight=weight, data=request.POST or None)
    shown = {"adding": group, "pick": WordForm(picked=word), "word": word, "criterion_form": form}
    return _step(
        request, version, form, lambda: editing.add(root, group, form.leaf, weight=form.weight), **shown
    )


@requires(Permission.DRAFT_AGREEMENTS)
@found.on_draft
def change(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Change one criterion, or how a group combines what stands in it."""
    root = _definition(version)
    place = find(root, id)
    if place is None:
        raise Http404
    if isinstance(place.node, GROUPS):
        return _change_group(request, version, root, place.node)
    return _change_leaf(request, version, root, place.node)


@requires(Permission.DRAFT_AGREEMENTS)
@found.on_draft
def add_group(request: SignedInRequest, version: Version, group: str) -> HttpResponse:
    """Add a group to a group."""
    root = _definition(version)
    _group(root, group)
    form = GroupForm(request.POST or None, revision=version.revision)

    def added() -> Node:
        kind, number, label = form.combining
        return editing.add(root, group, editing.new_group(kind, number=number, label=label))

    return _step(request, version, form, added, grouping=group, group_form=form)


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def remove(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Take a criterion or a group out."""
    root = _definition(version)
    form = RevisedForm(request.POST, revision=version.revision)
    return _at_once(request, version, form, lambda: editing.removed(root, id))


@requires(Permission.DRAFT_AGREEMENTS)
@require_POST
@found.on_draft
def move(request: SignedInRequest, version: Version, id: str) -> HttpResponse:
    """Move a criterion or a group up, down, or into another group."""
    form = MoveForm(request.POST, root=_definition(version), id=id, revision=version.revision)
    return _at_once(request, version, form, form.moved)


def _change_leaf(request: SignedInRequest, version: Version, root: Group, leaf: Leaf) -> HttpResponse:
    """One about a word that nobody knows is first given another word (``?word=employees``)."""
    data, weight = request.POST or None, editing.weight_of(root, leaf.id)
    own = word_of(leaf.event if isinstance(leaf, Did) else leaf.word)
    word = own or word_of(request.GET.get("word", ""))
    if word is None:
        return workshop.show(request, version, builder={"changing": leaf.id, "pick": WordForm()})
    form: criterion.FactForm | criterion.BehaviourForm
    if own is None:
        form = criterion.new(word, revision=version.revision, weight=weight, data=data)
    else:
        form = criterion.of(leaf, word, revision=version.revision, weight=weight, data=data)
    move_form = MoveForm(root=root, id=leaf.id, revision=version.revision)
    shown = {"changing": leaf.id, "word": word, "criterion_form": form, "move_form": move_form}
    return _step(
        request,
        version,
        form,
        lambda: editing.replaced(root, leaf.id, form.leaf, weight=form.weight),
        **shown,
    )


def _change_group(request: SignedInRequest, version: Version, root: Group, group: Group) -> HttpResponse:
    form = GroupForm(request.POST or None, revision=version.revision, initial=GroupForm.initial_of(group))

    def regrouped() -> Node:
        kind, number, label = form.combining
        return editing.regrouped(root, group.id, kind, number=number, label=label)

    shown = {"changing": group.id, "group_form": form}
    if group.id != root.id:
        shown["move_form"] = MoveForm(root=root, id=group.id, revision=version.revision)
    return _step(request, version, form, regrouped, **shown)


def _step(
    request: SignedInRequest,
    version: Version,
    form: RevisedForm,
    change: Callable[[], Node],
    **builder: object,
) -> HttpResponse:
    """Take the step a form asks for and go back to the builder; until then show the form in it."""
    if form.is_bound and workshop.saved(request, version, form, lambda: _terms(change())):
        return workshop.back(version, "definition")
    return workshop.show(request, version, builder=builder)


def _at_once(
    request: SignedInRequest, version: Version, form: RevisedForm, change: Callable[[], Node]
) -> HttpResponse:
    """Take a step that has no page of its own; a refusal is said above the builder, a missing reason is asked for there."""
    if not workshop.saved(request, version, form, lambda: _terms(change())):
        if "why" in form.errors:
            return workshop.show(request, version, builder={"reason_form": form, "step": request.path})
        messages.error(
            request, " ".join(dict.fromkeys(str(e) for each in form.errors.values() for e in each))
        )
    return workshop.back(version, "definition")


def _terms(definition: Node) -> dict[str, object]:
    return {"definition": notation.dump(definition)}


def _definition(version: Version) -> Group:
    return definition_of(queries.terms_of(version))


def _group(root: Group, id: str) -> Group:
    try:
        return editing.group_of(root, id)
    except editing.NoSuchPlace as gone:
        raise Http404(str(gone)) from gone
