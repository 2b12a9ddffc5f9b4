"""Input about donations."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.lookups import RecordField
from niukou.core.money import MoneyFormField
from niukou.network.models import Organisation
from niukou.programmes.actions.donations import BoundTo
from niukou.programmes.models import Branch, Programme, Restriction


class RecordDonationForm(ActionForm):
    """A gift: who gave it, what it is, what it is for."""

    donor = RecordField(
        "organisations",
        label=_("Donor in the register"),
        required=False,
        help_text=_("By name, pinyin initials or code. Empty: a person, or no name is wanted."),
    )
    donor_shown = forms.CharField(
        label=_("Name as the donor wishes"),
        max_length=120,
        required=False,
        help_text=_("Stands on the receipt and in reports. “Anonymous” is a name, too."),
    )
    received_by: Any = forms.ModelChoiceField(
        label=_("Received by"), queryset=Organisation.objects.none(), empty_label=None
    )
    received_on = DayField(label=_("Received on"), initial=timezone.localdate)
    is_in_kind = forms.TypedChoiceField(
        label=_("What was given"),
        choices=[("money", _("In money")), ("goods", _("In kind"))],
        coerce=lambda kind: kind == "goods",
        initial="money",
        widget=forms.RadioSelect,
    )
    amount = MoneyFormField(
        label=_("Amount"),
        required=False,
        help_text=_("In yuan, for example 1234.50 or 1.2万. Goods: their value, if it is known."),
    )
    description = forms.CharField(
        label=_("Which goods"), max_length=200, required=False, help_text=_("Only for goods.")
    )
    restriction = forms.TypedChoiceField(
        label=_("What it is for"),
        choices=Restriction.choices,
        coerce=Restriction,
        help_text=_("As the donor said. Money is spent only on that."),
    )
    branch: Any = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("No branch"),
    )
    site = RecordField("sites", label=_("Site"), required=False)
    purpose = forms.CharField(
        label=_("Purpose in the donor's words"), max_length=200, required=False
    )
    agreement = RecordField("agreements", label=_("Agreement"), required=False)
    receipt_waived = forms.BooleanField(label=_("The donor wants no receipt"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, programme: Programme, by: Viewer
    ) -> None:
        super().__init__(data, by=by)
        initiators = Organisation.objects.visible_to(by).filter(
            pk__in=programme.initiators.values("organisation")
        )
        self.fields["received_by"].queryset = initiators.order_by("pk")  # type: ignore[attr-defined]  # a model choice field
        branches = Branch.objects.visible_to(by).filter(programme=programme)
        self.fields["branch"].queryset = branches.order_by("launched_on", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        parts = {name: cleaned.pop(name, None) for name in ("restriction", "branch", "site")}
        if not self.errors:
            cleaned["bound_to"] = BoundTo(**parts, purpose=cleaned.pop("purpose", ""))
        return cleaned


class IssueReceiptForm(ActionForm):
    on = DayField(label=_("Issued on"), initial=timezone.localdate)


class MarkRelatedPartyForm(EditForm):
    is_related_party = forms.BooleanField(
        label=_("The donor was a related party on that day"),
        required=False,
        help_text=_("The law wants dealings with related parties published within 30 days."),
    )
