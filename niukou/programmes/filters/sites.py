"""The list of sites, narrowed."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.filters import ListFilter
from niukou.programmes.lifecycle import STAGES, SiteStatus, Stage
from niukou.programmes.models import Branch, ServiceStation, Site, SiteAgreement

LACKING = {
    "station": ~Exists(ServiceStation.objects.filter(site=OuterRef("pk"))),
    "agreement": ~Exists(SiteAgreement.objects.filter(site=OuterRef("pk"))),
}


class SiteFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Hospital, pinyin or number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    branch = django_filters.ModelChoiceFilter(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        to_field_name="slug",
        empty_label=_("All branches"),
    )
    stage = django_filters.ChoiceFilter(
        label=_("Stage"), choices=Stage.choices, method="stand_in", empty_label=_("All stages")
    )
    status = django_filters.ChoiceFilter(
        label=_("Status"), choices=SiteStatus.choices, empty_label=_("Any status")
    )
    without = django_filters.ChoiceFilter(
        label=_("What is lacking"),
        choices=[("agreement", _("No agreement")), ("station", _("No station planned"))],
        method="lack",
        empty_label=_("Nothing in particular"),
    )
    sort = django_filters.OrderingFilter(
        label=_("Order"),
        fields={
            "number": "number",
            "hospital__pinyin_key": "hospital",
            "signed_on": "signed",
            "due_on": "due",
        },
        choices=[
            ("number", _("Number")),
            ("hospital", _("Hospital")),
            ("-signed", _("Newest signature")),
            ("signed", _("Oldest signature")),
            ("due", _("Due first")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Site
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Site], *, by: Viewer) -> None:
        super().__init__(data, queryset)
        branches = Branch.objects.visible_to(by).order_by("launched_on", "pk")
        self.filters["branch"].queryset = branches

    def find(self, sites: QuerySet[Site], name: str, text: str) -> QuerySet[Site]:
        return sites.filter(Q(hospital__search__finds=text) | Q(number__istartswith=text.strip()))

    def stand_in(self, sites: QuerySet[Site], name: str, stage: str) -> QuerySet[Site]:
        return sites.filter(status__in=STAGES[Stage(stage)])

    def lack(self, sites: QuerySet[Site], name: str, what: str) -> QuerySet[Site]:
        return sites.filter(LACKING[what])
