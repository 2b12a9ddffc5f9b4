"""Pages on which a post is filled and vacated, and who held it is put right."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.people.models import Person
from niukou.people.queries import names_of
from niukou.people.rules import Can as CanInPeople
from niukou.programmes.actions.holdings import correct_holding, fill_post, vacate_post
from niukou.programmes.forms.posts import CorrectHoldingForm, FillPostForm, VacatePostForm
from niukou.programmes.models import PostHolding
from niukou.programmes.rules import Can
from niukou.programmes.views.posts import find_post


@require_http_methods(["GET", "POST"])
def post_fill(request: SignedInRequest, number: str) -> HttpResponse:
    post = find_post(request, number)
    authorize(request.user, Can.FILL_POST, post)
    form = FillPostForm(request.POST or None, by=request.user)
    if form.submit(partial(fill_post, post, by=request.user)):
        messages.success(request, _("The holder is recorded."))
        return go(request, post)
    status = 422 if form.is_bound else 200
    may_register = request.user.has_perm(CanInPeople.REGISTER_PERSON, Person)
    context = {"post": post, "form": form, "may_register": may_register}
    return page(request, "programmes/post_fill.html", context, status=status)


@require_http_methods(["GET", "POST"])
def post_vacate(request: SignedInRequest, number: str) -> HttpResponse:
    post = find_post(request, number)
    authorize(request.user, Can.VACATE_POST, post)
    form = VacatePostForm(request.POST or None, by=request.user)
    if form.submit(partial(vacate_post, post, by=request.user)):
        messages.success(request, _("The post is vacant from the day after."))
        return go(request, post)
    status = 422 if form.is_bound else 200
    holding = post.holdings.filter(until_on=None).select_related("person").first()
    context = {"post": post, "form": form, "holding": holding}
    return page(request, "programmes/post_vacate.html", context, status=status)


@require_http_methods(["GET", "POST"])
def holding_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    holdings = PostHolding.objects.visible_to(request.user)
    holding = get_object_or_404(
        holdings.select_related("person", "post__site__hospital", "post__employer"), pk=pk
    )
    authorize(request.user, Can.CORRECT_HOLDING, holding.post)
    form = CorrectHoldingForm(request.POST or None, subject=holding, by=request.user)
    if form.submit(partial(correct_holding, holding, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, holding.post)
    status = 422 if form.is_bound else 200
    context = {
        "post": holding.post,
        "form": form,
        "changes": changes_of(holding, names=names_of),
        "has_paid": holding.post.months.filter(status="PAID").exists(),
    }
    return page(request, "programmes/holding_correct.html", context, status=status)
