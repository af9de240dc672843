"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """Return the address of the person's machine as far as our own proxies saw it; None when it is not one.

    Each proxy adds the address it was called from at the end of X-Forwarded-For. With N trusted proxies the Nth
    from the end was written by the outermost of ours, and all before it could have been typed by anybody.
    """
    trusted: int = settings.TRUSTED_PROXIES
    chain = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    seen = chain[-trusted] if 0 < trusted <= len(chain) else request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(seen.partition("%")[0])
    except ValueError:
        return None
    # An IPv4 address that came over IPv6 is written as what it is: databases would write it in other ways.
    return str(getattr(address, "ipv4_mapped", None) or address)
