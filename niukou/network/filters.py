"""Lists of the network, narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.network.models import Organisation, OrganisationKind


class OrganisationFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Name, pinyin or code"),
        field_name="search",
        lookup_expr="finds",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=OrganisationKind.choices, empty_label=_("All kinds")
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Organisation]) -> None:
        super().__init__(data, queryset)
