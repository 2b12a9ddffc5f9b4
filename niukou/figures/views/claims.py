"""A press draft held against the figures."""

from functools import partial

from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_http_methods

from niukou.core.htmx import SignedInRequest, page
from niukou.core.http import workbook
from niukou.figures.claims.checking import check_draft
from niukou.figures.claims.facts import Sources
from niukou.figures.claims.forms import ClaimCheckForm
from niukou.figures.claims.told import rows_of, tallies, write_claims


@require_http_methods(["GET", "POST"])
def claim_check(request: SignedInRequest) -> HttpResponse | FileResponse:
    """Show each number of a draft with its verdict, or hand the verdicts out as a workbook."""
    form = ClaimCheckForm(request.POST or None, request.FILES or None, by=request.user)
    if not form.submit(partial(check_draft, Sources.visible_to(request.user))):
        status = 422 if form.is_bound else 200
        return page(request, "figures/claim_check.html", {"form": form}, status=status)
    checked = form.result
    if "export" in request.POST:
        return workbook(
            partial(write_claims, checked=checked), filename=f"claims-{checked.written_on}"
        )
    context = {
        "form": form,
        "checked": checked,
        "rows": rows_of(checked),
        "tallies": tallies(checked),
        "pieces": list(checked.pieces()),
    }
    return page(request, "figures/claim_check.html", context)
