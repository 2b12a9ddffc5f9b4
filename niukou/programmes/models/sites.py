"""A hospital in a programme, its steps, agreements, contacts and files."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import EVERYTHING, Viewer
from niukou.core.models import EvidenceFile
from niukou.core.versions import version_field
from niukou.network.models import Agreement, AgreementKind, Organisation
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person
from niukou.programmes.lifecycle import ENDED, PUBLIC, SiteStatus, Stage, stage_of
from niukou.programmes.models.programmes import Branch, offices_of


def works_on(user: Viewer) -> Q:
    """Return what holds of the sites ``user`` works on.

    Officers of the branch, the hospital's own people, auditors.
    """
    roles = roles_of(user)
    if roles.is_platform_auditor:
        return EVERYTHING
    return Q(hospital__in=roles.organisations()) | Q(branch__in=offices_of(user).branches)


class SiteQuerySet(models.QuerySet["Site"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to sites ``user`` works on, and to signed sites of public branches."""
        own = works_on(user)
        return self if own == EVERYTHING else self.filter(self.shown_to_the_public() | own)

    def worked_on_by(self, user: Viewer) -> Self:
        """Narrow to sites whose drafts, contacts and files ``user`` may read: see ``works_on``."""
        return self.filter(works_on(user))

    @staticmethod
    def shown_to_the_public() -> Q:
        return Q(status__in=PUBLIC, branch__is_public=True, branch__programme__is_public=True)

    def running(self) -> Self:
        """Narrow to sites that are not closed, rejected or withdrawn: one per hospital and branch."""
        return self.exclude(status__in=ENDED)

    def signed(self, *, on: date) -> Self:
        """Narrow to sites with an agreement in force at the end of ``on``."""
        in_force = Agreement.objects.in_force(on=on).values("pk")
        return self.filter(
            pk__in=SiteAgreement.objects.filter(agreement__in=in_force).values("site")
        )


@pghistory.track()
class Site(models.Model):
    """A hospital in a programme's branch: the hospital itself stays in the register.

    One that was rejected, withdrew or closed may come back as another site.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="sites")
    hospital = models.ForeignKey(Organisation, models.PROTECT, related_name="sites")
    number = models.CharField(_("Number"), max_length=20, unique=True)
    status = models.CharField(
        _("Status"), max_length=15, choices=SiteStatus, default=SiteStatus.DRAFT
    )
    note = models.TextField(_("Note"), blank=True, help_text=_("Seen by those who work on it."))
    version = version_field()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SiteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="site_takes_a_hospital_once_per_branch",
                fields=["branch", "hospital"],
                condition=~Q(status__in=ENDED),
            )
        ]
        indexes = [models.Index(fields=["branch", "status"], name="site_by_branch_and_status")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:site-detail", args=[self.number])

    @property
    def stage(self) -> Stage:
        return stage_of(self.status)


class SiteStepQuerySet(models.QuerySet["SiteStep"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to steps of visible sites; the public sees them from the signature on."""
        sites = Site.objects.worked_on_by(user).values("pk")
        public = Site.objects.filter(Site.objects.shown_to_the_public()).values("pk")
        return self.filter(Q(site__in=sites) | Q(site__in=public, to_status__in=PUBLIC))


@pghistory.track()
class SiteStep(models.Model):
    """One move of a site: from where, to where, on which day, by whom, why; only its day is corrected."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=15, choices=SiteStatus, blank=True)
    to_status = models.CharField(max_length=15, choices=SiteStatus)
    on = models.DateField(_("Date"))
    note = models.CharField(_("Why"), max_length=200, blank=True)
    station = models.ForeignKey(
        "programmes.ServiceStation", models.PROTECT, null=True, blank=True, related_name="steps"
    )  # null: no station's opening took the site along
    evidence = models.ForeignKey(
        EvidenceFile, models.PROTECT, null=True, blank=True, related_name="site_steps"
    )  # null: nothing was attached
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = SiteStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["site", "on", "id"], name="site_step_in_order")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.to_status}"


# By these a hospital joins a programme or stays in it; a donation or data sharing does not.
JOINING = (AgreementKind.PILOT, AgreementKind.COOPERATION)


@pghistory.track()
class SiteAgreement(models.Model):
    """An agreement by which a hospital joined, or stayed in, the programme."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="agreements")
    agreement = models.OneToOneField(Agreement, models.PROTECT, related_name="site_link")

    objects = models.Manager()

    def __str__(self) -> str:
        return f"{self.site_id} {self.agreement_id}"


class SiteContactQuerySet(models.QuerySet["SiteContact"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to contacts of sites ``user`` works on: nobody else may call them."""
        return self.filter(site__in=Site.objects.worked_on_by(user).values("pk"))


@pghistory.track()
class SiteContact(models.Model):
    """Whom to call at a site, and about what."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="contacts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="site_contacts")
    matter = models.CharField(_("Contact for"), max_length=60)
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)

    objects = SiteContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="site_contact_is_named_once_at_a_time",
                fields=["site", "person", "matter"],
                condition=Q(until_on=None),
            ),
            models.CheckConstraint(
                name="site_contact_ends_not_before_beginning",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.matter


class SiteFileQuerySet(models.QuerySet["SiteFile"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(site__in=Site.objects.worked_on_by(user).values("pk"))


@pghistory.track()
class SiteFile(models.Model):
    """A file of evidence that belongs to a site."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="files")
    file = models.ForeignKey(EvidenceFile, models.PROTECT, related_name="site_files")
    title = models.CharField(_("Title"), max_length=80)
    dated_on = models.DateField(_("Date of the paper or picture"), null=True, blank=True)

    objects = SiteFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title
