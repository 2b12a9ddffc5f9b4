"""Pages on which a station is planned, opened and described."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.tabs import tabs_of
from niukou.people.queries import names_of
from niukou.programmes.actions.stations import (
    correct_opening,
    edit_plaque,
    edit_station,
    open_station,
    plan_station,
)
from niukou.programmes.forms.stations import (
    CorrectOpeningForm,
    EditPlaqueForm,
    EditStationForm,
    OpenStationForm,
    PlanStationForm,
)
from niukou.programmes.models import ServiceStation, Site
from niukou.programmes.queries.stations import station_cards
from niukou.programmes.rules import Can


@require_GET
def site_stations(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.worked_on_by(request.user)
    site = get_object_or_404(
        sites.select_related("hospital", "branch", "branch__programme"), number=number
    )
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "station"),
        "cards": station_cards(site, request.user, on=timezone.localdate()),
    }
    return page(request, "programmes/site_stations.html", context)


@require_http_methods(["GET", "POST"])
def station_plan(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.PLAN_STATION, site)
    form = PlanStationForm(request.POST or None, site=site, by=request.user)
    if form.submit(partial(plan_station, site, by=request.user)):
        messages.success(request, _("The station is planned."))
        return go(request, site)
    status = 422 if form.is_bound else 200
    context = {"site": site, "form": form}
    return page(request, "programmes/station_plan.html", context, status=status)


@require_http_methods(["GET", "POST"])
def station_open(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.visible_to(request.user)
    fetched = stations.select_related("site__hospital", "site__branch", "campus")
    station = get_object_or_404(fetched, pk=pk)
    authorize(request.user, Can.OPEN_STATION, station)
    form = OpenStationForm(request.POST or None, station=station, by=request.user)
    if form.submit(partial(open_station, station, by=request.user)):
        messages.success(request, _("The station is open."))
        return go(request, station)
    status = 422 if form.is_bound else 200
    context = {"site": station.site, "station": station, "form": form}
    return page(request, "programmes/station_open.html", context, status=status)


@require_http_methods(["GET", "POST"])
def opening_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.visible_to(request.user).exclude(opened_on=None)
    fetched = stations.select_related("site__hospital", "site__branch", "campus", "ceremony")
    station = get_object_or_404(fetched, pk=pk)
    authorize(request.user, Can.CORRECT_OPENING, station)
    form = CorrectOpeningForm(request.POST or None, subject=station, by=request.user)
    if form.submit(partial(correct_opening, station, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, station)
    status = 422 if form.is_bound else 200
    changes = changes_of(station, names=names_of)
    context = {"site": station.site, "station": station, "form": form, "changes": changes}
    return page(request, "programmes/opening_correct.html", context, status=status)


@require_http_methods(["GET", "POST"])
def station_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.visible_to(request.user)
    station = get_object_or_404(stations.select_related("site__hospital", "campus"), pk=pk)
    authorize(request.user, Can.EDIT_STATION, station)
    form = EditStationForm(request.POST or None, subject=station, by=request.user)
    if form.submit(partial(edit_station, station, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, station)
    status = 422 if form.is_bound else 200
    context = {"site": station.site, "station": station, "form": form}
    return page(request, "programmes/station_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def plaque_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.worked_on_by(request.user)
    station = get_object_or_404(stations.select_related("site__hospital", "campus"), pk=pk)
    authorize(request.user, Can.EDIT_STATION, station)
    form = EditPlaqueForm(request.POST or None, subject=station, by=request.user)
    if form.submit(partial(edit_plaque, station, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, station)
    status = 422 if form.is_bound else 200
    context = {"site": station.site, "station": station, "form": form}
    return page(request, "programmes/plaque_edit.html", context, status=status)
