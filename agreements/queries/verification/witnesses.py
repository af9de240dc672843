"""Rows and ledger lines bear witness to each other: whatever has a row has its line, whatever has a line has its row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.models import Agreement
from agreements.queries.verification import facts
from agreements.queries.verification.facts import Facts, What
from agreements.queries.verification.scope import Scope
from agreements.rules.verification import Finding

_NAMES: Mapping[str, Promise] = {
    "version.begun": gettext_lazy("the draft begun"),
    "version.dropped": gettext_lazy("the draft dropped"),
    "version.signed": gettext_lazy("the version signed by both"),
    "version.sealed": gettext_lazy("the seal"),
    "version.read": gettext_lazy("a confirmation of reading"),
    "round.opened": gettext_lazy("the signing round opened"),
    "round.closed": gettext_lazy("the signing round closed"),
    "round.viewed": gettext_lazy("the text opened by the signer"),
    "round.signed": gettext_lazy("a signature"),
    "decline": gettext_lazy("a leader’s refusal"),
    "termination.asked": gettext_lazy("an end asked for"),
    "termination.settled": gettext_lazy("the answer to an end asked for"),
    "substitute.named": gettext_lazy("a substitute named"),
    "substitute.revoked": gettext_lazy("a substitute taken back"),
    "review.signed": gettext_lazy("a review’s conclusion signed"),
    "review.opened": gettext_lazy("figures laid before a review"),
    "review.called": gettext_lazy("an early review asked for"),
    "review.concluded": gettext_lazy("a review concluded"),
}


def check(scope: Scope, told: Facts) -> Iterator[Finding]:
    """Compare every row that is evidence with the ledger, and the ledger with the rows; ``told`` is used up."""
    names = dict(scope.rows(Agreement.objects.all(), "pk").values_list("pk", "name"))
    for fact in facts.of_rows(scope):
        lines = told.pop(fact.what, [])
        if not lines:
            said = _("It stands in its table, and its line in the ledger is missing.")
            yield Finding("witness.no_line", _where(fact.what, names), said)
        for line in lines[:1]:
            if different := sorted(name for name, value in fact.details.items() if line.get(name) != value):
                said = _("Its row and its line in the ledger differ: %(fields)s.")
                yield Finding(
                    "witness.differs", _where(fact.what, names), said % {"fields": ", ".join(different)}
                )
        if len(lines) > 1:
            yield Finding("witness.twice", _where(fact.what, names), _("The ledger tells it twice."))
    for what in told:
        if what[1] != "round.viewed":  # a text may be opened and never signed
            said = _("The ledger tells it, and it is missing from its table.")
            yield Finding("witness.no_row", _where(what, names), said)


def _where(what: What, names: Mapping[int, str]) -> str:
    """Name what happened: "Instruments, Europe, version 3, round 1: a signature (sales)"."""
    agreement, kind, *rest = what
    name = names.get(agreement, str(agreement))
    said = str(_NAMES.get(kind, kind))
    if kind == "round.viewed" or not kind.startswith(("version.", "round.", "decline")):
        return f"{name}: {said}"
    parts = [name, _("version %(n)s") % {"n": rest[0]}]
    if kind.startswith("round.") or kind == "decline":
        parts.append(_("round %(n)s") % {"n": rest[1]})
    side = f" ({rest[2]})" if kind == "round.signed" else ""
    return f"{', '.join(parts)}: {said}{side}"
