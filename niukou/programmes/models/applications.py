"""A hospital's application: what it answers, as typed and as handed in, and who recommends it."""

from datetime import date, timedelta
from typing import Any, Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.core.money import MoneyField
from niukou.core.versions import version_field
from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models.calls import Call, CallForm, FormField
from niukou.programmes.models.sites import Site

# Who types, hands in and withdraws for a hospital.
APPLICANTS = (RoleKind.HOSPITAL_COORDINATOR, RoleKind.ORGANISATION_ADMINISTRATOR)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to applications of sites ``user`` works on, and those one is asked to recommend.

        Who recommends sees an application once it is handed in.
        """
        worked_on = Site.objects.worked_on_by(user).values("pk")
        asked = Application.objects.to_be_recommended_by(user).values("pk")
        return self.filter(Q(site__in=worked_on) | Q(pk__in=asked))

    def to_be_recommended_by(self, user: Viewer) -> Self:
        """Narrow to what was handed in and names an organisation ``user`` administers."""
        led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
        return self.filter(recommender__in=led, first_submitted_at__isnull=False)

    def written_by(self, user: Viewer) -> Self:
        """Narrow to applications of hospitals for which ``user`` may type."""
        return self.filter(site__hospital__in=roles_of(user).organisations(*APPLICANTS))


@pghistory.track()
class Application(models.Model):
    """A hospital's answer to a call. Its state is the state of its site, never a second one."""

    site = models.OneToOneField(Site, models.PROTECT, related_name="application")
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications")
    form = models.ForeignKey(
        CallForm, models.PROTECT, related_name="applications"
    )  # the version it was begun with: it keeps it
    recommender = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("Who recommends"),
        null=True,
        blank=True,
        related_name="applications_to_recommend",
    )  # null: nobody was asked
    begun_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    begun_on = models.DateField(_("Begun on"))
    first_submitted_at = models.DateTimeField(
        _("First handed in at"), null=True, blank=True
    )  # null: not yet; never changed after
    until_on = models.DateField(
        _("To be handed in again before"), null=True, blank=True
    )  # null: it was not returned, or without a day
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True, blank=True)  # null: it stands
    version = version_field()

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        triggers = [
            pgtrigger.Protect(
                name="application_was_first_handed_in_only_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__first_submitted_at__isnull=False)
                & pgtrigger.Q(old__first_submitted_at__df=pgtrigger.F("new__first_submitted_at")),
            ),
            pgtrigger.Protect(
                name="application_keeps_the_form_it_was_begun_with",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__form__df=pgtrigger.F("new__form")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.call_id}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:application-detail", args=[self.site.number])

    @property
    def last_on(self) -> date | None:
        """The last day to hand it in again; None: it was not returned, or without a day."""
        return self.until_on - timedelta(days=1) if self.until_on else None


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))


@pghistory.track()
class Submission(models.Model):
    """An application as it was handed in, the first time or again: frozen, with its answers."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="submissions")
    ordinal = models.PositiveSmallIntegerField(_("Handed in for which time"))
    on = models.DateField(_("Handed in on"))
    submitted_at = models.DateTimeField(_("Handed in at"))
    submitted_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="submissions_of_an_application_are_counted", fields=["application", "ordinal"]
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="submission_is_frozen", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} #{self.ordinal}"


class AnswerQuerySet(models.QuerySet["ApplicationAnswer"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to answers as handed in of visible applications, and to what one types oneself."""
        seen = Application.objects.visible_to(user).values("pk")
        typed = Application.objects.written_by(user).values("pk")
        handed_in = Q(submission__isnull=False, application__in=seen)
        return self.filter(handed_in | Q(application__in=typed))

    def working(self) -> Self:
        """Narrow to what is typed now, as against what was handed in."""
        return self.filter(submission=None)


@pghistory.track()
class ApplicationAnswer(models.Model):
    """What stands in one field: as it is typed now, or as it was handed in with a submission.

    One column at most is filled, by the kind of the field; none: it was emptied again.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers")
    field = models.ForeignKey(FormField, models.PROTECT, related_name="answers")
    submission = models.ForeignKey(
        Submission, models.PROTECT, null=True, blank=True, related_name="answers"
    )  # null: as typed now
    text = models.TextField(_("Text"), blank=True)
    number = models.DecimalField(
        _("Number"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    amount = MoneyField(_("Amount"), null=True, blank=True)  # type: ignore[misc]  # None: none
    day = models.DateField(_("Date"), null=True, blank=True)
    is_yes = models.BooleanField(_("Yes or no"), null=True, blank=True)
    file = models.ForeignKey(
        EvidenceFile,
        models.PROTECT,
        verbose_name=_("File"),
        null=True,
        blank=True,
        related_name="answers",
    )
    saved_in = models.PositiveIntegerField(
        default=1, editable=False
    )  # the version of the application in which it was typed: tells two editors apart

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="answer_stands_once_in_each_submission",
                fields=["application", "field", "submission"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="answer_says_one_thing",
                condition=Q(number=None, amount=None, day=None, is_yes=None, file=None)
                | Q(text="", amount=None, day=None, is_yes=None, file=None)
                | Q(text="", number=None, day=None, is_yes=None, file=None)
                | Q(text="", number=None, amount=None, is_yes=None, file=None)
                | Q(text="", number=None, amount=None, day=None, file=None)
                | Q(text="", number=None, amount=None, day=None, is_yes=None),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="answer_handed_in_is_frozen",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__submission__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.field_id}"

    @property
    def value(self) -> Any:
        """What was answered, whichever column holds it; None: nothing."""
        columns = (self.number, self.amount, self.day, self.is_yes, self.file)
        return self.text or next((one for one in columns if one is not None), None)


class Opinion(models.TextChoices):
    IN_FAVOUR = "IN_FAVOUR", _("In favour")
    AGAINST = "AGAINST", _("Not in favour")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(application__in=Application.objects.visible_to(user).values("pk"))


@pghistory.track()
class Recommendation(models.Model):
    """What the organisation an applicant names says of the application."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="recommendations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="recommendations")
    opinion = models.CharField(_("Opinion"), max_length=10, choices=Opinion)
    words = models.TextField(_("In words"))
    letter = models.ForeignKey(
        EvidenceFile,
        models.PROTECT,
        verbose_name=_("Letter of recommendation"),
        null=True,
        blank=True,
        related_name="recommendations",
    )  # null: no letter was attached
    recommended_on = models.DateField(_("Recommended on"))
    recommended_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="recommendation_is_given_once", fields=["application", "organisation"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.opinion}"
