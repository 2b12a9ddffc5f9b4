"""Input about sites, their contacts and files."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, SHEETS
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.lookups import RecordField
from niukou.network.models import Agreement
from niukou.programmes.actions.sites import MovedMeanwhile
from niukou.programmes.lifecycle import SiteStatus, moves_from
from niukou.programmes.models import Site
from niukou.programmes.queries.choices import joining_agreements


class ProposeSiteForm(ActionForm):
    hospital = RecordField(
        "organisations",
        label=_("Hospital"),
        help_text=_("By name, pinyin initials or code. It must be in the register."),
    )
    on = DayField(
        label=_("Proposed on"),
        initial=timezone.localdate,
        help_text=_("If it has signed already: not later than its agreement."),
    )
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Seen by those who work on it."),
    )


class MoveSiteForm(ActionForm):
    """Offers only the moves the site can make now; a signature is another form."""

    was = forms.TypedChoiceField(
        choices=SiteStatus.choices, coerce=SiteStatus, widget=forms.HiddenInput
    )
    to = forms.TypedChoiceField(label=_("Next state"), coerce=SiteStatus, widget=forms.RadioSelect)
    on = DayField(label=_("Date"), initial=timezone.localdate, help_text=_("The day it happened."))
    note = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Kept with the step.")
    )
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("A paper or picture that proves it: PDF, JPEG, PNG or Excel (xlsx)."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS | SHEETS))}),
    )

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        site: Site,
        by: Viewer,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, by=by, initial={"was": site.status, **(initial or {})})
        seen = str((data or {}).get("was", ""))
        self._offer(seen if seen in SiteStatus else site.status)

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        if isinstance(refusal, MovedMeanwhile):  # the next try starts from where it is now
            self.data = {name: self.data[name] for name in self.data} | {"was": refusal.now}
            self._offer(refusal.now)

    def _offer(self, now: str) -> None:
        possible = [to for to in moves_from(now) if to != SiteStatus.SIGNED]
        self.fields["to"].choices = [(to.value, to.label) for to in possible]  # type: ignore[attr-defined]  # a choice field


class SignSiteForm(ActionForm):
    agreement: Any = forms.ModelChoiceField(
        label=_("Agreement"), queryset=Agreement.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, site: Site, by: Viewer) -> None:
        super().__init__(data, by=by)
        field = self.fields["agreement"]
        field.queryset = joining_agreements(site, by)  # type: ignore[attr-defined]  # a model choice field
        field.empty_label = None  # type: ignore[attr-defined]
        field.label_from_instance = self.label_of  # type: ignore[attr-defined]

    @property
    def has_choices(self) -> bool:
        return bool(self.fields["agreement"].queryset.exists())  # type: ignore[attr-defined]

    @staticmethod
    def label_of(agreement: Agreement) -> str:
        return f"{agreement.number} · {agreement.title} · {agreement.signed_on:%Y-%m-%d}"


class EditSiteForm(EditForm):
    note = forms.CharField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Seen by those who work on it."),
    )


class CorrectStepForm(ActionForm):
    on = DayField(label=_("The right date"))
    why = forms.CharField(
        label=_("Why you change it"), max_length=200, help_text=_("Kept in the history.")
    )


class NameContactForm(ActionForm):
    person = RecordField(
        "people", label=_("Person"), help_text=_("By name or pinyin. Register the person first.")
    )
    matter = forms.CharField(
        label=_("Contact for"), max_length=60, help_text=_("For example: station, finance, press.")
    )
    on = DayField(label=_("From"), initial=timezone.localdate)


class AttachFileForm(ActionForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG or Excel (xlsx)."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS | SHEETS))}),
    )
    title = forms.CharField(label=_("Title"), max_length=80)
    dated_on = DayField(label=_("Date of the paper or picture"), required=False)
