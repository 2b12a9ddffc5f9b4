"""Input about the assets of a station."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.files import PAPERS
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.money import MoneyFormField
from niukou.programmes.actions.assets import AssetSaid, places_of
from niukou.programmes.models import Asset, MoveKind, ServiceStation

SAID = ("item", "own_number", "unit_price", "funder", "bought_on", "warranty_until")


class EvidenceField(forms.FileField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Evidence"),
            required=False,
            help_text=_("A delivery note, a signed list, a picture: PDF, JPEG or PNG."),
            widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS))}),
        )


class AssetFields(forms.Form):
    """What is said of an asset; cleans to ``said``."""

    item = forms.CharField(label=_("Name of the item"), max_length=80)
    own_number = forms.CharField(
        label=_("The hospital's own number"), max_length=40, required=False
    )
    unit_price = MoneyFormField(label=_("Price of one (yuan)"), required=False)
    funder = forms.CharField(label=_("Funded by"), max_length=120, required=False)
    bought_on = DayField(label=_("Bought on"), required=False)
    warranty_until = DayField(label=_("Last day of the warranty"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            cleaned["said"] = AssetSaid(**{name: cleaned.pop(name) for name in SAID})
        return cleaned


class ReceiveAssetForm(AssetFields, ActionForm):
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000, initial=1)
    place = forms.CharField(label=_("Where they stand, or who keeps them"), max_length=60)
    on = DayField(label=_("Received on"), initial=timezone.localdate)
    evidence = EvidenceField()

    def __init__(
        self, data: Any = None, files: Any = None, *, station: ServiceStation, by: Viewer
    ) -> None:
        super().__init__(data, files, by=by)
        names = [zone.name for zone in station.zones.order_by("position")]
        self.fields["place"].help_text = "、".join(names)


class EditAssetForm(AssetFields, EditForm):
    def _differences(self, theirs: dict[str, Any]) -> Any:
        said = self.cleaned_data["said"]
        self.cleaned_data |= {name: getattr(said, name) for name in SAID}
        return super()._differences(theirs)


class MoveAssetForm(ActionForm):
    """Offers the places where some of the asset are."""

    kind = forms.TypedChoiceField(
        label=_("What happened"),
        choices=MoveKind.choices,
        coerce=MoveKind,
        initial=MoveKind.MOVED,
        widget=forms.RadioSelect,
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=1_000_000)
    from_place = forms.ChoiceField(
        label=_("From (whom or where)"),
        required=False,
        help_text=_("Not needed for what is received."),
    )
    to_place = forms.CharField(
        label=_("To (whom or where)"),
        max_length=60,
        required=False,
        help_text=_("Not needed for what is written off."),
    )
    on = DayField(label=_("Date"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
    evidence = EvidenceField()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        asset: Asset,
        by: Viewer,
    ) -> None:
        super().__init__(data, files, by=by)
        places = places_of(asset)
        choices = [("", "—"), *((place, f"{place} ({count})") for place, count in places.items())]
        self.fields["from_place"].choices = choices  # type: ignore[attr-defined]  # a choice field
