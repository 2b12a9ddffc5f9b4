"""What other sources print about a number of ours."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.figures.actions.readings import record_reading
from niukou.figures.definitions import BOOK
from niukou.figures.forms.figures import RecordReadingForm
from niukou.figures.queries.figures import scope_of
from niukou.figures.rules import Can


@require_http_methods(["GET", "POST"])
def reading_record(request: SignedInRequest, code: str) -> HttpResponse:
    """Keep a number as a source printed it, beside our own."""
    named = {name: request.GET.get(name, "") for name in ("programme", "branch")}
    scope, indicator = scope_of(request.user, **named), BOOK.get(code)
    if scope is None or indicator is None:
        raise Http404
    authorize(request.user, Can.RECORD_READING, scope.subject)
    initial = {"unit": indicator.unit}
    form = RecordReadingForm(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(record_reading, scope, indicator=code, by=request.user)):
        messages.success(request, _("What this source says is recorded."))
        return go(request, indicator.url(scope, form.result.as_of))
    context = {"form": form, "scope": scope, "indicator": indicator, "back": indicator.url(scope)}
    status = 422 if form.is_bound else 200
    return page(request, "figures/reading_record.html", context, status=status)
