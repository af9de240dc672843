"""Every address of the portal has a name, and behind it a door that says whom it lets in."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from slaportal.accounts.access import Open
from slaportal.accounts.roles import Permission

OWN = ("slaportal.", "agreements.", "leads.")


def own_addresses(resolver: URLResolver | None = None) -> Iterator[URLPattern]:
    """Every address whose view is ours: allauth guards its own, the API asks for a key."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from own_addresses(entry)
        elif entry.callback.__module__.startswith(OWN):
            yield entry


def test_every_address_has_a_name() -> None:
    assert [str(address.pattern) for address in own_addresses() if not address.name] == []


def test_every_door_names_whom_it_lets_in() -> None:
    unguarded = [
        str(address.pattern)
        for address in own_addresses()
        if not isinstance(getattr(address.callback, "permission", None), Permission | Open)
    ]
    assert unguarded == []
