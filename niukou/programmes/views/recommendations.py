"""Pages of who is asked to recommend: the applications that name it, and what it says of one."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.pages import paged
from niukou.programmes.actions.recommendations import recommend_application
from niukou.programmes.exports.recommendations import ASKED
from niukou.programmes.forms.applications import RecommendForm
from niukou.programmes.models import Application, Recommendation
from niukou.programmes.queries.handed_in import handed_in_of
from niukou.programmes.queries.recommendations import with_opinion
from niukou.programmes.rules import Can


@require_GET
def recommendation_list(request: SignedInRequest) -> HttpResponse:
    context = {"rows": paged(_asked(request), request.GET.get("page"))}
    return page(request, "programmes/recommendation_list.html", context)


@require_GET
def recommendation_export(request: SignedInRequest) -> FileResponse:
    return export(request, _asked(request), ASKED, filename=_("Recommendations"))


@require_http_methods(["GET", "POST"])
def recommendation_give(request: SignedInRequest, number: str) -> HttpResponse:
    asked = Application.objects.visible_to(request.user).to_be_recommended_by(request.user)
    rows = asked.select_related("site__hospital", "site__branch__programme", "call", "recommender")
    application = get_object_or_404(rows, site__number=number)
    authorize(request.user, Can.RECOMMEND_APPLICATION, application)
    form = RecommendForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(recommend_application, application, by=request.user)):
        messages.success(request, _("Your recommendation is kept."))
        return go(request, "programmes:recommendation-list")
    given = Recommendation.objects.visible_to(request.user).filter(application=application)
    context = {
        "application": application,
        "site": application.site,
        "form": form,
        "given": given.filter(organisation=application.recommender_id).first(),
        "known": handed_in_of(application, request.user),
    }
    status = 422 if form.is_bound else 200
    return page(request, "programmes/recommendation_give.html", context, status=status)


def _asked(request: SignedInRequest) -> QuerySet[Any]:
    asked = Application.objects.visible_to(request.user).to_be_recommended_by(request.user)
    rows = with_opinion(asked).select_related("site__hospital__region", "site__branch", "call")
    return rows.order_by("opinion", "first_submitted_at", "pk")
