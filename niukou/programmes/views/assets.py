"""Pages of the asset register."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.excel.forms import WorkbookForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.imports import preview_import
from niukou.core.pages import paged
from niukou.programmes.actions.assets import edit_asset, move_asset, places_of, receive_asset
from niukou.programmes.exports.assets import ASSET_COLUMNS
from niukou.programmes.filters import AssetFilter
from niukou.programmes.forms.assets import EditAssetForm, MoveAssetForm, ReceiveAssetForm
from niukou.programmes.imports.assets import ASSETS, COLUMNS
from niukou.programmes.models import Asset, AssetMove, ServiceStation, Site
from niukou.programmes.rules import Can


def _filter(request: SignedInRequest) -> AssetFilter:
    rows = Asset.objects.visible_to(request.user).select_related(
        "station__site__hospital", "station__campus"
    )
    return AssetFilter(request.GET, rows.order_by("number"), by=request.user)


def _asset(request: SignedInRequest, number: str) -> Asset:
    rows = Asset.objects.visible_to(request.user)
    asset: Asset = get_object_or_404(
        rows.select_related("station__site__hospital", "station__campus"), number=number
    )
    return asset


@require_GET
def asset_list(request: SignedInRequest) -> HttpResponse:
    filters = _filter(request)
    rows = paged(filters.qs, request.GET.get("page"))
    context = {"filters": filters, "rows": rows, "site": filters.asked_site}
    return page(request, "programmes/asset_list.html", context, partials={"asset-rows"})


@require_GET
def asset_export(request: SignedInRequest) -> FileResponse:
    return export(request, _filter(request).qs, ASSET_COLUMNS, filename=_("Assets"))


@require_GET
def asset_detail(request: SignedInRequest, number: str) -> HttpResponse:
    asset = _asset(request, number)
    moves = AssetMove.objects.visible_to(request.user).filter(asset=asset)
    context = {
        "site": asset.station.site,
        "asset": asset,
        "places": places_of(asset),
        "moves": moves.select_related("evidence", "recorded_by__person").order_by("-on", "-pk"),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/asset_detail.html", context)


@require_http_methods(["GET", "POST"])
def asset_receive(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.worked_on_by(request.user)
    station = get_object_or_404(stations.select_related("site__hospital", "campus"), pk=pk)
    authorize(request.user, Can.KEEP_ASSETS, station)
    form = ReceiveAssetForm(
        request.POST or None, request.FILES or None, station=station, by=request.user
    )
    if form.submit(partial(receive_asset, station, by=request.user)):
        messages.success(request, _("It is in the register."))
        return go(request, form.result)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/asset_receive.html", context, status=status)


@require_http_methods(["GET", "POST"])
def asset_move(request: SignedInRequest, number: str) -> HttpResponse:
    asset = _asset(request, number)
    authorize(request.user, Can.KEEP_ASSETS, asset.station)
    form = MoveAssetForm(request.POST or None, request.FILES or None, asset=asset, by=request.user)
    if form.submit(partial(move_asset, asset, by=request.user)):
        messages.success(request, _("The move is recorded."))
        return go(request, asset)
    context = {"site": asset.station.site, "asset": asset, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/asset_move.html", context, status=status)


@require_http_methods(["GET", "POST"])
def asset_edit(request: SignedInRequest, number: str) -> HttpResponse:
    asset = _asset(request, number)
    authorize(request.user, Can.KEEP_ASSETS, asset.station)
    form = EditAssetForm(request.POST or None, subject=asset, by=request.user)
    if form.submit(partial(edit_asset, asset, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, asset)
    context = {"site": asset.station.site, "asset": asset, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/asset_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def asset_import(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.worked_on_by(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.IMPORT_ASSETS, site)
    form = WorkbookForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(preview_import, ASSETS, scope=site.number, by=request.user)):
        return go(request, form.result)
    context = {"site": site, "form": form, "columns": COLUMNS, "kind": ASSETS}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/asset_import.html", context, status=status)
