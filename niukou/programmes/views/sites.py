"""Pages of the hospitals in a programme: list, page, proposal, note."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.pages import paged
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.sites import edit_site, propose_site
from niukou.programmes.exports.sites import SITES
from niukou.programmes.filters import SiteFilter
from niukou.programmes.forms.sites import EditSiteForm, ProposeSiteForm
from niukou.programmes.models import Branch, Site
from niukou.programmes.next_steps import next_page, next_step, offered_moves
from niukou.programmes.queries.board import with_dates
from niukou.programmes.queries.dossier import dossier
from niukou.programmes.queries.due_dates import deadline_of, with_due
from niukou.programmes.rules import Can


@require_GET
def site_list(request: SignedInRequest) -> HttpResponse:
    filters = _listed(request)
    context = {
        "filters": filters,
        "rows": paged(filters.qs, request.GET.get("page")),
        "branches_run": Branch.objects.run_by(request.user).order_by("launched_on", "pk"),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/site_list.html", context, partials={"site-rows"})


@require_GET
def site_export(request: SignedInRequest) -> FileResponse:
    return export(request, _listed(request).qs, SITES, filename=_("Sites"))


@require_GET
def site_detail(request: SignedInRequest, number: str) -> HttpResponse:
    sites = with_due(Site.objects.visible_to(request.user), request.user)
    site = get_object_or_404(
        sites.select_related("hospital", "branch__programme", "application"), number=number
    )
    known = dossier(site, request.user)
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "overview"),
        "known": known,
        "moments": known.moments(),
        "next_moves": offered_moves(site),
        "next_step": next_step(site.status),
        "next_page": next_page(site),
        "deadline": deadline_of(site, on=timezone.localdate()),
    }
    return page(request, "programmes/site_detail.html", context)


@require_http_methods(["GET", "POST"])
def site_propose(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = get_object_or_404(Branch.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.PROPOSE_SITE, branch)
    form = ProposeSiteForm(request.POST or None, by=request.user)
    if form.submit(partial(propose_site, branch, by=request.user)):
        messages.success(request, _("The hospital has its place in the branch, as a draft."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"branch": branch, "form": form}
    return page(request, "programmes/site_propose.html", context, status=status)


@require_http_methods(["GET", "POST"])
def site_edit(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.EDIT_SITE, site)
    form = EditSiteForm(request.POST or None, subject=site, by=request.user)
    if form.submit(partial(edit_site, site, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, site)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/site_edit.html", {"site": site, "form": form}, status=status)


def _listed(request: SignedInRequest) -> SiteFilter:
    sites: QuerySet[Site] = with_due(
        with_dates(Site.objects.visible_to(request.user)), request.user
    )
    in_order = sites.select_related("hospital", "branch").order_by("number")
    return SiteFilter(request.GET, in_order, by=request.user)
