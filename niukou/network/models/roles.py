"""Roles open doors; offices are titles people hold."""

from datetime import date
from typing import Self

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import NOTHING, Viewer, sight_of
from niukou.network.models.organisations import Organisation
from niukou.people.models import Account, Person


class RoleKind(models.TextChoices):
    """What a role lets its holder do; a programme's officers are appointed in the programme."""

    PLATFORM_ADMINISTRATOR = "PLATFORM_ADMINISTRATOR", _("Platform administrator")
    ORGANISATION_ADMINISTRATOR = "ORGANISATION_ADMINISTRATOR", _("Organisation administrator")
    HOSPITAL_COORDINATOR = "HOSPITAL_COORDINATOR", _("Hospital coordinator")
    FINANCE_OFFICER = "FINANCE_OFFICER", _("Finance officer")
    DONOR = "DONOR", _("Donor")
    AUDITOR = "AUDITOR", _("Auditor")


# What a role is held for: all but these, a donor's, make somebody one of the organisation's people.
LOOKING_ON = frozenset({RoleKind.DONOR})


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self, *, on: date) -> Self:
        return self.filter(from_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))

    def visible_to(self, user: Viewer) -> Self:
        own = Q(account=user.pk) if user.is_authenticated else NOTHING
        return self.filter(sight_of(Role, user, own=own))


@pghistory.track()
class Role(models.Model):
    """What an account may do, for one organisation or the whole platform, and how long."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="roles")
    kind = models.CharField(_("Role"), max_length=30, choices=RoleKind)
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("Organisation"),
        null=True,
        blank=True,
        related_name="roles",
    )  # null: the whole platform
    from_on = models.DateField(_("From"))
    until_on = models.DateField(
        _("Until"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer holds; empty: open end."),
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="role_belongs_to_the_platform_or_an_organisation",
                condition=Q(kind="PLATFORM_ADMINISTRATOR", organisation=None)
                | Q(kind="AUDITOR")
                | Q(
                    kind__in=[
                        "ORGANISATION_ADMINISTRATOR",
                        "HOSPITAL_COORDINATOR",
                        "FINANCE_OFFICER",
                        "DONOR",
                    ],
                    organisation__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="role_ends_not_before_it_begins",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="role_is_held_once_at_a_time",
                fields=["account", "kind", "organisation"],
                condition=Q(until_on=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"

    def get_absolute_url(self) -> str:
        return self.account.get_absolute_url()


class OfficeQuerySet(models.QuerySet["Office"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to offices of persons ``user`` may see."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def current(self, *, on: date) -> Self:
        return self.filter(from_on__lte=on).filter(Q(until_on=None) | Q(until_on__gt=on))


@pghistory.track()
class Office(models.Model):
    """A title a person holds in an organisation; it gives no access by itself."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="offices")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="offices")
    title = models.CharField(pgettext_lazy("office", "Title"), max_length=60)
    from_on = models.DateField(_("From"))
    until_on = models.DateField(
        _("Until"),
        null=True,
        blank=True,
        help_text=_("The first day it no longer holds; empty: open end."),
    )

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="office_ends_not_before_it_begins",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("people:person-detail", args=[self.person_id])
