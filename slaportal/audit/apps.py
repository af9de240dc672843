"""Registers audit with Django."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate

from slaportal.audit import guards
from slaportal.audit.checks import check_guards, check_key_is_chosen, check_keys


class AuditConfig(AppConfig):
    """What the portal remembers: histories of what people edit, the ledger of what happened, and what guards both."""

    name = "slaportal.audit"
    label = "audit"

    def ready(self) -> None:
        """Lay the guards of evidence after every migrate, and register the checks that look for them."""
        post_migrate.connect(guards.lay_after_migrate, sender=self, dispatch_uid="audit.guards")
        checks.register(check_guards, checks.Tags.database)
        checks.register(check_keys, checks.Tags.security)
        checks.register(check_key_is_chosen, checks.Tags.security, deploy=True)
