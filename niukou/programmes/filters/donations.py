"""The list of donations, narrowed."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.core.filters import ListFilter
from niukou.programmes.models import Donation, Restriction

KINDS = (("money", _("In money")), ("goods", _("In kind")))
TRAITS = (
    ("receipt", _("Without a receipt")),
    ("related", _("From related parties")),
    ("voided", _("Taken out of the books")),
)


class DonationFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Donor or number"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Money or goods"), choices=KINDS, method="of_kind", empty_label=_("Both")
    )
    restriction = django_filters.ChoiceFilter(
        label=_("What it is for"), choices=Restriction.choices, empty_label=_("Anything")
    )
    only = django_filters.ChoiceFilter(
        label=_("Only"), choices=TRAITS, method="with_trait", empty_label=_("All donations")
    )
    sort = django_filters.OrderingFilter(
        label=_("Order"),
        fields={"received_on": "received", "amount": "amount"},
        choices=[
            ("-received", _("Newest first")),
            ("received", _("Oldest first")),
            ("-amount", _("Largest first")),
        ],
        empty_label=None,
        null_label=None,
    )

    class Meta:
        model = Donation
        fields: list[str] = []

    def find(self, rows: QuerySet[Donation], name: str, text: str) -> QuerySet[Donation]:
        return rows.filter(
            Q(donor_shown__icontains=text.strip()) | Q(number__icontains=text.strip())
        )

    def of_kind(self, rows: QuerySet[Donation], name: str, kind: str) -> QuerySet[Donation]:
        return rows.filter(is_in_kind=kind == "goods")

    def with_trait(self, rows: QuerySet[Donation], name: str, trait: str) -> QuerySet[Donation]:
        traits = {
            "receipt": Q(receipt_number="", receipt_waived=False, voided_on=None),
            "related": Q(is_related_party=True),
            "voided": Q(voided_on__isnull=False),
        }
        return rows.filter(traits[trait])
