"""What a donor reads of the programmes their organisation gave to: sums, and nothing below them."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest, page
from niukou.core.http import export_tables
from niukou.figures.days import AsOfForm
from niukou.figures.exports.giving import giving_tables
from niukou.figures.queries.giving import giving_summary
from niukou.figures.views.dashboards import asked_day
from niukou.programmes.models import Programme


@require_GET
def giving_list(request: SignedInRequest) -> HttpResponse:
    programmes = Programme.objects.given_to_by(request.user).order_by("launched_on", "pk")
    return page(request, "figures/giving_list.html", {"programmes": programmes})


@require_GET
def giving(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.given_to_by(request.user), slug=slug)
    form = AsOfForm(request.GET)
    summary = giving_summary(programme, as_of=form.day)
    context = {"programme": programme, "form": form, "summary": summary}
    status = 200 if form.is_valid() else 422
    return page(request, "figures/giving.html", context, status=status)


@require_GET
def giving_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out what the page tells as of one day, masked as there."""
    programme = get_object_or_404(Programme.objects.given_to_by(request.user), slug=slug)
    day = asked_day(request)
    tables = giving_tables(giving_summary(programme, as_of=day))
    return export_tables(tables, filename=f"{programme.slug}-{day.isoformat()}")
