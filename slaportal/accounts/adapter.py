"""How the sign-in of allauth is ours: nobody signs up, letters go through the outbox, changes are remembered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from slaportal.accounts import notices
from slaportal.accounts.models import User
from slaportal.accounts.operations import staffing
from slaportal.accounts.visitors import client_ip

# allauth's letter → what we tell the person under the bell and by e-mail
SECURITY_NEWS: Mapping[str, str | Promise] = {
    "account/email/password_changed": _("Your password was changed"),
    "account/email/password_reset": _("You have a new password"),
    "mfa/email/totp_activated": _("Two-step sign-in was switched on"),
    "mfa/email/totp_deactivated": _("Two-step sign-in was switched off"),
    "mfa/email/recovery_codes_generated": _("You have new recovery codes"),
}


class Adapter(DefaultAccountAdapter):
    """allauth's questions about our house, answered."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: people are entered by an administrator."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign somebody in without a line in their history: the moment of it is kept, but it is no edit."""
        user.skip_history_when_saving = True  # type: ignore[attr-defined]
        super().login(request, user)
        del user.skip_history_when_saving  # type: ignore[attr-defined]

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Give a person the password they chose."""
        if isinstance(user, User):
            staffing.set_password(user, password, at=timezone.now())

    def send_password_reset_mail(self, user: AbstractBaseUser, email: str, context: dict[str, Any]) -> None:
        """Send the link to a new password through the outbox, to the address the person signs in with."""
        if isinstance(user, User):
            staffing.send_new_password(user, at=timezone.now(), by=None)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person that something changed in how they sign in."""
        if isinstance(user, User) and template_prefix in SECURITY_NEWS:
            notices.security_changed(user, str(SECURITY_NEWS[template_prefix]), at=timezone.now())

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count attempts by the address our own proxies saw; all without one share a place."""
        return client_ip(request) or "0.0.0.0"
