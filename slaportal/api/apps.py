"""Registers api with Django."""

from django.apps import AppConfig


class APIConfig(AppConfig):
    """What every call of the JSON API shares."""

    name = "slaportal.api"
    label = "api"
