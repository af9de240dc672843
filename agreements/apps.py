"""Registers agreements with Django."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """What the two sides promised each other."""

    name = "agreements"
    label = "agreements"
