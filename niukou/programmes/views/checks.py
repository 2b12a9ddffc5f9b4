"""Pages of checklists, self-checks and acceptances."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.programmes.acceptance_paper import acceptance_pdf
from niukou.programmes.actions.acceptance import (
    attach_sheet,
    record_acceptance,
    sign_for_hospital,
    sign_for_programme,
    withdraw_acceptance,
)
from niukou.programmes.actions.checks import record_self_check, write_checklist
from niukou.programmes.exports.programmes import checklist_table
from niukou.programmes.forms.checks import (
    AcceptanceForm,
    AttachSheetForm,
    SelfCheckForm,
    SignForm,
    WithdrawForm,
    WriteChecklistForm,
)
from niukou.programmes.models import (
    Acceptance,
    ChecklistKind,
    Programme,
    SelfCheck,
    ServiceStation,
    Side,
)
from niukou.programmes.queries.checks import (
    answers_of,
    checklist_now,
    checklists_of,
    items_of,
    last_items,
)
from niukou.programmes.rules import Can


def _station(request: SignedInRequest, pk: int, can: Can) -> ServiceStation:
    """Return a station the reader works on, and on which they may do ``can``."""
    stations = ServiceStation.objects.worked_on_by(request.user)
    rows = stations.select_related("site__hospital", "site__branch__programme", "campus")
    station: ServiceStation = get_object_or_404(rows, pk=pk)
    authorize(request.user, can, station)
    return station


def _sheet(request: SignedInRequest, number: str) -> Acceptance:
    sheets = Acceptance.objects.visible_to(request.user).select_related(
        "station__site__hospital",
        "station__site__branch__programme",
        "station__campus",
        "checklist",
        "scan",
        "hospital_signed_by__person",
        "programme_signed_by__person",
    )
    sheet: Acceptance = get_object_or_404(sheets, number=number)
    return sheet


@require_GET
def checklist_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    rows = checklists_of(programme, request.user)
    groups = [(kind, [one for one in rows if one.kind == kind]) for kind in ChecklistKind]
    context = {"programme": programme, "groups": groups}
    return page(request, "programmes/checklist_list.html", context)


@require_GET
def checklist_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    table = checklist_table(checklists_of(programme, request.user))
    return export_tables([table], filename=f"{table.name}-{timezone.localdate()}")


@require_http_methods(["GET", "POST"])
def checklist_write(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.WRITE_CHECKLIST, programme)
    kind = request.GET.get("kind", ChecklistKind.SELF_CHECK)
    initial = {"kind": kind, **last_items(programme, kind)}
    form = WriteChecklistForm(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(write_checklist, programme, by=request.user)):
        messages.success(request, _("The checklist is written."))
        return go(request, reverse("programmes:checklist-list", args=[slug]))
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/checklist_write.html", context, status=status)


@require_http_methods(["GET", "POST"])
def self_check_record(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.RECORD_SELF_CHECK)
    checklist = checklist_now(station, ChecklistKind.SELF_CHECK, on=timezone.localdate())
    form = SelfCheckForm(request.POST or None, items=items_of(checklist), by=request.user)
    if form.submit(partial(record_self_check, station, by=request.user)):
        messages.success(request, _("The self-check is recorded."))
        return go(request, form.result)
    context = {"site": station.site, "station": station, "form": form, "checklist": checklist}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/self_check_record.html", context, status=status)


@require_GET
def self_check_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    checks = SelfCheck.objects.visible_to(request.user).select_related(
        "station__site__hospital", "station__campus", "checklist", "recorded_by__person"
    )
    check = get_object_or_404(checks, pk=pk)
    context = {"site": check.station.site, "check": check, "answers": answers_of(check)}
    return page(request, "programmes/self_check_detail.html", context)


@require_http_methods(["GET", "POST"])
def acceptance_record(request: SignedInRequest, pk: int) -> HttpResponse:
    station = _station(request, pk, Can.RECORD_ACCEPTANCE)
    checklist = checklist_now(station, ChecklistKind.ACCEPTANCE, on=timezone.localdate())
    form = AcceptanceForm(request.POST or None, items=items_of(checklist), by=request.user)
    if form.submit(partial(record_acceptance, station, by=request.user)):
        messages.success(request, _("The inspection is recorded. Both sides sign it next."))
        return go(request, form.result)
    context = {"site": station.site, "station": station, "form": form, "checklist": checklist}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/acceptance_record.html", context, status=status)


@require_GET
def acceptance_detail(request: SignedInRequest, number: str) -> HttpResponse:
    sheet = _sheet(request, number)
    context = {
        "site": sheet.station.site,
        "sheet": sheet,
        "answers": answers_of(sheet),
        "defects": sheet.defects.order_by("pk"),
    }
    return page(request, "programmes/acceptance_detail.html", context)


@require_GET
def acceptance_paper(request: SignedInRequest, number: str) -> HttpResponse:
    """Hand out the sheet as PDF, with its signatures and the code that proves it."""
    sheet = _sheet(request, number)
    pdf = acceptance_pdf(sheet, on=timezone.localdate())
    headers = {"Content-Disposition": f'inline; filename="{sheet.number}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


@require_http_methods(["GET", "POST"])
def acceptance_sign(request: SignedInRequest, number: str, side: str) -> HttpResponse:
    sheet = _sheet(request, number)
    is_hospital = side == Side.HOSPITAL.lower()
    can, action = (
        (Can.SIGN_FOR_HOSPITAL, sign_for_hospital)
        if is_hospital
        else (Can.SIGN_FOR_PROGRAMME, sign_for_programme)
    )
    authorize(request.user, can, sheet.station)
    form = SignForm(request.POST or None, by=request.user)
    if form.submit(partial(action, sheet, by=request.user)):
        messages.success(request, _("The sheet is signed."))
        return go(request, sheet)
    context = {"site": sheet.station.site, "sheet": sheet, "form": form}
    context |= {"is_hospital": is_hospital, "answers": answers_of(sheet)}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/acceptance_sign.html", context, status=status)


@require_http_methods(["GET", "POST"])
def acceptance_withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    sheet = _sheet(request, number)
    authorize(request.user, Can.RECORD_ACCEPTANCE, sheet.station)
    form = WithdrawForm(request.POST or None, by=request.user)
    if form.submit(partial(withdraw_acceptance, sheet, by=request.user)):
        messages.success(request, _("The sheet is withdrawn."))
        return go(request, sheet)
    context = {"site": sheet.station.site, "sheet": sheet, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/acceptance_withdraw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def acceptance_scan(request: SignedInRequest, number: str) -> HttpResponse:
    sheet = _sheet(request, number)
    authorize(request.user, Can.ATTACH_SHEET, sheet.station)
    form = AttachSheetForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(attach_sheet, sheet, by=request.user)):
        messages.success(request, _("The file is kept."))
        return go(request, sheet)
    context = {"site": sheet.station.site, "sheet": sheet, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/acceptance_scan.html", context, status=status)
