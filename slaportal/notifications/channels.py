"""The way out of the house: e-mail, as text and as HTML."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from slaportal.accounts.models import User
from slaportal.notifications.attachments import Attachment, fetch
from slaportal.notifications.kinds import kind_of
from slaportal.notifications.models import Delivery, Notice

SHOWN_IN_DIGEST = 40


def send_notice(delivery: Delivery, *, through: BaseEmailBackend, at: datetime) -> None:
    """E-mail one notice with what it carries; raises what the mail server raises.

    A file that cannot be had at ``at`` is left out, and the letter says so.
    """
    notice = delivery.notice
    kind = kind_of(notice.kind)
    files = fetch(notice.attachments, at=at)
    context = {
        "notice": notice,
        "incomplete": len(files) < len(notice.attachments),
        **(kind.more(notice) if kind.more else {}),
    }
    mark = f"notice-{delivery.pk}"
    _send(kind.letter, notice.recipient, notice.subject, context, mark, files, through=through)


def send_digest(person: User, notices: Sequence[Notice], *, mark: str, through: BaseEmailBackend) -> None:
    """E-mail what a person has not read yet as one letter; ``mark`` tells two days' letters apart."""
    count = len(notices)
    subject = ngettext("%(count)d thing you have not read", "%(count)d things you have not read", count)
    context = {
        "rows": [(kind_of(notice.kind), notice) for notice in notices[:SHOWN_IN_DIGEST]],
        "left_out": max(count - SHOWN_IN_DIGEST, 0),
    }
    title = _("SLA Portal: %(subject)s") % {"subject": subject % {"count": count}}
    _send("digest", person, title, context, f"digest-{person.pk}-{mark}", (), through=through)


def _send(
    letter: str,
    person: User,
    subject: str,
    context: dict[str, Any],
    mark: str,
    files: Sequence[Attachment],
    *,
    through: BaseEmailBackend,
) -> None:
    """Render one letter in the person's zone and hand it to the mail server.

    The message's id is made from what it tells, so a letter sent a second time after a worker was killed is known by
    mail programs as the same one.
    """
    host = urlsplit(settings.PUBLIC_URL).hostname
    context = {"person": person, "subject": subject, "portal": settings.PUBLIC_URL, **context}
    with timezone.override(person.zone), translation.override(settings.LANGUAGE_CODE):
        text = render_to_string(f"emails/{letter}.txt", context)
        html = render_to_string(f"emails/{letter}.html", context)
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[person.email],
        headers={"Message-ID": f"<{mark}@{host}>", "Auto-Submitted": "auto-generated"},
        connection=through,
    )
    message.attach_alternative(html, "text/html")
    for file in files:
        message.attach(file.name, file.content, file.mime_type)
    message.send()
