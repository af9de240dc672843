"""The addresses of the JSON API; what the apps above answer is named by string."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI

from slaportal.accounts.access import open_to_everyone
from slaportal.api import problems

api = NinjaAPI(title="SLA Portal", version="1", urls_namespace="api", docs_url=None)
problems.install(api)
api.add_router("leads", "leads.api.leads.router")

urlpatterns, _app_name, app_name = api.urls
for address in urlpatterns:
    if address.callback is not None:
        # Programs do not sign in; each operation asks for a key.
        address.callback = open_to_everyone(problems.told(address.callback))
urlpatterns.append(path("<path:rest>", problems.nothing_here, name="nothing_here"))
