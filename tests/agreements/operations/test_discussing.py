"""Discussing a draft: threads, replies, mentions, resolving, and every refusal."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import DatabaseError, transaction

from agreements import queries
from agreements.models import Comment, ReadMark, Thread, Version
from agreements.operations import discussing, drafting, holding
from slaportal.accounts.models import Side, User
from slaportal.audit.models import Event
from slaportal.notifications.models import Notice
from tests.agreements.operations.conftest import Refusal
from tests.factories import agreements, moments, people
from tests.factories.people import Cast

HOUR = timedelta(hours=1)


@pytest.fixture
def thread(cast: Cast, draft: Version) -> Thread:
    """A question by Priya, a rep, about the first response."""
    return discussing.open_thread(
        draft, place="S1", text="Is an hour fair at night?", at=moments.BEGUN, by=cast.priya
    )


def told(kind: str) -> dict[str, str]:
    """Who was told news of a kind, with its subject."""
    notices = Notice.objects.filter(kind=kind).select_related("recipient")
    return {notice.recipient.full_name: notice.subject for notice in notices}


def test_everybody_bound_may_begin_a_thread_and_both_leaders_hear_of_it(thread: Thread, cast: Cast) -> None:
    comment = thread.comments.get()
    assert (thread.place, thread.opened_by, comment.by) == ("S1", cast.priya, cast.priya)
    assert comment.text == "Is an hour fair at night?"
    subject = "Priya Raman commented on S1 First response, version 1 of Instruments, Europe"
    assert told("agreement.comment") == {"Ines Marchetti": subject, "Daniel Osei": subject}


def test_a_leader_is_not_told_what_the_leader_said(cast: Cast, draft: Version) -> None:
    discussing.open_thread(draft, place="M4", text="240?", at=moments.BEGUN, by=cast.ines)
    assert list(told("agreement.comment")) == ["Daniel Osei"]


def test_a_reply_is_told_to_those_who_spoke_before(cast: Cast, thread: Thread) -> None:
    discussing.reply(thread, text="At night nobody calls.", at=moments.BEGUN + HOUR, by=cast.tom)
    Notice.objects.all().delete()
    discussing.reply(thread, text="Then say so.", at=moments.BEGUN + 2 * HOUR, by=cast.priya)
    assert list(told("agreement.comment")) == ["Tom Hallett"]


def test_who_is_mentioned_is_told_that_and_not_the_comment_again(cast: Cast, thread: Thread) -> None:
    Notice.objects.all().delete()
    both = [cast.priya, cast.helen]
    comment = discussing.reply(thread, text="@Priya @Helen?", mentions=both, at=moments.NOW, by=cast.daniel)
    assert set(comment.mentions.all()) == {cast.priya, cast.helen}
    assert set(told("agreement.mention")) == {"Priya Raman", "Helen Strand"}
    assert told("agreement.comment") == {}


def test_who_mentions_themselves_is_not_told(cast: Cast, thread: Thread) -> None:
    discussing.reply(thread, text="Note to self.", mentions=[cast.tom], at=moments.NOW, by=cast.tom)
    assert told("agreement.mention") == {}


def test_who_left_is_not_told(cast: Cast, thread: Thread) -> None:
    User.objects.filter(pk=cast.priya.pk).update(is_active=False)
    Notice.objects.all().delete()
    discussing.reply(thread, text="Anyone?", at=moments.NOW, by=cast.ines)
    assert Notice.objects.count() == 0


def test_a_resolved_thread_can_be_reopened_and_each_time_it_is_told(cast: Cast, thread: Thread) -> None:
    for hours in (1, 3):
        resolved = discussing.resolve(thread, at=moments.BEGUN + hours * HOUR, by=cast.ines)
        assert (resolved.resolved_by, resolved.resolved_at) == (cast.ines, moments.BEGUN + hours * HOUR)
        again = discussing.reopen(thread, at=moments.BEGUN + (hours + 1) * HOUR, by=cast.priya)
        assert (again.resolved_by, again.resolved_at) == (None, None)
    notices = Notice.objects.filter(kind="agreement.thread_resolved")
    assert [notice.recipient for notice in notices] == [cast.priya, cast.priya]


def test_every_step_has_its_line_in_the_ledger(cast: Cast, thread: Thread) -> None:
    discussing.reply(thread, text="Yes.", mentions=[cast.tom], at=moments.BEGUN, by=cast.daniel)
    discussing.resolve(thread, at=moments.BEGUN, by=cast.daniel)
    discussing.reopen(thread, at=moments.BEGUN, by=cast.daniel)
    events = Event.objects.filter(kind__startswith="thread.").order_by("sequence")
    assert [event.kind for event in events] == [
        "thread.opened", "thread.replied", "thread.resolved", "thread.reopened",
    ]  # fmt: skip
    comment = thread.comments.last()
    assert comment is not None
    assert events[1].data == {
        "version": 1,
        "thread": thread.pk,
        "place": "S1",
        "comment": comment.pk,
        "text": "Yes.",
        "mentions": ["Tom Hallett"],
    }


def test_what_was_said_stays_as_it_was_said(thread: Thread) -> None:
    with pytest.raises(DatabaseError, match="evidence"), transaction.atomic():
        thread.comments.update(text="Something else")


def test_a_draft_that_is_out_for_signature_is_still_talked_about(cast: Cast, thread: Thread) -> None:
    agreements.propose(thread.version, by=cast.ines)
    discussing.reply(thread, text="One more thing.", at=moments.PROPOSED, by=cast.priya)
    version = Version.objects.get(pk=thread.version_id)
    assert version.state == "out_for_signature", "talk closes no round"


def test_reading_goes_forward_only(cast: Cast, draft: Version) -> None:
    for at in (moments.NOW, moments.BEGUN):
        discussing.mark_read(draft, at=at, by=cast.helen)
    assert ReadMark.objects.get().at == moments.NOW


def test_nothing_can_be_said_about_a_place_that_is_none(cast: Cast, draft: Version, refused: Refusal) -> None:
    with refused(discussing.NoSuchPlace, "no place called “S9”"):
        discussing.open_thread(draft, place="S9", text="?", at=moments.NOW, by=cast.ines)


def test_silence_is_no_comment(cast: Cast, thread: Thread, refused: Refusal) -> None:
    with refused(discussing.SaysNothing, "comment is empty"):
        discussing.reply(thread, text=" \n", at=moments.NOW, by=cast.ines)
    with refused(discussing.SaysNothing, "comment is empty"):
        discussing.open_thread(thread.version, place="S1", text="", at=moments.NOW, by=cast.ines)


def test_only_people_who_may_see_the_draft_are_mentioned(
    cast: Cast, thread: Thread, refused: Refusal
) -> None:
    vera = people.person("Vera Lang")
    people.team("Elsewhere", Side.SALES, leader=vera)
    with refused(discussing.NotAReader, "Vera Lang cannot see this draft"):
        discussing.reply(thread, text="@Vera", mentions=[vera, cast.tom], at=moments.NOW, by=cast.ines)


def test_a_resolved_thread_takes_no_reply_and_is_not_resolved_twice(
    cast: Cast, thread: Thread, refused: Refusal
) -> None:
    discussing.resolve(thread, at=moments.NOW, by=cast.ines)
    with refused(discussing.AlreadyResolved, "Ines Marchetti resolved this thread. Reopen it"):
        discussing.reply(thread, text="But", at=moments.NOW, by=cast.priya)
    with refused(discussing.AlreadyResolved, "Ines Marchetti resolved this thread already"):
        discussing.resolve(thread, at=moments.NOW, by=cast.priya)


def test_an_open_thread_is_not_reopened(cast: Cast, thread: Thread, refused: Refusal) -> None:
    with refused(discussing.NotResolved, "open already"):
        discussing.reopen(thread, at=moments.NOW, by=cast.priya)


@pytest.mark.parametrize("who", ["helen", "alex"])
def test_who_reads_along_without_being_bound_does_not_join_in(
    cast: Cast, thread: Thread, refused: Refusal, who: str
) -> None:
    person = getattr(cast, who)
    for act in (
        partial(discussing.open_thread, thread.version, place="S1", text="Hm"),
        partial(discussing.reply, thread, text="Hm"),
        partial(discussing.resolve, thread),
        partial(discussing.reopen, thread),
    ):
        with refused(holding.NotYours, "Only the people it binds"):
            act(at=moments.NOW, by=person)


def test_a_dropped_draft_is_not_talked_about_any_more(cast: Cast, thread: Thread, refused: Refusal) -> None:
    drafting.drop(thread.version, at=moments.NOW, by=cast.ines)
    for act in (
        partial(discussing.open_thread, thread.version, place="S1", text="Hm"),
        partial(discussing.reply, thread, text="Hm"),
        partial(discussing.resolve, thread),
    ):
        with refused(holding.NotNow, "it cannot be commented on now"):
            act(at=moments.NOW, by=cast.priya)
    assert Comment.objects.count() == 1


def test_readers_are_exactly_those_who_find_the_agreement(cast: Cast, draft: Version) -> None:
    vera, leaver = people.person("Vera Lang"), people.person("Leo Grant", is_active=False)
    closed = people.team("Elsewhere", Side.SALES, leader=vera, members=(leaver, cast.tom))
    closed.is_active = False
    closed.save()
    draft.agreement.teams.add(closed)
    finding = {user for user in User.objects.all() if queries.visible_to(user).exists()}
    assert set(queries.readers_of(draft.agreement)) == finding
    assert vera not in finding
