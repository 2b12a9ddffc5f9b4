"""The public pages: open to everybody, and the same for everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.public import kept_for_strangers, public_page
from niukou.figures.days import AsOfForm
from niukou.figures.queries.dashboards import branch_summary, programme_summary
from niukou.portal.queries import EVERYBODY, verification_of
from niukou.programmes.models import Branch, Programme, Workstream


@login_not_required
@require_GET
@kept_for_strangers
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, and list the published programmes."""
    programmes = Programme.objects.visible_to(EVERYBODY).order_by("launched_on", "pk")
    return public_page(request, "portal/home.html", {"programmes": programmes})


@login_not_required
@require_GET
@kept_for_strangers
def programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a published programme: its targets, and beside them its results."""
    found = get_object_or_404(Programme.objects.visible_to(EVERYBODY), slug=slug)
    form = AsOfForm(request.GET)
    context = {
        "programme": found,
        "form": form,
        "initiators": found.initiators.select_related("organisation").order_by("position"),
        "workstreams": [Workstream(one).label for one in found.workstreams],
        "summary": programme_summary(found, EVERYBODY, as_of=form.day),
    }
    status = 200 if form.is_valid() else 422
    return public_page(request, "portal/programme.html", context, status=status)


@login_not_required
@require_GET
@kept_for_strangers
def branch(request: HttpRequest, programme: str, slug: str) -> HttpResponse:
    """Show a published branch: its targets, and beside them its results."""
    branches = Branch.objects.visible_to(EVERYBODY).select_related("programme", "region")
    found = get_object_or_404(branches, slug=slug, programme__slug=programme)
    form = AsOfForm(request.GET)
    summary = branch_summary(found, EVERYBODY, as_of=form.day)
    context = {"branch": found, "form": form, "summary": summary}
    status = 200 if form.is_valid() else 422
    return public_page(request, "portal/branch.html", context, status=status)


@login_not_required
@require_GET
def verify(request: HttpRequest) -> HttpResponse:
    """Say whether a paper with this code was issued here, and whether it still holds."""
    code = request.GET.get("code", "").strip()
    context = {"code": code, "found": verification_of(code) if code else None}
    return public_page(request, "portal/verify.html", context)
