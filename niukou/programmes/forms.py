"""Input about programmes, sites and stations, cleaned."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, SHEETS
from niukou.core.forms import ActionForm, DayField, EditForm, LinesField
from niukou.core.lookups import RecordField
from niukou.core.quantities import Unit
from niukou.network.models import Agreement, Campus
from niukou.programmes.actions.sites import MovedMeanwhile
from niukou.programmes.indicators import indicator_choices
from niukou.programmes.lifecycle import SiteStatus, moves_from
from niukou.programmes.models import Branch, Programme, Site, Workstream
from niukou.programmes.queries import campuses_of, joining_agreements

ONE_DAY = timedelta(days=1)


class LastDayField(DayField):
    """Shows and takes the last day that counts; cleans to the day after it, as periods want."""

    def prepare_value(self, value: Any) -> Any:
        return value - ONE_DAY if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        last = super().clean(value)
        return last + ONE_DAY if last else None


class WorkstreamsField(forms.TypedMultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=Workstream.choices,
            coerce=Workstream,
            widget=forms.CheckboxSelectMultiple,
            **options,
        )


def today() -> date:
    return timezone.localdate()


# --- sites -----------------------------------------------------------------------------------
class ProposeSiteForm(ActionForm):
    hospital = RecordField(
        "organisations",
        label=_("Hospital"),
        help_text=_("By name, pinyin initials or code. It must be in the register."),
    )
    on = DayField(
        label=_("Proposed on"),
        initial=today,
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
    on = DayField(label=_("Date"), initial=today, help_text=_("The day it happened."))
    note = forms.CharField(
        label=_("Why"), max_length=200, required=False, help_text=_("Kept with the step.")
    )

    def __init__(
        self, data: Any = None, *, site: Site, by: Viewer, initial: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data, by=by, initial={"was": site.status, **(initial or {})})
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
    on = DayField(label=_("From"), initial=today)


class EndForm(ActionForm):
    """Ends a contact or an office."""

    on = DayField(
        label=_("No longer from"), initial=today, help_text=_("The first day it does not hold.")
    )


class AttachFileForm(ActionForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, JPEG, PNG or Excel (xlsx)."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS | SHEETS))}),
    )
    title = forms.CharField(label=_("Title"), max_length=80)
    dated_on = DayField(label=_("Date of the paper or picture"), required=False)


# --- stations --------------------------------------------------------------------------------
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
    on = DayField(
        label=_("Opened on"),
        initial=today,
        help_text=_("The first day people were received. It counts in the figures."),
    )


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


# --- programmes and branches -----------------------------------------------------------------
class StartProgrammeForm(ActionForm):
    official_name = forms.CharField(label=_("Official name"), max_length=80)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens. It stays for good: others link to it."),
    )
    aliases = LinesField(label=_("Other names"), required=False, help_text=_("One per line."))
    slogan = forms.CharField(label=_("Slogan"), max_length=80, required=False)
    launched_on = DayField(label=_("Launched on"))
    workstreams = WorkstreamsField(label=_("Workstreams"))


class EditProgrammeForm(EditForm):
    official_name = forms.CharField(label=_("Official name"), max_length=80)
    aliases = LinesField(label=_("Other names"), required=False, help_text=_("One per line."))
    slogan = forms.CharField(label=_("Slogan"), max_length=80, required=False)
    launched_on = DayField(label=_("Launched on"))
    workstreams = WorkstreamsField(label=_("Workstreams"))
    is_public = forms.BooleanField(label=_("Shown to the public"), required=False)


class OpenBranchForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens. It stays for good: others link to it."),
    )
    code = forms.CharField(
        label=_("Code"), max_length=6, help_text=_("Begins the numbers of its sites, such as ZJ.")
    )
    region = RecordField("regions", label=_("Region"))
    launched_on = DayField(label=_("Launched on"))
    ordinal = forms.IntegerField(
        label=_("Which branch in order"),
        min_value=1,
        max_value=999,
        required=False,
        help_text=_("Only as published: 1 for the first."),
    )


class EditBranchForm(EditForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    region = RecordField("regions", label=_("Region"))
    launched_on = DayField(label=_("Launched on"))
    ordinal = forms.IntegerField(
        label=_("Which branch in order"), min_value=1, max_value=999, required=False
    )
    is_public = forms.BooleanField(
        label=_("Shown to the public"),
        required=False,
        help_text=_("Only together with its programme."),
    )


class OfProgrammeForm(ActionForm):
    """A form about a programme or one of its branches."""

    branch: Any = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("The whole programme"),
    )

    def __init__(self, data: Any = None, *, programme: Programme, by: Viewer) -> None:
        super().__init__(data, by=by)
        branches = Branch.objects.visible_to(by).filter(programme=programme)
        self.fields["branch"].queryset = branches.order_by("launched_on", "pk")  # type: ignore[attr-defined]  # a model choice field


class AppointOfficerForm(OfProgrammeForm):
    account = RecordField(
        "programme-accounts",
        label=_("Account"),
        help_text=_("By e-mail or name: somebody of an initiating organisation."),
    )
    from_on = DayField(label=_("From"), initial=today)
    until_on = LastDayField(
        label=_("Until and including"), required=False, help_text=_("Empty: open end.")
    )


class SetTargetForm(OfProgrammeForm):
    indicator = forms.ChoiceField(label=_("What is counted"), choices=indicator_choices)
    planned_value = forms.IntegerField(
        label=_("Planned value"), min_value=1, max_value=2_147_483_647
    )
    unit = forms.TypedChoiceField(label=_("Unit"), choices=Unit.choices, coerce=Unit)
    from_on = DayField(label=_("From"))
    until_on = LastDayField(
        label=_("Until and including"), help_text=_("The last day of the period.")
    )
    published_on = DayField(label=_("Published on"))
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_("Where the target is stated: title and date, so that others find it."),
    )


class CorrectTargetForm(EditForm):
    planned_value = forms.IntegerField(
        label=_("Planned value"), min_value=1, max_value=2_147_483_647
    )
    from_on = DayField(label=_("From"))
    until_on = LastDayField(
        label=_("Until and including"), help_text=_("The last day of the period.")
    )
    published_on = DayField(label=_("Published on"))
    source = forms.CharField(label=_("Source"), max_length=200)

    @staticmethod
    def _shown(field: forms.Field, value: Any) -> str:
        shown = field.prepare_value(value) if isinstance(field, LastDayField) else value
        return EditForm._shown(field, shown)  # noqa: SLF001  # its own parent
