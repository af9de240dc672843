"""The addresses of leads."""

from django.urls import path

from leads.api import page as api_page
from leads.views import (
    answers,
    channels,
    dashboard,
    entry,
    evidence,
    forecast,
    history,
    imports,
    lead,
    listing,
    queue,
    touches,
    verdicts,
    web_form,
)

app_name = "leads"

_QUARTER = "dashboard/<slug:slug>/<slug:quarter>/"

_LEAD = "leads/<int:pk>/"

urlpatterns = [
    # Leads come in
    path("leads/new/", entry.new, name="new"),
    path("leads/imports/", imports.listing, name="import"),
    path("leads/imports/new/", imports.new, name="import_new"),
    path("leads/imports/<int:pk>/", imports.batch, name="batch"),
    path("leads/imports/<int:pk>/mapping/", imports.mapping, name="batch_mapping"),
    path("leads/imports/<int:pk>/read-again/", imports.read_again, name="batch_read_again"),
    path("leads/imports/<int:pk>/start/", imports.start, name="batch_start"),
    path("leads/imports/<int:pk>/stop/", imports.stop, name="batch_stop"),
    path("leads/imports/<int:pk>/discard/", imports.discard, name="batch_discard"),
    path("leads/imports/<int:pk>/progress/", imports.progress, name="batch_progress"),
    path("leads/imports/<int:pk>/report/", imports.report, name="batch_report"),
    path("leads/channels/", channels.listing, name="channels"),
    path("leads/channels/new/", channels.new, name="channel_new"),
    path("leads/channels/<slug:slug>/", channels.channel, name="channel"),
    path("leads/channels/<slug:slug>/key/", channels.new_key, name="channel_key"),
    path("api/", api_page.page, name="api"),
    path("f/<slug:slug>/", web_form.form, name="form"),
    path("f/<slug:slug>/thanks/", web_form.thanks, name="form_thanks"),
    # Working leads
    path("queue/", queue.queue, name="queue"),
    path("queue/filter/", queue.narrow, name="queue_filter"),
    path("leads/", listing.leads, name="list"),
    path("leads/export/", listing.export, name="export"),
    path(_LEAD, lead.detail, name="detail"),
    path(f"{_LEAD}preview/", lead.preview, name="preview"),
    path(f"{_LEAD}story/", lead.tell, name="story"),
    path(f"{_LEAD}history/", history.history, name="history"),
    path(f"{_LEAD}history/export/", history.export, name="history_export"),
    path(f"{_LEAD}touches/", touches.touch, name="touch"),
    path("touches/<int:pk>/undo/", touches.undo, name="touch_undo"),
    path(f"{_LEAD}plan/", touches.plan, name="plan"),
    path(f"{_LEAD}edit/<slug:part>/", touches.edit, name="edit"),
    path(f"{_LEAD}accept/", answers.accept, name="accept"),
    path(f"{_LEAD}return/", answers.return_lead, name="return"),
    path(f"{_LEAD}disqualify/", answers.disqualify, name="disqualify"),
    path(f"{_LEAD}recycle/", answers.recycle, name="recycle"),
    path(f"{_LEAD}convert/<slug:to>/", answers.convert, name="convert"),
    path(f"{_LEAD}give/", answers.give, name="give"),
    path(f"{_LEAD}pass-again/", answers.pass_again, name="pass_again"),
    path("answers/<int:pk>/undo/", answers.undo, name="answer_undo"),
    # Keeping score
    path("dashboard/", dashboard.here, name="dashboards"),
    path("scoreboard/", dashboard.scoreboard, name="scoreboard"),
    path("scoreboard/<slug:slug>/", dashboard.scoreboard, name="scoreboard"),
    path("verdicts/<slug:slug>/", verdicts.verdicts, name="verdicts"),
    path(_QUARTER, dashboard.dashboard, name="dashboard"),
    path(f"{_QUARTER}csv/", dashboard.csv, name="dashboard_csv"),
    path(f"{_QUARTER}pdf/", dashboard.pdf, name="dashboard_pdf"),
    path(f"{_QUARTER}patterns/", dashboard.patterns, name="patterns"),
    path(f"{_QUARTER}behind/<slug:figure>/", evidence.figure, name="figure"),
    path(f"{_QUARTER}behind/<slug:figure>/csv/", evidence.csv, name="figure_csv"),
    path("forecast/<int:pk>/", forecast.forecast, name="forecast"),
]
