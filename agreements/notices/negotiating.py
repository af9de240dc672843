"""News of what is said about a draft: comments, mentions, suggestions and what became of them.

Nobody is told what they did themselves, nor what they may no longer see; who is mentioned is told that and no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements import queries
from agreements.models import Comment, Suggestion, Thread, Version
from agreements.notices.names import leaders_of, names_of, page_of
from agreements.rules.places import PLACES
from slaportal.accounts.models import User
from slaportal.audit.ledger import stream_of
from slaportal.notifications import outbox
from slaportal.notifications.kinds import Kind

KINDS = (
    Kind("agreement.mention", gettext_lazy("You were mentioned on a draft"), icon="at"),
    Kind("agreement.comment", gettext_lazy("A comment on a draft"), icon="message-2"),
    Kind("agreement.thread_resolved", gettext_lazy("A thread on a draft was resolved"), icon="check"),
    Kind("agreement.suggestion", gettext_lazy("A suggestion on a draft"), icon="file-diff"),
    Kind("agreement.suggestion_settled", gettext_lazy("A suggestion was settled"), icon="gavel"),
)


def thread_opened(comment: Comment, *, at: datetime) -> None:
    """Tell whom the first comment of a thread mentions, and both leaders."""
    _commented(comment, leaders_of(comment.thread.version.agreement), at=at)


def thread_replied(comment: Comment, *, at: datetime) -> None:
    """Tell whom a reply mentions, and those who spoke in the thread before."""
    _commented(comment, _speakers(comment.thread), at=at)


def thread_resolved(thread: Thread, *, at: datetime, by: User) -> None:
    """Tell those who spoke in a thread that it is resolved; each time it is, since it may be reopened."""
    outbox.tell(
        _concerned(thread.version, _speakers(thread), but=by),
        kind="agreement.thread_resolved",
        key=f"thread:{thread.pk}:resolved:{at.isoformat()}",
        subject=_("%(person)s resolved a thread on %(place)s, version %(number)s of %(agreement)s")
        % {"person": by, **_named(thread.version, thread.place)},
        url=_page(thread.version, thread.place),
        about=stream_of(thread.version.agreement),
        at=at,
    )


def suggestion_made(suggestion: Suggestion, *, at: datetime) -> None:
    """Tell both leaders that somebody suggests another text."""
    version = suggestion.version
    outbox.tell(
        _concerned(version, leaders_of(version.agreement), but=suggestion.by),
        kind="agreement.suggestion",
        key=f"suggestion:{suggestion.pk}:made",
        subject=_("%(person)s suggests another text for %(place)s, version %(number)s of %(agreement)s")
        % {"person": suggestion.by, **_named(version, suggestion.place)},
        body=suggestion.why,
        url=f"{page_of('draft', version)}#s-{suggestion.place}",
        about=stream_of(version.agreement),
        at=at,
    )


def suggestion_settled(suggestion: Suggestion, *, at: datetime) -> None:
    """Tell the person who made it, and the other leader, what became of a suggestion."""
    version, by = suggestion.version, suggestion.settled_by
    said = {
        Suggestion.Outcome.ACCEPTED: _(
            "%(person)s accepted the suggestion for %(place)s, version %(number)s of %(agreement)s"
        ),
        Suggestion.Outcome.REJECTED: _(
            "%(person)s rejected the suggestion for %(place)s, version %(number)s of %(agreement)s"
        ),
        Suggestion.Outcome.WITHDRAWN: _(
            "%(person)s withdrew the suggestion for %(place)s, version %(number)s of %(agreement)s"
        ),
    }[Suggestion.Outcome(suggestion.outcome)]
    assert by is not None
    outbox.tell(
        _concerned(version, [suggestion.by, *leaders_of(version.agreement)], but=by),
        kind="agreement.suggestion_settled",
        key=f"suggestion:{suggestion.pk}:settled",
        subject=said % {"person": by, **_named(version, suggestion.place)},
        body=suggestion.answer,
        url=f"{page_of('draft', version)}#s-{suggestion.place}",
        about=stream_of(version.agreement),
        at=at,
    )


def _commented(comment: Comment, people: Iterable[User], *, at: datetime) -> None:
    version, place = comment.thread.version, comment.thread.place
    mentioned = _concerned(version, comment.mentions.all(), but=comment.by)
    outbox.tell(
        mentioned,
        kind="agreement.mention",
        key=f"comment:{comment.pk}",
        subject=_("%(person)s mentioned you on %(place)s, version %(number)s of %(agreement)s")
        % {"person": comment.by, **_named(version, place)},
        body=comment.text,
        url=_page(version, place),
        about=stream_of(version.agreement),
        at=at,
    )
    outbox.tell(
        [person for person in _concerned(version, people, but=comment.by) if person not in mentioned],
        kind="agreement.comment",
        key=f"comment:{comment.pk}",
        subject=_("%(person)s commented on %(place)s, version %(number)s of %(agreement)s")
        % {"person": comment.by, **_named(version, place)},
        body=comment.text,
        url=_page(version, place),
        about=stream_of(version.agreement),
        at=at,
    )


def _speakers(thread: Thread) -> list[User]:
    return [comment.by for comment in thread.comments.select_related("by")]


def _concerned(version: Version, people: Iterable[User], *, but: User) -> list[User]:
    """Those of the people who may see the draft now, each once, without the one who did it."""
    asked = {person.pk for person in people} - {but.pk}
    return list(queries.readers_of(version.agreement).filter(pk__in=asked))


def _named(version: Version, place: str) -> dict[str, object]:
    return {"place": PLACES[place].title, **names_of(version)}


def _page(version: Version, place: str) -> str:
    return f"{page_of('draft', version)}?talk={place}#talk-{place}"
