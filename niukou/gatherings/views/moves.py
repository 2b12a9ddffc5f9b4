"""The steps of a gathering's life."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.gatherings.actions import moves
from niukou.gatherings.forms.attendance import CancelGatheringForm, ReasonForm
from niukou.gatherings.rules import Can
from niukou.gatherings.views.found import find_gathering


@require_POST
def registration_open(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.OPEN_REGISTRATION)
    try:
        moves.open_registration(gathering, at=timezone.now(), by=request.user)
        messages.success(request, _("Registration is open."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, gathering)


@require_POST
def registration_close(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.OPEN_REGISTRATION)
    try:
        moves.close_registration(gathering, by=request.user)
        messages.success(request, _("Registration is closed. Who is registered stays so."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, gathering)


@require_POST
def gathering_held(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.MARK_HELD)
    try:
        moves.mark_held(gathering, at=timezone.now(), by=request.user)
        messages.success(request, _("It took place, and counts."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, gathering)


@require_http_methods(["GET", "POST"])
def gathering_reopen(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.MARK_HELD)
    form = ReasonForm(request.POST or None, by=request.user)
    if form.submit(partial(moves.reopen_gathering, gathering, by=request.user)):
        messages.success(request, _("It is planned again, and does not count."))
        return go(request, gathering)
    status = 422 if form.is_bound else 200
    context = {"gathering": gathering, "form": form}
    return page(request, "gatherings/gathering_reopen.html", context, status=status)


@require_http_methods(["GET", "POST"])
def gathering_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.CANCEL_GATHERING)
    form = CancelGatheringForm(request.POST or None, by=request.user)
    if form.submit(partial(moves.cancel_gathering, gathering, by=request.user)):
        messages.success(request, _("It is cancelled."))
        return go(request, gathering)
    status = 422 if form.is_bound else 200
    context = {"gathering": gathering, "form": form}
    return page(request, "gatherings/gathering_cancel.html", context, status=status)
