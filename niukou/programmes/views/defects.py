"""Pages on which defects are reported, mended and confirmed."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.programmes.actions.defects import (
    confirm_defect,
    mend_defect,
    report_defect,
    send_back_defect,
)
from niukou.programmes.forms.checks import (
    ConfirmDefectForm,
    MendDefectForm,
    ReportDefectForm,
    SendBackForm,
)
from niukou.programmes.models import Defect, ServiceStation
from niukou.programmes.rules import Can


def _defect(request: SignedInRequest, pk: int) -> Defect:
    """Return a defect that the reader may deal with."""
    defects = Defect.objects.visible_to(request.user).select_related(
        "station__site__hospital", "station__campus", "evidence", "mended_by__person"
    )
    defect: Defect = get_object_or_404(defects, pk=pk)
    authorize(request.user, Can.KEEP_DEFECTS, defect.station)
    return defect


@require_http_methods(["GET", "POST"])
def defect_report(request: SignedInRequest, pk: int) -> HttpResponse:
    stations = ServiceStation.objects.worked_on_by(request.user)
    station = get_object_or_404(stations.select_related("site__hospital", "campus"), pk=pk)
    authorize(request.user, Can.KEEP_DEFECTS, station)
    form = ReportDefectForm(request.POST or None, by=request.user)
    if form.submit(partial(report_defect, station, by=request.user)):
        messages.success(request, _("The defect is recorded."))
        return go(request, form.result)
    context = {"site": station.site, "station": station, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/defect_report.html", context, status=status)


@require_http_methods(["GET", "POST"])
def defect_mend(request: SignedInRequest, pk: int) -> HttpResponse:
    defect = _defect(request, pk)
    form = MendDefectForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(mend_defect, defect, by=request.user)):
        messages.success(request, _("Recorded as mended. The other side looks at it next."))
        return go(request, defect)
    context = {"site": defect.station.site, "defect": defect, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/defect_mend.html", context, status=status)


@require_http_methods(["GET", "POST"])
def defect_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    defect = _defect(request, pk)
    form = ConfirmDefectForm(request.POST or None, by=request.user)
    if form.submit(partial(confirm_defect, defect, by=request.user)):
        messages.success(request, _("The defect is closed."))
        return go(request, defect)
    context = {"site": defect.station.site, "defect": defect, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/defect_confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
def defect_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    defect = _defect(request, pk)
    form = SendBackForm(request.POST or None, by=request.user)
    if form.submit(partial(send_back_defect, defect, by=request.user)):
        messages.success(request, _("The defect is open again."))
        return go(request, defect)
    context = {"site": defect.station.site, "defect": defect, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/defect_send_back.html", context, status=status)
