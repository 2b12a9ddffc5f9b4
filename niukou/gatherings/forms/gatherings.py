"""Input about a gathering itself and its hosts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, EditForm
from niukou.core.lookups import RecordField
from niukou.gatherings.fields import GatheringFields
from niukou.gatherings.forms.rows import RowsForm, Said
from niukou.gatherings.models import ONE_MOMENT, HostingCapacity
from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of


class PlanGatheringForm(GatheringFields, ActionForm):
    """A gathering of an organisation one administers."""

    field_order = ["host"]
    host: Any = forms.ModelChoiceField(label=_("Host"), queryset=Organisation.objects.none())

    def __init__(self, data: Any = None, *, by: Viewer) -> None:
        super().__init__(data, by=by)
        led = roles_of(by).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
        own = Organisation.objects.visible_to(by).filter(pk__in=led).order_by("pinyin_key", "pk")
        self.fields["host"].queryset = own  # type: ignore[attr-defined]  # a model choice field
        if len(led) == 1:
            self.initial["host"] = next(iter(led))


class EditGatheringForm(GatheringFields, EditForm):
    def values_of(self, subject: Any) -> dict[str, Any]:
        last = {"ends_at": subject.ends_at - ONE_MOMENT} if subject.is_by_day else {}
        return super().values_of(subject) | last


class NameHostsForm(RowsForm):
    """Who stands behind a gathering, each in a capacity, in the published order."""

    def row_fields(self) -> dict[str, forms.Field]:
        choices = [("", "—"), *HostingCapacity.choices]
        return {
            "organisation": RecordField("organisations", label=_("Organisation"), required=False),
            "capacity": forms.TypedChoiceField(
                label=pgettext_lazy("gathering", "Capacity"),
                choices=choices,
                coerce=HostingCapacity,
                required=False,
                empty_value=None,
            ),
        }

    def rows_of(self, subject: Any) -> list[Said]:
        named = subject.hostings.select_related("organisation").order_by("position", "pk")
        return [
            {"organisation": one.organisation, "capacity": HostingCapacity(one.capacity)}
            for one in named
        ]

    def told(self, rows: list[Said]) -> str:
        return "、".join(f"{row['capacity'].label} {row['organisation']}" for row in rows)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = self.typed_rows(cleaned)
        for place, said in found.items():
            if not said["organisation"] and f"organisation_{place}" not in self.errors:
                message = _now("Name the organisation, or empty the row.")
                self.add_error(f"organisation_{place}", message)
            if not said["capacity"] and f"capacity_{place}" not in self.errors:
                self.add_error(f"capacity_{place}", _now("Say in which capacity."))
        cleaned["listed"] = list(found.values())
        return cleaned
