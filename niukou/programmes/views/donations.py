"""Pages of donations: list, record, page, receipt."""

from functools import partial
from io import BytesIO

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.money import in_capitals
from niukou.core.pages import paged
from niukou.people.queries import names_of
from niukou.programmes.actions.donations import issue_receipt, mark_related_party, record_donation
from niukou.programmes.exports.donations import DONATIONS
from niukou.programmes.filters.donations import DonationFilter
from niukou.programmes.forms.donations import (
    IssueReceiptForm,
    MarkRelatedPartyForm,
    RecordDonationForm,
)
from niukou.programmes.models import Donation, Programme
from niukou.programmes.queries.money import given_to, left_of_donation, programmes_with_money
from niukou.programmes.receipts import bound_to, receipt_pdf
from niukou.programmes.rules import Can


@require_GET
def donation_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_MONEY, programme)
    filters = _listed(request, programme)
    context = {
        "programme": programme,
        "filters": filters,
        "rows": paged(_with_names(filters.qs), request.GET.get("page")),
        "given": given_to(filters.qs.standing().order_by()),
    }
    return page(request, "programmes/donation_list.html", context, partials={"donation-rows"})


@require_GET
def donation_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_MONEY, programme)
    donations = _with_names(_listed(request, programme).qs)
    return export(request, donations, DONATIONS, filename=_("Donations"))


@require_http_methods(["GET", "POST"])
def donation_record(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.RECORD_DONATION, programme)
    form = RecordDonationForm(request.POST or None, programme=programme, by=request.user)
    if form.submit(partial(record_donation, programme, by=request.user)):
        messages.success(request, _("Donation %s is recorded.") % form.result)
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"programme": programme, "form": form}
    return page(request, "programmes/donation_record.html", context, status=status)


@require_GET
def donation_detail(request: SignedInRequest, number: str) -> HttpResponse:
    donation = get_object_or_404(_with_names(_mine(request)), number=number)
    amount = donation.amount
    context = {
        "donation": donation,
        "capitals": in_capitals(amount) if amount else "",
        "bound_to": bound_to(donation),
        "left": left_of_donation(donation) if amount and not donation.is_in_kind else None,
        "grants": donation.grants.select_related("site__hospital").order_by("pk"),
        "entries": donation.entries.order_by("pk"),
        "changes": changes_of(donation, names=names_of),
    }
    return page(request, "programmes/donation_detail.html", context)


@require_http_methods(["GET", "POST"])
def donation_receipt(request: SignedInRequest, number: str) -> HttpResponse:
    donation = get_object_or_404(_with_names(_mine(request)), number=number)
    authorize(request.user, Can.ISSUE_RECEIPT, donation)
    form = IssueReceiptForm(request.POST or None, by=request.user)
    if form.submit(partial(issue_receipt, donation, by=request.user)):
        messages.success(request, _("Receipt %s is issued.") % form.result.receipt_number)
        return go(request, donation)
    context = {"donation": donation, "form": form, "bound_to": bound_to(donation)}
    context["capitals"] = in_capitals(donation.amount) if donation.amount else ""
    status = 422 if form.is_bound else 200
    return page(request, "programmes/donation_receipt.html", context, status=status)


@require_GET
def receipt_paper(request: SignedInRequest, number: str) -> FileResponse:
    donation = get_object_or_404(_with_names(_mine(request)), number=number)
    if not donation.receipt_number:
        raise Http404
    pdf = BytesIO(receipt_pdf(donation, on=timezone.localdate()))
    name = f"{donation.receipt_number}.pdf"
    response = FileResponse(pdf, filename=name, content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def donation_related(request: SignedInRequest, number: str) -> HttpResponse:
    donation = get_object_or_404(_with_names(_mine(request)), number=number)
    authorize(request.user, Can.MARK_RELATED_PARTY, donation)
    form = MarkRelatedPartyForm(request.POST or None, subject=donation, by=request.user)
    if form.submit(partial(mark_related_party, donation, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, donation)
    context = {"donation": donation, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/donation_related.html", context, status=status)


def _listed(request: SignedInRequest, programme: Programme) -> DonationFilter:
    donations = _mine(request).filter(programme=programme)
    return DonationFilter(request.GET, donations.order_by("-received_on", "-pk"))


def _mine(request: SignedInRequest) -> QuerySet[Donation]:
    return Donation.objects.visible_to(request.user)


def _with_names(donations: QuerySet[Donation]) -> QuerySet[Donation]:
    return donations.select_related(
        "programme",
        "donor",
        "received_by",
        "branch",
        "site__hospital",
        "agreement",
        "handled_by__person",
    )
