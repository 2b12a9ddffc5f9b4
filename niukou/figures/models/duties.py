"""What has to be published by when, the texts, and the correction notes that follow."""

from datetime import date, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.core.versions import version_field
from niukou.figures.duties.kinds import SHOWN, SOURCES, DutyKind
from niukou.figures.lifecycle import DutyStatus
from niukou.figures.models.return_lines import NoteStatus
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models import Programme, offices_of

OPEN_STATES = (DutyStatus.OPEN, DutyStatus.DRAFTED, DutyStatus.APPROVED)


@pghistory.track()
class DisclosureCalendar(models.Model):
    """From which day on the duties of a programme are kept here; earlier ones are not known."""

    programme = models.OneToOneField(Programme, models.PROTECT, related_name="disclosure_calendar")
    kept_from_on = models.DateField(_("Kept from"))
    version = version_field()

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.programme_id} {self.kept_from_on}"

    def get_absolute_url(self) -> str:
        return reverse("figures:disclosure", args=[self.programme.slug])


class DutyQuerySet(models.QuerySet["Duty"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to the duties of programmes ``user`` runs, and to what everybody may read."""
        if roles_of(user).is_platform_auditor:
            return self
        own = Q(programme__in=offices_of(user).programmes)
        return self.filter(own | self.shown_to_the_public())

    @staticmethod
    def shown_to_the_public() -> Q:
        return Q(status=DutyStatus.PUBLISHED, kind__in=SHOWN, programme__is_public=True)

    def unpublished(self) -> Self:
        """Narrow to those that are still to be published."""
        return self.filter(status__in=OPEN_STATES)

    def overdue(self, *, on: date) -> Self:
        return self.unpublished().filter(deadline_on__lt=on)

    def with_names(self) -> Self:
        return self.select_related(
            "programme", "drafted_by__person", "approved_by__person", "published_by__person", "file"
        )


@pghistory.track()
class Duty(models.Model):
    """Something the law wants published by a day: drafted, approved by another, published.

    ``fact`` and ``fact_on`` say from what it follows; one that no longer follows has lapsed.
    """

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="duties")
    kind = models.CharField(_("Kind"), max_length=15, choices=DutyKind)
    fact = models.CharField(max_length=60)
    fact_on = models.DateField(_("From"))
    about = models.CharField(_("About"), max_length=120, blank=True)
    start_on = models.DateField(_("From"))
    end_on = models.DateField(_("Until"))  # the first day after the period it speaks of
    deadline_on = models.DateField(_("Due on"))
    status = models.CharField(
        _("Status"), max_length=10, choices=DutyStatus, default=DutyStatus.OPEN
    )
    text = models.TextField(_("Text"), blank=True)
    drafted_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("Drafted by"), null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(_("Drafted at"), null=True)
    approved_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("Approved by"), null=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("Approved at"), null=True)
    # null: not published yet
    published_on = models.DateField(_("Published on"), null=True)
    published_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("Published by"), null=True, related_name="+"
    )
    published_url = models.URLField(_("Address where it was published"), blank=True)
    file = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, blank=True, related_name="duties"
    )  # null: no picture of the page was kept
    version = version_field()

    objects = DutyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="duty_follows_once_from_a_fact", fields=["programme", "kind", "fact"]
            ),
            models.CheckConstraint(
                name="duty_is_drafted_with_a_text",
                condition=Q(status__in=[DutyStatus.OPEN, DutyStatus.LAPSED])
                | (~Q(text="") & Q(drafted_by__isnull=False, drafted_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="duty_is_approved_by_another",
                condition=~Q(status__in=[DutyStatus.APPROVED, DutyStatus.PUBLISHED])
                | (
                    Q(approved_by__isnull=False, approved_at__isnull=False)
                    & ~Q(approved_by=F("drafted_by"))
                ),
            ),
            models.CheckConstraint(
                name="duty_is_published_with_day_and_address",
                condition=Q(~Q(status=DutyStatus.PUBLISHED), published_on=None, published_by=None)
                | (
                    Q(
                        status=DutyStatus.PUBLISHED,
                        published_on__isnull=False,
                        published_by__isnull=False,
                    )
                    & ~Q(published_url="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["status", "deadline_on"], name="duty_by_last_day")]
        triggers = [
            pgtrigger.Protect(
                name="duty_is_frozen_once_published",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status=DutyStatus.PUBLISHED),
            ),
            pgtrigger.Protect(name="duty_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.deadline_on}"

    def get_absolute_url(self) -> str:
        return reverse("figures:duty-detail", args=[self.pk])

    @property
    def last_on(self) -> date:
        """The last day it speaks of."""
        return self.end_on - timedelta(days=1)

    @property
    def source(self) -> str:
        return str(SOURCES[self.kind])

    @property
    def is_published(self) -> bool:
        return self.status == DutyStatus.PUBLISHED

    @property
    def is_waiting(self) -> bool:
        return self.status in OPEN_STATES

    @property
    def is_drafted(self) -> bool:
        return self.status == DutyStatus.DRAFTED

    @property
    def is_approved(self) -> bool:
        return self.status == DutyStatus.APPROVED

    @property
    def was_late(self) -> bool:
        return self.published_on is not None and self.published_on > self.deadline_on

    def is_overdue(self, on: date) -> bool:
        return self.is_waiting and self.deadline_on < on


class DutyNoteQuerySet(models.QuerySet["DutyNote"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to notes on duties ``user`` may read; others than approved ones to officers."""
        if roles_of(user).is_platform_auditor:
            return self
        seen = Duty.objects.visible_to(user).values("pk")
        own = Q(duty__programme__in=offices_of(user).programmes)
        return self.filter(own | Q(status=NoteStatus.APPROVED), duty__in=seen)

    def waiting(self) -> Self:
        return self.filter(status=NoteStatus.PROPOSED)

    def approved(self) -> Self:
        return self.filter(status=NoteStatus.APPROVED)

    def with_names(self) -> Self:
        return self.select_related("written_by__person", "decided_by__person")


@pghistory.track()
class DutyNote(models.Model):
    """What was wrong in a published text, and what is right. The text itself stays."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="notes")
    text = models.CharField(_("What was wrong, and what is right"), max_length=1000)
    status = models.CharField(
        _("Status"), max_length=10, choices=NoteStatus, default=NoteStatus.PROPOSED
    )
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)
    # null: nobody has decided yet
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = DutyNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="duty_note_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="duty_note_is_decided_by_another",
                condition=Q(status=NoteStatus.PROPOSED, decided_by=None, decided_at=None)
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~Q(status=NoteStatus.PROPOSED)
                    & ~Q(decided_by=F("written_by"))
                ),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="duty_note_is_frozen_once_decided",
                operation=pgtrigger.Update,
                condition=~pgtrigger.Q(old__status=NoteStatus.PROPOSED),
            ),
            pgtrigger.ReadOnly(
                name="duty_note_keeps_what_was_written",
                exclude=["status", "decided_by", "decided_at"],
            ),
            pgtrigger.Protect(name="duty_note_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.status}"

    def get_absolute_url(self) -> str:
        return f"{self.duty.get_absolute_url()}#notes"

    @property
    def is_waiting(self) -> bool:
        return self.status == NoteStatus.PROPOSED

    @property
    def writer(self) -> str:
        return str(self.written_by.person or "")

    @property
    def decider(self) -> str:
        """The name of who approved or rejected it; "" while it waits."""
        return str(self.decided_by.person or "") if self.decided_by else ""
