"""A form on a text that several people edit: it carries the revision that was seen when it was opened, and takes a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Version
from slaportal.ui.asking import Line, Revision


class RevisedForm(forms.Form):
    """Base of the forms that change a draft; ``revision`` is the one the page shows.

    ``counts`` says that the form may change what is counted: then a draft that amends a signed version asks for the reason.
    """

    counts = True

    seen_revision = Revision()
    why = Line(
        label=gettext_lazy("Why"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Stands in the history beside the change."),
    )

    def __init__(self, data: Any = None, *, revision: int, initial: Any = None, **options: Any) -> None:
        super().__init__(data, initial={**(initial or {}), "seen_revision": revision}, **options)

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Yield the fields, the reason last, whatever was added after it."""
        for name in [*(name for name in self.fields if name != "why"), "why"]:
            yield self[name]

    def ask_why(self, amended: Version | None) -> None:
        """Say on the form of an amendment when the reason is needed; the operation holds it."""
        if amended is None or not self.counts:
            return
        why = self.fields["why"]
        why.depends = True  # type: ignore[attr-defined]
        why.help_text = _(
            "Needed when this changes what is counted: version %(number)s was signed without it."
        ) % {"number": amended.number}

    def stands_beside(self, revision: int) -> None:
        """Keep what was entered on a page that shows a newer text: saving it once more is then meant."""
        data = cast(QueryDict, self.data).copy()
        data["seen_revision"] = str(revision)
        self.data = data

    @property
    def carried(self) -> list[tuple[str, str]]:
        """What was answered besides the reason, to be carried along while the reason is asked for."""
        data = cast(QueryDict, self.data)
        return [
            (name, value)
            for name in data
            if name not in ("csrfmiddlewaretoken", "why")
            for value in data.getlist(name)
        ]
