"""Registers ui with Django."""

from django.apps import AppConfig


class UIConfig(AppConfig):
    """What every page shares: the shell, its components, and the page that says whether all is well."""

    name = "slaportal.ui"
    label = "ui"
