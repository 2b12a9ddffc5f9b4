"""How a finished station is looked at: checklists, the hospital's self-check, the acceptance."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.models import EvidenceFile
from niukou.people.models import Account
from niukou.programmes.models.programmes import Programme
from niukou.programmes.models.stations import ServiceStation


class ChecklistKind(models.TextChoices):
    SELF_CHECK = "SELF_CHECK", _("Self-check by the hospital")
    ACCEPTANCE = "ACCEPTANCE", _("Acceptance inspection")


class Answer(models.TextChoices):
    PASS = "PASS", _("In order")  # no password
    FAIL = "FAIL", _("Not in order")
    NOT_APPLICABLE = "NOT_APPLICABLE", _("Does not apply")


class Verdict(models.TextChoices):
    """What both sides sign."""

    PASSED = "PASSED", _("Accepted")
    PASSED_WITH_DEFECTS = "PASSED_WITH_DEFECTS", _("Accepted, with defects to mend")
    FAILED = "FAILED", _("Not accepted")


class ChecklistQuerySet(models.QuerySet["Checklist"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to checklists of programmes ``user`` may read."""
        return self.filter(programme__in=Programme.objects.visible_to(user).values("pk"))

    def in_force(self, *, on: date) -> Self:
        """Order so that the one to be used ``on`` that day stands first."""
        return self.filter(from_on__lte=on).order_by("-from_on", "-number")


@pghistory.track()
class Checklist(models.Model):
    """What is looked at, in one version: never edited, only followed by the next."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="checklists")
    kind = models.CharField(_("For"), max_length=10, choices=ChecklistKind)
    number = models.PositiveSmallIntegerField(_("Version"))
    from_on = models.DateField(_("Used from"))
    written_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = ChecklistQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="checklist_versions_are_counted", fields=["programme", "kind", "number"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


@pghistory.track()
class ChecklistItem(models.Model):
    """One line of a checklist; a failed blocking one becomes a defect that blocks acceptance."""

    checklist = models.ForeignKey(Checklist, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=120)
    is_blocking = models.BooleanField(default=False)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="checklist_items_are_in_order", fields=["checklist", "position"]
            )
        ]

    def __str__(self) -> str:
        return self.text


class SelfCheckQuerySet(models.QuerySet["SelfCheck"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))


@pghistory.track()
class SelfCheck(models.Model):
    """The hospital's own look at what was built; it passed when nothing was out of order."""

    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="self_checks")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    checked_on = models.DateField(_("Checked on"))
    is_passed = models.BooleanField(_("Passed"))
    note = models.CharField(_("Note"), max_length=400, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    objects = SelfCheckQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.station_id} {self.checked_on}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:self-check-detail", args=[self.pk])


class AcceptanceQuerySet(models.QuerySet["Acceptance"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))

    def standing(self) -> Self:
        return self.filter(withdrawn_on=None)

    def signed(self) -> Self:
        """Narrow to sheets that both sides have signed."""
        return self.standing().exclude(hospital_signed_on=None).exclude(programme_signed_on=None)


BARE = Q(hospital_signed_on=None) | Q(programme_signed_on=None)


@pghistory.track()
class Acceptance(models.Model):
    """The sheet of an inspection: it holds when the hospital and the programme have signed it."""

    number = models.CharField(_("Number"), max_length=20, unique=True)
    station = models.ForeignKey(ServiceStation, models.PROTECT, related_name="acceptances")
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="+")
    inspected_on = models.DateField(_("Inspected on"))
    verdict = models.CharField(_("Result"), max_length=20, choices=Verdict)
    note = models.CharField(_("Note"), max_length=400, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    scan = models.ForeignKey(
        EvidenceFile, models.PROTECT, verbose_name=_("Scanned copy"), null=True, related_name="+"
    )  # null: none was attached
    hospital_signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    hospital_signed_on = models.DateField(_("Signed for the hospital on"), null=True)
    programme_signed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    programme_signed_on = models.DateField(_("Signed for the programme on"), null=True)
    withdrawn_on = models.DateField(_("Withdrawn on"), null=True)  # null: it stands
    withdrawn_because = models.CharField(_("Why it was withdrawn"), max_length=200, blank=True)

    objects = AcceptanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="acceptance_is_signed_by_two_people",
                condition=Q(hospital_signed_by=None)
                | Q(programme_signed_by=None)
                | ~Q(hospital_signed_by=F("programme_signed_by")),
            ),
            models.CheckConstraint(
                name="acceptance_signatures_have_somebody_and_a_day",
                condition=Q(hospital_signed_by__isnull=True, hospital_signed_on__isnull=True)
                | Q(hospital_signed_by__isnull=False, hospital_signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="acceptance_signatures_of_the_programme_likewise",
                condition=Q(programme_signed_by__isnull=True, programme_signed_on__isnull=True)
                | Q(programme_signed_by__isnull=False, programme_signed_on__isnull=False),
            ),
            models.CheckConstraint(
                name="acceptance_signed_by_both_is_not_withdrawn",
                condition=Q(withdrawn_on=None) | BARE,
            ),
            models.UniqueConstraint(
                name="station_has_one_acceptance_to_be_signed",
                fields=["station"],
                condition=Q(withdrawn_on=None) & BARE,
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:acceptance-detail", args=[self.number])

    @property
    def signed_on(self) -> date | None:
        """The day on which the second of the two signed; None: not both have."""
        if self.hospital_signed_on is None or self.programme_signed_on is None:
            return None
        return max(self.hospital_signed_on, self.programme_signed_on)


class CheckAnswerQuerySet(models.QuerySet["CheckAnswer"]):
    def visible_to(self, user: Viewer) -> Self:
        checks = SelfCheck.objects.visible_to(user).values("pk")
        sheets = Acceptance.objects.visible_to(user).values("pk")
        return self.filter(Q(self_check__in=checks) | Q(acceptance__in=sheets))


@pghistory.track()
class CheckAnswer(models.Model):
    """What was found at one line of a checklist, by a self-check or an acceptance."""

    item = models.ForeignKey(ChecklistItem, models.PROTECT, related_name="+")
    self_check = models.ForeignKey(SelfCheck, models.CASCADE, null=True, related_name="answers")
    acceptance = models.ForeignKey(Acceptance, models.CASCADE, null=True, related_name="answers")
    answer = models.CharField(max_length=14, choices=Answer)
    note = models.CharField(max_length=200, blank=True)

    objects = CheckAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="answer_belongs_to_a_self_check_or_an_acceptance",
                condition=Q(self_check__isnull=True, acceptance__isnull=False)
                | Q(self_check__isnull=False, acceptance__isnull=True),
            ),
            models.CheckConstraint(
                name="answer_says_what_is_not_in_order",
                condition=~Q(answer=Answer.FAIL) | ~Q(note=""),
            ),
            models.UniqueConstraint(
                name="item_is_answered_once",
                fields=["item", "self_check", "acceptance"],
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.answer}"
