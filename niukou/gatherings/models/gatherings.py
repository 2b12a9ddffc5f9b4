"""Gatherings and who hosts them."""

from datetime import date, datetime, timedelta
from typing import Any, Self

import pghistory
from django.db import models
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import EVERYTHING, NOTHING, Viewer, sight_of
from niukou.core.search import SearchField, search_index
from niukou.core.versions import version_field
from niukou.gatherings.lifecycle import AHEAD, GatheringStatus
from niukou.network.models import Campus, Organisation, Region, RoleKind
from niukou.network.queries import roles_of

ONE_MOMENT = timedelta(microseconds=1)


class GatheringKind(models.TextChoices):
    TRAINING = "TRAINING", _("Training")
    EXCHANGE = "EXCHANGE", _("Exchange")
    ADVOCACY = "ADVOCACY", _("Advocacy")
    RESEARCH = "RESEARCH", _("Research")
    CEREMONY = "CEREMONY", _("Ceremony")
    ACTIVITY = "ACTIVITY", _("Activity")
    MEETING = "MEETING", _("Meeting")


class GatheringQuerySet(models.QuerySet["Gathering"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to those shown to everybody who signs in, of one's own organisations, and one's own.

        Auditors see all. Strangers, and who only looks on, see what a higher app shows them.
        """
        return self.filter(sight_of(Gathering, user, own=_own_gatherings(user)))

    def run_by(self, user: Viewer) -> Self:
        """Narrow to gatherings that an organisation ``user`` administers hosts or organises."""
        led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
        hosted = Hosting.objects.filter(organisation__in=led, capacity__in=RUNNING)
        return self.filter(pk__in=hosted.values("gathering")) if led else self.none()

    def held_by(self, end: datetime) -> Self:
        """Narrow to those that took place and ended before or at ``end``."""
        return self.filter(status=GatheringStatus.HELD, ends_at__lte=end)

    def to_come(self, *, at: datetime) -> Self:
        return self.filter(status__in=AHEAD, ends_at__gt=at)

    def of_person(self, person: object) -> Self:
        """Narrow to those a person registered for or was at."""
        return self.filter(
            Q(pk__in=_of_person("registrations", person))
            | Q(pk__in=_of_person("attendances", person))
        )


def _own_gatherings(user: Viewer) -> Q:
    if not user.is_authenticated:
        return NOTHING
    roles = roles_of(user)
    if roles.is_platform_auditor:
        return EVERYTHING
    # A donor looks on as the public does: a higher app says what is published.
    shown = NOTHING if roles.only_looks_on else Q(is_public=True)
    if works_for := roles.organisations():
        hosted = Hosting.objects.filter(organisation__in=works_for)
        shown |= Q(pk__in=hosted.values("gathering"))
    person = getattr(user, "person_id", None)
    return shown | Q(pk__in=Gathering.objects.of_person(person).values("pk")) if person else shown


def _of_person(path: str, person: object) -> QuerySet[Any, Any]:
    return Gathering.objects.filter(**{f"{path}__person": person}).values("pk")


@pghistory.track()
class Gathering(models.Model):
    """People who come together for a time: a training, a signing, a meeting.

    It lasts from ``starts_at`` to ``ends_at``, which no longer belongs to it. Where only the
    days are known (``is_by_day``) both are midnights.
    """

    number = models.CharField(_("Number"), max_length=20, unique=True)
    kind = models.CharField(_("Kind"), max_length=10, choices=GatheringKind)
    title = models.CharField(_("Title"), max_length=120)
    about = models.TextField(_("What it is about"), blank=True)
    starts_at = models.DateTimeField(_("Starts"))
    ends_at = models.DateTimeField(_("Ends"))
    is_by_day = models.BooleanField(_("Only the days are known"), default=False)
    venue = models.CharField(_("Venue"), max_length=120, blank=True)
    campus = models.ForeignKey(
        Campus, models.PROTECT, verbose_name=_("Campus"), null=True, blank=True, related_name="+"
    )  # null: elsewhere, or online
    region = models.ForeignKey(
        Region, models.PROTECT, verbose_name=_("Region"), null=True, blank=True, related_name="+"
    )  # null: not said
    capacity = models.PositiveIntegerField(_("Places"), null=True, blank=True)  # null: no limit
    registration_closes_at = models.DateTimeField(
        _("Registration closes"), null=True, blank=True
    )  # null: when it ends
    contact = models.CharField(_("Contact"), max_length=120, blank=True)
    is_public = models.BooleanField(_("Shown to everybody"), default=False)
    status = models.CharField(
        _("Status"), max_length=10, choices=GatheringStatus, default=GatheringStatus.PLANNED
    )
    cancelled_because = models.CharField(_("Why it is cancelled"), max_length=200, blank=True)
    search = SearchField(names=["title"], codes=["number"])
    version = version_field()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = GatheringQuerySet.as_manager()

    class Meta:
        indexes = [
            search_index("search", name="gathering_search"),
            models.Index(fields=["-starts_at"], name="gathering_by_start"),
        ]
        constraints = [
            models.CheckConstraint(
                name="gathering_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="gathering_has_places_or_no_limit",
                condition=Q(capacity=None) | Q(capacity__gt=0),
            ),
            models.CheckConstraint(
                name="gathering_closes_registration_before_it_ends",
                condition=Q(registration_closes_at=None)
                | Q(registration_closes_at__lte=F("ends_at")),
            ),
            models.CheckConstraint(
                name="gathering_is_cancelled_with_a_reason",
                condition=(Q(status=GatheringStatus.CANCELLED) & ~Q(cancelled_because=""))
                | (~Q(status=GatheringStatus.CANCELLED) & Q(cancelled_because="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("gatherings:gathering-detail", args=[self.number])

    @property
    def first_on(self) -> date:
        return timezone.localtime(self.starts_at).date()

    @property
    def last_on(self) -> date:
        return timezone.localtime(self.ends_at - ONE_MOMENT).date()

    @property
    def is_on_one_day(self) -> bool:
        return self.first_on == self.last_on

    @property
    def is_ahead(self) -> bool:
        """True while it is neither held nor cancelled."""
        return self.status in AHEAD


class HostingCapacity(models.TextChoices):
    """主办、承办、协办、支持、指导: never merged (DOMAIN.md G)."""

    HOST = "HOST", _("Host")
    ORGANISER = "ORGANISER", _("Organiser")
    CO_ORGANISER = "CO_ORGANISER", _("Co-organiser")
    SUPPORTER = "SUPPORTER", _("Supporter")
    GUIDE = "GUIDE", _("Guiding body")


# Whose administrators run the gathering; who supports or guides it is named, and looks on.
RUNNING = (HostingCapacity.HOST, HostingCapacity.ORGANISER, HostingCapacity.CO_ORGANISER)


class HostingQuerySet(models.QuerySet["Hosting"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(gathering__in=Gathering.objects.visible_to(user).values("pk"))


@pghistory.track()
class Hosting(models.Model):
    """An organisation in one capacity at a gathering; ``position`` is the published order."""

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="hostings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="hostings")
    capacity = models.CharField(
        pgettext_lazy("gathering", "Capacity"), max_length=15, choices=HostingCapacity
    )
    position = models.PositiveSmallIntegerField()

    objects = HostingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="hosting_names_an_organisation_once_per_capacity",
                fields=["gathering", "organisation", "capacity"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} {self.organisation_id}"
