"""How a group combines its criteria, and where a criterion or group stands."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.revised import RevisedForm
from agreements.rules.criteria import editing
from agreements.rules.criteria.chips import parts
from agreements.rules.criteria.editing import GroupKind
from agreements.rules.criteria.tree import GROUPS, AtLeast, Group, Node, Points, children, walk
from slaportal.ui.asking import Line, One, Whole

KINDS = (
    ("all", gettext_lazy("All of these")),
    ("any", gettext_lazy("Any of these")),
    ("at_least", gettext_lazy("At least so many of these")),
    ("none", gettext_lazy("None of these")),
    ("points", gettext_lazy("Enough points from these")),
)


class GroupForm(RevisedForm):
    """How a group combines its criteria."""

    kind = One(label=gettext_lazy("A lead must meet"), choices=KINDS, initial="any")
    number = Whole(
        label=gettext_lazy("How many, or how many points"), min_value=1, max_value=100_000, depends=True
    )
    label = Line(label=gettext_lazy("Name of the group"), max_length=60, required=False)

    def clean_label(self) -> str:
        """A name is one line."""
        return " ".join(self.cleaned_data["label"].split())

    def clean(self) -> dict[str, Any]:
        """Check that "at least so many" and points say how many."""
        data = super().clean() or self.cleaned_data
        counts = data.get("kind") in ("at_least", "points")
        if counts and "number" not in self.errors and not data.get("number"):
            self.add_error("number", _("Say how many, in digits, such as 2."))
        return data

    @property
    def combining(self) -> tuple[GroupKind, int | None, str]:
        """The kind, the number it needs, and the name; only after ``is_valid()``."""
        data = self.cleaned_data
        return data["kind"], data["number"], data["label"]

    @staticmethod
    def initial_of(group: Group) -> dict[str, Any]:
        """Return what the form shows for a group that is there already."""
        number = (
            group.k if isinstance(group, AtLeast) else group.threshold if isinstance(group, Points) else None
        )
        return {"kind": editing.kind_of(group), "number": number, "label": group.label}


class MoveForm(RevisedForm):
    """Where a criterion or group goes: one place up or down, or into a group, last or at a place counted from 0."""

    direction = One(choices=[("up", ""), ("down", "")], required=False)
    to = One(label=gettext_lazy("Stands in"), required=False)
    index = Whole(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, root: Node, id: str, revision: int) -> None:
        parent = editing.parent_of(root, id)
        initial = {"to": parent.id if parent else ""}
        super().__init__(data, revision=revision, initial=initial, auto_id="move_%s")
        self.root, self.id = root, id
        self.fields["to"].choices = places_for(root, id)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One way to move, and no other."""
        data = super().clean() or self.cleaned_data
        if not self.errors and bool(data["direction"]) == bool(data["to"]):
            raise forms.ValidationError(_("Say where it goes: up, down, or into which group."))
        return data

    def moved(self) -> Node:
        """Return the tree as it is after the move; only after ``is_valid()``."""
        data = self.cleaned_data
        if data["direction"]:
            return editing.shifted(self.root, self.id, -1 if data["direction"] == "up" else 1)
        return editing.moved(self.root, self.id, data["to"], data["index"])


def places_for(root: Node, id: str) -> list[tuple[str, str]]:
    """Return the groups something may stand in, as a select offers them: all but itself and those inside it."""
    inside = {id}
    choices = []
    for place in walk(root):
        if place.node.id in inside:
            inside |= {child.id for child in children(place.node)}
        elif isinstance(place.node, GROUPS):
            choices.append((place.node.id, f"{'— ' * (place.depth - 1)}{': '.join(parts(place.node))}"))
    return choices
