"""Registers audit with Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """What the portal remembers: histories of what people edit, and the ledger of what happened."""

    name = "slaportal.audit"
    label = "audit"
