"""The register: every lead a person may see, newest first, narrowed down and read page by page without counting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leads.models import Arrival, Lead, Stint
from leads.queries import search
from leads.queries.sight import leads_visible_to
from slaportal.accounts.models import User
from slaportal.ui.parts import Slice

PAGE = 50
#: Whoever wants to see further back narrows the list down.
PAGES = 200
Stage = Lead.Stage

_WITH_MARKETING = Q(stage__in=(Stage.LEAD, Stage.PROSPECT), outcome="")
_RETURNED = Stint.objects.filter(
    lead=OuterRef("pk"), ended_why=Stint.EndedWhy.RETURNED, handed_over_at=OuterRef("handed_over_at")
)


@dataclass(frozen=True, slots=True)
class Shelf:
    """One tab of the register: what it holds, and what it says while it holds nothing."""

    label: str | Promise
    holds: Q
    empty: str | Promise


SHELVES: Mapping[str, Shelf] = {
    "all": Shelf(_("All"), Q(), _("Leads show here as soon as they come in by a form, a file, or by hand.")),
    "near": Shelf(
        _("Near misses"),
        _WITH_MARKETING & Q(near_miss=1),
        _("Leads that miss the definition by a single criterion show here, with what is missing."),
    ),
    "incomplete": Shelf(
        _("Incomplete"),
        Q(stage=Stage.MQL, outcome="") & (Q(handed_over_at=None) | Q(handed_over_at__lt=F("qualified_at"))),
        _("Leads that meet the definition but lack required information show here."),
    ),
    "returned": Shelf(
        _("Returned"),
        Q(stage__in=(Stage.LEAD, Stage.PROSPECT, Stage.MQL), outcome="") & Q(Exists(_RETURNED)),
        _("Leads that sales sent back show here until they are passed again."),
    ),
    "recycled": Shelf(
        _("Recycled"),
        Q(recycle_on__isnull=False),
        _("Leads that rest until the day they are judged again show here."),
    ),
    "waiting": Shelf(
        _("Waiting"),
        Q(waits_for_agreement=True),
        _("Leads that arrive while no version is in force wait here until one is."),
    ),
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What of the register somebody wants to see."""

    shelf: str = "all"
    text: str = ""
    stage: str = ""
    agreement: int | None = None
    channel: int | None = None
    owner: int | None = None
    batch: int | None = None


def page(user: User, wish: Wish, *, number: int = 1) -> Slice[Lead]:
    """Return one page of the register; one query, two more for a search."""
    number = min(max(number, 1), PAGES)
    start = (number - 1) * PAGE
    leads = list(_shown(_wished(user, wish))[start : start + PAGE + 1])
    return Slice(leads[:PAGE], number, has_next=len(leads) > PAGE and number < PAGES)


def rows(user: User, wish: Wish) -> Iterator[Lead]:
    """Yield everything that is wished for, for a file."""
    yield from _shown(_wished(user, wish)).iterator(chunk_size=2000)


def _wished(user: User, wish: Wish) -> QuerySet[Lead]:
    given = {"stage": wish.stage, "agreement": wish.agreement, "channel": wish.channel, "owner": wish.owner}
    leads = leads_visible_to(user).filter(
        SHELVES[wish.shelf].holds, **{name: value for name, value in given.items() if value}
    )
    if wish.batch:
        leads = leads.filter(pk__in=Arrival.objects.filter(batch=wish.batch).values("lead"))
    if wish.text:
        leads = leads.filter(search.matching(wish.text))
    # Within one agreement its index has them in order; among several, keys are given out in the order of arrival.
    return leads.order_by("-created_at", "-pk") if wish.agreement else leads.order_by("-pk")


def _shown(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    return leads.select_related("channel", "owner", "agreement").only(
        "name", "email", "phone", "company", "title", "stage", "near_miss", "recycle_on", "created_at",
        "last_activity_at", "handed_over_at", "qualified_at", "outcome", "deal_value", "country", "channel__name",
        "owner__full_name", "owner__email", "agreement__name", "agreement__currency",
    )  # fmt: skip
