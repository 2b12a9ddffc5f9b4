"""Input about where money goes."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm
from niukou.programmes.models import Tranche


class SetPayeeForm(ActionForm):
    account_name = forms.CharField(
        label=_("Name of the account"),
        max_length=120,
        help_text=_("As the bank has it. It should be the hospital's own name."),
    )
    bank = forms.CharField(
        label=_("Bank and branch"), max_length=120, help_text=_("For example: 某银行某支行.")
    )
    account_number = forms.CharField(
        label=_("Account number"),
        max_length=50,
        help_text=_("Kept sealed: pages show its last four figures only."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    why = forms.CharField(
        label=_("Where you have it from"),
        max_length=200,
        help_text=_("For example: the agreement, page 3. The second person looks there."),
    )


class ConfirmPayeeForm(ActionForm):
    compared = forms.BooleanField(
        label=_("I compared name, bank and ending with the paper."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("compared", None)
        return cleaned


class BankBatchForm(ActionForm):
    tranches: Any = forms.ModelMultipleChoiceField(
        label=_("Tranches"), queryset=Tranche.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        tranches: QuerySet[Tranche],
        by: Viewer,
    ) -> None:
        super().__init__(data, by=by)
        self.fields["tranches"].queryset = tranches  # type: ignore[attr-defined]  # a model choice field
