"""Pages of agreements."""

import re
from functools import partial
from io import BytesIO

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import workbook
from niukou.core.pages import paged
from niukou.core.sections import sections_of
from niukou.network.actions.agreements import attach_scan, edit_agreement, record_agreement
from niukou.network.exports import export_agreements
from niukou.network.filters import AgreementFilter
from niukou.network.forms.agreements import AttachScanForm, EditAgreementForm, RecordAgreementForm
from niukou.network.models import Agreement, Capacity, Organisation
from niukou.network.papers import agreement_pdf
from niukou.network.rules import Can
from niukou.people.queries import names_of

ORGANISATION = re.compile(r"[0-9]{1,18}")  # no key has more digits


@require_GET
def agreement_list(request: SignedInRequest) -> HttpResponse:
    filters = AgreementFilter(request.GET, _newest_first(request))
    rows = paged(filters.qs.prefetch_related("parties__organisation"), request.GET.get("page"))
    return page(
        request,
        "network/agreement_list.html",
        {"filters": filters, "rows": rows},
        partials={"agreement-rows"},
    )


@require_GET
def agreement_export(request: SignedInRequest) -> FileResponse:
    agreements = AgreementFilter(request.GET, _newest_first(request)).qs
    name = f"{_('Agreements')}-{timezone.localdate()}"
    return workbook(partial(export_agreements, agreements), filename=name)


@require_GET
def agreement_detail(request: SignedInRequest, number: str) -> HttpResponse:
    agreements = Agreement.objects.visible_to(request.user).select_related("scan")
    agreement = get_object_or_404(agreements, number=number)
    context = {
        "agreement": agreement,
        "parties": agreement.parties.select_related("organisation").order_by("pk"),
        "changes": changes_of(agreement, names=names_of),
        "sections": sections_of(agreement, request.user),
    }
    return page(request, "network/agreement_detail.html", context)


@require_GET
def agreement_paper(request: SignedInRequest, number: str) -> FileResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), number=number)
    pdf = agreement_pdf(agreement, on=timezone.localdate())
    response = FileResponse(
        BytesIO(pdf), filename=f"{agreement.number}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def agreement_record(request: SignedInRequest) -> HttpResponse:
    authorize(request.user, Can.RECORD_AGREEMENT, Agreement)
    if "another" in request.POST:
        form = RecordAgreementForm.with_another_party(request.POST, by=request.user)
        return page(request, "network/agreement_record.html", {"form": form})
    hospitals = Organisation.objects.visible_to(request.user).filter(
        pk__in=[pk for pk in request.GET.getlist("hospital") if ORGANISATION.fullmatch(pk)]
    )
    initial = {"party_1": hospitals.first(), "capacity_1": Capacity.HOSPITAL if hospitals else ""}
    form = RecordAgreementForm(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(record_agreement, by=request.user)):
        messages.success(request, _("The agreement %s is recorded.") % form.result)
        seen = Agreement.objects.visible_to(request.user).filter(pk=form.result.pk).exists()
        return go(request, form.result if seen else "network:agreement-list")
    status = 422 if form.is_bound else 200
    return page(request, "network/agreement_record.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def agreement_edit(request: SignedInRequest, number: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), number=number)
    authorize(request.user, Can.EDIT_AGREEMENT, agreement)
    form = EditAgreementForm(request.POST or None, subject=agreement, by=request.user)
    if form.submit(partial(edit_agreement, agreement, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, agreement)
    context = {"agreement": agreement, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/agreement_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def agreement_scan(request: SignedInRequest, number: str) -> HttpResponse:
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user), number=number)
    authorize(request.user, Can.EDIT_AGREEMENT, agreement)
    form = AttachScanForm(
        request.POST or request.FILES or None, request.FILES or None, by=request.user
    )
    if form.submit(partial(attach_scan, agreement, by=request.user)):
        messages.success(request, _("The scanned copy is kept."))
        return go(request, agreement)
    context = {"agreement": agreement, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/agreement_scan.html", context, status=status)


def _newest_first(request: SignedInRequest) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(request.user).order_by("-signed_on", "pk")
