"""Input about the gatherings of a programme."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, EditForm
from niukou.core.lookups import RecordField
from niukou.gatherings.fields import GatheringFields
from niukou.programmes.models import Programme, Workstream

HUNDRED = 100


class ShareField(forms.IntegerField):
    """A share as people say it, in hundredths; cleans to 0–1, None where none is asked."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": HUNDRED, "required": False} | options)

    def prepare_value(self, value: Any) -> Any:
        return int(value * HUNDRED) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        return None if typed is None else Decimal(typed) / HUNDRED


class CountingFields(forms.Form):
    """How a gathering counts in its programme."""

    workstream = forms.TypedChoiceField(
        label=_("Workstream"), choices=Workstream.choices, coerce=Workstream
    )
    is_for_workers = forms.BooleanField(
        label=_("Its participants are medical social workers"),
        required=False,
        initial=True,
        help_text=_("A training counts as workers trained only then."),
    )
    completion_share = ShareField(
        label=_("Share of class minutes to complete it, in %"),
        help_text=_("Empty: whoever was there completed the training."),
    )

    def offer_workstreams_of(self, programme: Programme) -> None:
        own = [Workstream(one) for one in programme.workstreams]
        self.fields["workstream"].choices = [(one.value, one.label) for one in own]  # type: ignore[attr-defined]  # a choice field


class PlanInProgrammeForm(GatheringFields, CountingFields, ActionForm):
    """A gathering of a branch or programme: who hosts it, how it counts, and what it is."""

    field_order = ["title", "kind", "starts_at", "ends_at", "is_by_day", "host"]
    host = RecordField(
        "organisations", label=_("Host"), help_text=_("Further hosts are named on its page.")
    )

    def __init__(self, data: Any = None, *, programme: Programme, by: Viewer) -> None:
        super().__init__(data, by=by)
        self.offer_workstreams_of(programme)
        self.initial["workstream"] = Workstream.CAPACITY


class EditProgrammeGatheringForm(CountingFields, EditForm):
    def __init__(self, data: Any = None, *, subject: Any, by: Viewer) -> None:
        super().__init__(data, subject=subject, by=by)
        self.offer_workstreams_of(subject.programme)

    def values_of(self, subject: Any) -> dict[str, Any]:
        return super().values_of(subject) | {"workstream": Workstream(subject.workstream)}
