"""What the tests of operations on agreements share: a refused change leaves everything as it was."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction

from slaportal.audit.models import Event
from slaportal.errors import Refused
from slaportal.notifications.models import Notice

Refusal = Callable[..., AbstractContextManager[pytest.ExceptionInfo[Any]]]


def everything() -> list[list[dict[str, Any]]]:
    """Every row of agreements with its history, of the ledger and of the outbox."""
    models = [*apps.get_app_config("agreements").get_models(), Event, Notice]
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.fixture
def refused() -> Refusal:
    """Expect a refusal of this kind, in a sentence that contains ``saying``, after which no row anywhere differs."""

    @contextmanager
    def expect(error: type[Refused], saying: str) -> Iterator[pytest.ExceptionInfo[Any]]:
        before = everything()
        with pytest.raises(error) as raised:
            yield raised
        assert saying in str(raised.value)
        assert everything() == before

    return expect


class _Undone(Exception):
    """Leaves the transaction of a savepoint."""


@pytest.fixture
def savepoint(db: None) -> Callable[[Callable[[], None]], None]:
    """Run something and undo it, so that one world serves many trials."""

    def run(trial: Callable[[], None]) -> None:
        with contextlib.suppress(_Undone), transaction.atomic():
            trial()
            raise _Undone

    return run
