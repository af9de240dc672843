"""Discussing a draft: people talk about its places in threads, mention each other, and close a thread when it is settled."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import notices, queries
from agreements.models import Comment, ReadMark, Thread, Version
from agreements.operations.holding import hold_version, permit
from agreements.rules.places import PLACES
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused


class NoSuchPlace(Refused):
    """A draft has no section or clause of this name."""

    def __init__(self, key: str) -> None:
        super().__init__(_("The agreement has no place called “%(place)s”.") % {"place": key})


class SaysNothing(Refused):
    """A comment without words."""


class NotAReader(Refused):
    """Somebody was mentioned who may not see the draft."""


class AlreadyResolved(Refused):
    """The thread was resolved before; it has to be reopened first."""


class NotResolved(Refused):
    """The thread is open as it is."""


def open_thread(
    version: Version, *, place: str, text: str, mentions: Collection[User] = (), at: datetime, by: User
) -> Thread:
    """Begin a conversation about one place of a draft (requirement B4), and return it.

    Both leaders are told, and whoever is mentioned. Raises NoSuchPlace, SaysNothing, NotAReader, NotYours, NotNow.
    """
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "comment", by=by)
        if place not in PLACES:
            raise NoSuchPlace(place)
        thread = Thread.objects.create(version=version, place=place, opened_at=at, opened_by=by)
        comment = _said(thread, text, mentions, kind="thread.opened", at=at, by=by)
        notices.thread_opened(comment, at=at)
        return thread


def reply(thread: Thread, *, text: str, mentions: Collection[User] = (), at: datetime, by: User) -> Comment:
    """Add to an open thread; who spoke in it is told. Raises AlreadyResolved, SaysNothing, NotAReader, NotYours, NotNow."""
    with transaction.atomic():
        thread = _held(thread, by=by)
        if thread.resolved_at is not None:
            raise AlreadyResolved(
                _("%(person)s resolved this thread. Reopen it to go on.") % {"person": thread.resolved_by}
            )
        comment = _said(thread, text, mentions, kind="thread.replied", at=at, by=by)
        notices.thread_replied(comment, at=at)
        return comment


def resolve(thread: Thread, *, at: datetime, by: User) -> Thread:
    """Close a thread whose question is settled; it stays readable. Raises AlreadyResolved, NotYours, NotNow."""
    with transaction.atomic():
        thread = _held(thread, by=by)
        if thread.resolved_at is not None:
            raise AlreadyResolved(
                _("%(person)s resolved this thread already.") % {"person": thread.resolved_by}
            )
        thread.resolved_at, thread.resolved_by = at, by
        thread.save(update_fields=["resolved_at", "resolved_by"])
        ledger.record(thread.version.agreement, "thread.resolved", at=at, by=by, data=_about(thread))
        notices.thread_resolved(thread, at=at, by=by)
        return thread


def reopen(thread: Thread, *, at: datetime, by: User) -> Thread:
    """Take a resolved thread up again. Raises NotResolved, NotYours, NotNow."""
    with transaction.atomic():
        thread = _held(thread, by=by)
        if thread.resolved_at is None:
            raise NotResolved(_("This thread is open already."))
        thread.resolved_at = thread.resolved_by = None
        thread.save(update_fields=["resolved_at", "resolved_by"])
        ledger.record(thread.version.agreement, "thread.reopened", at=at, by=by, data=_about(thread))
        return thread


def mark_read(version: Version, *, at: datetime, by: User) -> None:
    """Remember until when a person has read what is said about a version; never back to an earlier moment.

    Nobody else sees it, so it needs no right but that of seeing the draft, which the door has checked.
    """
    with transaction.atomic():
        mark, is_new = ReadMark.objects.get_or_create(version=version, person=by, defaults={"at": at})
        if not is_new and mark.at < at:
            mark.at = at
            mark.save(update_fields=["at"])


def _held(thread: Thread, *, by: User) -> Thread:
    """Take the agreement of a thread, and return the thread as it now is, for somebody who may comment."""
    version = hold_version(thread.version)
    permit(version, "comment", by=by)
    held = Thread.objects.select_related("resolved_by", "opened_by").get(pk=thread.pk)
    held.version = version
    return held


def _said(
    thread: Thread, text: str, mentions: Collection[User], *, kind: str, at: datetime, by: User
) -> Comment:
    """Write a comment down with its line in the ledger, and tell whom it mentions."""
    text = text.strip()
    if not text:
        raise SaysNothing(_("The comment is empty. Write what you think of this text."))
    agreement = thread.version.agreement
    readers = set(queries.readers_of(agreement).filter(pk__in=[person.pk for person in mentions]))
    if strangers := [str(person) for person in mentions if person not in readers]:
        raise NotAReader(
            _("%(people)s cannot see this draft. Mention only people it is open to.")
            % {"people": ", ".join(strangers)}
        )
    comment = Comment.objects.create(thread=thread, by=by, at=at, text=text)
    comment.mentions.set(readers)
    data = {**_about(thread), "comment": comment.pk, "text": text, "mentions": sorted(map(str, readers))}
    ledger.record(agreement, kind, at=at, by=by, data=data)
    return comment


def _about(thread: Thread) -> dict[str, Any]:
    return {"version": thread.version.number, "thread": thread.pk, "place": thread.place}
