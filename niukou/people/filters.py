"""Lists of persons and accounts, narrowed."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.filters import ListFilter
from niukou.people.models import Account, Licence, LicenceLevel, Person


class Licensed(TextChoices):
    VALID = "valid", _("With a valid licence")
    EXPIRED = "expired", _("With an expired licence only")
    NONE = "none", _("Without a licence")


class PersonFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Name or pinyin"),
        field_name="search",
        lookup_expr="finds",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    level = django_filters.ChoiceFilter(
        label=_("Licence"),
        choices=LicenceLevel.choices,
        empty_label=_("All levels"),
        method="leave",
    )
    licensed = django_filters.ChoiceFilter(
        label=_("State"), choices=Licensed.choices, empty_label=_("All"), method="leave"
    )
    on = django_filters.DateFilter(
        label=_("On the day"),
        method="leave",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Person]) -> None:
        super().__init__(data, queryset)

    @property
    def day(self) -> date:
        """Return the day on which licences are looked at; today unless one is asked for."""
        asked = self.form.cleaned_data.get("on") if self.form.is_valid() else None
        return asked or timezone.localdate()

    def leave(self, rows: QuerySet[Person], name: str, value: Any) -> QuerySet[Person]:
        """Leave the rows as they are: level, state and day are read together, below."""
        return rows

    def filter_queryset(self, queryset: QuerySet[Person]) -> QuerySet[Person]:
        rows: QuerySet[Person] = super().filter_queryset(queryset)
        asked = self.form.cleaned_data  # without what could not be read
        level, state = asked.get("level"), asked.get("licensed")
        licences = Licence.objects.filter(level=level) if level else Licence.objects.all()
        valid = Q(pk__in=licences.valid(on=self.day).values("person"))
        if state == Licensed.VALID:
            return rows.filter(valid)
        if state == Licensed.EXPIRED:
            return rows.filter(pk__in=licences.expired(on=self.day).values("person")).exclude(valid)
        if state == Licensed.NONE:
            return rows.exclude(pk__in=licences.values("person"))
        return rows.filter(pk__in=licences.values("person")) if level else rows


class AccountFilter(ListFilter):
    q = django_filters.CharFilter(
        label=_("Name, pinyin or e-mail"),
        method="find",
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        field_name="is_active",
        choices=[("True", _("May sign in")), ("False", _("Closed"))],
        empty_label=_("All"),
    )

    class Meta:
        model = Account
        fields: list[str] = []

    def __init__(self, data: Any, queryset: QuerySet[Account]) -> None:
        super().__init__(data, queryset)

    def find(self, rows: QuerySet[Account], name: str, value: str) -> QuerySet[Account]:
        persons = Person.objects.filter(search__finds=value)
        return rows.filter(Q(email__icontains=value) | Q(person__in=persons.values("pk")))
