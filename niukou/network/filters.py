"""Lists of the network, narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from niukou.core.filters import ListFilter
from niukou.network.models import Agreement, AgreementKind, Organisation, OrganisationKind


class OrganisationSort(TextChoices):
    NAME = "pinyin_key", _("Name")
    KIND = "kind", _("Kind")
    REGION = "region__code", _("Region")
    CHANGED = "-updated_at", _("Last changed")


class AgreementSort(TextChoices):
    NEWEST = "-signed_on", _("Newest first")
    OLDEST = "signed_on", _("Oldest first")
    NUMBER = "number", _("Number")
    GROUP = "signing_group", _("Signing group")


class SortFilter(django_filters.ChoiceFilter):
    """Orders the rows; rows that are alike keep the order they were entered in."""

    def __init__(self, choices: type[TextChoices]) -> None:
        first = next(iter(choices)).label
        others = [(choice.value, choice.label) for choice in list(choices)[1:]]
        super().__init__(label=_("Sort by"), choices=others, empty_label=first)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.order_by(value, "pk") if value else qs


class OrganisationFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Name, pinyin or code"),
        field_name="search",
        lookup_expr="finds",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=OrganisationKind.choices, empty_label=_("All kinds")
    )
    sort = SortFilter(OrganisationSort)

    class Meta:
        model = Organisation
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Organisation]) -> None:
        super().__init__(data, queryset)


class AgreementFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Title or number"),
        field_name="search",
        lookup_expr="finds",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=AgreementKind.choices, empty_label=_("All kinds")
    )
    year = django_filters.NumberFilter(
        label=_("Year signed"),
        field_name="signed_on",
        lookup_expr="year",
        min_value=1,
        max_value=9998,
    )
    signing_group = django_filters.NumberFilter(label=_("Signing group"), min_value=0, max_value=99)
    organisation = django_filters.CharFilter(
        label=_("Organisation"),
        method="signed_by",
        widget=forms.TextInput(attrs={"data-lookup": "organisations", "autocomplete": "off"}),
    )
    sort = SortFilter(AgreementSort)

    class Meta:
        model = Agreement
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Agreement]) -> None:
        super().__init__(data, queryset)

    def signed_by(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        """Narrow to agreements of which an organisation known by ``value`` is a party."""
        named = Organisation.objects.named(value)
        known = named if named.exists() else Organisation.objects.filter(search__finds=value)
        return rows.filter(pk__in=Agreement.objects.filter(parties__organisation__in=known))
