"""Pages of programmes and their branches: list, start, edit, open."""

from functools import partial

from django.contrib import messages
from django.db.models import Prefetch, QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.programmes.actions.programmes import (
    edit_branch,
    edit_programme,
    open_branch,
    start_programme,
)
from niukou.programmes.exports.programmes import programme_tables
from niukou.programmes.forms.programmes import (
    EditBranchForm,
    EditProgrammeForm,
    OpenBranchForm,
    StartProgrammeForm,
)
from niukou.programmes.models import Branch, Programme, ProgrammeOfficer
from niukou.programmes.queries.publishing import shown_by_publishing
from niukou.programmes.rules import Can, branches_run_by


@require_GET
def programme_list(request: SignedInRequest) -> HttpResponse:
    offices = ProgrammeOfficer.objects.visible_to(request.user).of(request.user)
    context = {
        "programmes": _with_branches(request),
        "programmes_run": set(offices.filter(branch=None).values_list("programme", flat=True)),
        "branches_run": branches_run_by(request.user),
        "noun": Programme,
    }
    return page(request, "programmes/programme_list.html", context)


@require_GET
def programmes_export(request: SignedInRequest) -> FileResponse:
    tables = programme_tables(_with_branches(request))
    return export_tables(tables, filename=f"{_('Programmes')}-{timezone.localdate()}")


@require_http_methods(["GET", "POST"])
def programme_start(request: SignedInRequest) -> HttpResponse:
    authorize(request.user, Can.START_PROGRAMME, Programme)
    form = StartProgrammeForm(request.POST or None, by=request.user)
    if form.submit(partial(start_programme, by=request.user)):
        messages.success(request, _("The programme is started. Name who began it."))
        return go(request, reverse("programmes:initiators-name", args=[form.result.slug]))
    status = 422 if form.is_bound else 200
    return page(request, "programmes/programme_start.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def programme_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.EDIT_PROGRAMME, programme)
    form = EditProgrammeForm(request.POST or None, subject=programme, by=request.user)
    if form.submit(partial(edit_programme, programme, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, programme)
    context = {"programme": programme, "form": form, "shown": shown_by_publishing(programme)}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/programme_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def branch_open(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.OPEN_BRANCH, programme)
    form = OpenBranchForm(request.POST or None, by=request.user)
    if form.submit(partial(open_branch, programme, by=request.user)):
        messages.success(request, _("The branch is open; the public does not see it yet."))
        return go(request, form.result)
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/branch_open.html", context, status=status)


@require_http_methods(["GET", "POST"])
def branch_edit(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    branch = get_object_or_404(branches, slug=slug)
    authorize(request.user, Can.EDIT_BRANCH, branch)
    form = EditBranchForm(request.POST or None, subject=branch, by=request.user)
    if form.submit(partial(edit_branch, branch, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, branch)
    context = {"branch": branch, "form": form, "shown": shown_by_publishing(branch)}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/branch_edit.html", context, status=status)


def _with_branches(request: SignedInRequest) -> QuerySet[Programme]:
    """Return the programmes one may read, each with ``visible_branches``."""
    branches = Branch.objects.visible_to(request.user).select_related("region", "programme")
    programmes = Programme.objects.visible_to(request.user).prefetch_related(
        Prefetch("branches", branches.order_by("launched_on", "pk"), to_attr="visible_branches")
    )
    return programmes.order_by("launched_on", "pk")
