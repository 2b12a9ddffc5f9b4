"""The list of applications, narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.filters import ListFilter
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Application, Call


class ApplicationFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Hospital, pinyin or number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    call = django_filters.ModelChoiceFilter(
        label=_("Call"),
        queryset=Call.objects.none(),
        to_field_name="number",
        empty_label=_("All calls"),
    )
    status = django_filters.ChoiceFilter(
        field_name="site__status",
        label=_("Status"),
        choices=SiteStatus.choices,
        empty_label=_("Any status"),
    )

    class Meta:
        model = Application
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Application], *, by: Viewer) -> None:
        super().__init__(data, queryset)
        self.filters["call"].queryset = Call.objects.visible_to(by).order_by("-opens_on", "pk")

    def find(
        self, applications: QuerySet[Application], name: str, text: str
    ) -> QuerySet[Application]:
        found = Q(site__hospital__search__finds=text) | Q(site__number__istartswith=text.strip())
        return applications.filter(found)
