"""Countries and time zones as the time-zone database names them."""

from __future__ import annotations

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
