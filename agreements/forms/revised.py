"""A form on a text that several people edit: it carries the revision that was seen when it was opened."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.http import QueryDict

from slaportal.ui.asking import Revision


class RevisedForm(forms.Form):
    """Base of the forms that change a draft; ``revision`` is the one the page shows."""

    seen_revision = Revision()

    def __init__(self, data: Any = None, *, revision: int, initial: Any = None, **options: Any) -> None:
        super().__init__(data, initial={**(initial or {}), "seen_revision": revision}, **options)

    def stands_beside(self, revision: int) -> None:
        """Keep what was entered on a page that shows a newer text: saving it once more is then meant."""
        data = cast(QueryDict, self.data).copy()
        data["seen_revision"] = str(revision)
        self.data = data
