"""The doors of sign-in: the pages of allauth that stand open here, each with whom it lets in. The others stay shut."""

from __future__ import annotations

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.urls import path, re_path
from django.views.generic import RedirectView

from slaportal.accounts import demo
from slaportal.accounts.access import open_to_everyone as everyone
from slaportal.accounts.access import open_to_signed_in as signed_in


class SignIn(account.LoginView):
    """The sign-in page; in demo mode it offers the demo people and says their password."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        """Add ``demo_people`` (role in words, person) and ``demo_password``."""
        people = demo.people()
        shown = {"demo_people": people, "demo_password": settings.DEMO_PASSWORD} if people else {}
        return super().get_context_data(**given) | shown


_LINK = r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"

urlpatterns = [
    path("login/", everyone(SignIn.as_view()), name="account_login"),
    path("logout/", everyone(account.logout), name="account_logout"),
    path("inactive/", everyone(account.account_inactive), name="account_inactive"),
    path("password/reset/", everyone(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", everyone(account.password_reset_done), name="account_reset_password_done"),
    re_path(_LINK, everyone(account.password_reset_from_key), name="account_reset_password_from_key"),
    path(
        "password/reset/key/done/",
        everyone(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("two-step/authenticate/", everyone(mfa.authenticate), name="mfa_authenticate"),
    path("reauthenticate/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", signed_in(account.password_change), name="account_change_password"),
    path("two-step/", signed_in(mfa.index), name="mfa_index"),
    path("two-step/reauthenticate/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("two-step/activate/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("two-step/deactivate/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("two-step/codes/", signed_in(recovery.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "two-step/codes/new/", signed_in(recovery.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "two-step/codes/download/",
        signed_in(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
    # allauth leads here for changes of the e-mail address, which are the administrator's to make.
    path("email/", signed_in(RedirectView.as_view(pattern_name="accounts:profile")), name="account_email"),
]
