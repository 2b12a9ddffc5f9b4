"""Pages of where money goes: the account of an organisation, the list for the bank."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import workbook
from niukou.network.models import Organisation
from niukou.programmes.actions.payees import (
    confirm_payee,
    make_bank_batch,
    open_bank_batch,
    set_payee,
)
from niukou.programmes.exports.money import export_orders
from niukou.programmes.forms.payees import BankBatchForm, ConfirmPayeeForm, SetPayeeForm
from niukou.programmes.models import BankBatch, Payee
from niukou.programmes.queries.batches import batches_of, to_be_paid
from niukou.programmes.queries.money import programmes_with_money
from niukou.programmes.rules import Can


@require_http_methods(["GET", "POST"])
def payee_set(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.SET_PAYEE, organisation)
    form = SetPayeeForm(request.POST or None, by=request.user)
    if form.submit(partial(set_payee, organisation, by=request.user)):
        messages.success(request, _("The account is set. A second person must confirm it."))
        return go(request, form.result)
    payees = Payee.objects.visible_to(request.user).filter(organisation=organisation)
    named = payees.select_related("set_by__person", "confirmed_by__person")
    context = {"organisation": organisation, "form": form, "payees": named.order_by("-set_at")}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/payee_set.html", context, status=status)


@require_http_methods(["GET", "POST"])
def payee_confirm(request: SignedInRequest, pk: str) -> HttpResponse:
    payees = Payee.objects.visible_to(request.user)
    payee = get_object_or_404(payees.select_related("organisation", "set_by__person"), pk=pk)
    authorize(request.user, Can.CONFIRM_PAYEE, payee)
    form = ConfirmPayeeForm(request.POST or None, by=request.user)
    if form.submit(partial(confirm_payee, payee, by=request.user)):
        messages.success(request, _("The account is confirmed: money can go to it."))
        return go(request, payee.organisation)
    context = {"payee": payee, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/payee_confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
def bank_batch(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_LEDGER, programme)
    waiting = to_be_paid(programme, request.user)
    form = BankBatchForm(request.POST or None, tranches=waiting, by=request.user)
    if form.submit(partial(make_bank_batch, programme, by=request.user)):
        messages.success(request, _("List %s is ready for the bank.") % form.result)
        return go(request, form.result)
    context = {
        "programme": programme,
        "form": form,
        "waiting": waiting,
        "batches": batches_of(programme, request.user),
    }
    status = 422 if form.is_bound else 200
    return page(request, "programmes/bank_batch.html", context, status=status)


@require_POST
def bank_batch_file(request: SignedInRequest, number: str) -> FileResponse:
    batches = BankBatch.objects.visible_to(request.user).select_related("programme")
    batch = get_object_or_404(batches, number=number)
    orders = open_bank_batch(batch, by=request.user)
    return workbook(partial(export_orders, orders), filename=batch.number)
