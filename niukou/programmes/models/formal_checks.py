"""The formal check of an application: is everything there that was asked, paper by paper."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models.applications import Submission
from niukou.programmes.models.calls import FormField
from niukou.programmes.models.programmes import offices_of
from niukou.programmes.models.sites import Site


class CheckOutcome(models.TextChoices):
    """How a check ended."""

    PASSED = "PASSED", _("Passed on to the panel")
    RETURNED = "RETURNED", _("Returned for documents")
    REJECTED = "REJECTED", _("Rejected")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn by the hospital")


class Fault(models.TextChoices):
    """Why a paper is not accepted. Source: DOMAIN.md A4 and F1, why papers come back."""

    MISSING = "MISSING", _("Missing")
    INCOMPLETE = "INCOMPLETE", _("Incomplete")
    WRONG_SEAL = "WRONG_SEAL", _("Wrong seal or no seal")
    OUT_OF_DATE = "OUT_OF_DATE", _("Out of date")
    UNREADABLE = "UNREADABLE", _("Cannot be read")
    WRONG_SUBJECT = "WRONG_SUBJECT", _("Of another person or hospital")
    COPY = "COPY", _("A copy instead of the original")
    OTHER = "OTHER", _("Something else")


class FormalCheckQuerySet(models.QuerySet["FormalCheck"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to checks of sites ``user`` works on; the hospital sees one once it is decided."""
        on_it = self.filter(submission__application__site__in=Site.objects.worked_on_by(user))
        if roles_of(user).is_platform_auditor:
            return on_it
        branches = offices_of(user).branches
        run = Q(submission__application__call__branch__in=branches)
        return on_it.filter(run | Q(decided_on__isnull=False))


@pghistory.track()
class FormalCheck(models.Model):
    """One look at an application as it was handed in, and what came of it."""

    submission = models.OneToOneField(Submission, models.PROTECT, related_name="formal_check")
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    begun_on = models.DateField(_("Begun on"))
    outcome = models.CharField(_("Outcome"), max_length=10, choices=CheckOutcome, blank=True)
    decided_on = models.DateField(_("Decided on"), null=True, blank=True)  # null: under way
    decided_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: under way
    reason = models.CharField(_("Reason"), max_length=500, blank=True)
    version = version_field()

    objects = FormalCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="formal_check_is_decided_by_somebody_on_a_day",
                condition=Q(outcome="", decided_on=None, decided_by=None)
                | (~Q(outcome="") & Q(decided_on__isnull=False, decided_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="formal_check_rejects_for_a_reason",
                condition=~Q(outcome=CheckOutcome.REJECTED) | ~Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome}"


class CheckItemQuerySet(models.QuerySet["CheckItem"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(check_of__in=FormalCheck.objects.visible_to(user).values("pk"))


@pghistory.track()
class CheckItem(models.Model):
    """What was found of one field: in order, or not and why."""

    check_of = models.ForeignKey(FormalCheck, models.PROTECT, related_name="items")
    field = models.ForeignKey(FormField, models.PROTECT, related_name="findings")
    is_complete = models.BooleanField(_("In order"))
    fault = models.CharField(_("What is wrong"), max_length=15, choices=Fault, blank=True)
    remark = models.CharField(_("Remark"), max_length=300, blank=True)

    objects = CheckItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="check_item_is_noted_once", fields=["check_of", "field"]),
            models.CheckConstraint(
                name="check_item_is_in_order_or_says_what_is_wrong",
                condition=Q(is_complete=True, fault="") | (Q(is_complete=False) & ~Q(fault="")),
            ),
            models.CheckConstraint(
                name="check_item_of_another_fault_is_explained",
                condition=~Q(fault=Fault.OTHER) | ~Q(remark=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_of_id} {self.field_id}"
