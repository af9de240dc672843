"""Holding an agreement: the first statement of every operation on it, and the question who may do what now."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from agreements import queries
from agreements.models import Agreement, Version
from agreements.rules import lifecycle
from agreements.rules.lifecycle import Party
from slaportal.accounts.models import User
from slaportal.errors import Refused


class AgreementEnded(Refused):
    """The agreement was ended; its texts stay readable and nothing changes any more."""


class NotNow(Refused):
    """The version is not in a state in which this can be done."""

    def __init__(self, version: Version, move: lifecycle.Move) -> None:
        super().__init__(
            _("Version %(number)s is %(state)s; it cannot be %(done)s now.")
            % {"number": version.number, "state": lifecycle.STATES[version.state], "done": move.said}
        )


class NotYours(Refused):
    """The person is not one of those who may do this."""

    def __init__(self, version: Version, move: lifecycle.Move) -> None:
        if Party.BOUND in move.who:
            super().__init__(_("Only the people it binds can do that."))
        else:
            super().__init__(only_its_leaders(version.agreement))


def only_its_leaders(agreement: Agreement) -> str:
    """Return the sentence for whoever tries what the two named leaders alone may do."""
    return _("Only %(marketing)s and %(sales)s, its leaders, can do that.") % {
        "marketing": agreement.marketing_leader,
        "sales": agreement.sales_leader,
    }


def hold(agreement_id: int) -> Agreement:
    """Take the agreement for this transaction, and return it as it now is.

    A conditional UPDATE, which locks the row on every database: whoever comes second waits until the first has
    committed, then reads what the first wrote. Counting rows without it left 52 of 150 versions that both sides had
    signed at the same moment never in force (docs/signing.md). Raises AgreementEnded.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An agreement is held inside the transaction of the change.")
    if not Agreement.objects.filter(pk=agreement_id, ended_at=None).update(revision=F("revision") + 1):
        raise AgreementEnded(
            _("This agreement has ended. Its texts stay readable, and nothing changes any more.")
        )
    return Agreement.objects.select_related("marketing_leader", "sales_leader").get(pk=agreement_id)


def hold_even_ended(agreement_id: int) -> Agreement:
    """Take an agreement for what may be recorded of it after its end too."""
    Agreement.objects.filter(pk=agreement_id).update(revision=F("revision") + 1)
    return Agreement.objects.select_related("marketing_leader", "sales_leader").get(pk=agreement_id)


def hold_version(version: Version) -> Version:
    """Take the agreement of a version, and return the version as it now is."""
    agreement = hold(version.agreement_id)
    held = Version.objects.get(pk=version.pk)
    held.agreement = agreement
    return held


def permit(version: Version, move: str, *, by: User | None) -> None:
    """Ask the lifecycle; raises NotYours or NotNow. ``by`` None is the portal itself."""
    entry = lifecycle.MOVES[move]
    if entry.who.isdisjoint(queries.parties(version.agreement, by)):
        raise NotYours(version, entry)
    if version.state not in entry.states:
        raise NotNow(version, entry)
