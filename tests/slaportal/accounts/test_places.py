"""Countries and time zones as the time-zone database names them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from slaportal.accounts import places


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("GB", "GB"),
        (" ie ", "IE"),
        ("Germany", "DE"),
        ("south africa", "ZA"),
        ("XX", None),
        ("Atlantis", None),
        ("", None),
    ],
)
def test_a_country_is_known_by_code_or_name_in_any_case(words: str, code: str | None) -> None:
    assert places.country_code(words) == code


def test_every_time_zone_offered_exists_and_utc_comes_first() -> None:
    zones = places.time_zones()
    assert zones[0] == "UTC"
    assert {"Europe/London", "America/New_York", "Asia/Kolkata"} < set(zones)
    assert [zone for zone in zones if ZoneInfo(zone).key != zone] == []


@pytest.mark.parametrize(
    ("country", "zone"),
    [("GB", "Europe/London"), ("DE", "Europe/Berlin"), ("US", None), ("XX", None)],
)
def test_the_time_of_a_country_is_that_of_its_first_zone_where_all_agree(
    country: str, zone: str | None
) -> None:
    there = places.wall_time(country, datetime(2026, 11, 17, 10, 42, tzinfo=UTC))
    assert (str(there.tzinfo) if there else None) == zone
