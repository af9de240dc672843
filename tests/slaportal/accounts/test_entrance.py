"""The way in: by invitation, by password, with a second step; never by signing up."""

from __future__ import annotations

import base64
import hmac
import re
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from pytest_django.fixtures import Settings

from slaportal.accounts.operations import staffing
from slaportal.notifications import delivering
from slaportal.notifications.models import Notice
from tests.factories.people import PASSWORD, Cast

AT = datetime(2026, 11, 17, 10, 42, tzinfo=UTC)
NEW = "nine quiet herons"


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD) -> str:
    """Sign in by the page and return where that leads; nothing when it is refused."""
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return str(answer.headers.get("Location", ""))


def link_in_letter() -> str:
    """The address in the newest letter, without the host."""
    found = re.search(r"https?://[^/\s]+(/account/\S+)", str(mail.outbox[-1].body))
    assert found
    return found.group(1)


def test_people_sign_in_by_address_in_any_case(cast: Cast, client: Client) -> None:
    assert sign_in(client, "Priya.Raman@Example.com") == "/"
    assert client.session["_auth_user_id"] == str(cast.priya.pk)


def test_signing_in_is_kept_but_is_no_edit(cast: Cast, client: Client) -> None:
    before = cast.priya.history.count()
    sign_in(client, cast.priya.email)
    cast.priya.refresh_from_db()
    assert cast.priya.last_login is not None
    assert cast.priya.history.count() == before


def test_nobody_signs_up() -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_the_deactivated_are_out_with_their_next_click(cast: Cast, client: Client) -> None:
    client.force_login(cast.tom)
    assert client.get(reverse("accounts:profile")).status_code == 200
    staffing.deactivate(cast.tom, why="", at=AT, by=cast.alex)
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert sign_in(client, cast.tom.email) in ("", reverse("account_inactive"))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_the_sixth_guess_at_a_password_is_not_looked_at(cast: Cast, client: Client) -> None:
    for _ in range(5):
        assert sign_in(client, cast.priya.email, "a wrong guess") == ""
    assert sign_in(client, cast.priya.email) == ""


def test_an_invitation_leads_to_a_password_and_in(cast: Cast, client: Client) -> None:
    nora = staffing.add(email="nora.lind@example.com", full_name="Nora Lind", at=timezone.now(), by=cast.alex)
    assert delivering.deliver(clock=timezone.now) == 1
    assert mail.outbox[-1].to == ["nora.lind@example.com"]
    link = link_in_letter()
    form = client.get(link).headers["Location"]
    answer = client.post(form, {"password1": NEW, "password2": NEW})
    assert (
        answer.headers["Location"] == reverse("account_reset_password_from_key_done")
        or answer.status_code == 302
    )
    nora.refresh_from_db()
    assert nora.check_password(NEW)
    assert nora.history.order_by("history_id").last().history_user == nora
    again = Client().get(link)
    assert "no longer works" in again.content.decode()


def test_the_link_is_stored_nowhere(cast: Cast) -> None:
    staffing.send_new_password(cast.priya, at=timezone.now(), by=cast.alex)
    delivering.deliver(clock=timezone.now)
    key = link_in_letter().rstrip("/").rsplit("-", 1)[-1]
    notice = Notice.objects.get(kind="accounts.new_password")
    assert key not in notice.body + notice.url + notice.subject + notice.key


def test_who_forgot_the_password_gets_a_letter_and_strangers_get_none(cast: Cast, client: Client) -> None:
    for email in (cast.priya.email, "stranger@example.com"):
        answer = client.post(reverse("account_reset_password"), {"email": email})
        assert answer.headers["Location"] == reverse("account_reset_password_done")
    delivering.deliver(clock=timezone.now)
    assert [letter.to for letter in mail.outbox] == [[cast.priya.email]]


def test_a_changed_password_is_told_remembered_and_ends_other_sessions(cast: Cast, client: Client) -> None:
    elsewhere = Client()
    for browser in (client, elsewhere):
        sign_in(browser, cast.priya.email)
    client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    )
    assert Notice.objects.get(recipient=cast.priya).subject == "Your password was changed"
    line = cast.priya.history.order_by("history_id").last()
    assert (line.history_user, line.history_change_reason) == (cast.priya, "chose a new password")
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302


def code_of(secret: str) -> str:
    """The six digits an authenticator app shows now (RFC 6238)."""
    moment = int(time.time() // 30).to_bytes(8, "big")
    digest = hmac.digest(base64.b32decode(secret), moment, "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def test_with_a_second_step_the_password_alone_opens_nothing(
    cast: Cast, client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sign_in(client, cast.priya.email)
    assert (
        client.get(reverse("mfa_activate_totp"))
        .headers["Location"]
        .startswith(reverse("account_reauthenticate"))
    )
    page = client.post(
        reverse("account_reauthenticate"),
        {"password": PASSWORD, "next": reverse("mfa_activate_totp")},
        follow=True,
    )
    secret = page.context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.headers["Location"] == reverse("mfa_view_recovery_codes")
    assert client.get(answer.headers["Location"]).status_code == 200
    assert "Two-step sign-in was switched on" in Notice.objects.values_list("subject", flat=True)
    client.post(reverse("account_logout"))

    assert sign_in(client, cast.priya.email) == reverse("mfa_authenticate")
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    cache.clear()  # the same code is not taken twice within its half minute
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get(reverse("accounts:profile")).status_code == 200
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for page_name in (
        "mfa_index",
        "mfa_generate_recovery_codes",
        "mfa_deactivate_totp",
        "mfa_reauthenticate",
    ):
        assert client.get(reverse(page_name)).status_code == 200


def test_the_sign_in_page_speaks_our_words(client: Client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "E-mail" in page
    assert "placeholder" not in page


def test_demo_people_are_offered_in_demo_mode_only(cast: Cast, client: Client, settings: Settings) -> None:
    settings.DEMO = False
    assert "demo_people" not in client.get(reverse("account_login")).context
    settings.DEMO = True
    page = client.get(reverse("account_login"))
    assert [(role, person.full_name) for role, person in page.context["demo_people"]] == [
        ("Administrator", "Alex Novak"),
        ("Manager", "Helen Strand"),
        ("Marketing leader", "Ines Marchetti"),
        ("Sales leader", "Daniel Osei"),
        ("Sales rep", "Priya Raman"),
        ("Marketer", "Ruth Adeyemi"),
    ]
    assert settings.DEMO_PASSWORD in page.content.decode()


def test_changing_ones_own_address_leads_to_the_profile(cast: Cast, client: Client) -> None:
    client.force_login(cast.priya)
    assert client.get(reverse("account_email")).headers["Location"] == reverse("accounts:profile")
