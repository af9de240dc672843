"""What somebody says about a channel: where its leads belong, how they come, what its form asks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from agreements.rules.criteria.choices import FORMATS
from agreements.rules.criteria.vocabulary import FACTS, GROUPS
from leads.models import Channel

_QUESTIONS = [
    (_("Contact"), [("name", _("Name")), ("email", _("E-mail address")), ("phone", _("Telephone number"))]),
    *(
        (GROUPS[group], [(word.key, word.label) for word in FACTS.values() if word.group == group])
        for group in ("company", "person", "situation", "bant")
    ),
]


class ChannelForm(forms.Form):
    """What can be changed of a channel; ``of_form`` are the fields of its hosted form."""

    of_form = ("headline", "thanks", "questions")

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("Such as Price request, or Hanover fair 2026.")
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(choice.key, choice.label) for choice in FORMATS],
        help_text=_("How its information arrives. A definition may ask for it."),
    )
    headline = forms.CharField(
        label=_("Headline of the form"),
        max_length=160,
        required=False,
        help_text=_("Left empty, it is the name."),
    )
    thanks = forms.CharField(
        label=_("What the form says when it was sent"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    questions = forms.MultipleChoiceField(
        label=_("Asked besides what the agreement requires"),
        choices=_QUESTIONS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Every question more loses some of the people who would have filled in the form."),
    )


class NewChannelForm(ChannelForm):
    """A new channel; its agreement, its kind and its address stay."""

    agreement = forms.ModelChoiceField(Agreement.objects.none(), label=_("Agreement"), empty_label=None)
    kind = forms.ChoiceField(label=_("Kind"), choices=Channel.Kind.choices)
    slug = forms.SlugField(
        label=_("Short name in addresses"),
        max_length=60,
        required=False,
        help_text=_("Small letters, digits and hyphens. Left empty, it is made from the name."),
    )
    field_order = ("agreement", "kind", "name", "slug", "format", "headline", "thanks", "questions")

    def __init__(self, *args: Any, agreements: QuerySet[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agreement"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = agreements

    def clean(self) -> dict[str, Any]:
        """Make the short name from the name when none was given."""
        cleaned = super().clean() or {}
        if not cleaned.get("slug") and not self.errors:
            cleaned["slug"] = slugify(cleaned["name"])[:60]
            if not cleaned["slug"]:
                self.add_error("slug", _("Choose one; the name has no letters that an address can hold."))
        return cleaned


class ChangeChannelForm(ChannelForm):
    """Changes to a channel, with the reason."""

    is_open = forms.BooleanField(
        label=_("Open"),
        required=False,
        help_text=_("A closed channel takes no leads; those it brought stay."),
    )
    why = forms.CharField(
        label=_("Why"), max_length=500, required=False, help_text=_("Kept in the history beside the change.")
    )

    @property
    def changes(self) -> dict[str, Any]:
        """What is to be changed, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "why"}
