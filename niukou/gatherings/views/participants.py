"""Who comes and who was there: registering, the list, the sheet, the workbook."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.excel.forms import WorkbookForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import workbook
from niukou.core.imports import preview_import
from niukou.core.pages import ROWS
from niukou.gatherings.actions.check_in import check_in_by_hand
from niukou.gatherings.actions.registrations import (
    register,
    register_participant,
    withdraw_registration,
)
from niukou.gatherings.exports import export_participants
from niukou.gatherings.forms.attendance import ParticipantForm
from niukou.gatherings.imports import ATTENDANCE, COLUMNS
from niukou.gatherings.lifecycle import RegistrationStatus
from niukou.gatherings.models import Registration
from niukou.gatherings.papers import sign_in_sheet
from niukou.gatherings.queries.overview import counts_of
from niukou.gatherings.queries.participants import participants
from niukou.gatherings.rules import Can
from niukou.gatherings.views.found import find_gathering


@require_POST
def register_oneself(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.REGISTER)
    try:
        entry = register(gathering, at=timezone.now(), by=request.user)
        if entry.status == RegistrationStatus.WAITING:
            messages.info(request, _("All places are taken: you are on the waiting list."))
        else:
            messages.success(request, _("You are registered."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, gathering)


@require_POST
def withdraw_oneself(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.REGISTER)
    own = Registration.objects.visible_to(request.user).filter(person=request.user.person_id)
    entry = get_object_or_404(own, gathering=gathering)
    try:
        withdraw_registration(entry, by=request.user)
        messages.success(request, _("Your registration is withdrawn."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, "gatherings:gathering-list")


@require_GET
def participant_list(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.READ_PARTICIPANTS)
    find = request.GET.get("find", "").strip()
    found = [one for one in participants(gathering, request.user) if one.is_called(find)]
    context = {
        "gathering": gathering,
        "find": find,
        "rows": Paginator(found, ROWS).get_page(request.GET.get("page")),
        "counts": counts_of(gathering),
        "may_run": request.user.has_perm(Can.CHECK_IN_BY_HAND, gathering),
    }
    return page(request, "gatherings/participant_list.html", context)


@require_http_methods(["GET", "POST"])
def participant_add(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.REGISTER_OTHERS)
    is_there = "there" in request.POST or (not gathering.is_ahead)
    act = check_in_by_hand if is_there else register_participant
    form = ParticipantForm(request.POST or None, by=request.user)
    if form.submit(partial(act, gathering, at=timezone.now(), by=request.user)):
        messages.success(request, _("%s is on the list.") % form.cleaned_data["person"])
        return go(request, reverse("gatherings:participants", args=[number]))
    status = 422 if form.is_bound else 200
    context = {"gathering": gathering, "form": form}
    return page(request, "gatherings/participant_add.html", context, status=status)


@require_POST
def registration_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Registration.objects.visible_to(request.user).select_related("gathering", "person")
    entry = get_object_or_404(rows, pk=pk)
    authorize(request.user, Can.REGISTER_OTHERS, entry.gathering)
    try:
        withdraw_registration(entry, by=request.user)
        messages.success(request, _("The registration of %s is withdrawn.") % entry.person)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, reverse("gatherings:participants", args=[entry.gathering.number]))


@require_POST
def registration_check_in(request: SignedInRequest, pk: int) -> HttpResponse:
    rows = Registration.objects.visible_to(request.user).select_related("gathering", "person")
    entry = get_object_or_404(rows, pk=pk)
    who = partial(check_in_by_hand, person=entry.person, unit=entry.unit)
    try:
        who(entry.gathering, at=timezone.now(), by=request.user)
        messages.success(request, _("%s is there.") % entry.person)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, reverse("gatherings:participants", args=[entry.gathering.number]))


@require_GET
def participant_export(request: SignedInRequest, number: str) -> FileResponse:
    gathering = find_gathering(request, number, Can.READ_PARTICIPANTS)
    found = participants(gathering, request.user)
    return workbook(
        partial(export_participants, found), filename=f"{gathering.number}-{_('Participants')}"
    )


@require_GET
def sign_in_paper(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.READ_PARTICIPANTS)
    found = participants(gathering, request.user)
    paper = sign_in_sheet(gathering, found, on=timezone.localdate())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{gathering.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def attendance_import(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.IMPORT_ATTENDANCE)
    form = WorkbookForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(preview_import, ATTENDANCE, scope=number, by=request.user)):
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"gathering": gathering, "form": form, "columns": COLUMNS, "kind": ATTENDANCE}
    return page(request, "gatherings/attendance_import.html", context, status=status)
