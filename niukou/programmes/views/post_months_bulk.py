"""Pages on which all months of a branch that wait are checked, or paid, at once."""

from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.money import in_capitals
from niukou.programmes.actions.post_months import check_post_months, pay_post_months
from niukou.programmes.forms.post_months import CheckMonthsForm, PayMonthsForm
from niukou.programmes.models import Branch
from niukou.programmes.queries import post_months as queries
from niukou.programmes.queries.posts import branches_with_posts
from niukou.programmes.rules import Can


def find_branch(request: SignedInRequest, slug: str, year: int, month: int) -> tuple[Branch, date]:
    """Return the branch, if it has posts this person works with, and the first day of the month."""
    branches = branches_with_posts(request.user).select_related("programme")
    try:
        first = date(year, month, 1)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(branches, slug=slug), first


@require_http_methods(["GET", "POST"])
def months_check(request: SignedInRequest, slug: str, year: int, month: int) -> HttpResponse:
    branch, first = find_branch(request, slug, year, month)
    authorize(request.user, Can.CHECK_POST_MONTHS, branch)
    waiting = queries.of_branch(queries.to_check(request.user), branch, first)
    form = CheckMonthsForm(request.POST or None, by=request.user, initial=_seen(waiting))
    if form.submit(partial(check_post_months, branch, month=first, by=request.user)):
        said = ngettext("%d month is checked.", "%d months are checked.", form.result)
        messages.success(request, said % form.result)
        return go(request, reverse("programmes:post-month-list"))
    context = {"branch": branch, "month": first, "form": form} | _shown(waiting)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/post_months_check.html", context, status=status)


@require_http_methods(["GET", "POST"])
def months_pay(request: SignedInRequest, slug: str, year: int, month: int) -> HttpResponse:
    branch, first = find_branch(request, slug, year, month)
    authorize(request.user, Can.PAY_POST_MONTHS, branch)
    waiting = queries.of_branch(queries.to_pay(request.user), branch, first)
    form = PayMonthsForm(request.POST or None, by=request.user, initial=_seen(waiting))
    if form.submit(partial(pay_post_months, branch, month=first, by=request.user)):
        count = len(form.result)
        said = ngettext("%d payment is recorded.", "%d payments are recorded.", count)
        messages.success(request, said % count)
        return go(request, reverse("programmes:post-month-list"))
    context = {"branch": branch, "month": first, "form": form} | _shown(waiting)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/post_months_pay.html", context, status=status)


def _seen(waiting: Any) -> dict[str, str]:
    return {"seen": queries.fingerprint(waiting)}


def _shown(waiting: Any) -> dict[str, Any]:
    named = queries.with_names(
        waiting.select_related("post__site__hospital", "post__employer", "proof")
    )
    total = queries.total_of(waiting)
    return {
        "rows": named.order_by("post__number"),
        "total": total,
        "capitals": in_capitals(total),
    }
