"""What somebody wants to see of the queue or of all leads, read from an address."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.queries import visible_to
from agreements.rules.terms import CLAUSES
from leads.models import Batch, Channel, Lead
from leads.queries import intake, presets, sight
from leads.queries.faces import SHOWN
from leads.queries.presets import PRESETS
from leads.queries.register import SHELVES, Wish
from leads.rules.clock import KINDS
from slaportal.accounts.models import User

_DUE = [
    ("", _("Anything")),
    *((kind, f"{CLAUSES[KINDS[kind].clause].code} {CLAUSES[KINDS[kind].clause].name}") for kind in SHOWN),
    ("follow_up", _("A follow-up")),
]


class QueueForm(forms.Form):
    """The address of the queue; whatever makes no sense in it is left out."""

    preset = forms.ChoiceField(choices=[(key, preset.label) for key, preset in PRESETS.items()])
    scope = forms.ChoiceField(choices=[("mine", _("Mine")), ("team", _("Team"))])
    page = forms.IntegerField(min_value=1)
    q = forms.CharField(
        label=_("Name, company or e-mail"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
    )
    due = forms.ChoiceField(label=_("What is due next"), choices=_DUE, required=False)
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("Whose lead"), required=False, empty_label=_("Anybody")
    )

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        self.user = user
        _narrow(self, "owner", sight.reps_visible_to(user))
        for field in self.fields.values():
            field.depends = True  # type: ignore[attr-defined]  # nothing here is asked for, so nothing is marked optional
        self.full_clean()

    @property
    def chosen_preset(self) -> str:
        """The tab."""
        return str(self.cleaned_data.get("preset", "all"))

    @property
    def chosen_scope(self) -> presets.Scope:
        """Whose leads: the person's own or their team's, as far as that is a difference for them."""
        known = presets.scopes_of(self.user)
        return next((scope for scope in known if scope == self.cleaned_data.get("scope")), known[0])

    @property
    def page_number(self) -> int:
        """Which page."""
        return int(self.cleaned_data.get("page", 1))

    @property
    def only(self) -> Q | None:
        """The condition that narrows the leads down, None when nothing does."""
        text, due, owner = (self.cleaned_data.get(name) for name in ("q", "due", "owner"))
        only = Q()
        if text:
            only &= (
                Q(lead__name__icontains=text)
                | Q(lead__company__icontains=text)
                | Q(lead__email__icontains=text)
            )
        if due:
            only &= Q(next_due_kind=due)
        if owner:
            only &= Q(owner=owner)
        return only or None


class ListForm(forms.Form):
    """The address of the list of leads; whatever makes no sense in it is left out."""

    show = forms.ChoiceField(choices=[(key, shelf.label) for key, shelf in SHELVES.items()], required=False)
    page = forms.IntegerField(min_value=1, required=False)
    q = forms.CharField(
        label=_("Name, company, e-mail, telephone or number"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    stage = forms.ChoiceField(
        label=_("Stage"), choices=[("", _("Any stage")), *Lead.Stage.choices], required=False
    )
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Source"), empty_label=_("Any source"), required=False
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("With"), empty_label=_("Anybody"), required=False
    )
    agreement = forms.ModelChoiceField(
        Agreement.objects.none(), label=_("Agreement"), empty_label=_("Any agreement"), required=False
    )

    batch = forms.ModelChoiceField(Batch.objects.none(), required=False)

    def __init__(self, data: Any, *, user: User) -> None:
        super().__init__(data)
        agreements = visible_to(user)
        _narrow(self, "batch", intake.batches_visible_to(user))
        _narrow(self, "agreement", agreements)
        _narrow(self, "channel", Channel.objects.filter(agreement__in=agreements).order_by("name"))
        _narrow(self, "owner", sight.reps_visible_to(user))
        self.full_clean()

    @property
    def wish(self) -> Wish:
        """What to show."""
        said = self.cleaned_data
        names = ("agreement", "channel", "owner", "batch")
        keys = {name: chosen.pk for name in names if (chosen := said.get(name))}
        return Wish(
            shelf=said.get("show") or "all",
            text=" ".join(said.get("q", "").split()),
            stage=said.get("stage", ""),
            **keys,
        )

    @property
    def chosen_batch(self) -> Batch | None:
        """The file whose leads to show."""
        batch: Batch | None = self.cleaned_data.get("batch")
        return batch

    @property
    def selects(self) -> list[forms.BoundField]:
        """The fields with a list to choose from; of agreements only where there are several."""
        agreement = self.fields["agreement"]
        assert isinstance(agreement, forms.ModelChoiceField)
        several = agreement.queryset is not None and agreement.queryset.count() > 1
        return [self[name] for name in ("stage", "channel", "owner", *(["agreement"] if several else []))]

    @property
    def page_number(self) -> int:
        """Which page."""
        return self.cleaned_data.get("page") or 1


def _narrow(form: forms.Form, name: str, among: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = among
