"""The list of gatherings, narrowed."""

from datetime import datetime, time
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.filters import ListFilter
from niukou.gatherings.belonging import places, within
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Gathering, GatheringKind

TO_COME, PAST = "to-come", "past"


class GatheringFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Title, pinyin or number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=GatheringKind.choices, empty_label=_("All kinds")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=GatheringStatus.choices, empty_label=_("Any status")
    )
    time = django_filters.ChoiceFilter(
        label=_("When"),
        choices=[(TO_COME, _("To come")), (PAST, _("Past"))],
        method="lie_in",
        empty_label=_("Any time"),
    )
    of = django_filters.ChoiceFilter(
        label=_("Belongs to"), choices=[], method="belong_to", empty_label=_("All")
    )
    mine = django_filters.ChoiceFilter(
        label=_("Whose"),
        choices=[("1", _("Where I am registered, or was"))],
        method="keep_own",
        empty_label=_("Everybody's"),
    )

    class Meta:
        model = Gathering
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Gathering], *, by: Viewer) -> None:
        super().__init__(data, queryset)
        self.by = by
        found = [(place.key, place.label) for place in places(by)]
        self.filters["of"].extra["choices"] = found

    def find(self, rows: QuerySet[Gathering], name: str, text: str) -> QuerySet[Gathering]:
        return rows.filter(Q(search__finds=text) | Q(number__istartswith=text.strip()))

    def lie_in(self, rows: QuerySet[Gathering], name: str, when: str) -> QuerySet[Gathering]:
        today = timezone.make_aware(datetime.combine(timezone.localdate(), time.min))
        return (
            rows.filter(ends_at__gt=today) if when == TO_COME else rows.filter(ends_at__lte=today)
        )

    def belong_to(self, rows: QuerySet[Gathering], name: str, key: str) -> QuerySet[Gathering]:
        found = within(key)
        return rows.none() if found is None else rows.filter(found)

    def keep_own(self, rows: QuerySet[Gathering], name: str, value: str) -> QuerySet[Gathering]:
        person = getattr(self.by, "person_id", None)
        own = Gathering.objects.of_person(person).values("pk") if person else []
        return rows.filter(pk__in=own)
