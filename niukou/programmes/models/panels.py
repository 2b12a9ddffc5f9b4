"""A panel: what it looks at, who sits on it, which sites it decides on."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.models import Organisation
from niukou.people.models import Account
from niukou.programmes.models.programmes import Branch
from niukou.programmes.models.sites import Site


class PanelStatus(models.TextChoices):
    PREPARING = "PREPARING", _("Being prepared")
    OPEN = "OPEN", _("Reviewing")
    CLOSED = "CLOSED", _("Reviews closed")


class PanelQuerySet(models.QuerySet["Panel"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to panels of branches ``user`` oversees: officers, auditors.

        Reviewers see their own reviews, never the panel: who else sits on it, and what they
        wrote, is not theirs.
        """
        return self.filter(branch__in=Branch.objects.overseen_by(user).values("pk"))


@pghistory.track()
class Panel(models.Model):
    """Reviewers from outside who score the applications of one branch, and by what."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="panels")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    is_blinded = models.BooleanField(
        _("Blinded"),
        default=False,
        help_text=_("Reviewers see the number of a site, never the hospital's name."),
    )
    least_reviews = models.PositiveSmallIntegerField(
        _("Reviews a site needs"),
        default=3,
        help_text=_("With fewer, whoever decides says why it is decided nevertheless."),
    )
    conflict_years = models.PositiveSmallIntegerField(
        _("Years a tie to a hospital counts"),
        default=3,
        help_text=_("A role or office that ended longer ago keeps nobody from reviewing."),
    )
    scores_due_on = models.DateField(_("Scores due on"))
    opened_on = models.DateField(_("Opened on"), null=True, blank=True)  # null: being prepared
    closed_on = models.DateField(_("Closed on"), null=True, blank=True)  # null: not closed yet
    status = models.CharField(
        _("Status"), max_length=10, choices=PanelStatus, default=PanelStatus.PREPARING
    )
    version = version_field()

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="panel_says_when_it_opened_and_closed",
                condition=Q(status="PREPARING", opened_on=None, closed_on=None)
                | Q(status="OPEN", opened_on__isnull=False, closed_on=None)
                | Q(status="CLOSED", opened_on__isnull=False, closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="panel_wants_one_review_at_least", condition=Q(least_reviews__gte=1)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:panel-detail", args=[self.number])


class CriterionQuerySet(models.QuerySet["Criterion"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(panel__in=Panel.objects.visible_to(user).values("pk"))


@pghistory.track()
class Criterion(models.Model):
    """What reviewers score: a weight against the others, and the most points it can get."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("Criterion"), max_length=60)
    look_at = models.CharField(
        _("What to look at"),
        max_length=300,
        blank=True,
        help_text=_("Reviewers read it beside the points they give."),
    )
    weight = models.PositiveSmallIntegerField(
        _("Weight"), help_text=_("A whole number; it counts against the weights of the others.")
    )
    most = models.PositiveSmallIntegerField(_("Most points"), default=10)

    objects = CriterionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="criterion_has_a_place_of_its_own", fields=["panel", "position"]
            ),
            models.UniqueConstraint(name="criterion_is_asked_once", fields=["panel", "label"]),
            models.CheckConstraint(
                name="criterion_weighs_1_to_100", condition=Q(weight__gte=1, weight__lte=100)
            ),
            models.CheckConstraint(
                name="criterion_gives_1_to_100_points", condition=Q(most__gte=1, most__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return self.label


class PanelistQuerySet(models.QuerySet["Panelist"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(panel__in=Panel.objects.visible_to(user).values("pk"))


@pghistory.track()
class Panelist(models.Model):
    """Somebody who reviews on a panel; for conflicts of interest also whom they speak for."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="panelists")
    account = models.ForeignKey(Account, models.PROTECT, related_name="panels")
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("Speaks for"),
        null=True,
        blank=True,
        related_name="+",
    )  # null: for nobody but themselves
    invited_on = models.DateField(_("Invited on"))

    objects = PanelistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="panelist_sits_on_a_panel_once", fields=["panel", "account"]
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The person's name; of an account without a person, the address."""
        return str(self.account.person or self.account)


class PanelSiteQuerySet(models.QuerySet["PanelSite"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(panel__in=Panel.objects.visible_to(user).values("pk"))

    def undecided(self) -> Self:
        """Narrow to sites that still wait for their panel's determination."""
        return self.filter(determination=None)


@pghistory.track()
class PanelSite(models.Model):
    """A site that a panel decides on."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="panel_sites")
    site = models.ForeignKey(Site, models.PROTECT, related_name="panel_sites")
    added_on = models.DateField(_("Added on"))

    objects = PanelSiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="panel_site_stands_on_a_panel_once", fields=["panel", "site"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.panel_id} {self.site_id}"
