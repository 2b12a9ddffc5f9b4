"""Agreements and who signed them, in which capacity."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer, sight_of
from niukou.core.models import EvidenceFile
from niukou.core.search import SearchField, search_index
from niukou.core.versions import version_field
from niukou.network.models.organisations import Organisation


class AgreementKind(models.TextChoices):
    PILOT = "PILOT", _("Pilot hospital agreement")
    COOPERATION = "COOPERATION", _("Cooperation agreement")
    DONATION = "DONATION", _("Donation agreement")
    PLACEMENT = "PLACEMENT", _("Placement site agreement")
    DATA_SHARING = "DATA_SHARING", _("Data sharing agreement")


class Capacity(models.TextChoices):
    """What a party is in the agreement."""

    INITIATOR = "INITIATOR", _("Initiator")
    FUNDER = "FUNDER", _("Funder")
    HOSPITAL = "HOSPITAL", _("Pilot hospital")
    PARTNER = "PARTNER", _("Partner")
    GUIDE = "GUIDE", _("Guiding body")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to what the parties' people, auditors and the apps above may read."""
        return self.filter(sight_of(Agreement, user))

    def in_force(self, *, on: date) -> Self:
        """Narrow to agreements signed by the end of ``on``, whose term has not ended by then."""
        lasts = Q(ends_on=None) | Q(ends_on__gt=on)
        return self.filter(lasts, Q(ended_on=None) | Q(ended_on__gt=on), signed_on__lte=on)


@pghistory.track()
class Agreement(models.Model):
    """A signed promise between organisations.

    ``signing_group`` is the group that went on stage together in one ceremony; ``cohort``
    is the batch a policy speaks of. They are not the same (DOMAIN.md A1.9).
    """

    number = models.CharField(_("Number"), max_length=40, unique=True)
    kind = models.CharField(_("Kind"), max_length=15, choices=AgreementKind)
    title = models.CharField(_("Title"), max_length=160)
    signed_on = models.DateField(_("Signed on"))
    signing_group = models.PositiveSmallIntegerField(
        _("Signing group"),
        null=True,
        blank=True,
        help_text=_("Which group signed together in the ceremony: 1, 2, 3 …"),
    )  # null: no ceremony, or not known
    cohort = models.CharField(
        _("Cohort"), max_length=40, blank=True, help_text=_("The batch the programme counts it in.")
    )
    starts_on = models.DateField(_("In force from"), null=True, blank=True)
    ends_on = models.DateField(
        _("No longer in force from"),
        null=True,
        blank=True,
        help_text=_("The day after its last day; empty: open end."),
    )
    ended_on = models.DateField(
        _("Ended early on"), null=True, blank=True, help_text=_("Empty: it was not ended early.")
    )
    scan = models.ForeignKey(
        EvidenceFile,
        models.PROTECT,
        verbose_name=_("Scanned copy"),
        null=True,
        blank=True,
        related_name="agreements",
    )
    search = SearchField(names=["title"], codes=["number"])
    version = version_field()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = [
            search_index("search", name="agreement_search"),
            models.Index(fields=["-signed_on", "id"], name="agreement_newest_first"),
        ]
        constraints = [
            models.CheckConstraint(
                name="agreement_period_is_not_empty",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
            ),
            models.CheckConstraint(
                name="agreement_ends_not_before_it_is_signed",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("signed_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("network:agreement-detail", args=[self.number])


class AgreementPartyQuerySet(models.QuerySet["AgreementParty"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to the parties of agreements ``user`` may read."""
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


@pghistory.track()
class AgreementParty(models.Model):
    """An organisation in an agreement, in its capacity."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="agreement_parties")
    capacity = models.CharField(_("Capacity"), max_length=10, choices=Capacity)

    objects = AgreementPartyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="agreement_party_signs_once", fields=["agreement", "organisation", "capacity"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()}"
