"""The key of a channel, by which a program shows where the leads it brings belong."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from leads.models import Channel
from leads.operations import channelling


class ChannelKey(HttpBearer):
    """Lets in whoever sends the key of an API channel as Bearer; the channel is ``request.auth``."""

    def authenticate(self, request: HttpRequest, token: str) -> Channel | None:
        """Return the channel of a key; only hashes are kept and compared."""
        found = Channel.objects.filter(kind=Channel.Kind.API, key_digest=channelling.key_digest(token))
        return found.select_related("agreement").first()
