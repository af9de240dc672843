"""What every form of a section is: it shows its part of the terms, and gives back new values for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from agreements.forms.revised import RevisedForm
from agreements.rules import clauses
from agreements.rules.terms import Terms


class SectionForm(RevisedForm):
    """One section of a draft. ``changes`` are new values for fields of the terms; only once every field is clean.

    The values are checked the way the whole agreement is (``rules.clauses.check``): a fault whose path stands in ``fields_of``
    is refused at that field; any other may be saved, since a draft is allowed to be unfinished.
    """

    fields_of: Mapping[str, str] = {}

    def __init__(self, data: Any = None, *, terms: Terms, revision: int, today: date) -> None:
        super().__init__(data, revision=revision, initial=self.shown(terms))
        self.terms = terms
        self.today = today

    def shown(self, terms: Terms) -> dict[str, Any]:
        """Return what the fields show for these terms."""
        raise NotImplementedError

    def changes(self) -> dict[str, Any]:
        """Return the new values by field of ``Terms``."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Name each fault of the section at its field, with its mend."""
        data = super().clean() or self.cleaned_data
        if not self.errors:
            for fault in clauses.check(replace(self.terms, **self.changes())):
                if fault.path in self.fields_of:
                    self.add_error(self.fields_of[fault.path], f"{fault.message} {fault.mend}")
        return data
