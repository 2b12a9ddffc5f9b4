"""What is on record of who was there: corrected, struck off, counted."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.gatherings.actions.attendance import (
    correct_attendance,
    correct_head_count,
    record_head_count,
    strike_attendance,
)
from niukou.gatherings.forms.attendance import (
    CorrectAttendanceForm,
    CorrectHeadCountForm,
    ReasonForm,
    RecordHeadCountForm,
)
from niukou.gatherings.models import Attendance, Gathering, HeadCount
from niukou.gatherings.rules import Can
from niukou.gatherings.views.found import find_gathering


@require_http_methods(["GET", "POST"])
def attendance_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    attendance = _find(request, pk)
    form = CorrectAttendanceForm(request.POST or None, subject=attendance, by=request.user)
    if form.submit(partial(correct_attendance, attendance, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, _list_of(attendance.gathering))
    status = 422 if form.is_bound else 200
    context = {"gathering": attendance.gathering, "attendance": attendance, "form": form}
    return page(request, "gatherings/attendance_correct.html", context, status=status)


@require_http_methods(["GET", "POST"])
def attendance_strike(request: SignedInRequest, pk: int) -> HttpResponse:
    attendance = _find(request, pk)
    form = ReasonForm(request.POST or None, by=request.user)
    if form.submit(partial(strike_attendance, attendance, by=request.user)):
        messages.success(request, _("%s is struck off the list.") % attendance.person)
        return go(request, _list_of(attendance.gathering))
    status = 422 if form.is_bound else 200
    context = {"gathering": attendance.gathering, "attendance": attendance, "form": form}
    return page(request, "gatherings/attendance_strike.html", context, status=status)


@require_http_methods(["GET", "POST"])
def head_count_record(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.RECORD_HEAD_COUNT)
    form = RecordHeadCountForm(request.POST or None, by=request.user)
    if form.submit(partial(record_head_count, gathering, by=request.user)):
        messages.success(request, _("The count is recorded."))
        return go(request, gathering)
    status = 422 if form.is_bound else 200
    context = {"gathering": gathering, "form": form}
    return page(request, "gatherings/head_count_record.html", context, status=status)


@require_http_methods(["GET", "POST"])
def head_count_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = HeadCount.objects.visible_to(request.user).select_related("gathering")
    count = get_object_or_404(rows, pk=pk)
    authorize(request.user, Can.RECORD_HEAD_COUNT, count.gathering)
    form = CorrectHeadCountForm(request.POST or None, subject=count, by=request.user)
    if form.submit(partial(correct_head_count, count, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, count.gathering)
    status = 422 if form.is_bound else 200
    context = {"gathering": count.gathering, "count": count, "form": form}
    return page(request, "gatherings/head_count_correct.html", context, status=status)


def _find(request: SignedInRequest, pk: int) -> Attendance:
    rows = Attendance.objects.visible_to(request.user).select_related("gathering", "person")
    attendance = get_object_or_404(rows, pk=pk)
    authorize(request.user, Can.CORRECT_ATTENDANCE, attendance.gathering)
    return attendance


def _list_of(gathering: Gathering) -> str:
    return reverse("gatherings:participants", args=[gathering.number])
