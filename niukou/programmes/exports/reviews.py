"""The reviews somebody is asked for, written out row by row."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niukou.core.http import ExportColumn
from niukou.programmes.models import PanelStatus, Review, ReviewStatus


def _hospital(review: Review) -> str:
    """Return the hospital's name; of a blinded panel nothing: its reviewers do not learn it."""
    placed = review.panel_site
    return "" if placed.panel.is_blinded else placed.site.hospital.official_name


def _state(review: Review) -> str:
    """Return how far the review is, as its reviewer reads it on the list."""
    if review.status in {ReviewStatus.SUBMITTED, ReviewStatus.RECUSED}:
        return review.get_status_display()
    if review.panel_site.panel.status == PanelStatus.CLOSED:
        return _now("Closed without your points")
    return _now("Draft") if review.declared_at else _now("To do")


OWN_REVIEWS = (
    ExportColumn(_("Site"), lambda one: one.panel_site.site.number, 16),
    ExportColumn(_("Hospital"), _hospital, 36),
    ExportColumn(_("Panel"), lambda one: one.panel_site.panel.title, 40),
    ExportColumn(_("Scores due on"), lambda one: one.panel_site.panel.scores_due_on, 14),
    ExportColumn(_("State"), _state, 20),
    ExportColumn(_("Submitted on"), lambda one: one.submitted_on, 14),
)
