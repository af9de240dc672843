"""The component tags, as templates load them: ``{% load ui %}``."""
