"""What the kernel keeps: number series, holidays, files of evidence, imports."""

import uuid
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import NOTHING, Viewer, sight_of


class NumberSeries(models.Model):
    """The last number given in a series; locked while the next one is taken."""

    series = models.CharField(max_length=60)
    year = models.PositiveSmallIntegerField(null=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="number_series_counts_once_a_year",
                fields=["series", "year"],
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return f"{self.series} {self.year or ''} {self.last}"


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def visible_to(self, user: Viewer) -> Self:
        """Every signed-in person may read the calendar."""
        return self if user.is_authenticated else self.none()

    def of_year(self, year: int) -> Self:
        return self.filter(on__year=year)


class Holiday(models.Model):
    """A day that differs from the week's pattern: a holiday on a weekday, or work on a weekend."""

    on = models.DateField(_("Date"), unique=True)
    name = models.CharField(_("Name"), max_length=60)
    is_workday = models.BooleanField(
        _("People work on this day"),
        default=False,
        help_text=_("Tick it for a weekend that is worked to make up for a holiday."),
    )

    objects = HolidayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.on} {self.name}"


class EvidenceFileQuerySet(models.QuerySet["EvidenceFile"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to files ``user`` uploaded and those of records ``user`` may read."""
        own = Q(uploaded_by=user.pk) if user.is_authenticated else NOTHING
        return self.filter(sight_of(EvidenceFile, user, own=own))


class EvidenceFile(models.Model):
    """An uploaded file: the proof behind a record. Never changed, only superseded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size_bytes = models.PositiveIntegerField()
    path = models.CharField(max_length=100)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="uploaded_files"
    )
    uploaded_at = models.DateTimeField(auto_now_add=True)

    objects = EvidenceFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("core:file-download", args=[self.pk])


class ImportStatus(models.TextChoices):
    PREVIEWED = "PREVIEWED", _("Waiting for your go-ahead")
    CONFIRMED = "CONFIRMED", _("Running")
    DONE = "DONE", _("Done")
    FAILED = "FAILED", _("Stopped: nothing was changed")
    DISCARDED = "DISCARDED", _("Discarded: nothing was changed")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Viewer) -> Self:
        """An import is seen by who started it."""
        return self.filter(started_by=user.pk) if user.is_authenticated else self.none()


class ImportRun(models.Model):
    """One workbook on its way in: previewed, confirmed, then all of it or nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    scope = models.CharField(max_length=100, blank=True)
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=ImportStatus, default=ImportStatus.PREVIEWED)
    # What became of each row and how many of each: shown and downloaded, never queried by.
    rows = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    language = models.CharField(
        max_length=10, default="zh-hans"
    )  # the one in which rows and notes are said
    problem = models.TextField(blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports")
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_run_ends_with_a_moment",
                condition=Q(status__in=["PREVIEWED", "CONFIRMED"], finished_at=None)
                | Q(status__in=["DONE", "FAILED", "DISCARDED"], finished_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.status == ImportStatus.CONFIRMED

    def get_absolute_url(self) -> str:
        return reverse("core:import-detail", args=[self.pk])


class TableChange(models.Model):
    """A transaction that wrote to a table, noted by the database itself; see ``core/kept.py``."""

    pk = models.CompositePrimaryKey("table_name", "transaction")
    table_name = models.TextField()
    transaction = models.BigIntegerField()  # the database's own number of it
    noted_at = models.DateTimeField(db_default=Now())

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.table_name} {self.transaction}"


class KeptAnswer(models.Model):
    """An answer with what it rests on: it holds until one of ``tables`` is written to."""

    key = models.TextField(primary_key=True)
    answer = models.TextField()  # JSON
    tables = ArrayField(models.TextField())
    snapshot = models.TextField()  # which transactions were over, as the database writes it
    cluster = models.BigIntegerField()  # numbers of transactions mean nothing in another one
    kept_at = models.DateTimeField()

    objects = models.Manager()

    def __str__(self) -> str:
        return self.key
