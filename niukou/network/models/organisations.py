"""Organisations and their campuses."""

from typing import Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer, sight_of
from niukou.core.search import SearchField, search_index
from niukou.core.versions import version_field
from niukou.network.models.regions import Region

MOST_NAMES = 100  # other names of one organisation


class OrganisationKind(models.TextChoices):
    FOUNDATION = "FOUNDATION", _("Foundation")
    HOSPITAL = "HOSPITAL", _("Hospital")
    FEDERATION = "FEDERATION", _("Federation")
    ACADEMY = "ACADEMY", _("Academy")
    SOCIAL_ASSOCIATION = "SOCIAL_ASSOCIATION", _("Social association")
    SERVICE_AGENCY = "SERVICE_AGENCY", _("Social service agency")
    UNIVERSITY = "UNIVERSITY", _("University")
    GOVERNMENT = "GOVERNMENT", _("Public authority")
    MEDIA = "MEDIA", _("Media")
    COMPANY = "COMPANY", _("Company")
    OTHER = "OTHER", _("Other")


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to what ``user`` may read of the register: see ``register_in_sight``."""
        return self.filter(sight_of(Organisation, user)) if user.is_authenticated else self.none()

    def named(self, name: str) -> Self:
        """Narrow to organisations that bear exactly this name, officially or as an alias."""
        return self.filter(Q(official_name=name) | Q(aliases__contains=[name]))


@pghistory.track()
class Organisation(models.Model):
    """A body that signs, employs, hosts or is served; a hospital is one, its campuses are not."""

    kind = models.CharField(_("Kind"), max_length=20, choices=OrganisationKind)
    official_name = models.CharField(_("Official name"), max_length=120, unique=True)
    aliases = ArrayField(
        models.CharField(max_length=120),
        verbose_name=_("Other names"),
        default=list,
        blank=True,
        help_text=_("Short and former names, one per line: imports and search know them too."),
    )
    pinyin_key = models.CharField(max_length=400, editable=False, default="", db_index=True)
    uscc = models.CharField(_("Unified social credit code"), max_length=18, blank=True)
    no_uscc_reason = models.CharField(
        _("Why it has no code"),
        max_length=120,
        blank=True,
        help_text=_("For example: it has no legal person of its own."),
    )
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("Region"), null=True, blank=True, related_name="+"
    )  # null: not known yet
    supervised_by = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("Supervised by"),
        null=True,
        blank=True,
        related_name="supervises",
    )  # null: nobody, or not known yet
    is_related_party = models.BooleanField(
        _("Related party of the foundation"),
        default=False,
        help_text=_("The law wants dealings with related parties published within 30 days."),
    )  # Source: DOMAIN.md C4, information disclosure measures art. 14
    search = SearchField(names=["official_name", "aliases"], codes=["uscc"])
    version = version_field()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        indexes = [
            search_index("search", name="organisation_search"),
            GinIndex(fields=["aliases"], name="organisation_aliases"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="organisation_uscc_is_unique", fields=["uscc"], condition=~Q(uscc="")
            ),
            models.CheckConstraint(
                name="organisation_has_a_code_or_a_reason",
                condition=~Q(uscc="", no_uscc_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.official_name

    def get_absolute_url(self) -> str:
        return reverse("network:organisation-detail", args=[self.pk])


class CampusQuerySet(models.QuerySet["Campus"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to campuses of organisations ``user`` may read."""
        return self.filter(organisation__in=Organisation.objects.visible_to(user).values("pk"))


@pghistory.track()
class Campus(models.Model):
    """One of the places where an organisation works. A station stands on a campus."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="campuses")
    name = models.CharField(_("Name"), max_length=60)
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("Region"), null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("Address"), max_length=200, blank=True)

    objects = CampusQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="campus_name_is_unique_in_its_organisation", fields=["organisation", "name"]
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return self.organisation.get_absolute_url()
