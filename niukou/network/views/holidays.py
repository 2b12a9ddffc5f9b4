"""Pages of the calendar of holidays and shifted working days."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables, table_of
from niukou.core.models import Holiday
from niukou.network.actions.holidays import add_holiday, edit_holiday, remove_holiday
from niukou.network.exports import HOLIDAYS
from niukou.network.forms.holidays import (
    FIRST_DAY,
    LAST_DAY,
    HolidayForm,
    RemoveHolidayForm,
)
from niukou.network.rules import Can

YEARS = range(FIRST_DAY.year, LAST_DAY.year + 1)


@require_GET
def holiday_list(request: SignedInRequest, year: int = 0) -> HttpResponse:
    year = year or timezone.localdate().year
    days = _days(request, year)
    context = {"year": year, "before": year - 1, "after": year + 1, "days": days}
    return page(request, "network/holiday_list.html", context)


@require_GET
def holiday_export(request: SignedInRequest, year: int) -> FileResponse:
    days = _days(request, year)
    table = table_of(f"{_('Holidays')} {year}", days, HOLIDAYS)
    return export_tables([table], filename=f"{_('Holidays')}-{year}")


@require_http_methods(["GET", "POST"])
def holiday_add(request: SignedInRequest) -> HttpResponse:
    authorize(request.user, Can.EDIT_HOLIDAYS, Holiday)
    form = HolidayForm(request.POST or None, by=request.user)
    if form.submit(partial(add_holiday, by=request.user)):
        messages.success(request, _("The day is in the calendar."))
        return go(request, _year_of(form.result))
    status = 422 if form.is_bound else 200
    return page(request, "network/holiday_add.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def holiday_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(Holiday.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.EDIT_HOLIDAYS, day)
    saved = {"on": day.on, "name": day.name, "is_workday": day.is_workday}
    form = HolidayForm(request.POST or None, by=request.user, initial=saved)
    if form.submit(partial(edit_holiday, day, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, _year_of(form.result))
    context = {"day": day, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/holiday_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def holiday_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    day = get_object_or_404(Holiday.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.EDIT_HOLIDAYS, day)
    if request.method == "POST":
        remove_holiday(day, by=request.user)
        messages.success(request, _("The day is out of the calendar."))
        return go(request, _year_of(day))
    form = RemoveHolidayForm(by=request.user)
    return page(request, "network/holiday_remove.html", {"day": day, "form": form})


def _year_of(day: Holiday) -> str:
    return reverse("network:holiday-year", args=[day.on.year])


def _days(request: SignedInRequest, year: int) -> QuerySet[Holiday]:
    """Return what is known of ``year``; 404 for one that nobody keeps."""
    if year not in YEARS:
        raise Http404
    return Holiday.objects.visible_to(request.user).of_year(year).order_by("on")
