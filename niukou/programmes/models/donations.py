"""What was given to a programme, by whom as they wish to be named, and what it is for."""

from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.money import ZERO, Money, MoneyField
from niukou.core.versions import version_field
from niukou.network.models import Agreement, Organisation
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models.programmes import Branch, Programme
from niukou.programmes.models.purse import of_branches_run, of_programmes_seen_whole
from niukou.programmes.models.sites import Site


class Restriction(models.TextChoices):
    """What the donor bound the gift to. Source: DOMAIN.md C4, charity law art. 56."""

    NONE = "NONE", _("Not restricted")
    BRANCH = "BRANCH", _("For a branch")
    SITE = "SITE", _("For a site")
    PURPOSE = "PURPOSE", _("For a purpose")


class DonationQuerySet(models.QuerySet["Donation"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to programmes ``user`` sees all money of, and to gifts for a branch they run.

        Auditors see all; donors and hospitals none.
        """
        if roles_of(user).is_platform_auditor:
            return self
        own = of_branches_run(user, "branch") | of_branches_run(user, "site__branch")
        return self.filter(of_programmes_seen_whole(user, "programme") | own)

    def standing(self) -> Self:
        """Narrow to what was not taken back out of the books."""
        return self.filter(voided_on=None)


@pghistory.track()
class Donation(models.Model):
    """One gift, in cash or in kind; its amount is what was received or what it is worth."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="donations")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    received_by = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("Received by"), related_name="+"
    )
    donor = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("Donor in the register"),
        null=True,
        blank=True,
        related_name="donations",
    )  # null: a person, or somebody who wants no name
    donor_shown = models.CharField(_("Name as the donor wishes"), max_length=120)
    is_in_kind = models.BooleanField(_("In kind"), default=False)
    description = models.CharField(_("What was given"), max_length=200, blank=True)
    amount: "models.Field[Money | None, Money | None]" = MoneyField(
        _("Amount"), null=True, blank=True
    )  # type: ignore[misc,assignment]  # null: goods of a value not known
    received_on = models.DateField(_("Received on"))
    restriction = models.CharField(
        _("Restriction"), max_length=10, choices=Restriction, default=Restriction.NONE
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, verbose_name=_("Branch"), null=True, blank=True, related_name="+"
    )  # null: not restricted to a branch
    site = models.ForeignKey(
        Site, models.PROTECT, verbose_name=_("Site"), null=True, blank=True, related_name="+"
    )  # null: not restricted to a site
    purpose = models.CharField(_("Purpose in the donor's words"), max_length=200, blank=True)
    agreement = models.ForeignKey(
        Agreement,
        models.PROTECT,
        verbose_name=_("Agreement"),
        null=True,
        blank=True,
        related_name="donations",
    )  # null: given without one
    is_related_party = models.BooleanField(_("From a related party"), default=False)
    receipt_waived = models.BooleanField(_("The donor wants no receipt"), default=False)
    receipt_number = models.CharField(_("Receipt"), max_length=20, blank=True)
    receipt_on = models.DateField(_("Receipt issued on"), null=True, blank=True)
    handled_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: no receipt yet
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    voided_on = models.DateField(_("Taken out of the books on"), null=True, blank=True)
    version = version_field()

    objects = DonationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="donation_is_cash_or_goods_described",
                condition=Q(is_in_kind=False, amount__isnull=False)
                | (Q(is_in_kind=True) & ~Q(description="")),
            ),
            models.CheckConstraint(
                name="donation_amount_is_above_zero",
                condition=Q(amount=None) | Q(amount__gt=ZERO),
            ),
            models.CheckConstraint(
                name="donation_names_what_it_is_restricted_to",
                condition=Q(restriction="NONE", branch=None, site=None, purpose="")
                | Q(restriction="BRANCH", branch__isnull=False, site=None)
                | Q(restriction="SITE", branch=None, site__isnull=False)
                | (Q(restriction="PURPOSE", branch=None, site=None) & ~Q(purpose="")),
            ),
            models.CheckConstraint(
                name="donation_receipt_has_number_day_and_handler",
                condition=Q(receipt_number="", receipt_on=None, handled_by=None)
                | (
                    ~Q(receipt_number="")
                    & Q(receipt_on__gte=F("received_on"), handled_by__isnull=False)
                ),
            ),
            models.UniqueConstraint(
                name="donation_receipt_number_is_unique",
                fields=["receipt_number"],
                condition=~Q(receipt_number=""),
            ),
        ]
        indexes = [
            models.Index(fields=["programme", "-received_on", "id"], name="donation_newest_first")
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:donation-detail", args=[self.number])

    @property
    def is_open_for_receipt(self) -> bool:
        """True while a receipt is owed."""
        return not (self.receipt_number or self.receipt_waived or self.voided_on)
