"""Files of leads: the list, the upload, the mapping with its preview, the dry run, the import and its report."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leads.forms import mapping as mapping_forms
from leads.forms.mapping import MappingForm
from leads.forms.uploading import ReadAgainForm, UploadForm
from leads.models import Batch
from leads.operations import importing
from leads.queries import intake
from leads.rules.sheets.mapping import Mapping
from leads.views import batch_board as board
from slaportal.accounts.access import SignedInRequest, requires
from slaportal.accounts.roles import Permission
from slaportal.errors import Refused
from slaportal.ui.csvfile import download

PAGE = 50


@requires(Permission.BRING_LEADS)
@require_safe
def listing(request: SignedInRequest) -> HttpResponse:
    """List the files that were brought in."""
    page = Paginator(intake.batches_visible_to(request.user), PAGE).get_page(request.GET.get("page"))
    rows = [(batch, board.TONES[batch.state], board.counts(batch)) for batch in page]
    return render(request, "leads/imports.html", {"page": page, "rows": rows})


@requires(Permission.BRING_LEADS)
def new(request: SignedInRequest) -> HttpResponse:
    """Take in a file."""
    form = UploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            batch = importing.upload(
                said["channel"],
                said["file"].file,
                said["file"].name,
                kind=said["kind"],
                at=timezone.now(),
                by=request.user,
            )
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("leads:batch_mapping", batch.pk)
    has_channels = intake.open_channels(request.user, "upload").exists()
    shown = {"form": form, "has_channels": has_channels}
    return render(request, "leads/import_new.html", shown, status=422 if form.errors else 200)


@requires(Permission.BRING_LEADS)
def mapping(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what the columns of a file mean, with the first rows as they are read; then try every row."""
    batch = _found(request, pk)
    if batch.state not in importing.BEFORE_IMPORT:
        return redirect("leads:batch", pk)
    columns, said = importing.columns_of(batch), importing.mapping_of(batch)
    if request.method == "POST":
        said = mapping_forms.read(request.POST, columns, batch.kind, said)
        if not request.htmx and "look" not in request.POST:  # type: ignore[attr-defined]
            try:
                importing.check(batch, said, at=timezone.now(), by=request.user)
            except importing.MappingFaulty:
                return _mapping_page(request, batch, said, status=422)
            except Refused as refused:
                messages.error(request, str(refused))
            return redirect("leads:batch", pk)
    return _mapping_page(request, batch, said)


def _mapping_page(
    request: SignedInRequest, batch: Batch, said: Mapping, *, status: int = 200
) -> HttpResponse:
    """Show the columns and the preview; a change by htmx gets both anew, without the page around them."""
    at = timezone.now()
    form = MappingForm(said, importing.columns_of(batch), batch.kind)
    made = importing.preview(batch, said, at=at)
    shown = {
        **board.head(batch, at),
        "form": form,
        "lines": list(form.lines(made.faults)),
        "preview": made,
        "general": [fault.message for fault in made.faults if not fault.column],
        "refused": status == 422,
        "read_again": ReadAgainForm.of(batch),
        "written": board.written(batch),
        "zone": said.zone,
    }
    page = "leads/import_mapping.html"
    return render(request, f"{page}#columns" if request.htmx else page, shown, status=status)  # type: ignore[attr-defined]


@requires(Permission.BRING_LEADS)
@require_POST
def read_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Read a file in another way than it was found to be written."""
    batch = _found(request, pk)
    form = ReadAgainForm(request.POST)
    if form.is_valid():
        try:
            importing.read_again(batch, **form.cleaned_data, at=timezone.now(), by=request.user)
        except Refused as refused:
            messages.error(request, str(refused))
    else:
        messages.error(request, _("It was not read again. %(why)s") % {"why": form.why})
    return redirect("leads:batch_mapping", pk)


@requires(Permission.BRING_LEADS)
@require_safe
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show where a file stands: its progress, what the dry run found, or what the import did, row by row."""
    found = _found(request, pk)
    if found.state == Batch.State.UPLOADED and not found.message:
        return redirect("leads:batch_mapping", pk)
    at = timezone.now()
    dry = board.is_dry(found)
    only = request.GET.get("only", "")
    results = [only] if only in board.RESULTS else []
    page = Paginator(intake.report(found, dry=dry, only=results), PAGE).get_page(request.GET.get("page"))
    shown = {
        **board.head(found, at),
        **board.progress(found, at),
        "dry": dry,
        "figures": board.figures(found),
        "tabs": board.tabs(found, intake.results(found, dry=dry), only),
        "page": page,
        "lines": [(line, board.RESULTS[line.result]) for line in page],
        "only": only,
        "notes": importing.notes_of(found),
    }
    return render(request, "leads/import_batch.html", shown)


@requires(Permission.BRING_LEADS)
@require_safe
def progress(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answer the page that watches a file: how far it is, or that the page has to be loaded again since it has ended."""
    found = _found(request, pk)
    if found.state not in board.UNDER_WAY:
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("leads:batch", args=[pk])})
    at = timezone.now()
    return render(
        request, "leads/import_batch.html#progress", {**board.head(found, at), **board.progress(found, at)}
    )


@requires(Permission.BRING_LEADS)
@require_POST
def start(request: SignedInRequest, pk: int) -> HttpResponse:
    """Import a file, or go on with an import that was stopped."""
    try:
        importing.start(_found(request, pk), at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("leads:batch", pk)


@requires(Permission.BRING_LEADS)
@require_POST
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Stop what is under way."""
    try:
        importing.stop(_found(request, pk), at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("leads:batch", pk)


@requires(Permission.BRING_LEADS)
@require_POST
def discard(request: SignedInRequest, pk: int) -> HttpResponse:
    """Throw away a file of which nothing was imported."""
    found = _found(request, pk)
    try:
        importing.discard(found, at=timezone.now(), by=request.user)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("leads:batch", pk)
    messages.success(
        request, _("“%(file)s” was thrown away. Nothing of it was imported.") % {"file": found.filename}
    )
    return redirect("leads:import")


@requires(Permission.BRING_LEADS)
@require_safe
def report(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Hand out the report as a file: every row that was not simply new, with its own cells to mend and bring again."""
    found = _found(request, pk)
    only = [request.GET["only"]] if request.GET.get("only") in board.RESULTS else []
    columns = importing.columns_of(found)
    header = (_("row"), _("result"), _("what"), _("lead"), *(column.key for column in columns))
    places = [column.place for column in columns]
    name = f"{found.filename.rpartition('.')[0] or found.filename}-report.csv"
    return download(name, header, _report_rows(found, only, places))


def _report_rows(found: Batch, only: list[str], places: list[int]) -> Iterator[list[object]]:
    """Walk along the file and the report together, so that neither has to fit into memory."""
    records = importing.readable_records_of(found)
    number, cells = 0, list[str]()
    for line in intake.report(found, dry=board.is_dry(found), only=only).iterator(chunk_size=2000):
        while number < line.number:
            number, cells = next(records)
        lead = line.lead.reference if line.lead else ""
        own = [cells[place] if place < len(cells) else "" for place in places]
        yield [line.number, str(board.RESULTS[line.result].label), line.message, lead, *own]


def _found(request: SignedInRequest, pk: int) -> Batch:
    return get_object_or_404(intake.batches_visible_to(request.user), pk=pk)
