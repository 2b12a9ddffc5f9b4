"""The register of assets, narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.filters import ListFilter
from niukou.programmes.models import Asset, Site


class AssetFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("What it is, or a number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    site = django_filters.ModelChoiceFilter(
        label=_("Site"),
        field_name="station__site",
        queryset=Site.objects.none(),
        to_field_name="number",
        empty_label=_("All sites"),
    )
    custody = django_filters.ChoiceFilter(
        label=_("In custody"),
        choices=[("held", _("Some are there")), ("gone", _("None is left"))],
        method="keep",
        empty_label=_("Either"),
    )
    sort = django_filters.OrderingFilter(
        label=_("Order"),
        fields={"number": "number", "item": "item", "warranty_until": "warranty"},
        choices=[
            ("number", _("Number")),
            ("item", _("Name of the item")),
            ("warranty", _("Warranty that ends first")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Asset
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Asset], *, by: Viewer) -> None:
        super().__init__(data, queryset)
        sites = Site.objects.worked_on_by(by).filter(stations__assets__isnull=False).distinct()
        asked = Site.objects.worked_on_by(by).filter(number=(data or {}).get("site", ""))
        choices = Site.objects.filter(Q(pk__in=sites.values("pk")) | Q(pk__in=asked.values("pk")))
        site = self.filters["site"]
        site.queryset = choices.select_related("hospital").order_by("number")
        site.field.label_from_instance = lambda one: f"{one.number} {one.hospital}"

    @property
    def asked_site(self) -> Site | None:
        """The site that was asked for; None: all of them."""
        found: Site | None = self.form.cleaned_data.get("site") if self.form.is_valid() else None
        return found

    def find(self, assets: QuerySet[Asset], name: str, text: str) -> QuerySet[Asset]:
        return assets.filter(Q(search__finds=text) | Q(number__istartswith=text.strip()))

    def keep(self, assets: QuerySet[Asset], name: str, which: str) -> QuerySet[Asset]:
        return assets.filter(quantity__gt=0) if which == "held" else assets.filter(quantity=0)
