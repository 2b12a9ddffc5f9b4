"""Pages on which a tranche is proved, released, paid, and on which money comes back."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.money import in_capitals
from niukou.programmes.actions.tranches import (
    attach_condition_evidence,
    confirm_condition,
    pay_tranche,
    release_tranche,
    return_money,
    withdraw_release,
)
from niukou.programmes.forms.tranches import (
    AttachEvidenceForm,
    ConfirmConditionForm,
    PayTrancheForm,
    ReleaseTrancheForm,
    ReturnMoneyForm,
    WithdrawReleaseForm,
)
from niukou.programmes.models import Tranche, TrancheCondition
from niukou.programmes.queries.grants import payee_of, records_of, shown_conditions
from niukou.programmes.queries.money import paid_of, returned_of
from niukou.programmes.rules import Can


@require_http_methods(["GET", "POST"])
def evidence_attach(request: SignedInRequest, pk: int) -> HttpResponse:
    waiting = _condition(request, pk)
    authorize(request.user, Can.ATTACH_CONDITION_EVIDENCE, waiting.tranche.grant)
    form = AttachEvidenceForm(
        request.POST or request.FILES or None, request.FILES or None, by=request.user
    )
    if form.submit(partial(attach_condition_evidence, waiting, by=request.user)):
        messages.success(request, _("The evidence is attached."))
        return go(request, waiting)
    status = 422 if form.is_bound else 200
    context = _about_condition(waiting) | {"form": form}
    return page(request, "programmes/evidence_attach.html", context, status=status)


@require_http_methods(["GET", "POST"])
def condition_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    waiting = _condition(request, pk)
    authorize(request.user, Can.CONFIRM_CONDITION, waiting.tranche.grant)
    form = ConfirmConditionForm(request.POST or None, waiting=waiting, by=request.user)
    if form.submit(partial(confirm_condition, waiting, by=request.user)):
        messages.success(request, _("It is confirmed."))
        return go(request, waiting)
    status = 422 if form.is_bound else 200
    context = _about_condition(waiting) | {"form": form}
    return page(request, "programmes/condition_confirm.html", context, status=status)


@require_http_methods(["GET", "POST"])
def tranche_release(request: SignedInRequest, pk: int) -> HttpResponse:
    tranche = _tranche(request, pk)
    authorize(request.user, Can.RELEASE_TRANCHE, tranche.grant)
    form = ReleaseTrancheForm(request.POST or None, by=request.user)
    if form.submit(partial(release_tranche, tranche, by=request.user)):
        messages.success(request, _("The tranche is released: finance can pay it."))
        return go(request, tranche)
    status = 422 if form.is_bound else 200
    context = _about(request, tranche) | {"form": form}
    return page(request, "programmes/tranche_release.html", context, status=status)


@require_http_methods(["GET", "POST"])
def tranche_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    tranche = _tranche(request, pk)
    authorize(request.user, Can.WITHDRAW_RELEASE, tranche.grant)
    form = WithdrawReleaseForm(request.POST or None, by=request.user)
    if form.submit(partial(withdraw_release, tranche, by=request.user)):
        messages.success(request, _("The release is taken back."))
        return go(request, tranche)
    status = 422 if form.is_bound else 200
    context = _about(request, tranche) | {"form": form}
    return page(request, "programmes/tranche_withdraw.html", context, status=status)


@require_http_methods(["GET", "POST"])
def tranche_pay(request: SignedInRequest, pk: int) -> HttpResponse:
    tranche = _tranche(request, pk)
    authorize(request.user, Can.PAY_TRANCHE, tranche.grant)
    context = _about(request, tranche)
    hospital = tranche.grant.site.hospital_id
    form = PayTrancheForm(
        request.POST or None, payee=context["payee"], organisation=hospital, by=request.user
    )
    if form.submit(partial(pay_tranche, tranche, by=request.user)):
        messages.success(request, _("The payment is recorded and booked."))
        return go(request, tranche)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/tranche_pay.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def tranche_return(request: SignedInRequest, pk: int) -> HttpResponse:
    tranche = _tranche(request, pk)
    authorize(request.user, Can.RETURN_MONEY, tranche.grant)
    form = ReturnMoneyForm(request.POST or None, by=request.user)
    if form.submit(partial(return_money, tranche, by=request.user)):
        messages.success(request, _("The money that came back is booked."))
        return go(request, tranche)
    held = paid_of(tranche) - returned_of(tranche)
    status = 422 if form.is_bound else 200
    context = _about(request, tranche) | {"form": form, "held": held}
    return page(request, "programmes/tranche_return.html", context, status=status)


def _tranche(request: SignedInRequest, pk: int) -> Tranche:
    rows = Tranche.objects.visible_to(request.user)
    rows = rows.select_related("grant__site__hospital", "grant__site__branch__programme")
    return get_object_or_404(rows, pk=pk)


def _condition(request: SignedInRequest, pk: int) -> TrancheCondition:
    rows = TrancheCondition.objects.visible_to(request.user)
    site = "tranche__grant__site"
    rows = rows.select_related("evidence", f"{site}__hospital", f"{site}__branch__programme")
    return get_object_or_404(rows, pk=pk)


def _about(request: SignedInRequest, tranche: Tranche) -> dict[str, Any]:
    """Return what a page says of a tranche before its button."""
    site = tranche.grant.site
    waiting = tranche.conditions.select_related("evidence").order_by("pk")
    return {
        "tranche": tranche,
        "grant": tranche.grant,
        "site": site,
        "capitals": in_capitals(tranche.planned),
        "conditions": shown_conditions(waiting, records_of(site)),
        "payee": payee_of(site, request.user),
    }


def _about_condition(waiting: TrancheCondition) -> dict[str, Any]:
    grant = waiting.tranche.grant
    (shown,) = shown_conditions([waiting], records_of(grant.site))
    return {"shown": shown, "tranche": waiting.tranche, "grant": grant, "site": grant.site}
