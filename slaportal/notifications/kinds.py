"""The kinds of news the portal tells, gathered from the apps that tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from slaportal.notifications.models import Delivery, Notice


@dataclass(frozen=True)
class Kind:
    """One kind of news: how it looks under the bell and how it leaves the house.

    ``key`` is stored with each notice. ``channels`` are used when the teller names none. ``insists`` sends the e-mail
    whatever the person prefers, for mail they cannot do without. ``letter`` names the pair of templates
    ``emails/<letter>.txt`` and ``.html``; ``more`` adds to their context at the moment of sending, so that what
    must not be stored (a link that opens an account) never is.
    """

    key: str
    title: str | Promise
    icon: str = "bell"
    channels: tuple[str, ...] = (Delivery.Channel.EMAIL,)
    insists: bool = False
    letter: str = "notice"
    more: Callable[[Notice], dict[str, Any]] | None = None


@cache
def table() -> Mapping[str, Kind]:
    """Return every kind by its key, from the tables that ``NOTICE_KINDS`` lists; a key stands in one of them."""
    kinds: dict[str, Kind] = {}
    for path in settings.NOTICE_KINDS:
        tables: Iterable[Kind] = import_string(path)
        for kind in tables:
            if kind.key in kinds:
                raise ValueError(f"Two kinds of news are called {kind.key!r}.")
            kinds[kind.key] = kind
    return kinds


def kind_of(key: str) -> Kind:
    """Return the kind with this key; a key of an older release reads as plain news."""
    return table().get(key) or Kind(key=key, title=_("News"))
