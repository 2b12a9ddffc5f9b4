"""What a reviewer reads: their own reviews, and of a site what a panel may know."""

from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse

from niukou.people.models import Account
from niukou.programmes.models import ApplicationAnswer, PanelStatus, Review, ReviewStatus
from niukou.programmes.queries.applications import (
    ShownAnswer,
    answers_for_panel,
    last_submission_at,
)


def own_reviews(reviews: QuerySet[Review], user: Account) -> QuerySet[Review]:
    """Narrow ``reviews`` to those assigned to ``user``, with what their pages name."""
    return reviews.filter(panelist__account=user.pk).select_related(
        "panel_site__panel__branch", "panel_site__site__hospital", "panelist"
    )


def answers_shown(review: Review) -> list[ShownAnswer]:
    """Return what the application says, as far as the panel may read it; empty without one.

    Its files are opened through the review, so that they close with it.
    """
    panel_site = review.panel_site
    answers = answers_for_panel(panel_site.site, is_blinded=panel_site.panel.is_blinded)
    return [_through(review, one) if one.url else one for one in answers]


def paper_shown(review: Review, field_id: int) -> ApplicationAnswer | None:
    """Return the file handed in for one question; None: there is none this reviewer may read now."""
    panel_site = review.panel_site
    is_read = review.declared_at and review.status != ReviewStatus.RECUSED
    submission = last_submission_at(panel_site.site)
    if submission is None or panel_site.panel.status != PanelStatus.OPEN or not is_read:
        return None
    given = submission.answers.filter(field=field_id).exclude(file=None)
    if panel_site.panel.is_blinded:
        given = given.filter(field__is_identifying=False)
    return given.select_related("field", "file").first()


def _through(review: Review, answer: ShownAnswer) -> ShownAnswer:
    url = reverse("programmes:review-file", args=[review.pk, answer.field_id])
    return replace(answer, url=url)
