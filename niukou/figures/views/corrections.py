"""Corrections that follow a published figure, for those who propose and decide on them."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.forms import ActionForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.figures.actions.corrections import (
    approve_correction,
    propose_correction,
    reject_correction,
)
from niukou.figures.forms.figures import (
    ApproveCorrectionForm,
    ProposeCorrectionForm,
    RejectCorrectionForm,
)
from niukou.figures.models import Correction, Publication
from niukou.figures.queries.publications import drift_of, named, proposed
from niukou.figures.rules import Can


@require_http_methods(["GET", "POST"])
def correction_propose(request: SignedInRequest, number: str) -> HttpResponse:
    """Show which records changed, and let what they say now follow the publication."""
    found = Publication.objects.visible_to(request.user).with_scope()
    publication = get_object_or_404(found, number=number)
    authorize(request.user, Can.PROPOSE_CORRECTION, publication)
    form = ProposeCorrectionForm(request.POST or None)
    if form.submit(partial(propose_correction, publication, by=request.user)):
        messages.success(request, _("The correction waits for another officer's approval."))
        return go(request, publication)
    drift = drift_of(publication)
    context = {
        "publication": publication,
        "form": form,
        "drift": drift,
        "differences": named(drift, request.user) if drift else [],
    }
    status = 422 if form.is_bound else 200
    return page(request, "figures/correction_propose.html", context, status=status)


@require_GET
def correction_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is proposed beside what was published, and to whom it may, the decision."""
    return _detail(request, _found(request, pk))


@require_POST
def correction_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    correction, form = _found(request, pk), ApproveCorrectionForm(request.POST)
    authorize(request.user, Can.DECIDE_CORRECTION, correction)
    if form.submit(partial(approve_correction, correction, by=request.user)):
        messages.success(request, _("The correction is published beside the figure."))
        return go(request, correction.publication)
    return _detail(request, correction, approving=form)


@require_POST
def correction_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    correction, form = _found(request, pk), RejectCorrectionForm(request.POST)
    authorize(request.user, Can.DECIDE_CORRECTION, correction)
    if form.submit(partial(reject_correction, correction, by=request.user)):
        messages.success(request, _("The correction is rejected; what was published stands."))
        return go(request, correction.publication)
    return _detail(request, correction, rejecting=form)


def _found(request: SignedInRequest, pk: int) -> Correction:
    corrections = Correction.objects.visible_to(request.user).with_names()
    scoped = corrections.select_related("publication__programme", "publication__branch")
    return get_object_or_404(scoped, pk=pk)


def _detail(
    request: SignedInRequest,
    correction: Correction,
    *,
    approving: ActionForm | None = None,
    rejecting: ActionForm | None = None,
) -> HttpResponse:
    context = {
        "publication": correction.publication,
        "one": proposed(correction, correction.publication),
        "approving": approving or ApproveCorrectionForm(),
        "rejecting": rejecting or RejectCorrectionForm(),
        "is_own": correction.requested_by_id == request.user.pk,
    }
    status = 422 if approving or rejecting else 200
    return page(request, "figures/correction_detail.html", context, status=status)
