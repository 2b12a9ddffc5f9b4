"""Pages on which a site moves on, is signed, or has a date put right."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.network.models import Agreement
from niukou.network.rules import Can as CanInNetwork
from niukou.programmes.actions.sites import move_site, sign_site
from niukou.programmes.actions.steps import correct_step
from niukou.programmes.forms.sites import CorrectStepForm, MoveSiteForm, SignSiteForm
from niukou.programmes.models import Site, SiteStep
from niukou.programmes.rules import Can


@require_http_methods(["GET", "POST"])
def site_move(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.MOVE_SITE, site)
    initial = {"to": request.GET.get("to", "")}
    form = MoveSiteForm(
        request.POST or None, request.FILES or None, site=site, by=request.user, initial=initial
    )
    if form.submit(partial(move_site, site, by=request.user)):
        messages.success(request, _("The site is “%s” now.") % form.result.get_status_display())
        return go(request, site)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/site_move.html", {"site": site, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def site_sign(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.SIGN_SITE, site)
    form = SignSiteForm(request.POST or None, site=site, by=request.user)
    if form.submit(partial(sign_site, site, by=request.user)):
        messages.success(request, _("The agreement is linked to the site."))
        return go(request, site)
    status = 422 if form.is_bound else 200
    may_record = request.user.has_perm(CanInNetwork.RECORD_AGREEMENT, Agreement)
    context = {"site": site, "form": form, "may_record": may_record}
    return page(request, "programmes/site_sign.html", context, status=status)


@require_http_methods(["GET", "POST"])
def step_correct(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    steps = SiteStep.objects.visible_to(request.user).select_related("site__hospital")
    step = get_object_or_404(steps, pk=pk, site__number=number)
    authorize(request.user, Can.CORRECT_STEP, step.site)
    form = CorrectStepForm(request.POST or None, by=request.user, initial={"on": step.on})
    if form.submit(partial(correct_step, step, by=request.user)):
        messages.success(request, _("The date is corrected."))
        return go(request, step.site)
    status = 422 if form.is_bound else 200
    context = {"site": step.site, "step": step, "form": form}
    return page(request, "programmes/step_correct.html", context, status=status)
