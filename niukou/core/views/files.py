"""The kernel's own doors: suggestions while typing, files of evidence, the component kit."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest, page
from niukou.core.http import file_response
from niukou.core.lookups import find_lookup
from niukou.core.models import EvidenceFile


@require_GET
def lookup(request: SignedInRequest, name: str) -> HttpResponse:
    """Return suggestions for a ``RecordField``: only what the asker may read."""
    found = find_lookup(name)
    if found is None:
        raise Http404
    options = found.options(request.GET.get("q", ""), user=request.user)
    return page(request, "core/lookup.html", {"options": options})


@require_GET
def file_download(request: SignedInRequest, pk: str) -> HttpResponse | FileResponse:
    """Hand out a file of evidence to who may read a record it belongs to."""
    return file_response(get_object_or_404(EvidenceFile.objects.visible_to(request.user), pk=pk))


@require_GET
def kit(request: SignedInRequest) -> HttpResponse:
    """Show every component of the kit with sample values."""
    return page(request, "core/kit.html", {})
