"""The figures of a hospital in a programme, for those who work on it."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.figures.days import AsOfForm
from niukou.figures.exports.dashboards import site_tables
from niukou.figures.queries.sites import site_summary
from niukou.figures.views.dashboards import asked_day
from niukou.programmes.models import Site


@require_GET
def site_figures(request: SignedInRequest, number: str) -> HttpResponse:
    site, form = _site(request, number), AsOfForm(request.GET)
    summary = site_summary(site, as_of=form.day, code=request.GET.get("figure", ""))
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "figures"),
        "form": form,
        "query": {"figure": summary.shown.code},
        "summary": summary,
    }
    status = 200 if form.is_valid() else 422
    return page(request, "figures/site_figures.html", context, status=status)


@require_GET
def site_figures_export(request: SignedInRequest, number: str) -> FileResponse:
    """Hand out the figures of the hospital as of one day, and the chosen one by month."""
    site, day = _site(request, number), asked_day(request)
    summary = site_summary(site, as_of=day, code=request.GET.get("figure", ""))
    return export_tables(site_tables(summary, site), filename=f"{site.number}-{day.isoformat()}")


def _site(request: SignedInRequest, number: str) -> Site:
    sites = Site.objects.worked_on_by(request.user)
    return get_object_or_404(
        sites.select_related("hospital", "branch", "branch__programme"), number=number
    )
