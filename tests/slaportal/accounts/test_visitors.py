"""The address of a visitor, as far as our own proxies saw it."""

from __future__ import annotations

import pytest
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from slaportal.accounts.visitors import client_ip

FORGED = "203.0.113.66"
VISITOR = "198.51.100.4"
OUTER = "10.0.0.2"
INNER = "10.0.0.1"


@pytest.mark.parametrize(
    ("trusted", "chain", "expected"),
    [
        (0, f"{FORGED}, {VISITOR}", INNER),
        (1, f"{FORGED}, {VISITOR}", VISITOR),
        (2, f"{FORGED}, {VISITOR}, {OUTER}", VISITOR),
        (2, f" {VISITOR} ,{OUTER} ", VISITOR),
        (1, "", INNER),
        (3, f"{VISITOR}, {OUTER}", INNER),
        (1, "not an address", None),
        (1, "2001:0DB8::0001", "2001:db8::1"),
        (1, "::ffff:198.51.100.4", VISITOR),
        (1, "fe80::1%eth0", "fe80::1"),
    ],
)
def test_only_what_a_trusted_proxy_wrote_is_believed(
    settings: Settings, trusted: int, chain: str, expected: str | None
) -> None:
    settings.TRUSTED_PROXIES = trusted
    request = RequestFactory().get(
        "/", headers={"X-Forwarded-For": chain} if chain else {}, REMOTE_ADDR=INNER
    )
    assert client_ip(request) == expected
