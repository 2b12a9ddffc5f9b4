"""Pages on which a station pauses, opens again and ends, and its rooms and hours are set."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.people.queries import names_of
from niukou.programmes.actions.operation import (
    correct_spell,
    end_station,
    pause_station,
    reopen_station,
)
from niukou.programmes.actions.rooms import set_opening_hours, set_zones
from niukou.programmes.forms.operation import (
    CorrectSpellForm,
    EndStationForm,
    PauseStationForm,
    ReopenStationForm,
)
from niukou.programmes.forms.rooms import OpeningHoursForm, ZonesForm
from niukou.programmes.models import ServiceStation, StationSpell
from niukou.programmes.rules import Can


def _station(request: SignedInRequest, pk: int, can: Can) -> ServiceStation:
    """Return a station the reader works on, and on which they may do ``can``."""
    stations = ServiceStation.objects.worked_on_by(request.user)
    rows = stations.select_related("site__hospital", "site__branch", "campus")
    station: ServiceStation = get_object_or_404(rows, pk=pk)
    authorize(request.user, can, station)
    return station


@require_http_methods(["GET", "POST"])
def station_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.OPERATE_STATION)
    form = PauseStationForm(request.POST or None, by=request.user)
    if form.submit(partial(pause_station, station, by=request.user)):
        messages.success(request, _("The station is paused."))
        return go(request, station)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/station_pause.html", context, status=status)


@require_http_methods(["GET", "POST"])
def station_reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.OPERATE_STATION)
    form = ReopenStationForm(request.POST or None, by=request.user)
    if form.submit(partial(reopen_station, station, by=request.user)):
        messages.success(request, _("The station is open again."))
        return go(request, station)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/station_reopen.html", context, status=status)


@require_http_methods(["GET", "POST"])
def station_end(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.OPERATE_STATION)
    form = EndStationForm(request.POST or None, by=request.user)
    if form.submit(partial(end_station, station, by=request.user)):
        messages.success(request, _("The station has left the programme."))
        return go(request, station)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/station_end.html", context, status=status)


@require_http_methods(["GET", "POST"])
def spell_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    spells = StationSpell.objects.visible_to(request.user)
    spell = get_object_or_404(
        spells.select_related("station__site__hospital", "station__campus"), pk=pk
    )
    authorize(request.user, Can.OPERATE_STATION, spell.station)
    form = CorrectSpellForm(request.POST or None, subject=spell, by=request.user)
    if form.submit(partial(correct_spell, spell, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, spell.station)
    changes = changes_of(spell, names=names_of)
    context = {"site": spell.station.site, "spell": spell, "form": form, "changes": changes}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/spell_correct.html", context, status=status)


@require_http_methods(["GET", "POST"])
def station_zones(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.EDIT_STATION)
    context = {"site": station.site, "station": station}
    if "another" in request.POST:
        again = ZonesForm.with_another_row(request.POST, subject=station, by=request.user)
        return page(request, "programmes/station_zones.html", context | {"form": again})
    form = ZonesForm(request.POST or None, subject=station, by=request.user)
    if form.submit(partial(set_zones, station, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, station)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/station_zones.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def station_hours(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.EDIT_STATION)
    form = OpeningHoursForm(request.POST or None, subject=station, by=request.user)
    if form.submit(partial(set_opening_hours, station, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, station)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/station_hours.html", context, status=status)
