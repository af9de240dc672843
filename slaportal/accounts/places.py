"""Countries and time zones as the time-zone database names them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from zoneinfo import ZoneInfo


@cache
def countries() -> Mapping[str, str]:
    """Return the ISO codes of all countries with their English names."""
    return MappingProxyType(dict(row[:2] for row in _rows("iso3166.tab")))


@cache
def time_zones() -> tuple[str, ...]:
    """Return the time zones people live in, UTC first, then by name."""
    return ("UTC", *sorted({row[2] for row in _rows("zone.tab")}))


@cache
def zones_of(country: str) -> tuple[str, ...]:
    """Return the time zones of a country given by its code; none for a code nobody knows."""
    return tuple(row[2] for row in _rows("zone.tab") if row[0] == country)


def wall_time(country: str, at: datetime) -> datetime | None:
    """Return what the clocks of a country show, in its first zone; None where they differ from place to place."""
    shown = [at.astimezone(ZoneInfo(zone)) for zone in zones_of(country)]
    return shown[0] if len({moment.replace(tzinfo=None) for moment in shown}) == 1 else None


def country_code(words: str) -> str | None:
    """Return the code of a country given by code or name in any case; None when it is neither."""
    known = countries()
    wanted = words.strip().casefold()
    if wanted.upper() in known:
        return wanted.upper()
    return next((code for code, name in known.items() if name.casefold() == wanted), None)


def _rows(table: str) -> list[list[str]]:
    text = files("tzdata").joinpath("zoneinfo", table).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]
