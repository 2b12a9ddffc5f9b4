"""The lists of posts and of their months, narrowed."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.filters import ListFilter
from niukou.programmes.models import Branch, Post, PostHolding, PostKind, PostMonth
from niukou.programmes.post_lifecycle import MonthStatus, PostStatus
from niukou.programmes.queries.posts import branches_with_posts


class Waiting(TextChoices):
    """What the months of a post wait for."""

    PROOF = "proof", _("Proof")
    CHECK = "check", _("The check")
    PAYMENT = "payment", _("Payment")


WAIT_FOR: dict[str, tuple[MonthStatus, ...]] = {
    Waiting.PROOF: (MonthStatus.OPEN, MonthStatus.RETURNED),
    Waiting.CHECK: (MonthStatus.PROVED,),
    Waiting.PAYMENT: (MonthStatus.CHECKED,),
}


class PostFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Hospital, holder or number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    branch = django_filters.ModelChoiceFilter(
        label=_("Branch"),
        field_name="site__branch",
        queryset=Branch.objects.none(),
        to_field_name="slug",
        empty_label=_("All branches"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of post"), choices=PostKind.choices, empty_label=_("Both kinds")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=PostStatus.choices, empty_label=_("Any status")
    )
    waiting = django_filters.ChoiceFilter(
        label=_("Months wait for"),
        choices=Waiting.choices,
        method="wait",
        empty_label=_("Nothing in particular"),
    )
    sort = django_filters.OrderingFilter(
        label=_("Order"),
        fields={"number": "number", "vacant_since": "vacant", "approved_on": "approved"},
        choices=[
            ("number", _("Number")),
            ("vacant", _("Vacant for longest")),
            ("-approved", _("Approved last")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Post
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Post], *, by: Viewer, on: date) -> None:
        super().__init__(data, queryset)
        self.on = on
        if "branch" in self.filters:
            self.filters["branch"].queryset = branches_with_posts(by)

    def find(self, posts: QuerySet[Post], name: str, text: str) -> QuerySet[Post]:
        held = PostHolding.objects.in_force(on=self.on)
        holders = held.filter(post=OuterRef("pk"), person__search__finds=text)
        return posts.filter(
            Q(number__istartswith=text.strip())
            | Q(site__hospital__search__finds=text)
            | Q(Exists(holders))
        )

    def wait(self, posts: QuerySet[Post], name: str, what: str) -> QuerySet[Post]:
        months = PostMonth.objects.held().filter(post=OuterRef("pk"), status__in=WAIT_FOR[what])
        return posts.filter(Exists(months))


class BranchPostFilter(PostFilter):
    """The same, on a page of one branch."""

    branch = None


class MonthFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Hospital or number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    branch = django_filters.ModelChoiceFilter(
        label=_("Branch"),
        field_name="post__site__branch",
        queryset=Branch.objects.none(),
        to_field_name="slug",
        empty_label=_("All branches"),
    )
    month = django_filters.DateFilter(
        label=_("Month"),
        input_formats=["%Y-%m"],
        widget=forms.DateInput(format="%Y-%m", attrs={"type": "month"}),
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"),
        choices=MonthStatus.choices,
        method="stand",
        empty_label=_("Any status"),
    )
    differs = django_filters.BooleanFilter(
        label=_("Paid for other days"), method="differ", widget=forms.CheckboxInput
    )
    sort = django_filters.OrderingFilter(
        label=_("Order"),
        fields={"month": "month", "post__number": "post"},
        choices=[
            ("-month", _("Latest month")),
            ("month", _("Earliest month")),
            ("post", _("Post")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = PostMonth
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[PostMonth], *, by: Viewer) -> None:
        super().__init__(data, queryset)
        self.filters["branch"].queryset = branches_with_posts(by)

    def find(self, months: QuerySet[PostMonth], name: str, text: str) -> QuerySet[PostMonth]:
        named = Q(post__site__hospital__search__finds=text)
        return months.filter(named | Q(post__number__istartswith=text.strip()))

    def stand(self, months: QuerySet[PostMonth], name: str, status: str) -> QuerySet[PostMonth]:
        """Narrow to one state; what was returned waits for proof again."""
        lacking = (MonthStatus.OPEN, MonthStatus.RETURNED)
        return months.filter(status__in=lacking if status == MonthStatus.OPEN else (status,))

    def differ(self, months: QuerySet[PostMonth], name: str, asked: bool) -> QuerySet[PostMonth]:  # noqa: FBT001  # the shape of a filter's method
        rows = PostMonth.objects.paid_for_other_days().values("pk")
        return months.filter(pk__in=rows) if asked else months
