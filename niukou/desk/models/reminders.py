"""How an account wants to be reminded of what is due, and of what it was."""

import uuid
from datetime import date, time, timedelta
from typing import Self

import pghistory
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.sealing import SealedTextField
from niukou.core.versions import version_field
from niukou.people.models import Account

EARLIEST_WARNING = 60  # days: what comes later than this is on nobody's desk (core.due.SOON)
FIRST_WAIT = timedelta(minutes=15)
LONGEST_WAIT = timedelta(days=1)
KEPT_OF_A_RUN = ["looked_on", "failures", "tried_at", "tested_at"]


class Channel(models.TextChoices):
    """Where reminders go."""

    EMAIL = "EMAIL", _("E-mail")
    WEBHOOK = "WEBHOOK", _("Group chat")


class Urgency(models.TextChoices):
    """How near a thing is: it is told once at each."""

    NEW = "NEW", _("New")
    SOON = "SOON", _("Soon due")
    LATE = "LATE", _("Overdue")


def mask_webhook(address: str) -> str:
    """Show the service alone: the rest lets anybody write into the chat."""
    scheme, _separator, _rest = address.partition("://")
    return f"{scheme}://…"


class ReminderSettingQuerySet(models.QuerySet["ReminderSetting"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to one's own: how somebody is reminded is nobody else's business."""
        return self.filter(account=user.pk) if user.is_authenticated else self.none()


@pghistory.track(exclude=["address", *KEPT_OF_A_RUN])
class ReminderSetting(models.Model):
    """How one account is reminded by one channel; without a row the defaults hold."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="reminder_settings")
    channel = models.CharField(_("Channel"), max_length=10, choices=Channel)
    is_on = models.BooleanField(_("On"), default=True)
    address = SealedTextField(
        verbose_name=_("Address"), context="desk.remindersetting.address", mask=mask_webhook
    )  # of a webhook; e-mail goes to the account's own address
    digest_at = models.TimeField(_("Time of day"), default=time(8, 30))
    workdays_only = models.BooleanField(_("On working days only"), default=True)
    quiet_from = models.TimeField(_("Quiet from"), default=time(20))
    quiet_until = models.TimeField(_("Quiet until"), default=time(8))
    days_before = models.PositiveSmallIntegerField(
        _("Days before"), default=7, validators=[MaxValueValidator(EARLIEST_WARNING)]
    )
    language = models.CharField(_("Language"), max_length=10, default="zh-hans")
    version = version_field()
    looked_on = models.DateField(null=True, editable=False)  # the day of the last digest
    failures = models.PositiveSmallIntegerField(default=0, editable=False)  # since the last success
    tried_at = models.DateTimeField(null=True, editable=False)
    tested_at = models.DateTimeField(null=True, editable=False)

    objects = ReminderSettingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="account_is_reminded_once_per_channel", fields=["account", "channel"]
            ),
            models.CheckConstraint(
                name="reminders_by_mail_go_to_the_account",
                condition=~Q(channel="EMAIL") | Q(address=None),
            ),
            models.CheckConstraint(
                name="reminders_to_a_chat_have_an_address",
                condition=~Q(channel="WEBHOOK", is_on=True) | Q(address__isnull=False),
            ),
            models.CheckConstraint(
                name="reminders_come_outside_quiet_hours",
                condition=Q(quiet_from=F("quiet_until"))
                | (
                    Q(quiet_from__lt=F("quiet_until"))
                    & (Q(digest_at__lt=F("quiet_from")) | Q(digest_at__gte=F("quiet_until")))
                )
                | (
                    Q(quiet_from__gt=F("quiet_until"))
                    & Q(digest_at__lt=F("quiet_from"), digest_at__gte=F("quiet_until"))
                ),
            ),
            models.CheckConstraint(
                name="reminders_warn_at_most_sixty_days_before",
                condition=Q(days_before__lte=EARLIEST_WARNING),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_channel_display()}"

    def get_absolute_url(self) -> str:
        return reverse("desk:reminders")

    @property
    def slug(self) -> str:
        """The channel as addresses say it."""
        return self.channel.lower()

    def is_quiet(self, at: time) -> bool:
        """Say whether nothing is sent at that time of day; equal ends mean no quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until

    @property
    def pause(self) -> timedelta:
        """How long to wait after the failures so far: a quarter of an hour, then twice as long."""
        if not self.failures:
            return timedelta(0)
        doublings: int = min(self.failures - 1, 10)
        return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


class ReminderSentQuerySet(models.QuerySet["ReminderSent"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(account=user.pk) if user.is_authenticated else self.none()

    def of(self, setting: ReminderSetting) -> Self:
        return self.filter(account=setting.account_id, channel=setting.channel)

    def about_none_of(self, things: set[tuple[str, date | None]]) -> Self:
        """Narrow to what was told of things other than these."""
        gone = [row.pk for row in self if (row.key, row.due_on) not in things]
        return self.filter(pk__in=gone)


class ReminderSent(models.Model):
    """That a thing was told, at one urgency, by a channel; removed once the thing is done.

    ``key`` is what ``Due.key`` was. A thing whose day is moved is a new thing.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="reminders_sent")
    channel = models.CharField(max_length=10, choices=Channel)
    key = models.TextField()
    due_on = models.DateField(null=True)
    urgency = models.CharField(max_length=5, choices=Urgency)
    on = models.DateField()

    objects = ReminderSentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="urgency_of_a_thing_is_told_once_per_channel",
                fields=["account", "channel", "key", "due_on", "urgency"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="only_what_has_a_day_is_soon_or_late_due",
                condition=Q(urgency="NEW") | Q(due_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.urgency}"
