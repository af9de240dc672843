"""Registers leads with Django."""

from django.apps import AppConfig


class LeadsConfig(AppConfig):
    """What happens to real leads under a promise, and whether it was kept."""

    name = "leads"
    label = "leads"
