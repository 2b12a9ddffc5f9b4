"""A call for hospitals, and the form it asks them to fill in."""

from datetime import date, timedelta
from typing import Self

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.queries import roles_of
from niukou.programmes.models.programmes import Branch, offices_of


class CallStatus(models.TextChoices):
    """What somebody decided about a call; whether it is open today follows from its dates."""

    DRAFT = "DRAFT", _("Draft")
    PUBLISHED = "PUBLISHED", _("Published")
    CLOSED = "CLOSED", _("Closed early")
    CANCELLED = "CANCELLED", _("Cancelled")


class CallPhase(models.TextChoices):
    """Where a call stands on a day."""

    DRAFT = "DRAFT", _("Draft")
    COMING = "COMING", _("Opens later")
    OPEN = "OPEN", pgettext_lazy("call", "Open")
    OVER = "OVER", pgettext_lazy("call", "Over")
    CANCELLED = "CANCELLED", _("Cancelled")


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to published calls of published branches, and those one runs or answered.

        Auditors see all. A draft is seen by those who run its branch.
        """
        roles = roles_of(user)
        if roles.is_platform_auditor:
            return self
        public = Q(branch__is_public=True, branch__programme__is_public=True)
        answered = Q(applications__site__hospital__in=roles.organisations())
        applied = Call.objects.filter(answered).values("pk") if roles.held else []
        run = offices_of(user).branches
        shown = ~Q(status=CallStatus.DRAFT) & (public | Q(pk__in=applied))
        return self.filter(shown | Q(branch__in=run))

    def taking(self, *, on: date) -> Self:
        """Narrow to calls that take applications on that day."""
        return self.filter(status=CallStatus.PUBLISHED, opens_on__lte=on, closes_on__gt=on)


@pghistory.track()
class Call(models.Model):
    """An invitation to hospitals to apply: who may, for what, how it is decided, until when.

    Source: DOMAIN.md C4, 基金会管理条例 art. 30: the kinds of projects and the application and
    review procedures are published.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="calls")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    title = models.CharField(_("Title"), max_length=80)
    who_may_apply = models.TextField(_("Who may apply"))
    what_is_granted = models.TextField(_("What is granted"))
    procedure = models.TextField(_("How it is decided"))
    contact = models.CharField(_("Whom to ask"), max_length=200)
    asks_recommendation = models.BooleanField(_("A recommendation is needed"), default=False)
    opens_on = models.DateField(_("Opens on"))
    closes_on = models.DateField(_("Closes on"))  # the first day it no longer takes applications
    status = models.CharField(
        _("Status"), max_length=10, choices=CallStatus, default=CallStatus.DRAFT
    )
    published_on = models.DateField(_("Published on"), null=True, blank=True)  # null: a draft
    ended_on = models.DateField(
        _("Ended on"), null=True, blank=True
    )  # null: neither closed early nor cancelled
    end_reason = models.CharField(_("Reason"), max_length=200, blank=True)
    version = version_field()

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="call_closes_after_it_opens", condition=Q(closes_on__gt=F("opens_on"))
            ),
            models.CheckConstraint(
                name="call_is_published_on_a_day",
                condition=Q(status=CallStatus.DRAFT, published_on=None)
                | (~Q(status=CallStatus.DRAFT) & Q(published_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="call_ends_on_a_day_for_a_reason",
                condition=Q(status__in=[CallStatus.DRAFT, CallStatus.PUBLISHED], ended_on=None)
                | (
                    Q(status__in=[CallStatus.CLOSED, CallStatus.CANCELLED])
                    & Q(ended_on__isnull=False)
                    & ~Q(end_reason="")
                ),
            ),
        ]
        indexes = [models.Index(fields=["branch", "opens_on"], name="call_by_branch_and_day")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:call-detail", args=[self.number])

    @property
    def last_on(self) -> date:
        """The last day on which it takes applications."""
        return self.closes_on - timedelta(days=1)

    def phase(self, *, on: date) -> CallPhase:
        """Return where it stands on that day."""
        if self.status in {CallStatus.DRAFT, CallStatus.CANCELLED}:
            return CallPhase(self.status)
        if self.status == CallStatus.CLOSED or on >= self.closes_on:
            return CallPhase.OVER
        return CallPhase.OPEN if on >= self.opens_on else CallPhase.COMING


class CallFormQuerySet(models.QuerySet["CallForm"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to forms of visible calls; who runs the call, and auditors, see drafts too."""
        if roles_of(user).is_platform_auditor:
            return self
        calls = Call.objects.visible_to(user).values("pk")
        branches = offices_of(user).branches
        is_public = Q(published_on__isnull=False)
        return self.filter(call__in=calls).filter(is_public | Q(call__branch__in=branches))


@pghistory.track()
class CallForm(models.Model):
    """One version of what a call asks; once published it stays as it is."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="forms")
    version_number = models.PositiveSmallIntegerField(_("Version"))
    published_on = models.DateField(
        _("Published on"), null=True, blank=True
    )  # null: being drawn up

    objects = CallFormQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="call_form_versions_are_counted", fields=["call", "version_number"]
            ),
            models.UniqueConstraint(
                name="call_form_is_drawn_up_one_at_a_time",
                fields=["call"],
                condition=Q(published_on=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="call_form_is_frozen_once_published",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.call_id} v{self.version_number}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:form-detail", args=[self.call.number])


class FieldKind(models.TextChoices):
    """What an answer is."""

    TEXT = "TEXT", _("Short text")
    LONG_TEXT = "LONG_TEXT", _("Long text")
    NUMBER = "NUMBER", pgettext_lazy("kind of answer", "Number")
    MONEY = "MONEY", _("Amount of money")
    DATE = "DATE", _("Date")
    CHOICE = "CHOICE", _("Choice")
    YES_NO = "YES_NO", _("Yes or no")
    FILE = "FILE", _("File")


class FormFieldQuerySet(models.QuerySet["FormField"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(form__in=CallForm.objects.visible_to(user).values("pk"))


# A field of a published form can neither come, nor change, nor go: whoever writes.
FROZEN_FIELD = """
IF EXISTS (
    SELECT 1 FROM programmes_callform AS form
    WHERE form.id IN (NEW.form_id, OLD.form_id) AND form.published_on IS NOT NULL
) THEN
    RAISE EXCEPTION 'pgtrigger: the form is published: its fields stay as they are';
END IF;
RETURN COALESCE(NEW, OLD);
"""


@pghistory.track()
class FormField(models.Model):
    """One question of a form; a document that is asked for is a field of the kind FILE."""

    form = models.ForeignKey(CallForm, models.PROTECT, related_name="questions")
    position = models.PositiveSmallIntegerField()
    section = models.CharField(_("Section"), max_length=40)
    label = models.CharField(_("Question"), max_length=120)
    help = models.CharField(_("Help"), max_length=300, blank=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=FieldKind)
    unit = models.CharField(_("Unit"), max_length=20, blank=True)
    choices = ArrayField(
        models.CharField(max_length=60), verbose_name=_("Choices"), default=list, blank=True
    )
    is_required = models.BooleanField(_("Must be answered"), default=True)
    most_characters = models.PositiveIntegerField(
        _("At most how many characters"), null=True, blank=True
    )  # null: the limit of its kind
    lowest = models.DecimalField(
        _("Lowest number"), max_digits=18, decimal_places=2, null=True, blank=True
    )  # null: no limit
    highest = models.DecimalField(
        _("Highest number"), max_digits=18, decimal_places=2, null=True, blank=True
    )  # null: no limit
    is_identifying = models.BooleanField(
        _("Tells which hospital it is"),
        default=False,
        help_text=_("A panel that reviews without names does not see it."),
    )
    version = version_field()

    objects = FormFieldQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="form_field_has_its_own_position",
                fields=["form", "position"],
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                name="form_field_offers_choices_if_it_is_a_choice",
                condition=(Q(kind=FieldKind.CHOICE) & ~Q(choices=[]))
                | (~Q(kind=FieldKind.CHOICE) & Q(choices=[])),
            ),
            models.CheckConstraint(
                name="form_field_has_limits_in_order",
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gte=F("lowest")),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="form_field_is_frozen_with_its_form",
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.Before,
                func=FROZEN_FIELD,
            )
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return self.form.get_absolute_url()

    @property
    def name(self) -> str:
        """What its input is called on a page."""
        return f"field-{self.pk}"
