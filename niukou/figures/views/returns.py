"""The returns of a site: the list, one return, and the verbs that move it."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.pages import paged
from niukou.core.tabs import tabs_of
from niukou.figures.actions.returns import accept_return, save_return, send_back, submit_return
from niukou.figures.exports.returns import returns_table
from niukou.figures.forms.returns import (
    AcceptReturnForm,
    FillReturnForm,
    SendBackForm,
    SubmitReturnForm,
)
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.figures.queries.returns import ShownReturn, listed, plans_of, shown_return
from niukou.figures.rules import Can
from niukou.people.queries import names_of
from niukou.programmes.models import Site


@require_GET
def site_returns(request: SignedInRequest, number: str) -> HttpResponse:
    """List the returns of a site, the newest period first."""
    site, today = _site(request, number), timezone.localdate()
    rows = paged(_returns(request, site), request.GET.get("page"))
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "returns"),
        "rows": rows,
        "listed": listed(rows, on=today),
        "plans": plans_of(site.branch, on=today),
    }
    return page(request, "figures/site_returns.html", context)


@require_GET
def site_returns_export(request: SignedInRequest, number: str) -> FileResponse:
    site, today = _site(request, number), timezone.localdate()
    listing = listed(_returns(request, site), on=today)
    return export_tables([returns_table(listing)], filename=f"{_('Returns')}-{number}-{today}")


@require_GET
def return_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found_return(request, pk)
    context = about(request, one) | {"changes": changes_of(one, names=names_of)}
    return page(request, "figures/return_detail.html", context)


@require_http_methods(["GET", "POST"])
def return_fill(request: SignedInRequest, pk: int) -> HttpResponse:
    """Fill in what is known by now; nothing has to add up before it is handed in."""
    one = found_return(request, pk)
    authorize(request.user, Can.FILE_RETURN, one)
    lines = lines_of(request, one)
    form = FillReturnForm(request.POST or None, subject=one, lines=lines, by=request.user)
    if form.submit(partial(save_return, one, by=request.user)):
        messages.success(request, _("The return is saved. It is not handed in yet."))
        to = reverse("figures:return-submit", args=[one.pk]) if "check" in request.POST else one
        return go(request, to)
    shown = shown_return(one, lines, request.user)
    context = about(request, one, shown) | {"form": form, "sections": form.beside(shown.sections)}
    status = 422 if form.is_bound else 200
    return page(request, "figures/return_fill.html", context, status=status)


@require_http_methods(["GET", "POST"])
def return_submit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what does not add up, then hand the return in."""
    one = found_return(request, pk)
    authorize(request.user, Can.FILE_RETURN, one)
    form = SubmitReturnForm(request.POST if request.method == "POST" else None)
    if form.submit(partial(submit_return, one, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The return is handed in."))
        return go(request, one)
    status = 422 if form.is_bound else 200
    context = about(request, one) | {"form": form}
    return page(request, "figures/return_submit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def return_send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found_return(request, pk)
    authorize(request.user, Can.CHECK_RETURN, one)
    lines = lines_of(request, one)
    form = SendBackForm(request.POST or None, lines=lines, by=request.user)
    if form.submit(partial(send_back, one, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The return is sent back, with your remarks."))
        return go(request, one)
    shown = shown_return(one, lines, request.user)
    context = about(request, one, shown) | {"form": form, "sections": form.beside(shown.sections)}
    status = 422 if form.is_bound else 200
    return page(request, "figures/return_send_back.html", context, status=status)


@require_POST
def return_accept(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found_return(request, pk)
    authorize(request.user, Can.CHECK_RETURN, one)
    form = AcceptReturnForm(request.POST)
    if form.submit(partial(accept_return, one, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The return is accepted and locked."))
        return go(request, one)
    context = about(request, one) | {"accepting": form}
    return page(request, "figures/return_detail.html", context, status=422)


def found_return(request: SignedInRequest, pk: int) -> SiteReturn:
    returns = SiteReturn.objects.visible_to(request.user).with_names()
    named = returns.select_related("submitted_by__person", "checked_by__person")
    return get_object_or_404(named, pk=pk)


def lines_of(request: SignedInRequest, one: SiteReturn) -> list[ReturnLine]:
    return list(ReturnLine.objects.visible_to(request.user).filter(site_return=one))


def about(
    request: SignedInRequest, one: SiteReturn, shown: ShownReturn | None = None
) -> dict[str, object]:
    """Return what every page about one return shows."""
    found = shown or shown_return(one, lines_of(request, one), request.user)
    return {
        "one": one,
        "site": one.site,
        "shown": found,
        "is_late": one.is_late(timezone.localdate()),
    }


def _site(request: SignedInRequest, number: str) -> Site:
    sites = Site.objects.worked_on_by(request.user)
    return get_object_or_404(
        sites.select_related("hospital", "branch", "branch__programme"), number=number
    )


def _returns(request: SignedInRequest, site: Site) -> QuerySet[SiteReturn]:
    returns = SiteReturn.objects.visible_to(request.user).filter(site=site)
    return returns.with_names().order_by("-start_on")
