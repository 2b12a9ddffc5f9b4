"""Input about programmes, their branches, officers and targets."""

from collections.abc import Callable, Mapping
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, Difference, EditForm, LinesField
from niukou.core.lookups import RecordField
from niukou.core.quantities import Unit, as_kept, as_typed
from niukou.programmes.forms.terms import LastDayField
from niukou.programmes.indicators import indicator_choices
from niukou.programmes.models import Branch, Programme, Target, Workstream

FEWEST_INITIATORS = 3
MOST_INITIATORS = 20
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


class NameInitiatorsForm(EditForm):
    """The initiators of a programme in their order; a button adds a row for one more."""

    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    about_the_edit = (*EditForm.about_the_edit, "rows")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: Programme,
        by: Viewer,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, subject=subject, by=by)
        named = self.initial.pop("organisations")
        self.row_count = _row_count((data or typed or {}).get("rows", len(named)))
        for place in range(1, self.row_count + 1):
            self.fields[f"initiator_{place}"] = _initiator_field(place, by)
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])
        self.initial.update({f"initiator_{n}": one for n, one in enumerate(named, start=1)})
        self.initial.update({**(typed or {}), "rows": self.row_count})

    @classmethod
    def with_another_row(cls, data: Mapping[str, Any], *, subject: Programme, by: Viewer) -> Self:
        """Return the form as it was filled in, with one more row."""
        typed = {name: data[name] for name in data}
        more = {"rows": _row_count(data.get("rows")) + 1}
        return cls(subject=subject, by=by, typed=typed | more)

    def values_of(self, subject: Any) -> dict[str, Any]:
        named = subject.initiators.select_related("organisation").order_by("position")
        return {"organisations": [one.organisation for one in named]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("rows", None)
        named = [cleaned.pop(f"initiator_{n}", None) for n in range(1, self.row_count + 1)]
        cleaned["organisations"] = [organisation for organisation in named if organisation]
        return cleaned

    def _differences(self, theirs: dict[str, Any]) -> list[Difference]:
        lists = theirs["organisations"], self.cleaned_data["organisations"]
        if lists[0] == lists[1]:
            return []
        shown = ["、".join(map(str, named)) or "—" for named in lists]
        return [Difference(gettext("Initiators"), *shown)]


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


def _row_count(text: Any) -> int:
    wanted = int(text) if str(text).isdecimal() else FEWEST_INITIATORS
    return min(max(wanted, FEWEST_INITIATORS), MOST_INITIATORS)


def _initiator_field(place: int, by: Viewer) -> RecordField:
    label = _("Initiator %(place)s") % {"place": place}
    field = RecordField("organisations", label=label, required=place == 1)
    field.by = by
    return field
