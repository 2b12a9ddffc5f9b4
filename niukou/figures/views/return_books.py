"""A return as a workbook: handed out, and taken back."""

from functools import partial

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.excel.forms import WorkbookForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import workbook
from niukou.core.imports import preview_import
from niukou.figures.imports import RETURNS, write_return
from niukou.figures.rules import Can
from niukou.figures.views.returns import found_return, lines_of


@require_GET
def return_workbook(request: SignedInRequest, pk: int) -> FileResponse:
    """Hand the return out to be filled in, with what is known and stated so far."""
    one = found_return(request, pk)
    lines = lines_of(request, one)
    name = f"{one.site.number}-{one.start_on:%Y-%m}"
    return workbook(lambda to: write_return(to, one, lines), filename=name)


@require_http_methods(["GET", "POST"])
def return_import(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a filled workbook: first a look at what it changes, row by row."""
    one = found_return(request, pk)
    authorize(request.user, Can.FILE_RETURN, one)
    form = WorkbookForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(preview_import, RETURNS, scope=str(one.pk), by=request.user)):
        return go(request, form.result)
    context = {"one": one, "site": one.site, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "figures/return_import.html", context, status=status)
