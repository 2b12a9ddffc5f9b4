"""Pages of the pictures of a station."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.programmes.actions.photos import add_photo, edit_photo, publish_photo
from niukou.programmes.forms.photos import AddPhotoForm, EditPhotoForm, PublishPhotoForm
from niukou.programmes.models import Moment, ServiceStation, StationPhoto
from niukou.programmes.rules import Can


def _stations(request: SignedInRequest) -> models.QuerySet[ServiceStation]:
    stations = ServiceStation.objects.worked_on_by(request.user)
    return stations.select_related("site__hospital", "site__branch", "campus")


def _photo(request: SignedInRequest, pk: int, can: Can) -> StationPhoto:
    """Return a picture of a station the reader works on, and to which they may do ``can``."""
    photos = StationPhoto.objects.visible_to(request.user).select_related("shown")
    own = _stations(request).values("pk")
    rows = photos.filter(station__in=own).select_related("station__site__hospital")
    photo: StationPhoto = get_object_or_404(rows, pk=pk)
    authorize(request.user, can, photo.station)
    return photo


@require_GET
def photo_list(request: SignedInRequest, pk: int) -> HttpResponse:
    station = get_object_or_404(_stations(request), pk=pk)
    photos = StationPhoto.objects.visible_to(request.user).filter(station=station)
    rows = list(photos.select_related("shown", "file", "kept_by").order_by("taken_on", "pk"))
    columns = [(when, [one for one in rows if one.moment == when]) for when in Moment]
    context = {"site": station.site, "station": station, "columns": columns, "photos": rows}
    return page(request, "programmes/photo_list.html", context)


@require_http_methods(["GET", "POST"])
def photo_add(request: SignedInRequest, pk: int) -> HttpResponse:
    station = get_object_or_404(_stations(request), pk=pk)
    authorize(request.user, Can.ADD_PHOTO, station)
    form = AddPhotoForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(add_photo, station, by=request.user)):
        messages.success(request, _("The picture is kept."))
        return go(request, form.result)
    context = {
        "site": station.site,
        "station": station,
        "form": form,
        "most_bytes": settings.NIUKOU_UPLOAD_LIMIT_BYTES,
    }
    status = 422 if form.is_bound else 200
    return page(request, "programmes/photo_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def photo_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    photo = _photo(request, pk, Can.ADD_PHOTO)
    form = EditPhotoForm(request.POST or None, subject=photo, by=request.user)
    if form.submit(partial(edit_photo, photo, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, photo)
    context = {"site": photo.station.site, "photo": photo, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/photo_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def photo_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    photo = _photo(request, pk, Can.PUBLISH_PHOTO)
    form = PublishPhotoForm(request.POST or None, subject=photo, by=request.user)
    if form.submit(partial(publish_photo, photo, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, photo)
    context = {"site": photo.station.site, "photo": photo, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/photo_publish.html", context, status=status)
