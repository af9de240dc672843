"""The moments the tests' story happens at; every agreement of the cast keeps London hours, 09:00 to 17:30."""

from datetime import UTC, date, datetime

#: Wednesday 10 June 2026, 10:00 in London: the agreement is begun.
BEGUN = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
#: Tuesday 16 June, 15:00 in London: version 1 is put before both leaders.
PROPOSED = datetime(2026, 6, 16, 14, 0, tzinfo=UTC)
#: Wednesday 24 June, 11:52 and 14:08 in London: marketing signs, then sales.
SIGNED_BY_MARKETING = datetime(2026, 6, 24, 10, 52, tzinfo=UTC)
SIGNED_BY_SALES = datetime(2026, 6, 24, 13, 8, tzinfo=UTC)
#: Wednesday 1 July 2026, 00:00 in London: version 1 comes into force.
EFFECTIVE = date(2026, 7, 1)
IN_FORCE = datetime(2026, 6, 30, 23, 0, tzinfo=UTC)
#: Tuesday 17 November 2026, 10:42 in London: "now", an open hour in the agreement's second quarter.
NOW = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
#: Tuesday 6 October 2026: the first quarterly review.
FIRST_REVIEW = date(2026, 10, 6)
