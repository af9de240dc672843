"""What administrators and people type about people, teams and absences, turned into clean values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from allauth.account.forms import ChangePasswordForm, LoginForm, ResetPasswordForm, ResetPasswordKeyForm
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slaportal.accounts import places
from slaportal.accounts.models import Membership, Side, Team, User
from slaportal.accounts.operations.teaming import Seat


def _time_zones() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in places.time_zones()]


def _hours() -> list[tuple[int, str]]:
    return [(hour, f"{hour:02d}:00") for hour in range(24)]


def _why() -> forms.CharField:
    return forms.CharField(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Kept in the history beside the change."),
    )


class _OurWords(forms.Form):
    """A form of allauth in our words, without hints inside the fields that repeat their labels."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.label = _("E-mail")


class SignInForm(_OurWords, LoginForm):
    """The address and the password somebody signs in with."""


class ForgottenPasswordForm(_OurWords, ResetPasswordForm):
    """The address to which a link to a new password is sent."""


class NewPasswordForm(_OurWords, ResetPasswordKeyForm):
    """A new password, chosen behind such a link."""


class ChangeOwnPasswordForm(_OurWords, ChangePasswordForm):
    """A new password in the place of the present one."""


class PersonForm(forms.Form):
    """What an administrator says about a person."""

    full_name = forms.CharField(label=gettext_lazy("Full name"), max_length=150)
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), help_text=gettext_lazy("The address they sign in with.")
    )
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=120, required=False)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=_time_zones)
    is_manager = forms.BooleanField(
        label=gettext_lazy("Manager"),
        required=False,
        help_text=gettext_lazy("Reads every dashboard and lead, attends reviews."),
    )
    is_administrator = forms.BooleanField(
        label=gettext_lazy("Administrator"),
        required=False,
        help_text=gettext_lazy("Looks after people, teams, channels and settings."),
    )


class NewPersonForm(PersonForm):
    """A new person, with their first place in a team."""

    team = forms.ModelChoiceField(
        Team.objects.filter(is_active=True),
        label=gettext_lazy("Team"),
        required=False,
        empty_label=gettext_lazy("No team yet"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role in the team"),
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
        required=False,
    )

    def clean_role(self) -> str:
        """A member, unless said otherwise."""
        return self.cleaned_data["role"] or Membership.Role.MEMBER


class ChangePersonForm(PersonForm):
    """Changes to a person, with the reason."""

    why = _why()

    @property
    def changes(self) -> dict[str, Any]:
        """What is to be changed, without the reason."""
        return {name: value for name, value in self.cleaned_data.items() if name != "why"}


class ReasonForm(forms.Form):
    """A reason, for a change that is one click."""

    why = _why()


class ProfileForm(forms.Form):
    """What people say about themselves."""

    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        help_text=gettext_lazy("As you sign agreements and as colleagues know you."),
    )
    job_title = forms.CharField(label=gettext_lazy("Job title"), max_length=120, required=False)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=_time_zones,
        help_text=gettext_lazy("Every time you read is in this zone."),
    )
    mail = forms.ChoiceField(label=gettext_lazy("News by e-mail"), choices=User.Mail.choices)
    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("Daily digest at"),
        choices=_hours,
        coerce=int,
        help_text=gettext_lazy("One letter with what you have not read."),
    )


class TeamForm(forms.Form):
    """A team, its side and its territory."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    side = forms.ChoiceField(label=gettext_lazy("Side"), choices=Side.choices)
    countries = forms.CharField(
        label=gettext_lazy("Territory"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Everywhere")}),
        help_text=gettext_lazy(
            "Countries by name or code, with commas between: GB, Ireland. Empty means everywhere."
        ),
    )

    def clean_countries(self) -> list[str]:
        """The ISO codes, each once; says which words are not countries."""
        words = [word.strip() for word in self.cleaned_data["countries"].split(",") if word.strip()]
        codes = {word: places.country_code(word) for word in words}
        if unknown := [word for word, code in codes.items() if code is None]:
            raise ValidationError(_("Not a country we know: %(words)s.") % {"words": ", ".join(unknown)})
        return list(dict.fromkeys(code for code in codes.values() if code))


class ChangeTeamForm(TeamForm):
    """Changes to a team, with the reason for them and for changes of its places."""

    is_active = forms.BooleanField(
        label=gettext_lazy("Active"),
        required=False,
        help_text=gettext_lazy("A team that is not active gives its people no role and takes no leads."),
    )
    why = _why()


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return (
            f"{obj.full_name}, {obj.email}" if obj.is_active else _("%(name)s (deactivated)") % {"name": obj}
        )


class SeatForm(forms.Form):
    """One person's place in a team: who is seated stays who they are, the empty line takes anybody."""

    person = forms.TypedChoiceField(label=gettext_lazy("Person"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Membership.Role.choices, initial=Membership.Role.MEMBER
    )
    weight = forms.IntegerField(label=gettext_lazy("Share"), min_value=0, max_value=10, initial=1)
    capacity = forms.IntegerField(
        label=gettext_lazy("Open leads at most"), min_value=1, max_value=32767, required=False
    )

    def __init__(self, *args: Any, people: Mapping[int, User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.TypedChoiceField, self.fields["person"])
        field.coerce = lambda key: people[int(key)]
        field.choices = [
            ("", _("Add somebody")),
            *((key, f"{who}, {who.email}") for key, who in people.items()),
        ]
        self.seated = people.get(self.initial.get("person", 0))
        if self.seated:
            field.widget = forms.HiddenInput()


SeatFormSet = forms.formset_factory(SeatForm, extra=1, can_delete=True)


def seats_of(formset: forms.BaseFormSet[SeatForm]) -> list[Seat]:
    """Return the places as they are wanted: those filled in and not taken out."""
    lines = (form.cleaned_data for form in formset.forms)
    return [
        Seat(line["person"], line["role"], line["weight"], line["capacity"])
        for line in lines
        if line.get("person") and not line.get("DELETE")
    ]


class AbsenceForm(forms.Form):
    """When somebody is away; who it is can be chosen by those who plan for others."""

    person = _PersonField(User.objects.none(), label=gettext_lazy("Who"), empty_label=None)
    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=forms.DateInput(attrs={"type": "date"})
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=gettext_lazy("Both days included."),
    )
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        if people.count() == 1:
            self.fields["person"].widget = forms.HiddenInput()
