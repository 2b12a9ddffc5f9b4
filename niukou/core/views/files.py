"""The kernel's own doors: suggestions while typing, files of evidence, the component kit."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.files import JPEG, PDF, PNG
from niukou.core.htmx import SignedInRequest, page
from niukou.core.lookups import find_lookup
from niukou.core.models import EvidenceFile

SHOWN_IN_THE_BROWSER = {PDF, JPEG, PNG}


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
    file = get_object_or_404(EvidenceFile.objects.visible_to(request.user), pk=pk)
    response = FileResponse(
        default_storage.open(file.path),
        as_attachment=file.media_type not in SHOWN_IN_THE_BROWSER,
        filename=file.name,
        content_type=file.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_GET
def kit(request: SignedInRequest) -> HttpResponse:
    """Show every component of the kit with sample values."""
    return page(request, "core/kit.html", {})
