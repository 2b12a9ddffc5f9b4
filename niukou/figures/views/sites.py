"""The figures of a hospital in a programme, for those who work on it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest, page
from niukou.core.tabs import tabs_of
from niukou.figures.days import AsOfForm
from niukou.figures.queries.sites import site_summary
from niukou.programmes.models import Site


@require_GET
def site_figures(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.worked_on_by(request.user)
    site = get_object_or_404(
        sites.select_related("hospital", "branch", "branch__programme"), number=number
    )
    form, code = AsOfForm(request.GET), request.GET.get("figure", "")
    summary = site_summary(site, as_of=form.day, code=code)
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "figures"),
        "form": form,
        "query": {"figure": summary.shown.code},
        "summary": summary,
    }
    status = 200 if form.is_valid() else 422
    return page(request, "figures/site_figures.html", context, status=status)
