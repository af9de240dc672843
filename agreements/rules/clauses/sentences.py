"""Each side's clauses in words: the sentence of every kind of promise, its short form, and what keeps it from being kept."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from agreements.rules.terms import CLAUSES, Clause, Duration

NBSP = "\N{NO-BREAK SPACE}"

_WORDS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()


def in_words(number: int) -> str:
    """Return a small number as a word, a larger one in digits with separators."""
    return _WORDS[number] if 0 <= number < len(_WORDS) else f"{number:,}"


def counted(number: int, one: str, many: str) -> str:
    """Return a number in words with its noun, such as "three calls"."""
    return f"{in_words(number)} {one if number == 1 else many}"


def percent(target: Decimal) -> str:
    """Return a percentage as documents write it, without needless zeros: "95 %", "97.5 %"."""
    return f"{target.normalize():f}{NBSP}%"


def said(duration: Duration | None) -> str:
    """Return a promised time as the text says it: "15 minutes", "one business day". An unnamed time reads "…"."""
    if duration is None:
        return "…"
    amount = duration.amount
    if duration.unit in ("minutes", "hours"):
        noun = duration.unit if amount != 1 else duration.unit[:-1]
        return f"{amount:,}{NBSP}{noun}"
    if duration.unit == "business_days":
        return counted(amount, "business day", "business days")
    return counted(amount, "day", "days")


def promise(clause: Clause) -> str:
    """Return what the clause promises as one figure: "95 %", or "240" for a volume."""
    if CLAUSES[clause.kind].measured == "count":
        return f"{clause.leads or 0:,}"
    return percent(clause.target)


def sentence(clause: Clause) -> str:
    """Return the clause as the agreement says it, one sentence."""
    return SENTENCES[clause.kind](clause)


def _of_leads(clause: Clause, which: str = "leads") -> str:
    return f"for at least {percent(clause.target)} of {which}"


def _only_qualified(clause: Clause) -> str:
    if clause.target == 100:
        return "Every lead handed over meets the definition in section 2."
    return f"At least {percent(clause.target)} of the leads handed over meet the definition in section 2."


def _handoff(clause: Clause) -> str:
    return f"A lead is handed over within {said(clause.within)} of qualifying, {_of_leads(clause)}."


def _volume(clause: Clause) -> str:
    goal = f"At least {clause.leads or 0:,} qualified leads are delivered each quarter"
    if not clause.daily_relief:
        return f"{goal}."
    return (
        f"{goal}; beyond {counted(clause.daily_relief, 'lead', 'leads')} handed over in one day, the times in section 5 "
        "begin on the next business day."
    )


def _nurture(clause: Clause) -> str:
    interactions = counted(clause.interactions or 0, "nurture interaction", "nurture interactions")
    verb = "is" if clause.interactions == 1 else "are"
    return f"At least {interactions} {verb} on record before handoff, {_of_leads(clause)}."


def _response(clause: Clause) -> str:
    rule = f"The first response comes within {said(clause.within)} {_of_leads(clause)}"
    return f"{rule}; the best target is {said(clause.best)}." if clause.best else f"{rule}."


def _cadence(clause: Clause) -> str:
    touches = " and ".join(
        counted(number, one, many)
        for number, one, many in (
            (clause.calls, "call", "calls"),
            (clause.emails, "e-mail", "e-mails"),
        )
        if number
    )
    verb = "is" if (clause.calls or 0) + (clause.emails or 0) == 1 else "are"
    return f"At least {touches or '…'} {verb} made within {said(clause.within)}, {_of_leads(clause)}."


def _feedback(clause: Clause) -> str:
    if clause.target == 100:
        return "Every return and every disqualification has a reason."
    return f"At least {percent(clause.target)} of returns and disqualifications have a reason."


#: How each kind of clause reads; a kind without a sentence cannot be signed (a test holds this equal to CLAUSES).
SENTENCES: dict[str, Callable[[Clause], str]] = {
    "only_qualified": _only_qualified,
    "required_information": lambda clause: (
        f"All required information is present and valid at handoff, {_of_leads(clause)}."
    ),
    "handoff": _handoff,
    "volume": _volume,
    "acceptance": lambda clause: (
        f"Sales accepts at least {percent(clause.target)} of the leads it decides on."
    ),
    "nurture": _nurture,
    "response": _response,
    "decision": lambda clause: (
        f"A lead is accepted or returned within {said(clause.within)}, {_of_leads(clause)}."
    ),
    "cadence": _cadence,
    "status": lambda clause: (
        f"No status is older than {said(clause.within)}, {_of_leads(clause, 'accepted leads')}."
    ),
    "feedback": _feedback,
    "disposition": lambda clause: (
        f"An accepted lead has an outcome within {said(clause.within)}, {_of_leads(clause, 'accepted leads')}."
    ),
}
