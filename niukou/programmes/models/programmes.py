"""Programmes, their branches, their officers and what they promised."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import NOTHING, Viewer
from niukou.core.quantities import Qualifier, Quantity, Unit
from niukou.core.search import SearchField, search_index
from niukou.core.versions import version_field
from niukou.network.models import Organisation, Region, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.indicators import label_of


class Workstream(models.TextChoices):
    """The seven lines of work (DOMAIN.md A1.16)."""

    CAPITAL_AID = "CAPITAL_AID", _("Capital aid")
    CAPACITY = "CAPACITY", _("Capacity building")
    ADVOCACY = "ADVOCACY", _("Social advocacy")
    EXCHANGE = "EXCHANGE", _("Professional exchange")
    WORKER_SUPPORT = "WORKER_SUPPORT", _("Support for social workers")
    RESEARCH = "RESEARCH", _("Surveys and research")
    PLATFORM = "PLATFORM", _("Platform building")


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to published programmes and those ``user`` is an officer of.

        Auditors see all; so do platform administrators, who appoint the first officer.
        """
        roles = roles_of(user)
        if roles.is_platform_auditor or roles.is_platform_administrator:
            return self
        return self.filter(Q(is_public=True) | Q(pk__in=offices_of(user).programmes))

    def run_by(self, user: Viewer) -> Self:
        """Narrow to programmes ``user`` is an officer of, as a whole or in a branch."""
        return self.filter(pk__in=offices_of(user).programmes)

    def overseen_by(self, user: Viewer) -> Self:
        """Narrow to programmes ``user`` is an officer of, also in a branch; auditors oversee all."""
        return self if roles_of(user).is_platform_auditor else self.run_by(user)

    def given_to_by(self, user: Viewer) -> Self:
        """Narrow to programmes to which an organisation gave whose donor ``user`` is.

        They may read sums of these, published or not. A gift taken out of the books is none.
        """
        donors = roles_of(user).organisations(RoleKind.DONOR)
        given = Programme.objects.filter(donations__donor__in=donors, donations__voided_on=None)
        return self.filter(pk__in=given.values("pk"))

    def run_as_a_whole_by(self, user: Viewer) -> Self:
        """Narrow to programmes ``user`` is an officer of as a whole."""
        return self.filter(pk__in=offices_of(user).whole_programmes)


@pghistory.track()
class Programme(models.Model):
    """Years of work towards stated targets, begun by its initiators."""

    slug = models.SlugField(_("Address"), max_length=40, unique=True)
    official_name = models.CharField(_("Official name"), max_length=80)
    aliases = ArrayField(
        models.CharField(max_length=80), verbose_name=_("Other names"), default=list, blank=True
    )
    slogan = models.CharField(_("Slogan"), max_length=80, blank=True)
    launched_on = models.DateField(_("Launched on"))
    ends_on = models.DateField(_("Last day"), null=True, blank=True)  # null: no end was decided yet
    workstreams = ArrayField(
        models.CharField(max_length=15, choices=Workstream),
        verbose_name=_("Workstreams"),
        default=list,
    )
    is_public = models.BooleanField(_("Shown to the public"), default=False)
    notice_workdays = models.PositiveSmallIntegerField(
        _("Working days of a public notice"),
        default=5,
        help_text=_("A notice runs at least so long. It is the programme's own rule."),
    )
    search = SearchField(names=["official_name", "aliases"], codes=["slug"])
    version = version_field()

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        indexes = [search_index("search", name="programme_search")]
        constraints = [
            models.CheckConstraint(
                name="programme_ends_after_its_launch",
                condition=Q(ends_on=None) | Q(ends_on__gt=F("launched_on")),
            )
        ]

    def __str__(self) -> str:
        return self.official_name

    def get_absolute_url(self) -> str:
        return reverse("figures:programme-overview", args=[self.slug])


@pghistory.track()
class ProgrammeInitiator(models.Model):
    """One of the organisations that began a programme, in their published order."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="initiators")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="programme_initiator_is_named_once", fields=["programme", "organisation"]
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} {self.position}"


class BranchQuerySet(models.QuerySet["Branch"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to published branches of published programmes, and those ``user`` runs.

        Auditors and platform administrators see all; drafts of sites stay unseen by the latter.
        """
        roles = roles_of(user)
        if roles.is_platform_auditor or roles.is_platform_administrator:
            return self
        public = Q(is_public=True, programme__is_public=True)
        return self.filter(public | Q(pk__in=offices_of(user).branches))

    def run_by(self, user: Viewer) -> Self:
        """Narrow to branches ``user`` is an officer of, directly or for the whole programme."""
        return self.filter(pk__in=offices_of(user).branches)

    def overseen_by(self, user: Viewer) -> Self:
        """Narrow to branches whose work ``user`` may read: those they run; auditors read all."""
        return self if roles_of(user).is_platform_auditor else self.run_by(user)


@pghistory.track()
class Branch(models.Model):
    """A programme's regional station, such as 浙江站; it is no organisation of its own."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="branches")
    slug = models.SlugField(_("Address"), max_length=40, unique=True)
    code = models.CharField(
        _("Code"), max_length=6, unique=True, help_text=_("Begins the numbers of its sites.")
    )
    name = models.CharField(_("Name"), max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("Region"), related_name="+")
    launched_on = models.DateField(_("Launched on"))
    ordinal = models.PositiveSmallIntegerField(
        _("Which branch in order"), null=True, blank=True
    )  # null: not published
    is_public = models.BooleanField(_("Shown to the public"), default=False)
    version = version_field()

    objects = BranchQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("figures:branch-board", args=[self.slug])


class ProgrammeOfficerQuerySet(models.QuerySet["ProgrammeOfficer"]):
    def of(self, user: Viewer, *, on: date | None = None) -> Self:
        """Narrow to what ``user`` is an officer of ``on`` that day (None: today)."""
        if not user.is_authenticated:
            return self.none()
        day = on or timezone.localdate()
        not_ended = Q(until_on=None) | Q(until_on__gt=day)
        return self.filter(not_ended, from_on__lte=day, account=user.pk)

    def visible_to(self, user: Viewer) -> Self:
        """Officers see each other within what they run; auditors and administrators see all."""
        roles = roles_of(user)
        if roles.is_platform_auditor or roles.is_platform_administrator:
            return self
        own = Q(account=user.pk) if user.is_authenticated else NOTHING
        return self.filter(own | Q(programme__in=offices_of(user).programmes))


@pghistory.track()
class ProgrammeOfficer(models.Model):
    """Somebody who runs a programme, or one branch of it, for a time."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="programme_offices")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="officers")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="officers"
    )  # null: the whole programme
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), null=True, blank=True)

    objects = ProgrammeOfficerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="programme_officer_ends_not_before_beginning",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
            ),
            models.UniqueConstraint(
                name="programme_officer_is_appointed_once_at_a_time",
                fields=["account", "programme", "branch"],
                condition=Q(until_on=None),
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.programme_id}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:officer-list", args=[self.programme.slug])


@dataclass(frozen=True, slots=True)
class Offices:
    """What one account is an officer of today, by key; falsy when of nothing."""

    whole_programmes: frozenset[int] = frozenset()
    programmes: frozenset[int] = frozenset()  # as a whole or in a branch
    branches: frozenset[int] = frozenset()  # directly or for the whole programme

    def __bool__(self) -> bool:
        return bool(self.programmes)


def offices_of(user: Any) -> Offices:
    """Return what ``user`` is an officer of today; nothing for somebody who is not signed in.

    Read once and kept with the account object; as with ``roles_of``, fetch the account anew
    to see an appointment made since.
    """
    if not user.is_authenticated:
        return Offices()
    if not hasattr(user, "_offices"):
        user._offices = _read_offices(user)  # noqa: SLF001  # our own memo
    return user._offices  # type: ignore[no-any-return]  # noqa: SLF001


def _read_offices(user: Account) -> Offices:
    held = ProgrammeOfficer.objects.of(user)
    rows = list(held.values_list("programme", "branch", "programme__branches"))
    return Offices(
        whole_programmes=frozenset(programme for programme, own, _branch in rows if own is None),
        programmes=frozenset(programme for programme, _own, _branch in rows),
        branches=frozenset(
            branch
            for _programme, own, branch in rows
            if branch is not None and own in (None, branch)
        ),
    )


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to targets of programmes and branches ``user`` may read."""
        branches = Branch.objects.visible_to(user).values("pk")
        return self.filter(
            Q(branch=None, programme__in=Programme.objects.visible_to(user).values("pk"))
            | Q(branch__in=branches)
        )

    def in_force(self, *, on: date) -> Self:
        """Narrow to targets published by the end of ``on``."""
        return self.filter(published_on__lte=on)


@pghistory.track()
class Target(models.Model):
    """A planned number with its unit, period and source. Never a result (PRODUCT.md rule 3)."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="targets")
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="targets"
    )  # null: the programme as a whole
    indicator = models.SlugField(_("Indicator"), max_length=60)
    planned_value = models.PositiveBigIntegerField(_("Planned value"))
    unit = models.CharField(_("Unit"), max_length=20, choices=Unit)
    qualifier = models.CharField(
        _("Qualifier"), max_length=10, choices=Qualifier, default=Qualifier.PLANNED
    )
    from_on = models.DateField(_("From"))
    until_on = models.DateField(_("Until"), help_text=_("The first day after the period."))
    published_on = models.DateField(_("Published on"))
    source = models.CharField(_("Source"), max_length=200)
    version = version_field()

    objects = TargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="target_is_said_once_per_source",
                fields=["programme", "branch", "indicator", "from_on", "source"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="target_period_is_not_empty", condition=Q(until_on__gt=F("from_on"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.planned_value}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:target-list", args=[self.programme.slug])

    @property
    def last_on(self) -> date:
        """The last day of the period."""
        return self.until_on - timedelta(days=1)

    @property
    def indicator_label(self) -> str:
        return label_of(self.indicator)

    @property
    def planned(self) -> Quantity:
        return Quantity(self.planned_value, Unit(self.unit), Qualifier(self.qualifier))
