"""What one reviewer says of one site, and what was decided in the end."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import NOTHING, Viewer
from niukou.core.versions import version_field
from niukou.people.models import Account
from niukou.programmes.models.panels import Criterion, Panel, Panelist, PanelSite, PanelStatus
from niukou.programmes.models.sites import Site


class ReviewStatus(models.TextChoices):
    ASSIGNED = "ASSIGNED", _("Assigned")
    SUBMITTED = "SUBMITTED", _("Submitted")
    RECUSED = "RECUSED", _("Recused")
    BARRED = "BARRED", _("Barred")


class Found(models.TextChoices):
    """How a conflict of interest came to light."""

    DECLARED = "DECLARED", _("Declared by the reviewer")
    FOUND = "FOUND", _("Found in the register")


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to one's own reviews of panels that opened, and to those of panels one runs.

        One that is barred is not there for its reviewer.
        """
        own = NOTHING
        if user.is_authenticated:
            opened = Q(panel_site__panel__status__in=[PanelStatus.OPEN, PanelStatus.CLOSED])
            own = Q(panelist__account=user.pk) & opened & ~Q(status=ReviewStatus.BARRED)
        panels = Panel.objects.visible_to(user).values("pk")
        return self.filter(own | Q(panel_site__panel__in=panels))

    def counting(self) -> Self:
        """Narrow to reviews whose points count: those that were handed in."""
        return self.filter(status=ReviewStatus.SUBMITTED)

    def kept_out(self) -> Self:
        """Narrow to reviews nobody gives, because of a conflict of interest."""
        return self.filter(status__in=[ReviewStatus.RECUSED, ReviewStatus.BARRED])


@pghistory.track()
class Review(models.Model):
    """One site seen by one reviewer. A recusal stays on record, with its reason."""

    panel_site = models.ForeignKey(PanelSite, models.PROTECT, related_name="reviews")
    panelist = models.ForeignKey(Panelist, models.PROTECT, related_name="reviews")
    status = models.CharField(
        _("Status"), max_length=10, choices=ReviewStatus, default=ReviewStatus.ASSIGNED
    )
    # From here on the reviewer could read the application: the record of who saw what.
    declared_at = models.DateTimeField(_("Declared free of conflict"), null=True, blank=True)
    comment = models.TextField(_("Remark on the whole"), blank=True, max_length=4000)
    submitted_on = models.DateField(_("Submitted on"), null=True, blank=True)
    reason = models.CharField(_("Why not"), max_length=300, blank=True)
    how = models.CharField(_("How it came to light"), max_length=10, choices=Found, blank=True)
    kept_out_on = models.DateField(_("Kept out since"), null=True, blank=True)
    version = version_field()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="review_is_given_once_per_site_and_reviewer",
                fields=["panel_site", "panelist"],
            ),
            models.CheckConstraint(
                name="review_kept_out_says_why_how_and_since_when",
                condition=(
                    Q(status="RECUSED", how="DECLARED", kept_out_on__isnull=False) & ~Q(reason="")
                )
                | (Q(status="BARRED", how="FOUND", kept_out_on__isnull=False) & ~Q(reason=""))
                | Q(status__in=["ASSIGNED", "SUBMITTED"], how="", reason="", kept_out_on=None),
            ),
            models.CheckConstraint(
                name="review_is_submitted_after_a_declaration",
                condition=~Q(status="SUBMITTED")
                | Q(submitted_on__isnull=False, declared_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["panelist", "status"], name="review_by_reviewer")]

    def __str__(self) -> str:
        return f"{self.panel_site_id} {self.panelist_id}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:review-detail", args=[self.pk])


@pghistory.track()
class Score(models.Model):
    """The points a review gives by one criterion, out of the most it can."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.PositiveSmallIntegerField(
        _("Points"), null=True, blank=True
    )  # null: a draft, not scored yet
    remark = models.CharField(_("Remark"), max_length=500, blank=True)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="score_is_given_once_per_criterion", fields=["review", "criterion"]
            ),
            models.CheckConstraint(
                name="score_is_100_points_at_most", condition=Q(points=None) | Q(points__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.criterion_id} {self.points}"


class Outcome(models.TextChoices):
    ACCEPTED = "ACCEPTED", pgettext_lazy("determination", "Accepted")
    REJECTED = "REJECTED", _("Rejected")
    RETURNED = "RETURNED", _("Returned for documents")


class DeterminationQuerySet(models.QuerySet["Determination"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to decisions on sites ``user`` works on: officers, the hospital, auditors."""
        sites = Site.objects.worked_on_by(user).values("pk")
        return self.filter(panel_site__site__in=sites)


@pghistory.track()
class Determination(models.Model):
    """What was decided on a site after its panel, and the scores as they stood. Never changed."""

    panel_site = models.OneToOneField(PanelSite, models.PROTECT, related_name="determination")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    outcome = models.CharField(_("Outcome"), max_length=10, choices=Outcome)
    reasons = models.TextField(_("Reasons"), max_length=4000)
    # Scored 0 to 100, rounded once, at the end. Null: nobody handed in a review.
    mean = models.DecimalField(_("Mean"), max_digits=5, decimal_places=2, null=True)
    rank = models.PositiveSmallIntegerField(_("Rank"), null=True)  # null: without a mean, no rank
    ranked_count = models.PositiveSmallIntegerField(_("Sites with a mean"))
    reviews_count = models.PositiveSmallIntegerField(_("Reviews"))
    why_few = models.CharField(
        _("Why it is decided with fewer reviews"), max_length=300, blank=True
    )
    decided_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    decided_on = models.DateField(_("Decided on"))

    objects = DeterminationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="determination_has_reasons", condition=~Q(reasons="")),
            models.CheckConstraint(
                name="determination_ranks_what_has_a_mean",
                condition=Q(mean=None, rank=None)
                | Q(mean__gte=0, mean__lte=100, rank__gte=1, rank__isnull=False),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="determination_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return self.number
