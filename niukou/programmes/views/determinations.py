"""Pages on which officers read score sheets and decide, and the letter of a decision."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.determinations import determine
from niukou.programmes.forms.reviews import DetermineForm
from niukou.programmes.letters import determination_pdf
from niukou.programmes.models import Determination, Panel, PanelSite, Review, ReviewStatus, Site
from niukou.programmes.queries.panels import matrix
from niukou.programmes.queries.site_review import site_review_of
from niukou.programmes.rules import Can
from niukou.programmes.views.panels import panel_trail


@require_GET
def sheet_detail(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Show officers a score sheet that was handed in; one that was not is nobody's but its writer's."""
    panels = Panel.objects.visible_to(request.user).select_related("branch__programme")
    panel = get_object_or_404(panels, number=number)
    reviews = Review.objects.visible_to(request.user).filter(
        panel_site__panel=panel, status=ReviewStatus.SUBMITTED
    )
    named = reviews.select_related("panel_site__site__hospital", "panelist__account__person")
    review = get_object_or_404(named, pk=pk)
    scores = review.scores.select_related("criterion").order_by("criterion__position")
    context = {"panel": panel, "trail": panel_trail(panel), "review": review, "scores": scores}
    return page(request, "programmes/review/sheet_detail.html", context)


@require_http_methods(["GET", "POST"])
def site_determine(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    panels = Panel.objects.visible_to(request.user).select_related("branch__programme")
    panel = get_object_or_404(panels, number=number)
    placed = PanelSite.objects.visible_to(request.user).filter(panel=panel).undecided()
    panel_site = get_object_or_404(placed.select_related("panel", "site__hospital"), pk=pk)
    authorize(request.user, Can.DETERMINE, panel_site)
    found = matrix(panel)
    line = next(one for one in found.lines if one.panel_site.pk == panel_site.pk)
    form = DetermineForm(request.POST or None, is_short=line.is_short, by=request.user)
    if form.submit(partial(determine, panel_site, by=request.user)):
        messages.success(request, _("Determination %s is recorded.") % form.result.number)
        return go(request, panel)
    context = {"panel": panel, "trail": panel_trail(panel), "line": line, "matrix": found}
    status = 422 if form.is_bound else 200
    template = "programmes/review/site_determine.html"
    return page(request, template, {**context, "form": form}, status=status)


@require_GET
def determination_letter(request: SignedInRequest, number: str) -> HttpResponse:
    found = Determination.objects.visible_to(request.user)
    named = found.select_related(
        "panel_site__site__hospital", "panel_site__site__branch__programme"
    )
    determination = get_object_or_404(named, number=number)
    paper = determination_pdf(determination, on=timezone.localdate())
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{determination.number}.pdf"'
    return response


@require_GET
def site_review(request: SignedInRequest, number: str) -> HttpResponse:
    """Show what panel and notice did to a site, as far as its reader may know it."""
    sites = Site.objects.worked_on_by(request.user).select_related("hospital", "branch__programme")
    site = get_object_or_404(sites, number=number)
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "review"),
        "known": site_review_of(site, request.user),
    }
    return page(request, "programmes/review/site_review.html", context)
