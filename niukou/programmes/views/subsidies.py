"""Pages of what a programme pays for a month of a post."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.people.queries import names_of
from niukou.programmes.actions.subsidies import correct_subsidy_rate, set_subsidy_rate
from niukou.programmes.exports.programmes import RATES
from niukou.programmes.forms.post_months import CorrectRateForm, SetRateForm
from niukou.programmes.models import Programme, SubsidyRate
from niukou.programmes.rules import Can, reads_rates


@require_GET
def subsidy_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = _programme(request, slug)
    context = {
        "programme": programme,
        "rates": _rates(request, programme),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/subsidy_list.html", context)


@require_GET
def subsidy_export(request: SignedInRequest, slug: str) -> FileResponse:
    rates = _rates(request, _programme(request, slug))
    return export(request, rates, RATES, filename=_("Subsidies"))


@require_http_methods(["GET", "POST"])
def subsidy_set(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.SET_SUBSIDY_RATE, programme)
    form = SetRateForm(request.POST or None, programme=programme, by=request.user)
    if form.submit(partial(set_subsidy_rate, programme, by=request.user)):
        messages.success(request, _("The amount is set. Months not checked yet follow it."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"programme": programme, "form": form}
    return page(request, "programmes/subsidy_set.html", context, status=status)


@require_http_methods(["GET", "POST"])
def subsidy_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    rates = SubsidyRate.objects.visible_to(request.user).select_related("programme", "branch")
    rate = get_object_or_404(rates, pk=pk)
    authorize(request.user, Can.SET_SUBSIDY_RATE, rate.programme)
    form = CorrectRateForm(request.POST or None, subject=rate, by=request.user)
    if form.submit(partial(correct_subsidy_rate, rate, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, rate)
    status = 422 if form.is_bound else 200
    context = {"rate": rate, "form": form, "changes": changes_of(rate, names=names_of)}
    context |= {"programme": rate.programme}
    return page(request, "programmes/subsidy_correct.html", context, status=status)


def _programme(request: SignedInRequest, slug: str) -> Programme:
    """Return the programme, whose amounts its reader may know."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    if not reads_rates(request.user, programme):
        raise Http404
    return programme


def _rates(request: SignedInRequest, programme: Programme) -> QuerySet[SubsidyRate]:
    rates = SubsidyRate.objects.visible_to(request.user).filter(programme=programme)
    in_order = rates.order_by("kind", "-is_full_time", "branch", "-from_on")
    return in_order.select_related("branch")
