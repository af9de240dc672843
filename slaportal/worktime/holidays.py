"""A country's public holidays, spelled out as dates for the term of an agreement."""

from datetime import date

import holidays


def public_holidays(
    country: str, first: date, last: date, *, subdivision: str | None = None
) -> dict[date, str]:
    """The holidays from `first` to `last`, both included, in order, each with its name; days in lieu are among them.

    `country` is an ISO 3166-1 code such as GB, `subdivision` one of its parts as `countries` lists them. Dates that are
    fixed by sighting the moon are estimates and say so in their name. Raises ValueError for an unknown country or part
    and for a term that ends before it starts.
    """
    parts = countries().get(country)
    if parts is None:
        raise ValueError(f"No holidays are known for the country {country!r}.")
    if subdivision is not None and subdivision not in parts:
        raise ValueError(f"No holidays are known for the part {subdivision!r} of {country}.")
    if last < first:
        raise ValueError(f"The term ends on {last} before it starts on {first}.")
    found = holidays.country_holidays(
        country, subdiv=subdivision, years=range(first.year, last.year + 1), language="en_US"
    )
    return {day: name for day, name in sorted(found.items()) if first <= day <= last}


def countries() -> dict[str, list[str]]:
    """The codes of the countries whose holidays are known, each with the codes of its parts."""
    return holidays.list_supported_countries(include_aliases=False)
