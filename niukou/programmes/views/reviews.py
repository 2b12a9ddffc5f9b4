"""A reviewer's own pages: what is due, the declaration, the score sheet."""

from functools import partial
from pathlib import PurePath

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export, file_response
from niukou.programmes.actions.reviews import (
    declare_free,
    open_review,
    recuse,
    save_review,
    submit_review,
)
from niukou.programmes.exports.reviews import OWN_REVIEWS
from niukou.programmes.forms.panels import ConfirmForm
from niukou.programmes.forms.reviews import RecuseForm, ScoreForm
from niukou.programmes.models import Review, ReviewStatus
from niukou.programmes.queries.reviews import answers_shown, own_reviews, paper_shown
from niukou.programmes.views.acting import Act, act_page


@require_GET
def review_list(request: SignedInRequest) -> HttpResponse:
    context = {"reviews": _own(request)}
    return page(request, "programmes/review/review_list.html", context)


@require_GET
def own_reviews_export(request: SignedInRequest) -> FileResponse:
    """Hand out one's own reviews; a blinded panel names no hospital here either."""
    return export(request, _own(request), OWN_REVIEWS, filename=_("My reviews"))


@require_http_methods(["GET", "POST"])
def review_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    review = _open_or_404(request, pk)
    if not review.declared_at or review.status == ReviewStatus.RECUSED:
        return page(request, "programmes/review/review_declare.html", {"review": review})
    form = ScoreForm(request.POST or None, subject=review, by=request.user)
    is_final = "submit" in request.POST
    action = partial(submit_review, on=timezone.localdate()) if is_final else save_review
    if form.submit(partial(action, review, by=request.user)):
        said = _("Your review is handed in. Thank you.") if is_final else _("The draft is kept.")
        messages.success(request, said)
        return go(request, reverse("programmes:review-list") if is_final else review)
    answers = answers_shown(review)
    context = {"review": review, "form": form, "answers": answers}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/review/review_sheet.html", context, status=status)


@require_GET
def review_file(request: SignedInRequest, pk: int, field_id: int) -> FileResponse:
    """Hand out a file of the application while the panel is open, called by its question."""
    review = _open_or_404(request, pk)
    answer = paper_shown(review, field_id)
    if answer is None or answer.file is None:
        raise Http404
    name = answer.field.label + PurePath(answer.file.name).suffix
    return file_response(answer.file, name=name)


@require_POST
def review_declare(request: SignedInRequest, pk: int) -> HttpResponse:
    review = _open_or_404(request, pk)
    form = ConfirmForm(request.POST)
    if not form.submit(partial(declare_free, review, at=timezone.now(), by=request.user)):
        messages.error(request, " ".join(map(str, form.non_field_errors())))
    return go(request, review)


@require_http_methods(["GET", "POST"])
def review_recuse(request: SignedInRequest, pk: int) -> HttpResponse:
    review = _open_or_404(request, pk)
    form = RecuseForm(request.POST or None, by=request.user)
    if form.submit(partial(recuse, review, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("You stand back from this site. Thank you for saying so."))
        return go(request, reverse("programmes:review-list"))
    act = Act(
        _("Stand back"),
        _("Stand back from this site"),
        [
            (_("My reviews"), reverse("programmes:review-list")),
            (review.panel_site.site.number, review.get_absolute_url()),
        ],
        subtitle=review.panel_site.site.number,
        warning=_("This cannot be taken back. Your other reviews stay as they are."),
    )
    return act_page(request, act, form)


def _own(request: SignedInRequest) -> QuerySet[Review]:
    reviews = own_reviews(Review.objects.visible_to(request.user), request.user)
    return reviews.order_by("-status", "panel_site__panel__scores_due_on", "pk")


def _open_or_404(request: SignedInRequest, pk: int) -> Review:
    """Return one's own review; 404 for somebody else's, and for who is tied to the hospital."""
    reviews = own_reviews(Review.objects.visible_to(request.user), request.user)
    review: Review = get_object_or_404(reviews, pk=pk)
    if not open_review(review, on=timezone.localdate(), by=request.user):
        raise Http404
    return review
