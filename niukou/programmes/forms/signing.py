"""Input about templates, prepared agreements, and the act in which they are signed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.money import Money
from niukou.network.models import AgreementKind, Organisation
from niukou.programmes.actions.signing import Wording
from niukou.programmes.forms.ceremonies import CeremonyField, offer_ceremonies
from niukou.programmes.models import (
    JOINING,
    AgreementDraft,
    AgreementTemplate,
    Branch,
    Signing,
    Site,
    TemplatePlace,
)
from niukou.programmes.models.signing import MOST_GROUPS
from niukou.programmes.places import PlaceKind

KINDS = [(kind.value, kind.label) for kind in JOINING]
LONGEST_VALUE = 2000
DAY_OF_IT = _("Empty: the day of the ceremony.")
WRITE_PLACES = _(
    "Write 【】 around what is to be filled in, for example 【room area】. These fill themselves: "
    "【医院名称】【项目名称】【地方站名称】【签约日期】【签约各方】."
)


class DraftTemplateForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.TypedChoiceField(label=_("Kind"), choices=KINDS, coerce=AgreementKind)
    body = forms.CharField(
        label=_("Text"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=WRITE_PLACES,
    )


class EditTemplateForm(EditForm):
    """The text, and for each place in it what is written there."""

    kind = DraftTemplateForm.base_fields["kind"]
    body = DraftTemplateForm.base_fields["body"]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: AgreementTemplate,
        by: Viewer,
    ) -> None:
        super().__init__(data, subject=subject, by=by)
        self.fields.pop("why")  # an edition in work has no readers yet
        self.places = list(subject.fields.order_by("position"))
        for place in self.places:
            self.fields[f"kind_{place.pk}"] = forms.TypedChoiceField(
                label=place.name, choices=PlaceKind.choices, coerce=PlaceKind, initial=place.kind
            )
            self.fields[f"optional_{place.pk}"] = forms.BooleanField(
                label=_("May stay empty"), required=False, initial=not place.is_required
            )

    @property
    def place_rows(self) -> list[tuple[TemplatePlace, BoundField, BoundField]]:
        return [
            (place, self[f"kind_{place.pk}"], self[f"optional_{place.pk}"]) for place in self.places
        ]

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(lambda **data: action(**self._packed(data)))

    def _packed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        places = self.places
        return {
            "version": data["version"],
            "kind": data["kind"],
            "body": data["body"],
            "kinds": {place.name: data[f"kind_{place.pk}"] for place in places},
            "optional": frozenset(p.name for p in places if data[f"optional_{p.pk}"]),
        }


def wording_fields(template: AgreementTemplate, site: Site) -> dict[str, forms.Field]:
    """Return what is asked for an agreement of ``site`` written from ``template``."""
    initiators = Organisation.objects.filter(  # named in public, whoever fills in the form
        pk__in=site.branch.programme.initiators.values("organisation")
    ).order_by("pk")
    fields: dict[str, forms.Field] = {
        "title": forms.CharField(label=_("Title"), max_length=160),
        "signers": forms.ModelMultipleChoiceField(
            label=_("Who signs for the programme"),
            queryset=initiators,
            widget=forms.CheckboxSelectMultiple,
        ),
    }
    for place in template.fields.order_by("position"):
        fields[f"place_{place.pk}"] = _place_field(place)
    fields["starts_on"] = DayField(
        label=_("In force from"), required=False, help_text=_("Empty: from the day it was signed.")
    )
    fields["ends_on"] = DayField(
        label=_("No longer in force from"),
        required=False,
        help_text=_("The day after its last day; empty: open end."),
    )
    return fields


def _place_field(place: TemplatePlace) -> forms.Field:
    if place.kind == PlaceKind.DATE:
        return DayField(label=place.name, required=place.is_required)
    helps = {
        PlaceKind.MONEY: _("In yuan, for example 1234.50 or 1.2万."),
        PlaceKind.NUMBER: _("A number."),
    }
    return forms.CharField(
        label=place.name,
        required=place.is_required,
        max_length=LONGEST_VALUE,
        help_text=helps.get(PlaceKind(place.kind), ""),
    )


class WordingMixin:
    """Packs the fields of an agreement into its wording, and finds the field a refusal blames."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]
    template: AgreementTemplate

    def clean_signers(self) -> list[Organisation]:
        return list(self.cleaned_data["signers"])

    def wording(self, data: Mapping[str, Any]) -> Wording:
        values = {
            place.name: str(data[f"place_{place.pk}"] or "") for place in self.template.fields.all()
        }
        return Wording(
            title=data["title"],
            signers=data["signers"],
            values=values,
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
        )

    def refuse(self, refusal: DomainError) -> None:
        for place in self.template.fields.all():
            if refusal.field == place.name:
                refusal.field = f"place_{place.pk}"
        super().refuse(refusal)  # type: ignore[misc]  # the form beside it has it


class PrepareAgreementForm(WordingMixin, ActionForm):
    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        template: AgreementTemplate,
        site: Site,
        by: Viewer,
    ) -> None:
        self.template = template
        initial = {"title": f"{site.branch.programme}{template.name}"}
        super().__init__(data, by=by, initial=initial)
        self.fields |= wording_fields(template, site)
        first = site.branch.programme.initiators.order_by("position").first()
        self.initial["signers"] = [first.organisation_id] if first else []

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(lambda **data: action(wording=self.wording(data)))


class EditDraftForm(WordingMixin, EditForm):
    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: AgreementDraft,
        by: Viewer,
    ) -> None:
        self.template = subject.template
        super().__init__(data, subject=subject, by=by)
        self.fields.pop("why")  # nothing is signed yet
        self.fields |= wording_fields(subject.template, subject.site)

    def values_of(self, subject: Any) -> dict[str, Any]:
        kept = dict(subject.values.values_list("place", "kept"))
        signing = subject.parties.exclude(organisation=subject.site.hospital_id)
        signers = Organisation.objects.filter(pk__in=signing.values("organisation"))
        return {
            "title": subject.title,
            "signers": list(signers.order_by("pk")),
            **{
                f"place_{place.pk}": _as_typed(place, kept.get(place.pk, ""))
                for place in subject.template.fields.order_by("position")
            },
            "starts_on": subject.starts_on,
            "ends_on": subject.ends_on,
        }

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(
            lambda **data: action(version=data["version"], wording=self.wording(data))
        )


def _as_typed(place: TemplatePlace, kept: str) -> str | date:
    """Return a kept value as its field takes it."""
    if place.kind == PlaceKind.MONEY and kept:
        return str(Money(int(kept)).yuan)
    if place.kind == PlaceKind.DATE and kept:
        return date.fromisoformat(kept)
    return kept


class DropDraftForm(ActionForm):
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Kept with the agreement that is dropped.")
    )


class HoldSigningForm(ActionForm):
    """One day, and which of the prepared agreements were signed then, each in its group."""

    title = forms.CharField(label=_("Title"), max_length=120, initial=_("Signing of agreements"))
    ceremony = CeremonyField()
    on = DayField(label=_("Signed on"), required=False, help_text=DAY_OF_IT)
    cohort = forms.CharField(
        label=_("Cohort"),
        max_length=40,
        required=False,
        help_text=_("The batch the programme counts it in."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        branch: Branch,
        drafts: Sequence[AgreementDraft],
        chosen: str = "",
        by: Viewer,
    ) -> None:
        super().__init__(data, by=by)
        offer_ceremonies(self, branch, chosen=chosen)
        self.drafts = drafts
        for draft in drafts:
            label = f"{draft.site.number} {draft.site.hospital}"
            self.fields[f"signed_{draft.pk}"] = forms.BooleanField(label=label, required=False)
            self.fields[f"group_{draft.pk}"] = forms.IntegerField(
                label=_("Signing group of %s") % draft.site.hospital,
                min_value=1,
                max_value=MOST_GROUPS,
                required=False,
            )

    @property
    def head(self) -> list[BoundField]:
        return [self["title"], self["ceremony"], self["on"], self["cohort"]]

    @property
    def rows(self) -> list[tuple[AgreementDraft, BoundField, BoundField]]:
        return [
            (draft, self[f"signed_{draft.pk}"], self[f"group_{draft.pk}"]) for draft in self.drafts
        ]

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(lambda **data: action(**self._packed(data)))

    def _packed(self, data: Mapping[str, Any]) -> dict[str, Any]:
        signed = [draft for draft in self.drafts if data[f"signed_{draft.pk}"]]
        return {
            "title": data["title"],
            "ceremony": data["ceremony"],
            "on": data["on"],
            "cohort": data["cohort"],
            "groups": {draft: data[f"group_{draft.pk}"] for draft in signed},
        }


class CorrectSigningForm(EditForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    ceremony = CeremonyField()
    on = DayField(label=_("Signed on"), required=False, help_text=DAY_OF_IT)
    cohort = forms.CharField(label=_("Cohort"), max_length=40, required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, subject: Signing, by: Viewer
    ) -> None:
        super().__init__(data, subject=subject, by=by)
        offer_ceremonies(self, subject.branch)

    def values_of(self, subject: Any) -> dict[str, Any]:
        return {name: getattr(subject, name) for name in ("title", "ceremony", "on", "cohort")}
