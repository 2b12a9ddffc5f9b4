"""The ledger: entries that always balance and never change. A correction is an entry."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q, Sum, Window
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.money import ZERO, Money, MoneyField
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models.donations import Donation
from niukou.programmes.models.grants import Grant, Purpose, Tranche
from niukou.programmes.models.programmes import Branch, Programme
from niukou.programmes.models.purse import of_programmes_seen_whole
from niukou.programmes.models.sites import Site


class LedgerAccount(models.TextChoices):
    """A small chart of accounts; the names follow 《民间非营利组织会计制度》.

    What each one means is told in docs/reference/ledger.md.
    """

    BANK = "BANK", _("Bank deposits")
    GOODS = "GOODS", _("Donated goods")
    PAYABLE = "PAYABLE", _("Grants payable")
    INCOME_UNRESTRICTED = "INCOME_UNRESTRICTED", _("Donation income, not restricted")
    INCOME_RESTRICTED = "INCOME_RESTRICTED", _("Donation income, restricted")
    PROJECT_COSTS = "PROJECT_COSTS", _("Cost of activities: project spending")


class EntryKind(models.TextChoices):
    DONATION = "DONATION", _("Donation received")
    RELEASE = "RELEASE", _("Tranche released")
    PAYMENT = "PAYMENT", _("Tranche paid")
    RETURN = "RETURN", _("Money returned")
    POST_MONTH = "POST_MONTH", _("Month of a post paid")
    POST_ANEW = "POST_ANEW", _("Month of a post settled anew")
    CORRECTION = "CORRECTION", _("Correction")


def frozen(name: str) -> list[pgtrigger.Trigger]:
    """Return the triggers by which rows are only ever added.

    An empty table may be truncated: nothing is lost by it.
    """
    refusal = "RAISE EXCEPTION 'the ledger only grows: % is not allowed', TG_OP;"
    return [
        pgtrigger.Protect(
            name=f"{name}_is_never_changed", operation=pgtrigger.Update | pgtrigger.Delete
        ),
        pgtrigger.Trigger(
            name=f"{name}_is_never_emptied",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=pgtrigger.Truncate,
            func=f"IF EXISTS (SELECT FROM programmes_{name.replace('_', '')}) THEN {refusal} END IF; RETURN NULL;",
        ),
    ]


BALANCED = """
IF (SELECT COALESCE(SUM(fen), 0) <> 0 OR COUNT(*) < 2 FROM programmes_ledgerline
    WHERE entry_id = {entry}) THEN
  RAISE EXCEPTION 'ledger entry % does not balance', {entry}
    USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
END IF;
RETURN NULL;
"""


def balances(name: str, entry: str) -> pgtrigger.Trigger:
    """Return the trigger that, at the commit, refuses an entry whose lines are not zero in sum."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Row,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=BALANCED.format(entry=entry),
    )


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to programmes ``user`` sees all money of; auditors see all."""
        if roles_of(user).is_platform_auditor:
            return self
        return self.filter(of_programmes_seen_whole(user, "programme"))


@pghistory.track(pghistory.InsertEvent())
class LedgerEntry(models.Model):
    """One thing that happened to money, on a day, for a reason; written once and for ever."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="entries")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=EntryKind)
    on = models.DateField(_("Date"))
    words = models.CharField(_("Words"), max_length=200)
    corrects = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )  # null: it corrects nothing
    donation = models.ForeignKey(
        Donation, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    tranche = models.ForeignKey(
        Tranche, models.PROTECT, null=True, blank=True, related_name="entries"
    )
    post_month = models.PositiveBigIntegerField(null=True, blank=True)  # which month of a post
    reference = models.CharField(_("Bank reference"), max_length=60, blank=True)
    by = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+"
    )  # null: it followed from something else that was done
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="ledger_correction_names_what_it_corrects",
                condition=Q(kind="CORRECTION", corrects__isnull=False)
                | (~Q(kind="CORRECTION") & Q(corrects=None)),
            ),
            models.CheckConstraint(
                name="ledger_entry_corrects_another", condition=~Q(corrects=F("pk"))
            ),
            models.UniqueConstraint(
                name="ledger_books_a_month_of_a_post_once",
                fields=["post_month"],
                condition=Q(kind="POST_MONTH"),
            ),
        ]
        triggers = [
            *frozen("ledger_entry"),
            balances("ledger_entry_balances", "NEW.id"),
        ]
        indexes = [models.Index(fields=["programme", "on", "id"], name="ledger_entry_in_order")]

    def __str__(self) -> str:
        return self.number

    @property
    def can_be_corrected(self) -> bool:
        """False for what is put right where it came from, and for a correction itself."""
        return self.kind in {EntryKind.DONATION, EntryKind.PAYMENT, EntryKind.RETURN}


class LedgerLineQuerySet(models.QuerySet["LedgerLine"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(entry__in=LedgerEntry.objects.visible_to(user).values("pk"))

    def in_order(self) -> Self:
        return self.order_by("entry__on", "entry_id", "position")

    def with_balance(self) -> Self:
        """Add ``balance``: the sum of all lines up to this one, in their order."""
        in_order = [F("entry__on").asc(), F("entry_id").asc(), F("position").asc()]
        running = Window(Sum("fen"), order_by=in_order, output_field=MoneyField())
        return self.annotate(balance=running)


@pghistory.track(pghistory.InsertEvent())
class LedgerLine(models.Model):
    """One side of an entry: debits are positive, credits negative, and together they are zero."""

    entry = models.ForeignKey(LedgerEntry, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account = models.CharField(_("Ledger account"), max_length=20, choices=LedgerAccount)
    fen = MoneyField(_("Amount"))
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    grant = models.ForeignKey(Grant, models.PROTECT, null=True, related_name="ledger_lines")
    tranche = models.ForeignKey(Tranche, models.PROTECT, null=True, related_name="ledger_lines")
    donation = models.ForeignKey(Donation, models.PROTECT, null=True, related_name="ledger_lines")
    purpose = models.CharField(_("Purpose"), max_length=10, choices=Purpose, blank=True)

    objects = LedgerLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ledger_line_has_its_own_position", fields=["entry", "position"]
            ),
            models.CheckConstraint(name="ledger_line_is_not_zero", condition=~Q(fen=ZERO)),
        ]
        triggers = [
            *frozen("ledger_line"),
            balances("ledger_line_balances", "NEW.entry_id"),
        ]
        indexes = [models.Index(fields=["account", "grant"], name="ledger_line_by_grant")]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.account} {self.fen}"

    @property
    def debit(self) -> Money | None:
        return self.fen if self.fen > ZERO else None

    @property
    def credit(self) -> Money | None:
        return -self.fen if self.fen < ZERO else None

    @property
    def turned(self) -> Money:
        """The amount of the line that would correct this one."""
        return -self.fen
