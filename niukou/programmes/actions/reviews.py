"""What a reviewer does: says whether a tie exists, scores, hands in; or stands back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.conflicts import bar_if_tied, ties_of
from niukou.programmes.actions.panels import PanelNotOpen
from niukou.programmes.models import (
    Criterion,
    Found,
    Panel,
    PanelStatus,
    Review,
    ReviewStatus,
    Score,
)
from niukou.programmes.rules import Can


class NotYours(DomainError):
    """The review is not to be given any more: submitted, or its reviewer stands back."""


class DeclareFirst(DomainError):
    """Whoever reviews says first that nothing ties them to the hospital."""


class ReasonMissing(DomainError):
    """A recusal is kept with its reason."""

    field = "reason"


class PointsMissing(DomainError):
    """A review is handed in with points by each criterion."""


class PointsOutOfRange(DomainError):
    """A criterion gives 0 to its most points."""


class OtherPanelsCriterion(DomainError):
    """The criterion is not of this panel."""


@dataclass(frozen=True, slots=True)
class Scored:
    """What is given by one criterion; ``points`` None: not scored yet."""

    points: int | None
    remark: str = ""


@transaction.atomic
def open_review(review: Review, *, on: date, by: Account) -> bool:
    """Look for ties before the reviewer sees anything; say whether the review is open to them.

    Raises:
        PermissionDenied: ``by`` is not its reviewer.
    """
    authorize(by, Can.GIVE_REVIEW, review)
    if not ties_of(review, on=on):
        return review.status != ReviewStatus.BARRED  # the usual look locks nothing

    return not bar_if_tied(_lock(review), on=on)


@transaction.atomic
def declare_free(review: Review, *, at: datetime, by: Account) -> Review:
    """Keep that the reviewer knows of no tie; from this moment on they read the application.

    A tie the register knows keeps them out nevertheless: ask ``status`` of what is returned.

    Raises:
        PermissionDenied: ``by`` is not its reviewer.
        PanelNotOpen: the panel is not open.
        NotYours: the reviewer stood back, or handed it in.
    """
    authorize(by, Can.GIVE_REVIEW, review)

    review = _lock_open(review)
    if bar_if_tied(review, on=timezone.localdate(at)):
        return review

    if review.declared_at is None:
        review.declared_at = at
        review.version += 1
        review.save(update_fields=["declared_at", "version"])
    return review


@transaction.atomic
def recuse(review: Review, *, reason: str, on: date, by: Account) -> Review:
    """Stand back from one site; the reason stays on record, points given so far do not count.

    Raises:
        PermissionDenied: ``by`` is not its reviewer.
        PanelNotOpen: the panel is not open.
        NotYours: the reviewer stood back before, or handed it in.
        ReasonMissing: no reason is given.
    """
    authorize(by, Can.GIVE_REVIEW, review)
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(_("Say why you stand back."))

    review = _lock_open(review)

    review.status, review.how, review.reason = ReviewStatus.RECUSED, Found.DECLARED, reason
    review.kept_out_on = on
    review.version += 1
    review.save(update_fields=["status", "how", "reason", "kept_out_on", "version"])
    return review


@transaction.atomic
def save_review(
    review: Review, *, version: int, scores: Mapping[int, Scored], comment: str, by: Account
) -> Review:
    """Keep a draft: points by some criteria, or by none. ``scores`` is by the criterion's key.

    Raises:
        PermissionDenied: ``by`` is not its reviewer.
        EditConflict: it was saved since ``version`` was read, in another window.
        PanelNotOpen, NotYours, DeclareFirst: it cannot be scored now.
        PointsOutOfRange, OtherPanelsCriterion: the points are no points of this panel.
    """
    authorize(by, Can.GIVE_REVIEW, review)

    return _score(review, version, scores, comment)


@transaction.atomic
def submit_review(
    review: Review,
    *,
    version: int,
    scores: Mapping[int, Scored],
    comment: str,
    on: date,
    by: Account,
) -> Review:
    """Hand in the points by every criterion; then they stay as they are.

    Raises:
        PermissionDenied: ``by`` is not its reviewer.
        EditConflict: it was saved since ``version`` was read, in another window.
        PanelNotOpen, NotYours, DeclareFirst: it cannot be scored now; or a tie was found since.
        PointsMissing: a criterion has no points; the refusal names the first.
        PointsOutOfRange, OtherPanelsCriterion: the points are no points of this panel.
    """
    authorize(by, Can.GIVE_REVIEW, review)

    review = _score(review, version, scores, comment)
    given = {score.criterion_id for score in review.scores.exclude(points=None)}
    for criterion in review.panel_site.panel.criteria.order_by("position"):
        if criterion.pk not in given:
            message = _("“%s” has no points yet.") % criterion.label
            raise PointsMissing(message, field=f"points_{criterion.pk}")

    review.status, review.submitted_on = ReviewStatus.SUBMITTED, on
    review.save(update_fields=["status", "submitted_on"])
    return review


def _score(review: Review, version: int, scores: Mapping[int, Scored], comment: str) -> Review:
    _lock_open(review)
    review = lock_version(review, version)
    if review.declared_at is None:
        raise DeclareFirst(_("Say first whether you have a conflict of interest."))
    criteria = {one.pk: one for one in review.panel_site.panel.criteria.all()}
    for key, scored in scores.items():
        _ensure_points(criteria.get(key), scored)

    for key, scored in scores.items():
        Score.objects.update_or_create(
            review=review,
            criterion=criteria[key],
            defaults={"points": scored.points, "remark": scored.remark},
        )
    review.comment = comment
    review.save(update_fields=["comment", "version"])
    return review


def _ensure_points(criterion: Criterion | None, scored: Scored) -> None:
    if criterion is None:
        raise OtherPanelsCriterion(_("This criterion is not of this panel."))
    if scored.points is not None and not 0 <= scored.points <= criterion.most:
        asked = {"label": criterion.label, "most": criterion.most}
        message = _("“%(label)s” gives 0 to %(most)s points.")
        raise PointsOutOfRange(message % asked, field=f"points_{criterion.pk}")


def _lock(review: Review) -> Review:
    """Lock the panel, so that nobody hands in while it closes, and then the review."""
    Panel.objects.select_for_update().get(panel_sites__reviews=review)
    return (
        Review.objects.select_for_update(of=["self"])
        .select_related("panel_site__site__hospital", "panel_site__panel", "panelist__panel")
        .select_related("panelist__account", "panelist__organisation")
        .get(pk=review.pk)
    )


def _lock_open(review: Review) -> Review:
    review = _lock(review)
    if review.panel_site.panel.status != PanelStatus.OPEN:
        raise PanelNotOpen(_("This panel takes no reviews now."))
    if review.status != ReviewStatus.ASSIGNED:
        message = _("This review is “%s”: it cannot be changed any more.")
        raise NotYours(message % review.get_status_display())
    return review
