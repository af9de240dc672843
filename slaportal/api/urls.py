"""The addresses of the JSON API; what the apps above answer is named by string."""

from __future__ import annotations

from ninja import NinjaAPI

from slaportal.accounts.access import open_to_everyone
from slaportal.api import problems

api = NinjaAPI(title="SLA Portal", version="1", urls_namespace="api", docs_url=None)
problems.install(api)
api.add_router("leads", "leads.api.leads.router")

urlpatterns, app_name, _namespace = api.urls
for address in urlpatterns:
    if address.callback is not None:
        open_to_everyone(address.callback)  # programs do not sign in; each operation asks for a key
