"""Registers notifications with Django."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """How the portal tells people: notices in the app and by e-mail."""

    name = "slaportal.notifications"
    label = "notifications"
