"""A list narrowed by what stands in its address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError


class FilterNotUnderstood(DomainError):
    """A filter in the address has a value it cannot have."""


class FilterForm(forms.Form):
    """The fields above a list, and what of the address was not understood."""

    template_name = "django/forms/filters.html"


class ListFilter(django_filters.FilterSet):
    """Narrows a list; one value that is not understood narrows it to nothing, and is said.

    Left out, it would show or hand out everything to somebody who asked for a part.
    """

    def get_form_class(self) -> type[forms.Form]:
        made = super().get_form_class()
        return type(made.__name__, (FilterForm, made), {})

    def filter_queryset(self, queryset: QuerySet[Any]) -> Any:
        return queryset.none() if self.errors else super().filter_queryset(queryset)

    def narrowed(self) -> Any:
        """Return the rows for a program, which reads no line above a list.

        Raises:
            FilterNotUnderstood: a value is none of those it can be.
        """
        for name, refusals in self.errors.items():
            label = self.form.fields[name].label
            message = _("This filter is not understood: %(filter)s. %(why)s")
            raise FilterNotUnderstood(message % {"filter": label, "why": refusals[0]}, field=name)
        return self.qs
