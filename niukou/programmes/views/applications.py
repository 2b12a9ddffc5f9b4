"""Pages of applications: the list, the tab of a site, and what a hospital does with its own."""

from functools import partial
from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.pages import paged
from niukou.core.tabs import tabs_of
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.actions.applications import (
    WRITABLE,
    begin_application,
    submit_application,
    withdraw_application,
)
from niukou.programmes.application_paper import application_pdf
from niukou.programmes.exports.calls import APPLICATIONS
from niukou.programmes.filters.applications import ApplicationFilter
from niukou.programmes.forms.applications import BeginApplicationForm, WithdrawForm
from niukou.programmes.forms.calls import ConfirmForm
from niukou.programmes.models import Application, Call, Site, Submission
from niukou.programmes.next_steps import next_step
from niukou.programmes.queries.applications import (
    form_sections,
    missing_from,
    questions_of,
    working_answers,
)
from niukou.programmes.queries.calls import hospitals_for, open_calls
from niukou.programmes.queries.handed_in import handed_in_of
from niukou.programmes.rules import Can

ADMINISTRATOR = RoleKind.ORGANISATION_ADMINISTRATOR


@require_GET
def application_list(request: SignedInRequest) -> HttpResponse:
    filters = _listed(request)
    may_apply = hospitals_for(request.user).exists()
    context = {
        "filters": filters,
        "rows": paged(filters.qs, request.GET.get("page")),
        "may_apply": may_apply,
        "may_recommend": bool(roles_of(request.user).organisations(ADMINISTRATOR)),
        "calls": open_calls(request.user, on=timezone.localdate())[:5] if may_apply else [],
    }
    return page(request, "programmes/application_list.html", context, partials={"application-rows"})


@require_GET
def application_export(request: SignedInRequest) -> FileResponse:
    return export(request, _listed(request).qs, APPLICATIONS, filename=_("Applications"))


@require_http_methods(["GET", "POST"])
def application_begin(request: SignedInRequest, number: str) -> HttpResponse:
    calls = Call.objects.visible_to(request.user).select_related("branch__programme")
    call = get_object_or_404(calls, number=number)
    hospitals = hospitals_for(request.user)
    form = BeginApplicationForm(request.POST or None, hospitals=hospitals, by=request.user)
    begin = partial(begin_application, call, on=timezone.localdate(), by=request.user)
    if form.submit(begin):
        messages.success(
            request, _("Your application is begun. What you type is kept each time you save.")
        )
        return go(request, reverse("programmes:application-write", args=[form.result.site.number]))
    status = 422 if form.is_bound else 200
    context = {"call": call, "form": form, "phase": call.phase(on=timezone.localdate())}
    return page(request, "programmes/application_begin.html", context, status=status)


@require_GET
def application_detail(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.worked_on_by(request.user).select_related(
        "hospital",
        "branch__programme",
        *(f"application__{name}" for name in ("call", "form", "recommender")),
    )
    site = get_object_or_404(sites, number=number)
    application = getattr(site, "application", None)
    chosen = request.GET.get("handed_in", "")
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "application"),
        "application": application,
        "known": handed_in_of(application, request.user, chosen) if application else None,
        "next_step": next_step(site.status),
    }
    return page(request, "programmes/application_detail.html", context)


@require_http_methods(["GET", "POST"])
def application_submit(request: SignedInRequest, number: str) -> HttpResponse:
    application = own_application(request, number)
    authorize(request.user, Can.SUBMIT_APPLICATION, application)
    if application.site.status not in WRITABLE:
        return go(request, application)
    form = ConfirmForm(request.POST or None, by=request.user)
    if form.submit(partial(submit_application, application, at=timezone.now(), by=request.user)):
        messages.success(request, _("Your application is handed in."))
        return go(request, application)
    questions = questions_of(application.form)
    missing = missing_from(application, questions, working_answers(application))
    status = 422 if form.is_bound else 200
    context = {
        "application": application,
        "site": application.site,
        "form": form,
        "sections": [one for one in form_sections(questions, missing) if one.missing],
    }
    return page(request, "programmes/application_submit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def application_withdraw(request: SignedInRequest, number: str) -> HttpResponse:
    application = own_application(request, number)
    authorize(request.user, Can.WITHDRAW_APPLICATION, application)
    form = WithdrawForm(request.POST or None, by=request.user)
    if form.submit(partial(withdraw_application, application, by=request.user)):
        messages.success(request, _("The application is withdrawn."))
        return go(request, application)
    status = 422 if form.is_bound else 200
    context = {"application": application, "site": application.site, "form": form}
    return page(request, "programmes/application_withdraw.html", context, status=status)


@require_GET
def application_paper(request: SignedInRequest, number: str) -> FileResponse:
    submissions = Submission.objects.visible_to(request.user).select_related(
        "application__site__hospital", "application__call__branch__programme", "application__form"
    )
    last = submissions.filter(application__site__number=number).order_by("-ordinal")[:1]
    submission = get_object_or_404(submissions, pk__in=last.values("pk"))
    pdf = application_pdf(submission, on=timezone.localdate())
    response = FileResponse(BytesIO(pdf), filename=f"{number}.pdf", content_type="application/pdf")
    response["Cache-Control"] = "private, no-store"
    return response


def _listed(request: SignedInRequest) -> ApplicationFilter:
    applications = Application.objects.visible_to(request.user)
    named = applications.select_related("site__hospital", "call", "site__branch")
    return ApplicationFilter(request.GET, named.order_by("-begun_on", "-pk"), by=request.user)


def own_application(request: SignedInRequest, number: str) -> Application:
    """Return the application of a site this person works on; who only recommends gets 404."""
    worked_on = Site.objects.worked_on_by(request.user).values("pk")
    applications = Application.objects.visible_to(request.user).filter(site__in=worked_on)
    return get_object_or_404(
        applications.select_related(
            "site__hospital", "site__branch__programme", "call", "form", "recommender"
        ),
        site__number=number,
    )
