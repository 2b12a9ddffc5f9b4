"""The lines of the ledger, narrowed; the balance before the first of them."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.filters import ListFilter
from niukou.core.forms import DayField
from niukou.core.money import ZERO, Money
from niukou.programmes.models import Branch, EntryKind, LedgerAccount, LedgerLine, Programme


class DayFilter(django_filters.DateFilter):
    field_class = DayField


class LedgerFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Entry, grant, donation or words"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    account = django_filters.ChoiceFilter(
        label=_("Ledger account"), choices=LedgerAccount.choices, empty_label=_("All accounts")
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind"),
        choices=EntryKind.choices,
        field_name="entry__kind",
        empty_label=_("All kinds"),
    )
    branch = django_filters.ModelChoiceFilter(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        to_field_name="slug",
        empty_label=_("All branches"),
    )
    start = DayFilter(label=_("From"), field_name="entry__on", lookup_expr="gte")
    end = DayFilter(label=_("To and including"), field_name="entry__on", lookup_expr="lte")

    class Meta:
        model = LedgerLine
        fields: list[str] = []

    def __init__(
        self, data: Any, queryset: QuerySet[LedgerLine], *, programme: Programme, by: Viewer
    ) -> None:
        self.all_lines = queryset
        super().__init__(data, queryset)
        branches = Branch.objects.visible_to(by).filter(programme=programme)
        self.filters["branch"].queryset = branches.order_by("launched_on", "pk")
        self.programme, self.by = programme, by

    def find(self, rows: QuerySet[LedgerLine], name: str, text: str) -> QuerySet[LedgerLine]:
        text = text.strip()
        return rows.filter(
            Q(entry__number__icontains=text)
            | Q(entry__words__icontains=text)
            | Q(grant__number__icontains=text)
            | Q(donation__number__icontains=text)
        )

    @property
    def of_account(self) -> str:
        """The account chosen; "" for all: then there is no balance but zero."""
        return str(self.form.cleaned_data.get("account") or "") if self.form.is_valid() else ""

    def carried_over(self) -> Money:
        """Return the balance of what the same choice has before its first day."""
        start: date | None = self.form.cleaned_data.get("start") if self.form.is_valid() else None
        if start is None:
            return ZERO
        before = {name: value for name, value in self.data.items() if name not in {"start", "end"}}
        earlier = LedgerFilter(before, self.all_lines, programme=self.programme, by=self.by).qs
        summed = earlier.order_by().filter(entry__on__lt=start).aggregate(all=Sum("fen"))
        return summed["all"] or ZERO
