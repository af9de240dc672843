"""What a version says: its terms, its compiled judge and its schedule, read once for each frozen text."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import gettext as _

from agreements.models import Version
from agreements.rules import digest, lifecycle
from agreements.rules.criteria import notation, verdict
from agreements.rules.terms import Terms
from slaportal.errors import Refused
from slaportal.worktime import Schedule


class TextDamaged(Refused):
    """A frozen text no longer has the hash it was frozen with; nothing is judged or signed by it."""

    def __init__(self, version: Version) -> None:
        super().__init__(
            _("The text of %(version)s is not the one that was frozen. Nothing can be done by it.")
            % {"version": version}
        )


class _Reading:
    """A frozen text, read: filled at the first question, kept as long as the process lives."""

    __slots__ = ("judge", "schedule", "terms")

    def __init__(self) -> None:
        self.terms: Terms | None = None
        self.judge: verdict.Judge | None = None
        self.schedule: Schedule | None = None


@lru_cache(maxsize=1024)
def _reading(pk: int, text_digest: str) -> _Reading:
    return _Reading()


def terms_of(version: Version) -> Terms:
    """Return the terms: of the canonical text once it is frozen, of the working document before.

    A frozen text is read once a process, so a hot path may defer the column. Raises TextDamaged when it does not have
    its hash.
    """
    if version.state not in lifecycle.FROZEN:
        return Terms.from_document(version.document)
    reading = _reading(version.pk, version.digest)
    if reading.terms is None:
        if digest.digest(version.text) != version.digest:
            raise TextDamaged(version)
        reading.terms = digest.read(version.text)
    return reading.terms


def judge_of(version: Version) -> verdict.Judge:
    """Return the definition compiled for judging; raises Malformed for a draft that cannot be judged yet."""
    if version.state not in lifecycle.FROZEN:
        return _judge(terms_of(version))
    reading = _reading(version.pk, version.digest)
    if reading.judge is None:
        reading.judge = _judge(terms_of(version))
    return reading.judge


def schedule_of(version: Version) -> Schedule:
    """Return the business hours that every clock of the version counts with; raises ValueError for a faulty draft."""
    if version.state not in lifecycle.FROZEN:
        return terms_of(version).hours.schedule()
    reading = _reading(version.pk, version.digest)
    if reading.schedule is None:
        reading.schedule = terms_of(version).hours.schedule()
    return reading.schedule


def _judge(terms: Terms) -> verdict.Judge:
    return verdict.compile(notation.parse(terms.definition), currency=terms.currency)
