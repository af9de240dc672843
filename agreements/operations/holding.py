"""Holding an agreement: the first statement of every operation on it, and the question who may do what now."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from agreements import queries
from agreements.models import Agreement, Version
from agreements.rules import lifecycle
from agreements.rules.lifecycle import Party
from slaportal.accounts.models import Side, User
from slaportal.errors import Refused


class AgreementEnded(Refused):
    """Both leaders have ended the agreement; its texts stay readable and nothing changes any more."""

    def __init__(self, agreement: Agreement) -> None:
        super().__init__(
            _(
                "Both leaders have ended this agreement as of %(moment)s. "
                "Its texts stay readable, and nothing changes any more."
            )
            % {"moment": date_format(localtime(agreement.ended_at), "j F Y, H:i")}
        )


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


class NotALeaderHere(Refused):
    """Somebody tried what only the two named leaders may do, in person."""

    def __init__(self, agreement: Agreement) -> None:
        super().__init__(only_its_leaders(agreement))


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
    held = Agreement.objects.filter(pk=agreement_id, ended_at=None).update(revision=F("revision") + 1)
    agreement = Agreement.objects.select_related("marketing_leader", "sales_leader").get(pk=agreement_id)
    if not held:
        raise AgreementEnded(agreement)
    return agreement


def hold_for_the_record(agreement_id: int) -> Agreement:
    """Take an agreement, ended or not, to add a line about it to its ledger and to change nothing else."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("An agreement is held inside the transaction of the change.")
    Agreement.objects.filter(pk=agreement_id).update(revision=F("revision") + 1)
    return Agreement.objects.select_related("marketing_leader", "sales_leader").get(pk=agreement_id)


def hold_version(version: Version) -> Version:
    """Take the agreement of a version, and return the version as it now is."""
    agreement = hold(version.agreement_id)
    held = Version.objects.get(pk=version.pk)
    held.agreement = agreement
    return held


def permit(version: Version, move: str, *, by: User | None, capacity: queries.Capacity | None = None) -> None:
    """Ask the lifecycle; raises NotYours or NotNow. ``by`` None is the portal itself, ``capacity`` what a substitute has."""
    entry = lifecycle.MOVES[move]
    parties = queries.parties(version.agreement, by)
    if capacity is not None and capacity.in_place_of is not None:
        parties |= {Party.SUBSTITUTE}
    if entry.who.isdisjoint(parties):
        raise NotYours(version, entry)
    if version.state not in entry.states:
        raise NotNow(version, entry)


def leading(agreement: Agreement, by: User) -> Side:
    """Return the side a person leads; raises NotALeaderHere for everybody else, substitutes too."""
    parties = queries.parties(agreement, by)
    side = next((side for side in Side if Party(side) in parties), None)
    if side is None:
        raise NotALeaderHere(agreement)
    return side
