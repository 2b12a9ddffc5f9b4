"""Input about programmes, their branches, officers and targets."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, EditForm, LinesField
from niukou.core.lookups import RecordField
from niukou.core.quantities import Unit, as_kept, as_typed
from niukou.core.rows import RowsForm, Said
from niukou.programmes.forms.terms import LastDayField
from niukou.programmes.indicators import indicator_choices
from niukou.programmes.models import Branch, Programme, Target, Workstream

MOST_PLANNED = 2_000_000_000
WHOLE_YUAN = _("A whole number; money in whole yuan.")


class WorkstreamsField(forms.TypedMultipleChoiceField):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            choices=Workstream.choices,
            coerce=Workstream,
            widget=forms.CheckboxSelectMultiple,
            **options,
        )


class StartProgrammeForm(ActionForm):
    official_name = forms.CharField(label=_("Official name"), max_length=80)
    slug = forms.SlugField(
        label=_("Address"),
        max_length=40,
        help_text=_("Small letters, digits and hyphens. It stays for good: others link to it."),
    )
    aliases = LinesField(
        label=_("Other names"), required=False, max_length=80, help_text=_("One per line.")
    )
    slogan = forms.CharField(label=_("Slogan"), max_length=80, required=False)
    launched_on = DayField(label=_("Launched on"))
    workstreams = WorkstreamsField(label=_("Workstreams"))


class EditProgrammeForm(EditForm):
    official_name = forms.CharField(label=_("Official name"), max_length=80)
    aliases = LinesField(
        label=_("Other names"), required=False, max_length=80, help_text=_("One per line.")
    )
    slogan = forms.CharField(label=_("Slogan"), max_length=80, required=False)
    launched_on = DayField(label=_("Launched on"))
    ends_on = DayField(
        label=_("Last day"),
        required=False,
        help_text=_("Empty: no end was decided. The final report is due three months after it."),
    )
    workstreams = WorkstreamsField(label=_("Workstreams"))
    notice_workdays = forms.IntegerField(
        label=_("Working days of a public notice"),
        min_value=1,
        max_value=60,
        help_text=_("A notice runs at least so long. It is the programme's own rule."),
    )
    is_public = forms.BooleanField(label=_("Shown to the public"), required=False)


class NameInitiatorsForm(RowsForm):
    """The initiators of a programme in their order; a button adds a row for one more."""

    template_name = "django/forms/div.html"
    fewest_rows, most_rows = 3, 20
    list_label = _("Initiators")

    def row_fields(self, place: int) -> dict[str, forms.Field]:
        label = gettext("Initiator %(place)s") % {"place": place}
        return {"initiator": RecordField("organisations", label=label, required=place == 1)}

    def rows_of(self, subject: Any) -> list[Said]:
        named = subject.initiators.select_related("organisation").order_by("position")
        return [{"initiator": one.organisation} for one in named]

    def told(self, rows: list[Said]) -> str:
        return "、".join(str(row["initiator"]) for row in rows)

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(
            lambda listed, **data: action(
                organisations=[row["initiator"] for row in listed], **data
            )
        )


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
    from_on = DayField(label=_("From"), initial=timezone.localdate)
    until_on = LastDayField(
        label=_("Until and including"), required=False, help_text=_("Empty: open end.")
    )


class SetTargetForm(OfProgrammeForm):
    indicator = forms.ChoiceField(label=_("What is counted"), choices=indicator_choices)
    planned_value = forms.IntegerField(
        label=_("Planned value"), min_value=1, max_value=MOST_PLANNED, help_text=WHOLE_YUAN
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

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(
            lambda planned_value, unit, **data: action(
                planned_value=as_kept(planned_value, unit), unit=unit, **data
            )
        )


class CorrectTargetForm(EditForm):
    planned_value = forms.IntegerField(
        label=_("Planned value"), min_value=1, max_value=MOST_PLANNED, help_text=WHOLE_YUAN
    )
    from_on = DayField(label=_("From"))
    until_on = LastDayField(
        label=_("Until and including"), help_text=_("The last day of the period.")
    )
    published_on = DayField(label=_("Published on"))
    source = forms.CharField(label=_("Source"), max_length=200)

    def __init__(self, data: Any = None, *, subject: Target, by: Viewer) -> None:
        self.unit = Unit(subject.unit)
        super().__init__(data, subject=subject, by=by)

    def values_of(self, subject: Any) -> dict[str, Any]:
        typed = as_typed(subject.planned_value, self.unit)
        return super().values_of(subject) | {"planned_value": typed}

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(
            lambda planned_value, **data: action(
                planned_value=as_kept(planned_value, self.unit), **data
            )
        )

    @staticmethod
    def _shown(field: forms.Field, value: Any) -> str:
        shown = field.prepare_value(value) if isinstance(field, LastDayField) else value
        return EditForm._shown(field, shown)  # noqa: SLF001  # its own parent
