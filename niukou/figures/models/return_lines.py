"""The lines of a return, and the correction notes that follow it once it is locked."""

import hashlib
from decimal import Decimal
from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.lifecycle import ReturnStatus
from niukou.figures.models.publications import lines_give_the_digest
from niukou.figures.models.returns import SiteReturn
from niukou.people.models import Account

DIGITS, PLACES = 14, 2
NO_LINES = hashlib.sha256(b"").hexdigest()

# What was accepted stays as it is, whoever asks, also by raw SQL.
FROZEN = """
IF EXISTS (
    SELECT 1 FROM figures_sitereturn
    WHERE id = COALESCE(OLD.site_return_id, NEW.site_return_id) AND status = 'ACCEPTED'
) THEN
    RAISE EXCEPTION 'pgtrigger: Cannot change a line of an accepted return';
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
"""


class ReturnLineQuerySet(models.QuerySet["ReturnLine"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to the lines of returns ``user`` may read."""
        return self.filter(site_return__in=SiteReturn.objects.visible_to(user).values("pk"))

    def accepted(self) -> Self:
        return self.filter(site_return__status=ReturnStatus.ACCEPTED)

    def with_standing(self) -> Any:  # rows that have one attribute more
        """Add ``standing``: what the last approved note says, else what was stated."""
        approved = ReturnNote.objects.filter(line=OuterRef("pk"), status=NoteStatus.APPROVED)
        last = approved.order_by("-decided_at", "-pk").values("says_value")[:1]
        return self.annotate(standing=Coalesce(Subquery(last), F("stated_value")))


@pghistory.track()
class ReturnLine(models.Model):
    """One number of a return: what the system knew, what the hospital states, and why it differs."""

    site_return = models.ForeignKey(SiteReturn, models.PROTECT, related_name="lines")
    code = models.SlugField(_("What is counted"), max_length=40)
    definition_version = models.PositiveSmallIntegerField(_("Version of the definition"))
    unit = models.CharField(_("Unit"), max_length=20, choices=Unit)
    # null: the system knows nothing of it, which is not 0
    prefilled_value = models.DecimalField(
        _("Known already"), max_digits=DIGITS, decimal_places=PLACES, null=True
    )
    digest = models.CharField(_("Digest"), max_length=64, default=NO_LINES)
    lines = models.TextField(blank=True)  # the sorted lines of the records that are known
    # None until somebody fills it in
    stated_value = models.DecimalField(
        _("Stated"), max_digits=DIGITS, decimal_places=PLACES, null=True
    )
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    sent_back = models.CharField(_("What is to be mended"), max_length=300, blank=True)

    objects = ReturnLineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="return_line_is_asked_once", fields=["site_return", "code"]
            ),
            models.CheckConstraint(
                name="return_line_is_not_negative",
                condition=Q(stated_value=None) | Q(stated_value__gte=0),
            ),
            models.CheckConstraint(
                name="return_line_digest_is_of_its_lines", condition=lines_give_the_digest()
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="return_line_is_frozen_once_accepted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=FROZEN,
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return f"{self.site_return.get_absolute_url()}#line-{self.code}"

    @property
    def evidence_count(self) -> int:
        return len(self.lines.splitlines())

    @property
    def differs(self) -> bool:
        """True when the hospital states something else than the system knew."""
        known, stated = self.prefilled_value, self.stated_value
        return known is not None and stated is not None and known != stated


class NoteStatus(models.TextChoices):
    PROPOSED = "PROPOSED", _("Proposed")
    APPROVED = "APPROVED", _("Approved")
    REJECTED = "REJECTED", _("Rejected")


class ReturnNoteQuerySet(models.QuerySet["ReturnNote"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to notes on returns ``user`` may read."""
        seen = SiteReturn.objects.visible_to(user).values("pk")
        return self.filter(line__site_return__in=seen)

    def waiting(self) -> Self:
        return self.filter(status=NoteStatus.PROPOSED)

    def with_names(self) -> Self:
        return self.select_related("line", "requested_by__person", "decided_by__person")


@pghistory.track()
class ReturnNote(models.Model):
    """What a line of a locked return should say, and why. The line itself stays as it was."""

    line = models.ForeignKey(ReturnLine, models.PROTECT, related_name="notes")
    says_value = models.DecimalField(
        _("What it should say"), max_digits=DIGITS, decimal_places=PLACES
    )
    reason = models.CharField(_("Reason"), max_length=300)
    status = models.CharField(
        _("Status"), max_length=10, choices=NoteStatus, default=NoteStatus.PROPOSED
    )
    requested_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    # null: nobody has decided yet
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why_not = models.CharField(_("Why not"), max_length=300, blank=True)

    objects = ReturnNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="return_note_waits_alone",
                fields=["line"],
                condition=Q(status=NoteStatus.PROPOSED),
            ),
            models.CheckConstraint(name="return_note_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="return_note_is_not_negative", condition=Q(says_value__gte=0)
            ),
            models.CheckConstraint(
                name="return_note_is_decided_by_another",
                condition=Q(status=NoteStatus.PROPOSED, decided_by=None, decided_at=None)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(status=NoteStatus.PROPOSED)
                    & ~Q(decided_by=F("requested_by"))
                ),
            ),
            models.CheckConstraint(
                name="return_note_is_rejected_with_a_remark",
                condition=~Q(status=NoteStatus.REJECTED) | ~Q(why_not=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="return_note_is_frozen_once_decided",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status=NoteStatus.PROPOSED),
            ),
            pgtrigger.ReadOnly(
                name="return_note_keeps_what_was_proposed",
                exclude=["status", "decided_by", "decided_at", "why_not"],
            ),
            pgtrigger.Protect(name="return_note_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.says_value}"

    def get_absolute_url(self) -> str:
        return reverse("figures:return-note", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        return self.status == NoteStatus.PROPOSED

    @property
    def is_approved(self) -> bool:
        return self.status == NoteStatus.APPROVED

    @property
    def asker(self) -> str:
        return str(self.requested_by.person or "")

    @property
    def decider(self) -> str:
        """The name of who approved or rejected it; "" while it waits."""
        return str(self.decided_by.person or "") if self.decided_by else ""

    @property
    def said(self) -> Decimal:
        return self.says_value
