"""Where money for an organisation goes: its bank account, set by one and confirmed by another."""

import uuid
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.money import MoneyField
from niukou.core.sealing import SealedTextField
from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models.grants import Grant, Tranche
from niukou.programmes.models.programmes import Programme, offices_of
from niukou.programmes.models.purse import of_programmes_seen_whole
from niukou.programmes.models.sites import Site


class PayeeQuerySet(models.QuerySet["Payee"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to payees of sites ``user`` runs or whose money they keep; auditors see all.

        The hospital itself does not: whoever could read it there could change where money goes.
        """
        roles = roles_of(user)
        if roles.is_platform_auditor:
            return self
        if not user.is_authenticated:
            return self.none()
        own = Q(branch__in=offices_of(user).branches)
        if roles.organisations(RoleKind.FINANCE_OFFICER):
            own |= of_programmes_seen_whole(user, "branch__programme")
        return self.filter(organisation__in=Site.objects.filter(own).values("hospital"))

    def current(self) -> Self:
        """Narrow to the newest of each organisation, confirmed or not."""
        return self.filter(replaced_at=None)


def ending_of(number: str) -> str:
    """Return what may be shown of an account number: its last four figures."""
    return number[-4:]


def mask_number(number: str) -> str:
    return f"**** {ending_of(number)}"


@pghistory.track()
class Payee(models.Model):
    """A bank account of an organisation. A change is a new row: the old one stays as it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="payees")
    account_name = models.CharField(_("Name of the account"), max_length=120)
    bank = models.CharField(_("Bank and branch"), max_length=120)
    account_number = SealedTextField(
        verbose_name=_("Account number"),
        context="programmes.payee.account_number",
        mask=mask_number,
    )
    ending = models.CharField(_("Account ending"), max_length=4)
    why = models.CharField(_("Why"), max_length=200, blank=True)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)  # null: nobody may pay to it yet
    replaced_at = models.DateTimeField(null=True, blank=True)  # null: the one in use

    objects = PayeeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payee_is_one_at_a_time",
                fields=["organisation"],
                condition=Q(replaced_at=None),
            ),
            models.CheckConstraint(
                name="payee_is_confirmed_by_a_second_person",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("set_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_name} **** {self.ending}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:payee-set", args=[self.organisation_id])

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class BankBatchQuerySet(models.QuerySet["BankBatch"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to batches of programmes whose money ``user`` keeps; auditors see all."""
        if roles_of(user).is_platform_auditor:
            return self
        return self.filter(of_programmes_seen_whole(user, "programme"))


@pghistory.track()
class BankBatch(models.Model):
    """A list of payments handed to the bank, and by whom: account numbers left the house."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="bank_batches")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    objects = BankBatchQuerySet.as_manager()

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:bank-batch", args=[self.programme.slug])


@pghistory.track()
class BankBatchLine(models.Model):
    """One payment of a batch, with the amount and the payee it was made out to."""

    batch = models.ForeignKey(BankBatch, models.CASCADE, related_name="lines")
    tranche = models.ForeignKey(Tranche, models.PROTECT, related_name="batch_lines")
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="+")
    amount = MoneyField(_("Amount"))
    is_void = models.BooleanField(default=False)  # the release was taken back since

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="bank_batch_takes_a_tranche_once",
                fields=["tranche"],
                condition=Q(is_void=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.tranche_id}"

    @property
    def grant(self) -> Grant:
        return self.tranche.grant


class BankBatchLook(models.Model):
    """Somebody took the list with its account numbers: kept for ever."""

    batch = models.ForeignKey(BankBatch, models.PROTECT, related_name="looks")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="bank_batch_look_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} {self.at:%Y-%m-%d %H:%M}"
