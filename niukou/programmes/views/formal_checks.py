"""Pages of the formal check: begin, look at each answer, then pass on, return or reject."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.people.models import Account
from niukou.programmes.actions.formal_checks import (
    begin_formal_check,
    note_findings,
    pass_application,
    reject_application,
    return_application,
)
from niukou.programmes.forms.formal_checks import FindingsForm, PassForm, RejectForm, ReturnForm
from niukou.programmes.models import FormalCheck
from niukou.programmes.queries.applications import recommendation_of
from niukou.programmes.queries.formal_checks import (
    check_lines,
    findings_of,
    looked_for,
    proposed_last_day,
    unseen_in,
)
from niukou.programmes.rules import Can
from niukou.programmes.views.applications import own_application


@require_POST
def check_begin(request: SignedInRequest, number: str) -> HttpResponse:
    application = own_application(request, number)
    authorize(request.user, Can.CHECK_APPLICATION, application)
    try:
        begin_formal_check(application, on=timezone.localdate(), by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return go(request, application)
    return go(request, reverse("programmes:check-detail", args=[number]))


@require_http_methods(["GET", "POST"])
def check_detail(request: SignedInRequest, number: str) -> HttpResponse:
    check = _check(request, number)
    questions, noted = looked_for(check), findings_of(check)
    form = FindingsForm(request.POST or None, check=check, questions=questions, noted=noted)
    if form.is_bound and noted_from(form, request, check, by=request.user):
        messages.success(request, _("Your findings are kept."))
        return go(request, reverse("programmes:check-detail", args=[number]))
    status = 422 if form.is_bound else 200
    application = check.submission.application
    context = {
        "check": check,
        "site": application.site,
        "application": application,
        "form": form,
        "sections": check_lines(check, questions, form),
        "faults_count": sum(not item.is_complete for item in noted.values()),
        "unseen_count": sum(one.pk not in noted for one in questions),
        "recommendation": recommendation_of(application),
    }
    return page(request, "programmes/check_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
def check_pass(request: SignedInRequest, number: str) -> HttpResponse:
    return _decide(request, number, asks=PassForm, action=pass_application, how="pass")


@require_http_methods(["GET", "POST"])
def check_return(request: SignedInRequest, number: str) -> HttpResponse:
    return _decide(request, number, asks=ReturnForm, action=return_application, how="return")


@require_http_methods(["GET", "POST"])
def check_reject(request: SignedInRequest, number: str) -> HttpResponse:
    return _decide(request, number, asks=RejectForm, action=reject_application, how="reject")


def _decide(
    request: SignedInRequest, number: str, *, asks: type[PassForm], action: Any, how: str
) -> HttpResponse:
    check = _check(request, number)
    initial = {"version": check.version, "until_on": proposed_last_day(timezone.localdate())}
    form = asks(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(action, check, by=request.user)):
        messages.success(request, _("The check has ended: %s.") % form.result.get_outcome_display())
        return go(request, check.submission.application)
    status = 422 if form.is_bound else 200
    faults = check.items.filter(is_complete=False).select_related("field")
    context = {
        "check": check,
        "site": check.submission.application.site,
        "form": form,
        "faults": faults.order_by("field__position"),
        "unseen": unseen_in(check) if how == "pass" else [],
    }
    return page(request, f"programmes/check_{how}.html", context, status=status)


def noted_from(
    form: FindingsForm, request: SignedInRequest, check: FormalCheck, *, by: Account
) -> bool:
    """Keep the findings of a page; True when all of them were."""
    if not form.is_valid():
        return False
    findings = form.findings(rest_in_order="rest" in request.POST)
    try:
        note_findings(check, version=form.cleaned_data["version"], findings=findings, by=by)
    except DomainError as refusal:
        form.refuse(refusal)
    return not form.errors


def _check(request: SignedInRequest, number: str) -> FormalCheck:
    """Return the check that is under way at a site, to who may end it."""
    checks: QuerySet[FormalCheck] = FormalCheck.objects.visible_to(request.user).filter(
        submission__application__site__number=number, decided_on=None
    )
    check = get_object_or_404(
        checks.select_related(
            "begun_by",
            "submission__application__site__hospital",
            "submission__application__site__branch__programme",
            "submission__application__call",
            "submission__application__recommender",
        )
    )
    authorize(request.user, Can.CHECK_APPLICATION, check.submission.application)
    return check
