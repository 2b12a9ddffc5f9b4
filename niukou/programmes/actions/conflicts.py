"""Whoever has a tie to a hospital is kept from reviewing it, as soon as it is found."""

from datetime import date

from niukou.programmes.models import Found, Panel, Review, ReviewStatus
from niukou.programmes.queries.conflicts import find_conflict

OPEN_TO_REVIEW = (ReviewStatus.ASSIGNED, ReviewStatus.SUBMITTED)


def ties_of(review: Review, *, on: date) -> str:
    """Return in a sentence what ties the reviewer; "" where nothing does, or they are out already."""
    if review.status not in OPEN_TO_REVIEW:
        return ""
    return find_conflict(review.panelist, review.panel_site.site.hospital, on=on)


def bar_if_tied(review: Review, *, on: date) -> bool:
    """Keep the reviewer out if the register knows a tie; say whether they are out by that.

    Points given before stay on record and count no more.
    """
    tie = ties_of(review, on=on)
    if not tie:
        return review.status == ReviewStatus.BARRED
    review.status, review.how, review.reason = ReviewStatus.BARRED, Found.FOUND, tie[:300]
    review.kept_out_on = on
    review.version += 1
    review.save(update_fields=["status", "how", "reason", "kept_out_on", "version"])
    return True


def bar_whoever_is_tied(panel: Panel, *, on: date) -> None:
    """Look for ties of all reviewers of ``panel`` to all its sites that wait for a decision."""
    waiting = Review.objects.filter(
        panel_site__panel=panel, panel_site__determination=None, status__in=OPEN_TO_REVIEW
    )
    named = waiting.select_related(
        "panelist__panel",
        "panelist__account",
        "panelist__organisation",
        "panel_site__site__hospital",
    )
    for review in named.order_by("pk"):
        bar_if_tied(review, on=on)
