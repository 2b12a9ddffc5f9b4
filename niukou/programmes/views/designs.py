"""Pages of how the building of a site stands, and of its designs."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.designs import decide_design, submit_design
from niukou.programmes.exports.building import building_tables
from niukou.programmes.forms.designs import DecideDesignForm, SubmitDesignForm
from niukou.programmes.models import Acceptance, Defect, Design, SelfCheck, ServiceStation, Site
from niukou.programmes.queries.stations import building_cards
from niukou.programmes.rules import Can


@require_GET
def site_building(request: SignedInRequest, number: str) -> HttpResponse:
    site = _site(request, number)
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "building"),
        "cards": building_cards(site, request.user),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/site_building.html", context)


@require_GET
def site_building_export(request: SignedInRequest, number: str) -> FileResponse:
    """Hand out every defect, design, self-check and acceptance of a hospital's stations."""
    site, user = _site(request, number), request.user
    tables = building_tables(
        designs=_of(site, Design.objects.visible_to(user)),
        self_checks=_of(site, SelfCheck.objects.visible_to(user)),
        acceptances=_of(site, Acceptance.objects.visible_to(user)),
        defects=_of(site, Defect.objects.visible_to(user)),
    )
    name = f"{_('Design and building')}-{site.number}-{timezone.localdate()}"
    return export_tables(tables, filename=name)


@require_http_methods(["GET", "POST"])
def design_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.worked_on_by(request.user)
    station = get_object_or_404(stations.select_related("site__hospital", "campus"), pk=pk)
    authorize(request.user, Can.SUBMIT_DESIGN, station)
    form = SubmitDesignForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(submit_design, station, by=request.user)):
        messages.success(request, _("The design is submitted. The programme decides next."))
        return go(request, form.result)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/design_submit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def design_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a design; who may decide on it finds the decision below."""
    designs = Design.objects.visible_to(request.user).select_related(
        "station__site__hospital", "floor_plan", "submitted_by__person", "decided_by__person"
    )
    design = get_object_or_404(designs, pk=pk)
    if request.method == "POST":
        authorize(request.user, Can.DECIDE_DESIGN, design.station)
    form = DecideDesignForm(request.POST or None, by=request.user)
    if form.submit(partial(decide_design, design, by=request.user)):
        messages.success(request, _("The decision is recorded."))
        return go(request, design)
    context = {"site": design.station.site, "design": design, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/design_detail.html", context, status=status)


def _site(request: SignedInRequest, number: str) -> Site:
    sites = Site.objects.worked_on_by(request.user)
    return get_object_or_404(sites.select_related("hospital", "branch__programme"), number=number)


def _of(site: Site, records: QuerySet[Any]) -> QuerySet[Any]:
    """Narrow to what is kept of the stations of ``site``, station by station."""
    return records.filter(station__site=site).select_related("station").order_by("station", "pk")
