"""Suggesting another text for one place of a draft: a leader accepts or rejects it, whoever made it may withdraw it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from agreements import notices
from agreements.models import Suggestion, Version
from agreements.operations import drafting
from agreements.operations.discussing import NoSuchPlace
from agreements.operations.holding import hold_version, permit
from agreements.operations.settling import settled
from agreements.rules import places
from agreements.rules.places import PLACES, Part
from agreements.rules.terms import Terms
from slaportal.accounts.models import User
from slaportal.audit import ledger
from slaportal.errors import Refused


class SuggestsNothing(Refused):
    """The suggested text is the one that stands there."""


class WhyMissing(Refused):
    """A suggestion says why, so that the leaders can weigh it."""


class AnswerMissing(Refused):
    """A rejection says why, so that whoever made the suggestion understands it."""


class AlreadySettled(Refused):
    """The suggestion was accepted, rejected or withdrawn before."""

    def __init__(self, suggestion: Suggestion) -> None:
        super().__init__(
            _("This suggestion is settled: %(outcome)s by %(person)s.")
            % {
                "outcome": suggestion.get_outcome_display().lower(),
                "person": suggestion.settled_by,
            }
        )


class NotYourSuggestion(Refused):
    """Only the person who made a suggestion withdraws it."""


class Outdated(Refused):
    """The place reads differently from the text the suggestion was made on, so it is never applied (docs/signing.md, 8).

    ``before`` are the sentences it was made on, ``now`` those that stand there.
    """

    def __init__(self, key: str, before: Sequence[str], now: Sequence[str]) -> None:
        self.before, self.now = tuple(before), tuple(now)
        super().__init__(
            _("“%(place)s” has changed since. It was made on: %(before)s Now it reads: %(now)s")
            % {"place": PLACES[key].title, "before": " ".join(before), "now": " ".join(now)}
        )


class MovedMeanwhile(Refused):
    """The text changed after the person opened it to suggest another; ``digest`` is that of the text as it now is."""

    def __init__(self, key: str, digest: str, now: Sequence[str]) -> None:
        self.digest = digest
        super().__init__(
            _("“%(place)s” was changed after you opened it. It now reads: %(now)s Nothing was saved yet.")
            % {"place": PLACES[key].title, "now": " ".join(now)}
        )


def suggest(
    version: Version, *, place: str, part: Part, seen_digest: str, why: str, at: datetime, by: User
) -> Suggestion:
    """Suggest another text for a place of a draft (requirement B4); both leaders are told.

    ``part`` is what the place would hold, ``seen_digest`` the hash of the text the person saw. Raises NoSuchPlace,
    WhyMissing, MovedMeanwhile, SuggestsNothing, NotYours, NotNow; ValueError or KeyError for a part of another place.
    """
    with transaction.atomic():
        version = hold_version(version)
        permit(version, "suggest", by=by)
        if place not in PLACES:
            raise NoSuchPlace(place)
        why = why.strip()
        if not why:
            raise WhyMissing(_("Say why the text should be another one."))
        terms = Terms.from_document(version.document)
        before = places.part_of(terms, place)
        base = places.digest(place, before)
        if base != seen_digest:
            raise MovedMeanwhile(place, base, _sentences(terms, place))
        proposed = places.part_of(settled(places.with_part(terms, place, part), version, terms), place)
        if places.digest(place, proposed) == base:
            raise SuggestsNothing(_("That is what the text says already. Change something, or leave it."))
        suggestion = Suggestion.objects.create(
            version=version,
            place=place,
            base_digest=base,
            before=before,
            proposed=proposed,
            why=why,
            at=at,
            by=by,
        )
        data = {
            **_about(suggestion),
            "base": base,
            "proposed": places.digest(place, proposed),
            "why": why,
        }
        ledger.record(version.agreement, "suggestion.made", at=at, by=by, data=data)
        notices.suggestion_made(suggestion, at=at)
        return suggestion


def accept(suggestion: Suggestion, *, at: datetime, by: User, answer: str = "") -> Version:
    """Put the suggested text into the draft, and return the version as it then is.

    It is an edit like any other: it is kept in the history with the reason, and it closes an open signing round. Raises
    Outdated (the text it was made on stands there no more), AlreadySettled, NotYours, NotNow.
    """
    with transaction.atomic():
        suggestion = _held(suggestion, "settle", by=by)
        version, place = suggestion.version, suggestion.place
        terms = Terms.from_document(version.document)
        if places.digest_of(terms, place) != suggestion.base_digest:
            before = _sentences(places.with_part(terms, place, suggestion.before), place)
            raise Outdated(place, before, _sentences(terms, place))
        edited = drafting.edit(
            version,
            terms=places.with_part(terms, place, suggestion.proposed),
            seen_revision=None,
            at=at,
            by=by,
            why=_("Suggested by %(person)s: %(why)s") % {"person": suggestion.by, "why": suggestion.why},
        )
        suggestion.version = edited
        _settle(suggestion, Suggestion.Outcome.ACCEPTED, answer, at=at, by=by)
        return edited


def reject(suggestion: Suggestion, *, answer: str, at: datetime, by: User) -> Suggestion:
    """Turn a suggestion down with an answer, an outdated one too. Raises AnswerMissing, AlreadySettled, NotYours, NotNow."""
    with transaction.atomic():
        suggestion = _held(suggestion, "settle", by=by)
        if not answer.strip():
            raise AnswerMissing(_("Say why not, so that %(person)s can answer.") % {"person": suggestion.by})
        return _settle(suggestion, Suggestion.Outcome.REJECTED, answer, at=at, by=by)


def withdraw(suggestion: Suggestion, *, at: datetime, by: User) -> Suggestion:
    """Take one's own suggestion back. Raises NotYourSuggestion, AlreadySettled, NotYours, NotNow."""
    with transaction.atomic():
        suggestion = _held(suggestion, "suggest", by=by)
        if suggestion.by_id != by.pk:
            raise NotYourSuggestion(_("Only %(person)s can withdraw it.") % {"person": suggestion.by})
        return _settle(suggestion, Suggestion.Outcome.WITHDRAWN, "", at=at, by=by)


def _held(suggestion: Suggestion, move: str, *, by: User) -> Suggestion:
    """Take the agreement, and return the suggestion as it now is, unsettled, for somebody who may make the move."""
    version = hold_version(suggestion.version)
    permit(version, move, by=by)
    held = Suggestion.objects.select_related("by", "settled_by").get(pk=suggestion.pk)
    held.version = version
    if held.outcome:
        raise AlreadySettled(held)
    return held


def _settle(
    suggestion: Suggestion, outcome: Suggestion.Outcome, answer: str, *, at: datetime, by: User
) -> Suggestion:
    suggestion.outcome, suggestion.answer = outcome, answer.strip()
    suggestion.settled_at, suggestion.settled_by = at, by
    suggestion.save(update_fields=["outcome", "answer", "settled_at", "settled_by"])
    ledger.record(
        suggestion.version.agreement,
        f"suggestion.{outcome}",
        at=at,
        by=by,
        data={**_about(suggestion), "answer": suggestion.answer},
    )
    notices.suggestion_settled(suggestion, at=at)
    return suggestion


def _sentences(terms: Terms, place: str) -> list[str]:
    return [paragraph.text for paragraph in places.paragraphs(terms, place)]


def _about(suggestion: Suggestion) -> dict[str, Any]:
    return {
        "version": suggestion.version.number,
        "suggestion": suggestion.pk,
        "place": suggestion.place,
    }
