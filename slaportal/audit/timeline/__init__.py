"""What was edited, what happened and who was told, merged into one account that is read page by page, newest first."""

from slaportal.audit.timeline.entries import Change, Entry, Place, Said, name_of
from slaportal.audit.timeline.histories import history
from slaportal.audit.timeline.ledgers import ledger_of
from slaportal.audit.timeline.paging import Page, count, every, of, page
from slaportal.audit.timeline.strands import CHANGE, EVENT, NOTICE, PORTAL, Strand, Wish

__all__ = [
    "CHANGE",
    "EVENT",
    "NOTICE",
    "PORTAL",
    "Change",
    "Entry",
    "Page",
    "Place",
    "Said",
    "Strand",
    "Wish",
    "count",
    "every",
    "history",
    "ledger_of",
    "name_of",
    "of",
    "page",
]
