"""How the demo company talks about its next version: threads, mentions, and suggestions that wait or were settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from agreements import queries
from agreements.models import Agreement, Suggestion, Thread, Version
from agreements.operations import discussing, drafting, suggesting
from agreements.rules import places
from agreements.rules.criteria import editing, notation
from agreements.rules.criteria.tree import Did, Fact, Leaf, walk
from agreements.rules.terms import Duration, Terms
from leads.management.demo.contract import ZONE, instant
from leads.management.demo.people import Company
from slaportal.accounts.models import User


@dataclass
class Table:
    """The table both sides sit at: a draft, and what each of them says and does when."""

    version: Version
    now: datetime

    def at(self, days_ago: int, hour: int, minute: int) -> datetime:
        """Return a moment of the last days, never before the draft was begun nor after now."""
        day = self.now.astimezone(ZONE).date() - timedelta(days=days_ago)
        return min(max(instant(day, hour, minute), self.version.created_at), self.now)

    def ask(
        self, place: str, text: str, *, at: datetime, by: User, mentions: tuple[User, ...] = ()
    ) -> Thread:
        """Begin a thread."""
        return discussing.open_thread(self.version, place=place, text=text, mentions=mentions, at=at, by=by)

    def suggest(self, place: str, changes: dict[str, Any], why: str, *, at: datetime, by: User) -> Suggestion:
        """Suggest other values for some fields of the terms."""
        terms = self.terms
        return suggesting.suggest(
            self.version,
            place=place,
            part=places.part_of(replace(terms, **changes), place),
            seen_digest=places.digest_of(terms, place),
            why=why,
            at=at,
            by=by,
        )

    @property
    def terms(self) -> Terms:
        """Return what the draft says now."""
        self.version.refresh_from_db()
        return queries.terms_of(self.version)


def hold(company: Company, agreement: Agreement, *, now: datetime) -> None:
    """Let both sides talk about the version that is being written; without one there is nothing to talk about."""
    version = queries.open_version(agreement)
    if version is None:
        return
    version.agreement = agreement
    table = Table(version, now)
    thread = _questions(table, company)
    _suggestions(table, company)
    _answers(table, company)
    _with_sales(table, company, thread)


def _questions(table: Table, company: Company) -> Thread:
    """Six and five days ago: one thread stays open, one is answered and resolved."""
    ines, daniel, priya = company.marketing_leader, company.sales_leader, company.reps[0]
    thread = table.ask(
        "definition",
        "Returns name the definition most often. Is it the size that does not fit, or the role?",
        mentions=(daniel,),
        at=table.at(6, 10, 5),
        by=ines,
    )
    discussing.reply(
        thread,
        text="Mostly the size. Below 200 people they rarely have a line engineer to talk to.",
        at=table.at(6, 16, 20),
        by=daniel,
    )
    answered = table.ask(
        "S1",
        "A lead that comes in after half past five: do the thirty minutes run in the evening?",
        at=table.at(5, 9, 12),
        by=priya,
    )
    discussing.reply(
        answered,
        text="No. Minutes count in business hours only, see section 6. They run on from nine the next morning.",
        at=table.at(5, 9, 48),
        by=ines,
    )
    discussing.resolve(answered, at=table.at(5, 10, 2), by=priya)
    return thread


def _suggestions(table: Table, company: Company) -> None:
    """Five and four days ago: three people suggest something; an edit overtakes the first suggestion."""
    priya, tom, ruth = company.reps[0], company.reps[1], company.marketers[0]
    table.suggest(
        "definition",
        _criterion(table.terms, "employees", lambda leaf: replace(leaf, value=(200, 5000))),
        "The companies between 200 and 250 people that I called had the same questions as the larger ones.",
        at=table.at(5, 11, 40),
        by=priya,
    )
    table.suggest(
        "required",
        {"required": (*table.terms.required, "title")},
        "Without a job title nobody can tell whether the seniority is right.",
        at=table.at(5, 14, 15),
        by=ruth,
    )
    drafting.edit(
        table.version,
        terms=_criterion(table.terms, "webinar_attended", lambda leaf: replace(leaf, days=90)),
        seen_revision=None,
        at=table.at(4, 9, 30),
        by=company.marketing_leader,
        why="Two webinars a quarter: sixty days missed everybody who came to the first.",
    )
    table.suggest(
        "S3",
        _clause(table.terms, "cadence", within=Duration(21, "days")),
        "Around holidays nobody answers for a week.",
        at=table.at(4, 13, 5),
        by=tom,
    )


def _answers(table: Table, company: Company) -> None:
    """Three days ago: one suggestion is rejected, one accepted, and the draft goes to sales."""
    ines, daniel = company.marketing_leader, company.sales_leader
    suggestions = {each.place: each for each in table.version.suggestions.all()}
    suggesting.reject(
        suggestions["S3"],
        answer="After two weeks a lead is cold. Plan the touches around the holidays instead.",
        at=table.at(3, 9, 20),
        by=daniel,
    )
    suggesting.accept(suggestions["required"], at=table.at(3, 10, 50), by=ines)
    drafting.hand_over(table.version, at=table.at(3, 11, 0), by=ines)


def _with_sales(table: Table, company: Company, thread: Thread) -> None:
    """Yesterday and the day before: sales looks at it and hands it back; marketing's leader has not read the last words."""
    ines, daniel = company.marketing_leader, company.sales_leader
    priya, marcus, lena = company.reps[0], company.reps[2], company.reps[6]
    table.ask(
        "hours",
        "Our public holidays differ from the English ones. Does a clock stop on 3 October?",
        at=table.at(2, 8, 55),
        by=lena,
    )
    table.ask(
        "M4",
        "The forecast stays below this number. @Ines Marchetti, can we talk before the draft goes out for signature?",
        mentions=(ines,),
        at=table.at(2, 11, 30),
        by=daniel,
    )
    discussing.mark_read(table.version, at=table.at(2, 12, 0), by=ines)
    discussing.reply(
        thread,
        text="@Priya Raman suggests 200. Before we decide, let us look at the forecast with it together.",
        mentions=(priya,),
        at=table.at(1, 15, 10),
        by=daniel,
    )
    volume = table.terms.clause("volume")
    assert volume is not None and volume.leads is not None
    table.suggest(
        "M4",
        _clause(table.terms, "volume", leads=volume.leads - 20),
        "A number that is kept every quarter is worth more to my team than a higher one that is missed.",
        at=table.at(1, 16, 45),
        by=daniel,
    )
    table.suggest(
        "definition",
        _criterion(table.terms, "high_value_download", lambda leaf: replace(leaf, at_least=1)),
        "Whoever downloads one price guide is further along than somebody with two brochures.",
        at=table.at(1, 16, 55),
        by=marcus,
    )
    drafting.hand_over(table.version, at=table.at(1, 17, 0), by=daniel)
    discussing.mark_read(table.version, at=table.at(1, 17, 0), by=daniel)


def _criterion(terms: Terms, word: str, change: Any) -> dict[str, Any]:
    """The definition with the criterion about a word changed."""
    tree = notation.parse(terms.definition)
    leaf: Leaf = next(
        place.node
        for place in walk(tree)
        if (isinstance(place.node, Fact) and place.node.word == word)
        or (isinstance(place.node, Did) and place.node.event == word)
    )
    return {"definition": notation.dump(editing.replaced(tree, leaf.id, change(leaf)))}


def _clause(terms: Terms, kind: str, **values: Any) -> dict[str, Any]:
    """The clauses with other values in one of them."""
    return {
        "clauses": tuple(
            replace(clause, **values) if clause.kind == kind else clause for clause in terms.clauses
        )
    }
