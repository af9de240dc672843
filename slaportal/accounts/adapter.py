"""The rule that people are entered by an administrator and never sign up by themselves."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class ClosedSignup(DefaultAccountAdapter):
    """Sign-in by allauth without its door for strangers."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer allauth's question whether this visitor may make an account."""
        return False
