"""The public pages: open to everybody, and the same for everybody."""

from functools import partial
from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.htmx import go, page
from niukou.core.public import KEPT_SECONDS, kept_for_strangers, public_page
from niukou.figures.days import AsOfForm
from niukou.figures.queries.dashboards import STATIONS, branch_summary, programme_summary
from niukou.figures.queries.duties import entries_of
from niukou.portal.forms import ObjectionForm
from niukou.portal.queries import (
    EVERYBODY,
    public_calls,
    public_ceremony,
    receipt_of,
    shown_gathering,
    to_come,
    verification_of,
)
from niukou.programmes.actions.objections import receive_objection
from niukou.programmes.models import (
    Branch,
    Call,
    Programme,
    ProgrammeGathering,
    PublicNotice,
    StationPhoto,
    Workstream,
)
from niukou.programmes.queries.applications import form_sections, questions_of
from niukou.programmes.queries.branch_review import notices_shown
from niukou.programmes.queries.calls import form_in_force
from niukou.programmes.queries.notices import sites_named
from niukou.programmes.queries.stations import hours_on, public_station, public_stations


@login_not_required
@require_GET
@kept_for_strangers
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, and list the published programmes."""
    programmes = Programme.objects.visible_to(EVERYBODY).order_by("launched_on", "pk")
    return public_page(request, "portal/home.html", {"programmes": programmes})


@login_not_required
@require_GET
@kept_for_strangers
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published programme: its targets, and beside them its results."""
    found = get_object_or_404(Programme.objects.visible_to(EVERYBODY), slug=slug)
    form = AsOfForm(request.GET)
    context = {
        "programme": found,
        "form": form,
        "initiators": found.initiators.select_related("organisation").order_by("position"),
        "workstreams": [Workstream(one).label for one in found.workstreams],
        "summary": programme_summary(found, EVERYBODY, as_of=form.day),
        "to_come": to_come(found, at=timezone.now()),
    }
    status = 200 if form.is_valid() else 422
    return public_page(request, "portal/programme.html", context, status=status)


@login_not_required
@require_GET
@kept_for_strangers
def progress(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a programme has published about its progress, with the notes that followed."""
    found = get_object_or_404(Programme.objects.visible_to(EVERYBODY), slug=slug)
    context = {"programme": found, "entries": entries_of(found, EVERYBODY)}
    return public_page(request, "portal/progress.html", context)


@login_not_required
@require_GET
@kept_for_strangers
def branch(request: HttpRequest, programme: str, slug: str) -> HttpResponse:
    """Show a published branch: its targets, and beside them its results."""
    branches = Branch.objects.visible_to(EVERYBODY).select_related("programme", "region")
    found = get_object_or_404(branches, slug=slug, programme__slug=programme)
    form = AsOfForm(request.GET)
    summary = branch_summary(found, EVERYBODY, as_of=form.day)
    today = timezone.localdate()
    context = {
        "branch": found,
        "form": form,
        "summary": summary,
        "notices": notices_shown(found),
        "stations": public_stations(EVERYBODY, found, on=today, most=STATIONS),
        "calls": public_calls(found, on=today),
    }
    status = 200 if form.is_valid() else 422
    return public_page(request, "portal/branch.html", context, status=status)


@login_not_required
@require_GET
def station(request: HttpRequest, programme: str, branch: str, pk: int) -> HttpResponse:
    """Show where a station is, when it is open, and the pictures that were made public."""
    found = public_station(EVERYBODY, pk, programme=programme, branch=branch)
    if found is None:
        raise Http404
    today = timezone.localdate()
    context = {
        "station": found,
        "branch": found.site.branch,
        "hours": hours_on(found, EVERYBODY, on=today),
        "phone": found.phone if found.is_phone_public else "",
        "ceremony": public_ceremony(found.ceremony_id),
    }
    return public_page(request, "portal/station.html", context)


@login_not_required
@require_GET
def station_photo(
    request: HttpRequest, *, programme: str, branch: str, pk: int, photo: int
) -> FileResponse:
    """Hand out the small copy of a public picture; nobody reaches the original this way."""
    photos = StationPhoto.objects.visible_to(EVERYBODY).select_related("shown")
    found = get_object_or_404(
        photos,
        pk=photo,
        station=pk,
        station__site__branch__slug=branch,
        station__site__branch__programme__slug=programme,
    )
    picture = default_storage.open(found.shown.path)
    response = FileResponse(picture, content_type=found.shown.media_type)
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


@login_not_required
@require_GET
def gathering(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """Show a public gathering of a published programme: what, when, where, hosts, agenda."""
    links = ProgrammeGathering.objects.visible_to(EVERYBODY).filter(programme__slug=programme)
    rows = links.select_related("programme", "branch", "gathering__campus__organisation")
    link = get_object_or_404(rows, gathering__number=number)
    context = {"link": link, "shown": shown_gathering(link.gathering, at=timezone.now())}
    return public_page(request, "portal/gathering.html", context)


@login_not_required
@require_GET
@kept_for_strangers
def call(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """Show a call: who may apply, for what, how it is decided, what is asked, until when."""
    calls = Call.objects.visible_to(EVERYBODY).select_related("branch__programme")
    found = get_object_or_404(calls, number=number, branch__programme__slug=slug)
    asked = form_in_force(found)
    context = {
        "call": found,
        "phase": found.phase(on=timezone.localdate()),
        "sections": form_sections(questions_of(asked)) if asked else [],
    }
    return public_page(request, "portal/call.html", context)


@login_not_required
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a paper with this code was issued here, and whether it still holds."""
    code = request.GET.get("code", "").strip()
    context = {"code": code, "found": verification_of(code) if code else None}
    return public_page(request, "portal/verify.html", context)


@login_not_required
@require_GET
@kept_for_strangers
def notice(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """Show what was accepted, until when anybody may object, and why it was extended."""
    found, today = _notice(programme, number), timezone.localdate()
    context = {
        "notice": found,
        "sites": sites_named(found),
        "extensions": found.extensions.order_by("pk"),
        "is_running": found.runs_on(today),
    }
    return public_page(request, "portal/notice.html", context)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def notice_object(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """Take an objection from anybody, a few an hour from one place; answer with a receipt."""
    found, today = _notice(programme, number), timezone.localdate()
    form = ObjectionForm(request.POST or None, notice=found)
    status = 422 if form.is_bound else 200
    if form.is_valid() and not ratelimit.consume(request, action="objection"):
        form.add_error(None, _("Many objections came from your network. Try again in an hour."))
        status = 429
    elif form.submit(partial(receive_objection, found, on=today)):
        address = reverse("portal:notice-receipt", args=[programme, number])
        return go(request, f"{address}?{urlencode({'receipt': form.result.receipt})}")
    context = {"notice": found, "form": form, "is_running": found.runs_on(today)}
    return page(request, "portal/notice_object.html", context, status=status)


@never_cache
@login_not_required
@require_GET
def notice_receipt(request: HttpRequest, programme: str, number: str) -> HttpResponse:
    """Tell who holds a receipt number what became of their objection, and nobody else."""
    found = _notice(programme, number)
    receipt = request.GET.get("receipt", "").strip().upper()
    objection = receipt_of(found, receipt) if receipt else None
    context = {"notice": found, "receipt": receipt, "objection": objection}
    return page(request, "portal/notice_receipt.html", context)


def _notice(programme: str, number: str) -> PublicNotice:
    notices = PublicNotice.objects.visible_to(EVERYBODY).select_related("branch__programme")
    return get_object_or_404(notices, number=number, branch__programme__slug=programme)
