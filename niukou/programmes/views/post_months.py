"""Pages of the months of posts: the list, one month, its proof, check, return and payment."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.money import ZERO, in_capitals
from niukou.core.pages import paged
from niukou.programmes.actions.post_months import (
    check_post_month,
    correct_post_payment,
    pay_post_month,
    prove_post_month,
    return_post_month,
)
from niukou.programmes.exports.posts import MONTHS
from niukou.programmes.filters import MonthFilter
from niukou.programmes.forms.post_months import (
    PayMonthForm,
    ProveMonthForm,
    ReturnMonthForm,
    SettleMonthForm,
)
from niukou.programmes.models import PostMonth, PostPayment
from niukou.programmes.post_lifecycle import MonthStatus
from niukou.programmes.queries import post_months as queries
from niukou.programmes.rules import Can, reads_posts_of_site

FEW = 6


def find_month(request: SignedInRequest, pk: int) -> PostMonth:
    """Return that month with what its pages name, or 404."""
    months = PostMonth.objects.visible_to(request.user).select_related(
        "post__site__hospital", "post__site__branch", "post__employer", "rate", "proof"
    )
    return get_object_or_404(months, pk=pk)


@require_GET
def month_list(request: SignedInRequest) -> HttpResponse:
    filters = MonthFilter(request.GET, _listed(request), by=request.user)
    context = {
        "filters": filters,
        "rows": paged(filters.qs, request.GET.get("page")),
        "to_check": list(queries.by_branch_and_month(queries.to_check(request.user), most=FEW)),
        "to_pay": list(queries.by_branch_and_month(queries.to_pay(request.user), most=FEW)),
    }
    return page(request, "programmes/post_month_list.html", context, partials={"month-rows"})


@require_GET
def month_export(request: SignedInRequest) -> FileResponse:
    filters = MonthFilter(request.GET, _listed(request), by=request.user)
    return export(request, filters.qs, MONTHS, filename=_("Months of posts"))


@require_GET
def month_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    month = find_month(request, pk)
    payments = PostPayment.objects.visible_to(request.user).filter(post_month=month)
    context = {
        "month": month,
        "post": month.post,
        "held_by": queries.held_by(month),
        "payments": payments.order_by("pk"),
        "people": queries.people_of(month),
        "is_own_proof": month.proved_by_id == request.user.pk,
        "is_own_check": month.checked_by_id == request.user.pk,
        "unsettled": queries.unsettled(month) if month.status == MonthStatus.PAID else None,
        "reads_site": reads_posts_of_site(request.user, month.post.site),
    }
    return page(request, "programmes/post_month_detail.html", context)


@require_http_methods(["GET", "POST"])
def month_prove(request: SignedInRequest, pk: int) -> HttpResponse:
    month = find_month(request, pk)
    authorize(request.user, Can.PROVE_POST_MONTH, month)
    form = ProveMonthForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(prove_post_month, month, by=request.user)):
        messages.success(request, _("The proof is handed in."))
        return go(request, month)
    status = 422 if form.is_bound else 200
    context = {"month": month, "post": month.post, "form": form}
    return page(request, "programmes/post_month_prove.html", context, status=status)


@require_POST
def month_check(request: SignedInRequest, pk: int) -> HttpResponse:
    month = find_month(request, pk)
    authorize(request.user, Can.CHECK_POST_MONTH, month)
    seen = request.POST.get("version", "")
    try:
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else 0  # noqa: PLR2004  # no version has more digits
        check_post_month(month, version=version, by=request.user)
        messages.success(request, _("The month is checked. It waits for payment."))
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, month)


@require_http_methods(["GET", "POST"])
def month_return(request: SignedInRequest, pk: int) -> HttpResponse:
    month = find_month(request, pk)
    authorize(request.user, Can.RETURN_POST_MONTH, month)
    form = ReturnMonthForm(request.POST or None, by=request.user)
    if form.submit(partial(return_post_month, month, by=request.user)):
        messages.success(request, _("The month is returned."))
        return go(request, month)
    status = 422 if form.is_bound else 200
    context = {"month": month, "post": month.post, "form": form}
    return page(request, "programmes/post_month_return.html", context, status=status)


@require_http_methods(["GET", "POST"])
def month_pay(request: SignedInRequest, pk: int) -> HttpResponse:
    month = find_month(request, pk)
    authorize(request.user, Can.PAY_POST_MONTH, month)
    form = PayMonthForm(request.POST or None, by=request.user, initial={"version": month.version})
    if form.submit(partial(pay_post_month, month, by=request.user)):
        messages.success(request, _("The payment is recorded."))
        return go(request, month)
    status = 422 if form.is_bound else 200
    context = {"month": month, "post": month.post, "form": form}
    context |= {"held_by": queries.held_by(month), "capitals": in_capitals(month.subsidy or ZERO)}
    return page(request, "programmes/post_month_pay.html", context, status=status)


@require_http_methods(["GET", "POST"])
def month_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    month = find_month(request, pk)
    authorize(request.user, Can.CORRECT_POST_PAYMENT, month)
    form = SettleMonthForm(request.POST or None, by=request.user)
    if form.submit(partial(correct_post_payment, month, by=request.user)):
        messages.success(request, _("The month is settled."))
        return go(request, month)
    status = 422 if form.is_bound else 200
    days, difference = queries.unsettled(month)
    context = {"month": month, "post": month.post, "form": form}
    context |= {"days": days, "difference": difference}
    return page(request, "programmes/post_month_settle.html", context, status=status)


def _listed(request: SignedInRequest) -> QuerySet[PostMonth]:
    return queries.listed(PostMonth.objects.visible_to(request.user).held())
