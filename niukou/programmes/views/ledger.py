"""Pages of the ledger: its lines, the workbook for the accountant, a correction."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import workbook
from niukou.core.pages import paged
from niukou.programmes.actions.ledger import correct_entry
from niukou.programmes.exports.money import export_ledger
from niukou.programmes.filters.ledger import LedgerFilter
from niukou.programmes.forms.tranches import CorrectEntryForm
from niukou.programmes.models import LedgerEntry, LedgerLine, Programme
from niukou.programmes.queries.money import programmes_with_money
from niukou.programmes.rules import Can


@require_GET
def ledger(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_LEDGER, programme)
    filters = LedgerFilter(
        request.GET, _lines(request, programme), programme=programme, by=request.user
    )
    lines = filters.qs.with_balance() if filters.of_account else filters.qs
    newest = lines.order_by("-entry__on", "-entry_id", "-position")
    named = newest.select_related("entry__corrects", "grant__site", "donation", "tranche")
    context = {
        "programme": programme,
        "filters": filters,
        "rows": paged(named, request.GET.get("page")),
        "carried_over": filters.carried_over() if filters.of_account else None,
    }
    return page(request, "programmes/ledger.html", context, partials={"ledger-rows"})


@require_GET
def ledger_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(programmes_with_money(request.user), slug=slug)
    authorize(request.user, Can.SEE_LEDGER, programme)
    filters = LedgerFilter(
        request.GET, _lines(request, programme), programme=programme, by=request.user
    )
    name = f"{_('Ledger')}-{programme.slug}-{timezone.localdate()}"
    return workbook(partial(export_ledger, filters.qs.in_order()), filename=name)


@require_http_methods(["GET", "POST"])
def entry_correct(request: SignedInRequest, number: str) -> HttpResponse:
    entries = LedgerEntry.objects.visible_to(request.user).select_related("programme")
    entry = get_object_or_404(entries, number=number)
    authorize(request.user, Can.CORRECT_ENTRY, entry)
    form = CorrectEntryForm(request.POST or None, by=request.user)
    if form.submit(partial(correct_entry, entry, by=request.user)):
        messages.success(request, _("Entry %s corrects it.") % form.result)
        return go(request, reverse("programmes:ledger", args=[entry.programme.slug]))
    lines = entry.lines.order_by("position")
    context = {"entry": entry, "lines": lines, "programme": entry.programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/entry_correct.html", context, status=status)


def _lines(request: SignedInRequest, programme: Programme) -> QuerySet[LedgerLine]:
    lines = LedgerLine.objects.visible_to(request.user)
    return lines.filter(entry__programme=programme)
