"""A grant to a site: its budget, its tranches, and what each tranche waits for."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.core.money import ZERO, Money, MoneyField
from niukou.core.versions import version_field
from niukou.network.models import Agreement
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models.donations import Donation
from niukou.programmes.models.purse import of_branches_run, of_programmes_seen_whole
from niukou.programmes.models.sites import Site


class GrantStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    COMMITTED = "COMMITTED", _("Committed")
    COMPLETED = "COMPLETED", _("Completed")
    CANCELLED = "CANCELLED", _("Cancelled")


class Purpose(models.TextChoices):
    """What budgets are divided into (DOMAIN.md A7)."""

    RENOVATION = "RENOVATION", _("Renovation")
    EQUIPMENT = "EQUIPMENT", _("Equipment")
    ACTIVITIES = "ACTIVITIES", _("Activities")
    POSTS = "POSTS", _("Posts")
    TRAINING = "TRAINING", _("Training")
    OTHER = "OTHER", _("Other")


class TrancheStatus(models.TextChoices):
    PLANNED = "PLANNED", _("Planned")
    RELEASED = "RELEASED", _("Released")
    PAID = "PAID", _("Paid")


AWARDED = (GrantStatus.COMMITTED, GrantStatus.COMPLETED)
PAPER = "PAPER"  # a condition that a paper proves: no part of the product watches it


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to branches ``user`` runs and programmes whose money they keep.

        A hospital's people see its own once committed; auditors see all; donors and the
        public none.
        """
        roles = roles_of(user)
        if roles.is_platform_auditor:
            return self
        keeps = of_programmes_seen_whole(user, "site__branch__programme")
        hospital = Q(site__hospital__in=roles.organisations()) & ~Q(awarded_on=None)
        return self.filter(of_branches_run(user, "site__branch") | keeps | hospital)

    def standing(self) -> Self:
        """Narrow to grants that were not cancelled, drafts among them."""
        return self.exclude(status=GrantStatus.CANCELLED)


@pghistory.track()
class Grant(models.Model):
    """Money promised to a site: drafted, committed, paid in tranches, completed or cancelled."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="grants")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        verbose_name=_("Agreement"),
        null=True,
        blank=True,
        related_name="grants",
    )  # null: not bound to one
    donation = models.ForeignKey(
        Donation,
        models.PROTECT,
        verbose_name=_("Paid out of"),
        null=True,
        blank=True,
        related_name="grants",
    )  # null: out of what is not restricted
    status = models.CharField(
        _("Status"), max_length=10, choices=GrantStatus, default=GrantStatus.DRAFT
    )
    drafted_on = models.DateField(_("Drafted on"))
    awarded_on = models.DateField(_("Committed on"), null=True, blank=True)  # null: a draft
    completed_on = models.DateField(_("Completed on"), null=True, blank=True)
    cancelled_on = models.DateField(_("Cancelled on"), null=True, blank=True)
    drafted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    committed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    version = version_field()

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="grant_status_has_its_days",
                condition=Q(status="DRAFT", awarded_on=None, completed_on=None, cancelled_on=None)
                | Q(
                    status="COMMITTED",
                    awarded_on__isnull=False,
                    completed_on=None,
                    cancelled_on=None,
                )
                | Q(status="COMPLETED", completed_on__gte=F("awarded_on"), cancelled_on=None)
                | Q(status="CANCELLED", completed_on=None, cancelled_on__isnull=False),
            ),
            models.CheckConstraint(
                name="grant_is_committed_by_somebody",
                condition=Q(awarded_on=None, committed_by=None)
                | Q(awarded_on__isnull=False, committed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:site-money", args=[self.site.number])

    @property
    def is_draft(self) -> bool:
        return self.status == GrantStatus.DRAFT


@pghistory.track()
class BudgetLine(models.Model):
    """What part of a grant is for; a line set anew counts from that day."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="budget_lines")
    purpose = models.CharField(_("Purpose"), max_length=10, choices=Purpose)
    words = models.CharField(_("What it pays for"), max_length=120, blank=True)
    planned = MoneyField(_("Planned"))
    set_on = models.DateField(_("Set on"))

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="budget_line_is_the_only_one_of_its_purpose", fields=["grant", "purpose"]
            ),
            models.CheckConstraint(name="budget_line_is_above_zero", condition=Q(planned__gt=ZERO)),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.purpose}"


class TrancheQuerySet(models.QuerySet["Tranche"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(grant__in=Grant.objects.visible_to(user).values("pk"))

    def waiting_for_payment(self) -> Self:
        return self.filter(status=TrancheStatus.RELEASED)


@pghistory.track()
class Tranche(models.Model):
    """One part of a grant's money; it is released when everything it waits for is proved."""

    grant = models.ForeignKey(Grant, models.CASCADE, related_name="tranches")
    position = models.PositiveSmallIntegerField()
    planned = MoneyField(_("Planned"))
    planned_on = models.DateField(_("Planned for"), null=True, blank=True)  # null: when it is ready
    status = models.CharField(
        _("Status"), max_length=10, choices=TrancheStatus, default=TrancheStatus.PLANNED
    )
    released_on = models.DateField(_("Released on"), null=True, blank=True)
    released_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(_("Paid on"), null=True, blank=True)
    paid_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    bank_reference = models.CharField(_("Bank reference"), max_length=60, blank=True)

    objects = TrancheQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tranche_has_its_own_position", fields=["grant", "position"]
            ),
            models.CheckConstraint(name="tranche_is_above_zero", condition=Q(planned__gt=ZERO)),
            models.CheckConstraint(
                name="tranche_is_released_by_somebody_before_it_is_paid",
                condition=Q(status="PLANNED", released_on=None, released_by=None, paid_on=None)
                | Q(
                    status="RELEASED",
                    released_on__isnull=False,
                    released_by__isnull=False,
                    paid_on=None,
                )
                | Q(
                    status="PAID",
                    released_by__isnull=False,
                    paid_on__gte=F("released_on"),
                ),
            ),
            models.CheckConstraint(
                name="tranche_is_paid_with_a_reference_by_another_person",
                condition=Q(paid_on=None, paid_by=None, bank_reference="")
                | (
                    Q(paid_on__isnull=False, paid_by__isnull=False)
                    & ~Q(bank_reference="")
                    & ~Q(paid_by=F("released_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.position}"

    def get_absolute_url(self) -> str:
        return self.grant.get_absolute_url()

    @property
    def amount(self) -> Money:
        return self.planned


class TrancheConditionQuerySet(models.QuerySet["TrancheCondition"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(tranche__in=Tranche.objects.visible_to(user).values("pk"))


@pghistory.track()
class TrancheCondition(models.Model):
    """Something a tranche waits for, its evidence, and who confirmed that it is met."""

    tranche = models.ForeignKey(Tranche, models.CASCADE, related_name="conditions")
    condition = models.SlugField(_("Condition"), max_length=40)  # or PAPER
    words = models.CharField(_("Which paper"), max_length=120, blank=True)
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, blank=True, related_name="tranche_conditions"
    )  # null: none attached yet
    attached_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    met_on = models.DateField(_("Met on"), null=True, blank=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    objects = TrancheConditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="tranche_waits_for_a_thing_once", fields=["tranche", "condition", "words"]
            ),
            models.CheckConstraint(
                name="tranche_condition_names_its_paper",
                condition=~Q(condition=PAPER, words=""),
            ),
            models.CheckConstraint(
                name="tranche_condition_is_met_on_a_day_confirmed_by_somebody",
                condition=Q(met_on=None, confirmed_by=None)
                | Q(met_on__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="tranche_condition_of_a_paper_is_met_by_its_evidence",
                condition=~Q(condition=PAPER, met_on__isnull=False, evidence=None),
            ),
            models.CheckConstraint(
                name="tranche_condition_evidence_is_attached_by_somebody",
                condition=Q(evidence=None, attached_by=None)
                | Q(evidence__isnull=False, attached_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tranche_id} {self.condition}"

    def get_absolute_url(self) -> str:
        return self.tranche.get_absolute_url()

    @property
    def is_paper(self) -> bool:
        return self.condition == PAPER
