"""A letter carries the files that its news names, and goes out without those that cannot be had."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core import mail
from pytest_django.fixtures import Settings

from slaportal.notifications import delivering
from slaportal.notifications.attachments import Attachment, fetch
from slaportal.notifications.models import Notice
from slaportal.notifications.outbox import tell
from tests.factories.people import Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)


def page(key: str, *, at: datetime) -> Attachment | None:
    """Give page "1" and no other; page "0" is a fault."""
    if key == "0":
        raise ZeroDivisionError("no page is number nought")
    return (
        Attachment(f"page-{key}.txt", f"Page {key} at {at:%H:%M}".encode(), "text/plain")
        if key == "1"
        else None
    )


@pytest.fixture(autouse=True)
def providers(settings: Settings) -> None:
    settings.ATTACHMENT_PROVIDERS = {"page": f"{__name__}.page", "gone": f"{__name__}.gone"}


def letter(person: Any, *references: str) -> Any:
    tell([person], kind="x", key="x", subject="Pages", body="Here.", attachments=references, at=AT)
    delivering.deliver(clock=lambda: AT)
    return mail.outbox[0]


def test_a_file_is_fetched_when_the_letter_goes_out(cast: Cast) -> None:
    sent = letter(cast.priya, "page:1")
    assert sent.attachments == [("page-1.txt", "Page 1 at 10:42", "text/plain")]
    assert Notice.objects.get().attachments == ["page:1"]
    assert "could not be attached" not in sent.body


@pytest.mark.parametrize("reference", ["page:0", "page:2", "gone:1", "unknown:1", "nonsense"])
def test_a_file_that_cannot_be_had_is_left_out_and_the_letter_says_so(cast: Cast, reference: str) -> None:
    sent = letter(cast.priya, reference, "page:1")
    assert [name for name, *_rest in sent.attachments] == ["page-1.txt"]
    for text in (sent.body, sent.alternatives[0][0]):
        assert "A file that belongs to this letter could not be attached." in text


def test_news_without_files_ask_nobody() -> None:
    assert fetch([], at=AT) == []
