"""Input about stations."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.network.models import Campus
from niukou.programmes.forms.ceremonies import CeremonyField, offer_ceremonies
from niukou.programmes.models import ServiceStation, Site
from niukou.programmes.queries.choices import campuses_of

FIRST_DAY = _(
    "The first day people were received. It counts in the figures. Empty: the day of the ceremony."
)


class PlanStationForm(ActionForm):
    campus: Any = forms.ModelChoiceField(
        label=_("Campus"),
        queryset=Campus.objects.none(),
        help_text=_("A station stands on a campus, not on a hospital."),
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    location = forms.CharField(label=_("Building, floor and room"), max_length=120, required=False)
    area_m2 = forms.DecimalField(
        label=_("Area (m²)"),
        max_digits=7,
        decimal_places=1,
        min_value=Decimal("0.1"),
        required=False,
    )

    def __init__(self, data: Any = None, *, site: Site, by: Viewer) -> None:
        super().__init__(data, by=by)
        self.fields["campus"].queryset = campuses_of(site, by)  # type: ignore[attr-defined]  # a model choice field


class OpenStationForm(ActionForm):
    ceremony = CeremonyField()
    on = DayField(label=_("Opened on"), required=False, help_text=FIRST_DAY)

    def __init__(self, data: Any = None, *, station: ServiceStation, by: Viewer) -> None:
        super().__init__(data, by=by)
        offer_ceremonies(self, station.site.branch)


class CorrectOpeningForm(EditForm):
    ceremony = CeremonyField()
    on = DayField(label=_("Opened on"), required=False, help_text=FIRST_DAY)

    def __init__(self, data: Any = None, *, subject: ServiceStation, by: Viewer) -> None:
        super().__init__(data, subject=subject, by=by)
        offer_ceremonies(self, subject.site.branch)

    def values_of(self, subject: Any) -> dict[str, Any]:
        return {"ceremony": subject.ceremony, "on": subject.opened_on}


class EditStationForm(EditForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    location = forms.CharField(label=_("Building, floor and room"), max_length=120, required=False)
    area_m2 = forms.DecimalField(
        label=_("Area (m²)"),
        max_digits=7,
        decimal_places=1,
        min_value=Decimal("0.1"),
        required=False,
    )


class EditPlaqueForm(EditForm):
    plaque_number = forms.CharField(label=_("Plaque number"), max_length=40, required=False)
    bears_emblem = forms.BooleanField(
        label=_("The plaque bears the red-cross emblem"), required=False
    )
    emblem_approval_ref = forms.CharField(
        label=_("Approval to use the emblem"),
        max_length=80,
        required=False,
        help_text=_("Number and date of the approval. The law protects the emblem."),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        help_text=_("The station's own number, not somebody's private one."),
    )
    is_phone_public = forms.BooleanField(
        label=_("The public may see the telephone"), required=False
    )
