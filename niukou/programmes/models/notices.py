"""A public notice: which sites the public may object to, until when, and what was answered."""

import uuid
from datetime import date, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import Viewer
from niukou.core.sealing import SealedTextField
from niukou.core.versions import version_field
from niukou.people.models import Account
from niukou.programmes.models.programmes import Branch
from niukou.programmes.models.sites import Site

FROZEN = "number, branch_id, title, text, workdays, from_on"


def mask_name(name: str) -> str:
    """Show the surname alone: 张** (PIPL art. 25 wants consent for more)."""
    return f"{name[:1]}**"


def mask_contact(contact: str) -> str:
    """Show the last two signs: enough to compare with a note at hand."""
    return f"****{contact[-2:]}" if len(contact) >= 6 else "****"  # noqa: PLR2004  # shorter ones would show all


class NoticeStatus(models.TextChoices):
    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")
    ENDED = "ENDED", _("Ended")


class PublicNoticeQuerySet(models.QuerySet["PublicNotice"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to what was published of public branches, and to notices of branches one oversees.

        A notice that was published stays readable: what was accepted, and that one could object.
        """
        public = Q(branch__is_public=True, branch__programme__is_public=True)
        own = Q(branch__in=Branch.objects.overseen_by(user).values("pk"))
        return self.filter(own | (public & ~Q(status=NoticeStatus.DRAFT)))

    def overseen_by(self, user: Viewer) -> Self:
        """Narrow to notices of branches ``user`` oversees, drafts among them."""
        return self.filter(branch__in=Branch.objects.overseen_by(user).values("pk"))


@pghistory.track()
class PublicNotice(models.Model):
    """Accepted sites shown to everybody, for so many working days, before anything is signed.

    ``until_on`` is the first day it no longer runs; pages show the last one that counts. The day
    of publication does not count.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="notices")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    title = models.CharField(_("Title"), max_length=120)
    text = models.TextField(_("Text"), max_length=8000)
    workdays = models.PositiveSmallIntegerField(_("Working days"))
    from_on = models.DateField(_("Published on"), null=True, blank=True)  # null: a draft
    until_on = models.DateField(_("Until"), null=True, blank=True)  # null: a draft
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)  # null: not ended
    status = models.CharField(
        _("Status"), max_length=10, choices=NoticeStatus, default=NoticeStatus.DRAFT
    )
    published_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: a draft
    version = version_field()

    objects = PublicNoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_runs_at_least_a_working_day", condition=Q(workdays__gte=1)
            ),
            models.CheckConstraint(
                name="notice_published_has_its_days",
                condition=Q(status="DRAFT", from_on=None, until_on=None, ended_on=None)
                | Q(status="PUBLISHED", until_on__gt=F("from_on"), ended_on=None)
                | Q(status="ENDED", until_on__gt=F("from_on"), ended_on__gte=F("until_on")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="notice_text_is_frozen_once_published",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    f"OLD.status <> 'DRAFT' AND (OLD.{FROZEN.replace(', ', ', OLD.')}) "
                    f"IS DISTINCT FROM (NEW.{FROZEN.replace(', ', ', NEW.')})"
                ),
            ),
            pgtrigger.Protect(
                name="notice_is_extended_forward_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(
                    "OLD.status <> 'DRAFT' AND (NEW.status = 'DRAFT' OR NEW.until_on < OLD.until_on)"
                ),
            ),
            pgtrigger.Protect(name="notice_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:notice-detail", args=[self.number])

    @property
    def last_on(self) -> date | None:
        """The last day on which anybody may object; None for a draft."""
        return self.until_on - timedelta(days=1) if self.until_on else None

    def runs_on(self, day: date) -> bool:
        """Say whether anybody may object through the public page on that day."""
        if self.status != NoticeStatus.PUBLISHED or not self.from_on or not self.until_on:
            return False
        return self.from_on <= day < self.until_on


@pghistory.track()
class NoticeSite(models.Model):
    """A site that stands on a notice."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="notice_sites")
    site = models.ForeignKey(Site, models.PROTECT, related_name="notice_sites")

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="notice_names_a_site_once", fields=["notice", "site"])
        ]
        triggers = [
            pgtrigger.Trigger(
                name="notice_sites_are_frozen_once_published",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func="""
                IF EXISTS (
                    SELECT 1 FROM programmes_publicnotice
                    WHERE id = COALESCE(NEW.notice_id, OLD.notice_id) AND status <> 'DRAFT'
                ) THEN
                    RAISE EXCEPTION 'the sites of a published notice are frozen';
                END IF;
                RETURN COALESCE(NEW, OLD);
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.site_id}"


@pghistory.track()
class NoticeExtension(models.Model):
    """A notice that was given more days, and why: the public reads it."""

    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="extensions")
    until_on = models.DateField(_("Until"))  # the first day it no longer runs
    why = models.CharField(_("Why"), max_length=200)
    extended_on = models.DateField(_("Extended on"))
    extended_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="notice_extension_has_a_reason", condition=~Q(why=""))
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.until_on}"

    @property
    def last_on(self) -> date:
        """The last day on which anybody may object."""
        return self.until_on - timedelta(days=1)


class Channel(models.TextChoices):
    """How an objection reached us."""

    WEB = "WEB", _("Public page")
    LETTER = "LETTER", _("Letter")
    TELEPHONE = "TELEPHONE", _("Telephone call")
    VISIT = "VISIT", _("Visit")


class ObjectionOutcome(models.TextChoices):
    UPHELD = "UPHELD", _("Upheld")
    NOT_UPHELD = "NOT_UPHELD", _("Not upheld")
    WITHDRAWN = "WITHDRAWN", _("Withdrawn")


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to objections to notices one runs; auditors see all.

        The hospital objected to is not told who objected, nor in which words.
        """
        return self.filter(notice__in=PublicNotice.objects.overseen_by(user).values("pk"))

    def about(self, site: Site) -> Self:
        """Narrow to objections to ``site`` itself, or to a whole notice it stands on."""
        whole = Q(site=None, notice__notice_sites__site=site)
        return self.filter(Q(site=site) | whole).distinct()

    def unanswered(self) -> Self:
        return self.filter(outcome="")


@pghistory.track()
class Objection(models.Model):
    """What somebody says against a notice. Name and contact are sealed; both may be left out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    notice = models.ForeignKey(PublicNotice, models.PROTECT, related_name="objections")
    site = models.ForeignKey(
        Site, models.PROTECT, null=True, blank=True, related_name="objections"
    )  # null: the whole notice
    number = models.CharField(_("Number"), max_length=24, unique=True)
    receipt = models.CharField(_("Receipt number"), max_length=14, unique=True)
    name = SealedTextField(
        verbose_name=pgettext_lazy("person", "Name"),
        context="programmes.objection.name",
        mask=mask_name,
    )
    contact = SealedTextField(
        verbose_name=_("How to reach them"),
        context="programmes.objection.contact",
        mask=mask_contact,
    )
    text = models.TextField(_("Objection"), max_length=4000)
    channel = models.CharField(_("Came by"), max_length=10, choices=Channel)
    received_on = models.DateField(_("Received on"))
    received_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: the objector wrote it on the public page
    outcome = models.CharField(_("Outcome"), max_length=10, choices=ObjectionOutcome, blank=True)
    answer = models.TextField(_("Answer"), max_length=4000, blank=True)
    answered_on = models.DateField(_("Answered on"), null=True, blank=True)
    answered_by = models.ForeignKey(
        Account, models.PROTECT, null=True, blank=True, related_name="+"
    )  # null: not answered yet

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="objection_answered_has_outcome_answer_day_and_who",
                condition=Q(outcome="", answer="", answered_on=None, answered_by=None)
                | (
                    Q(answered_on__gte=F("received_on"), answered_by__isnull=False)
                    & ~Q(outcome="")
                    & ~Q(answer="")
                ),
            ),
            models.CheckConstraint(name="objection_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="objection_comes_by_the_page_or_is_recorded",
                condition=Q(channel="WEB", recorded_by=None)
                | (Q(recorded_by__isnull=False) & ~Q(channel="WEB")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:objection-detail", args=[self.number])


class ObjectionLook(models.Model):
    """One look at who objected: by whom, when and why. Never changed, never removed."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="looks")
    reason = models.CharField(_("Reason"), max_length=200)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="objection_look_has_a_reason", condition=~Q(reason=""))
        ]
        triggers = [
            pgtrigger.Protect(
                name="objection_look_is_kept", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.objection_id} {self.at:%Y-%m-%d %H:%M}"
