"""Input about tranches: evidence, release, payment, money that comes back."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS
from niukou.core.forms import ActionForm, DayField
from niukou.core.money import MoneyFormField
from niukou.programmes.actions.tranches import PayeeChanged
from niukou.programmes.models import Payee, TrancheCondition

REFERENCE = _("As on the bank's statement: with it the payment is found again.")


class AttachEvidenceForm(ActionForm):
    file = forms.FileField(
        label=_("Evidence"),
        help_text=_("PDF, JPEG or PNG. It takes the place of an earlier one."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS))}),
    )


class ConfirmConditionForm(ActionForm):
    on = DayField(
        label=_("Met on"), initial=timezone.localdate, help_text=_("The day of the paper.")
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, waiting: TrancheCondition, by: Viewer
    ) -> None:
        super().__init__(data, by=by)
        if not waiting.is_paper:  # the records say the day
            self.fields["on"].disabled = True
            self.fields["on"].widget = forms.HiddenInput()


class ReleaseTrancheForm(ActionForm):
    on = DayField(label=_("Released on"), initial=timezone.localdate)


class WithdrawReleaseForm(ActionForm):
    on = DayField(label=_("Taken back on"), initial=timezone.localdate)
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Stands in the ledger beside the entry.")
    )


class PayTrancheForm(ActionForm):
    """Carries the account that the page showed: another one by now is a refusal."""

    payee: Any = forms.ModelChoiceField(
        queryset=Payee.objects.none(), widget=forms.HiddenInput, required=True
    )
    on = DayField(label=_("Paid on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("Bank reference"), max_length=60, help_text=REFERENCE)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        payee: Payee | None,
        organisation: int,
        by: Viewer,
    ) -> None:
        super().__init__(data, by=by, initial={"payee": payee.pk if payee else None})
        rows = Payee.objects.visible_to(by).filter(organisation=organisation)
        self.fields["payee"].queryset = rows  # type: ignore[attr-defined]  # a model choice field
        self.current = payee

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        if isinstance(refusal, PayeeChanged) and self.current:  # the page shows the new one
            self.data = {name: self.data[name] for name in self.data}
            self.data["payee"] = str(self.current.pk)


class ReturnMoneyForm(ActionForm):
    amount = MoneyFormField(
        label=_("Amount"), help_text=_("In yuan, for example 1234.50 or 1.2万.")
    )
    on = DayField(label=_("Came back on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("Bank reference"), max_length=60, help_text=REFERENCE)
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Stands in the ledger beside the entry.")
    )


class CorrectEntryForm(ActionForm):
    on = DayField(label=_("Corrected on"), initial=timezone.localdate)
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Stands in the ledger beside the entry.")
    )
