"""Posts for medical social workers, their steps, and who held them from when to when."""

from datetime import date, timedelta
from typing import Self

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.versions import version_field
from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person
from niukou.programmes.models.programmes import ProgrammeInitiator, offices_of
from niukou.programmes.models.sites import Site
from niukou.programmes.post_lifecycle import PostStatus


class PostKind(models.TextChoices):
    """Who employs the holder of a post (DOMAIN.md A7, B2)."""

    SECONDED = "SECONDED", _("Seconded")
    EMPLOYED = "EMPLOYED", _("Employed")


class HeldDays(models.Func):
    """The days of a holding as a range: the first counts, the last named one does not."""

    function = "DATERANGE"
    output_field = DateRangeField()


HELD_DAYS = HeldDays("from_on", "until_on", RangeBoundary())


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to posts ``user`` works with; the public and donors see aggregates only.

        Officers of the branch, the hospital's own people, auditors, the finance officers of the
        programme's initiators, and the administrators of an agency for the posts it seconds to.
        """
        roles = roles_of(user)
        if roles.is_platform_auditor:
            return self
        led = roles.organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
        paying = ProgrammeInitiator.objects.filter(
            organisation__in=roles.organisations(RoleKind.FINANCE_OFFICER)
        )
        return self.filter(
            Q(site__branch__in=offices_of(user).branches)
            | Q(site__hospital__in=roles.organisations())
            | Q(kind=PostKind.SECONDED, employer__in=led)
            | Q(site__branch__programme__in=paying.values("programme"))
        )

    def funded(self, *, on: date) -> Self:
        """Narrow to posts approved by the end of ``on`` and not ended by then."""
        not_ended = Q(ended_on=None) | Q(ended_on__gt=on)
        return self.filter(not_ended, approved_on__lte=on)

    def vacant(self, *, on: date) -> Self:
        """Narrow to funded posts that nobody holds at the end of ``on``, never filled or no more."""
        held = PostHolding.objects.in_force(on=on).filter(post=OuterRef("pk"))
        return self.funded(on=on).exclude(Exists(held))

    def with_vacant_since(self, *, on: date) -> Self:
        """Add ``vacant_since``: see ``vacant_since``."""
        return self.annotate(vacant_since=vacant_since(on=on))


def vacant_since(*, on: date) -> Coalesce:
    """Return, of a post, the first day without a holder as seen at the end of ``on``."""
    ended = PostHolding.objects.filter(post=OuterRef("pk"), until_on__lte=on)
    last = ended.order_by("-until_on").values("until_on")[:1]
    return Coalesce(models.Subquery(last), F("approved_on"))


@pghistory.track()
class Post(models.Model):
    """A post a programme pays for at a site. It is no person and no hospital (DOMAIN.md A1.7)."""

    site = models.ForeignKey(Site, models.PROTECT, related_name="posts")
    number = models.CharField(_("Number"), max_length=26, unique=True)
    position = models.PositiveSmallIntegerField()  # counted from 1 at each site
    kind = models.CharField(_("Kind of post"), max_length=10, choices=PostKind)
    employer = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("Employer"), related_name="employs_for"
    )
    title = models.CharField(_("Title of the post"), max_length=60)
    is_full_time = models.BooleanField(_("Full time"), default=True)
    wards = models.CharField(_("Wards it covers"), max_length=200, blank=True)
    supervisor = models.ForeignKey(
        Person,
        models.PROTECT,
        verbose_name=_("Supervisor"),
        null=True,
        blank=True,
        related_name="posts_supervised",
    )  # null: nobody named yet
    status = models.CharField(
        _("Status"), max_length=10, choices=PostStatus, default=PostStatus.APPROVED
    )
    approved_on = models.DateField(_("Approved on"))
    ended_on = models.DateField(_("Ended on"), null=True, blank=True)  # the first day without it
    version = version_field()
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="post_position_is_taken_once_at_its_site", fields=["site", "position"]
            ),
            models.CheckConstraint(
                name="post_is_ended_when_it_has_an_end",
                condition=Q(status=PostStatus.ENDED, ended_on__isnull=False)
                | (~Q(status=PostStatus.ENDED) & Q(ended_on=None)),
            ),
            models.CheckConstraint(
                name="post_ends_not_before_its_approval",
                condition=Q(ended_on=None) | Q(ended_on__gte=F("approved_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("programmes:post-detail", args=[self.number])


class PostHoldingQuerySet(models.QuerySet["PostHolding"]):
    def visible_to(self, user: Viewer) -> Self:
        """Narrow to holdings of posts ``user`` works with."""
        return self.filter(post__in=Post.objects.visible_to(user).values("pk"))

    def in_force(self, *, on: date) -> Self:
        """Narrow to holdings in force at the end of ``on``: at most one of each post."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=on), from_on__lte=on)

    def within(self, start: date, end: date) -> Self:
        """Narrow to holdings with a day in [start, end)."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=start), from_on__lt=end)


@pghistory.track()
class PostHolding(models.Model):
    """One person in one post, from a first day on and before ``until_on``."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name=_("Holder"), related_name="post_holdings"
    )
    from_on = models.DateField(_("First day in the post"))
    until_on = models.DateField(
        _("No longer from"), null=True, blank=True
    )  # null: holds it until further notice
    is_full_time = models.BooleanField(default=True)  # the post's, kept here for the constraint
    version = version_field()

    objects = PostHoldingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="post_holding_has_a_day",
                condition=Q(until_on=None) | Q(until_on__gt=F("from_on")),
            ),
            ExclusionConstraint(
                name="post_is_held_by_one_person_at_a_time",
                expressions=[
                    ("post", RangeOperators.EQUAL),
                    (HELD_DAYS, RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="person_holds_one_full_time_post_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (HELD_DAYS, RangeOperators.OVERLAPS),
                ],
                condition=Q(is_full_time=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post_id} {self.person_id}"

    def get_absolute_url(self) -> str:
        return self.post.get_absolute_url()

    @property
    def last_on(self) -> date | None:
        """The last day in the post; None: no end is known."""
        return self.until_on - timedelta(days=1) if self.until_on else None


class PostStepQuerySet(models.QuerySet["PostStep"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(post__in=Post.objects.visible_to(user).values("pk"))


@pghistory.track()
class PostStep(models.Model):
    """One move of a post: from where, to where, on which day, by whom, why.

    The day of a step that a holding took is the holding's: it is corrected there.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=10, choices=PostStatus, blank=True)
    to_status = models.CharField(max_length=10, choices=PostStatus)
    on = models.DateField(_("Date"))
    note = models.CharField(_("Why"), max_length=200, blank=True)
    holding = models.ForeignKey(
        PostHolding, models.PROTECT, null=True, blank=True, related_name="steps"
    )  # null: no holding began or ended by it
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = PostStepQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["post", "on", "id"], name="post_step_in_order")]

    def __str__(self) -> str:
        return f"{self.post_id} {self.to_status}"
