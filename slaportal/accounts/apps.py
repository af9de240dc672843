"""Registers accounts with Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, teams and who may do what."""

    name = "slaportal.accounts"
    label = "accounts"
