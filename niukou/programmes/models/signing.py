"""Agreements before they are signed, and the act in which they are."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.models import Agreement, Capacity, Organisation
from niukou.people.models import Account
from niukou.programmes.models.gatherings import ProgrammeGathering
from niukou.programmes.models.programmes import Branch
from niukou.programmes.models.sites import Site
from niukou.programmes.models.templates import AgreementTemplate, TemplatePlace
from niukou.programmes.places import say_value

MOST_GROUPS = 99


class SigningQuerySet(models.QuerySet["Signing"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to signings of branches ``user`` runs; auditors see all."""
        return self.filter(branch__in=Branch.objects.overseen_by(user).values("pk"))

    def with_count(self) -> Self:
        """Add ``count``: how many agreements were signed in it."""
        return self.annotate(count=Count("drafts"))


@pghistory.track()
class Signing(models.Model):
    """One act in which agreements of a branch were signed: its day is the day of each of them."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="signings")
    title = models.CharField(_("Title"), max_length=120)
    on = models.DateField(_("Signed on"))
    cohort = models.CharField(_("Cohort"), max_length=40, blank=True)
    ceremony = models.ForeignKey(
        ProgrammeGathering,
        models.PROTECT,
        verbose_name=_("Ceremony"),
        null=True,
        blank=True,
        related_name="signings",
    )  # null: signed without one
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = version_field()

    objects = SigningQuerySet.as_manager()

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programmes:signing-detail", args=[self.branch.slug, self.pk])


class DraftStatus(models.TextChoices):
    PREPARED = "PREPARED", _("Prepared")
    SIGNED = "SIGNED", _("Signed")
    DROPPED = "DROPPED", _("Dropped")


class AgreementDraftQuerySet(models.QuerySet["AgreementDraft"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to agreements prepared for sites ``user`` works on."""
        return self.filter(site__in=Site.objects.worked_on_by(user).values("pk"))

    def waiting(self) -> Self:
        """Narrow to those that wait for the signature."""
        return self.filter(status=DraftStatus.PREPARED)


@pghistory.track()
class AgreementDraft(models.Model):
    """An agreement of a site as it is written from a template, until it is signed or dropped.

    Once signed, it keeps the text that was signed: ``agreement`` is what the register says of it.
    """

    site = models.ForeignKey(Site, models.PROTECT, related_name="agreement_drafts")
    template = models.ForeignKey(AgreementTemplate, models.PROTECT, related_name="drafts")
    title = models.CharField(_("Title"), max_length=160)
    starts_on = models.DateField(_("In force from"), null=True, blank=True)
    ends_on = models.DateField(_("No longer in force from"), null=True, blank=True)
    status = models.CharField(
        _("Status"), max_length=8, choices=DraftStatus, default=DraftStatus.PREPARED
    )
    dropped_because = models.CharField(_("Why it was dropped"), max_length=200, blank=True)
    signing = models.ForeignKey(
        Signing, models.PROTECT, null=True, blank=True, related_name="drafts"
    )  # null: not signed
    agreement = models.OneToOneField(
        Agreement, models.PROTECT, null=True, blank=True, related_name="draft"
    )  # null: not signed
    prepared_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField(auto_now_add=True)
    version = version_field()

    objects = AgreementDraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="site_prepares_one_agreement_at_a_time",
                fields=["site"],
                condition=Q(status=DraftStatus.PREPARED),
            ),
            models.CheckConstraint(
                name="agreement_draft_is_signed_in_a_signing",
                condition=Q(
                    status=DraftStatus.SIGNED, signing__isnull=False, agreement__isnull=False
                )
                | (~Q(status=DraftStatus.SIGNED) & Q(signing=None, agreement=None)),
            ),
            models.CheckConstraint(
                name="agreement_draft_is_dropped_with_a_reason",
                condition=~Q(status=DraftStatus.DROPPED) | ~Q(dropped_because=""),
            ),
            models.CheckConstraint(
                name="agreement_draft_period_is_not_empty",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="agreement_draft_is_frozen_once_signed",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__status=DraftStatus.SIGNED),
            ),
            pgtrigger.Protect(name="agreement_draft_is_kept", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programmes:site-agreements", args=[self.site.number])

    @property
    def is_waiting(self) -> bool:
        return self.status == DraftStatus.PREPARED


class DraftParty(models.Model):
    """Who is to sign, in which capacity, in the order of the paper."""

    draft = models.ForeignKey(AgreementDraft, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    capacity = models.CharField(_("Capacity"), max_length=10, choices=Capacity)
    position = models.PositiveSmallIntegerField()

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="agreement_draft_names_a_party_once", fields=["draft", "organisation"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}"


class DraftValue(models.Model):
    """What is written in one place of the text, as ``places.read_value`` keeps it."""

    draft = models.ForeignKey(AgreementDraft, models.CASCADE, related_name="values")
    place = models.ForeignKey(TemplatePlace, models.PROTECT, related_name="+")
    kept = models.TextField()

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="agreement_draft_fills_a_place_once", fields=["draft", "place"]
            )
        ]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        return say_value(self.place.kind, self.kept)
