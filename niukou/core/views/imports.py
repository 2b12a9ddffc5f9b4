"""Imports on their way: what will happen, go ahead or not, what happened."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from niukou.core.errors import DomainError
from niukou.core.excel import write_template
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables, workbook
from niukou.core.imports import (
    Outcome,
    confirm_import,
    discard_import,
    find_importer,
    outcomes_table,
    shown_rows,
    write_refused,
)
from niukou.core.models import ImportRun

ROWS = 50


@require_GET
def import_template(request: SignedInRequest, kind: str) -> FileResponse:
    """Hand out the empty list of one kind of import."""
    importer = find_importer(kind)
    if importer is None:
        raise Http404
    write = partial(write_template, sheet=importer.sheet)
    return workbook(write, filename=importer.sheet.file_name)


@require_GET
def import_detail(request: SignedInRequest, pk: str) -> HttpResponse:
    """Show what an import would do, does or did, row by row."""
    runs = ImportRun.objects.visible_to(request.user).select_related("file")
    run = get_object_or_404(runs.defer("rows"), pk=pk)
    importer = find_importer(run.kind)
    if importer is None:
        raise Http404
    shown = request.GET.get("outcome", "")
    rows = [] if run.is_running else shown_rows(run, importer.sheet, outcome=shown)
    context = {
        "run": run,
        "place": importer.place(run.scope),
        "outcomes": [(one, run.counts[one.value.lower()], one.value == shown) for one in Outcome],
        "is_all": not shown,
        "total": sum(run.counts.values()),
        "rows": Paginator(rows, ROWS).get_page(request.GET.get("page")),
    }
    return page(request, "core/import_detail.html", context, partials={"import-state"})


@require_GET
def import_export(request: SignedInRequest, pk: str) -> FileResponse:
    """Hand out what becomes of the rows, narrowed as on the page."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    importer = find_importer(run.kind)
    if importer is None or run.is_running:
        raise Http404
    table = outcomes_table(run, importer.sheet, outcome=request.GET.get("outcome", ""))
    return export_tables([table], filename=f"{table.name}-{timezone.localdate()}")


@require_POST
def import_confirm(request: SignedInRequest, pk: str) -> HttpResponse:
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        confirm_import(run, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, run)


@require_POST
def import_discard(request: SignedInRequest, pk: str) -> HttpResponse:
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    try:
        discard_import(run, by=request.user)
        messages.success(request, _("The import is discarded. Nothing was changed."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, run)


@require_GET
def import_refused(request: SignedInRequest, pk: str) -> FileResponse:
    """Hand out the refused rows, each with why, ready to be mended and sent again."""
    run = get_object_or_404(ImportRun.objects.visible_to(request.user), pk=pk)
    return workbook(partial(write_refused, run), filename=_("refused-rows"))
