"""Input about a gathering itself and its hosts."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, EditForm
from niukou.core.lookups import RecordField
from niukou.core.rows import RowsForm, Said
from niukou.gatherings.fields import GatheringFields
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

    asks_why_at_first = False

    def row_fields(self, place: int) -> dict[str, forms.Field]:
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

    def check_row(self, place: int, said: Said) -> None:
        self.need(said, "organisation", place, _now("Name the organisation, or empty the row."))
        self.need(said, "capacity", place, _now("Say in which capacity."))
