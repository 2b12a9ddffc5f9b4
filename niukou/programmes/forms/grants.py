"""Input about grants: their budget, their tranches, their end."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, LinesField
from niukou.core.money import Money, MoneyFormField, not_below_zero
from niukou.network.models import Agreement
from niukou.programmes.actions.grants import PlannedLine, PlannedTranche
from niukou.programmes.conditions import condition_choices
from niukou.programmes.models import PAPER, Donation, Grant, Purpose, Site
from niukou.programmes.queries.choices import agreements_of, donations_for

YUAN = _("In yuan, for example 1234.50 or 1.2万.")
FEWEST_TRANCHES = 1
USUAL_TRANCHES = 3
MOST_TRANCHES = 12


class DraftGrantForm(ActionForm):
    title = forms.CharField(
        label=_("Title"), max_length=120, help_text=_("What the money is for, in a few words.")
    )
    on = DayField(label=_("Drafted on"), initial=timezone.localdate)
    agreement: Any = forms.ModelChoiceField(
        label=_("Agreement"),
        queryset=Agreement.objects.none(),
        required=False,
        empty_label=_("None"),
    )
    donation: Any = forms.ModelChoiceField(
        label=_("Paid out of"),
        queryset=Donation.objects.none(),
        required=False,
        empty_label=_("Money that is not restricted"),
        help_text=_("A donation that was given for this: no more is promised than was given."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, site: Site, by: Viewer) -> None:
        super().__init__(data, by=by)
        self.fields["agreement"].queryset = agreements_of(site, by)  # type: ignore[attr-defined]  # a model choice field
        donations = self.fields["donation"]
        donations.queryset = donations_for(site, by)  # type: ignore[attr-defined]
        donations.label_from_instance = _donation_label  # type: ignore[attr-defined]


class GrantForm(ActionForm):
    """A form about a grant whose version was seen; somebody else's save is told."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        grant: Grant,
        by: Viewer,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, by=by, initial={"version": grant.version, **(initial or {})})


class CommitGrantForm(GrantForm):
    on = DayField(label=_("Committed on"), initial=timezone.localdate)


class CancelGrantForm(GrantForm):
    on = DayField(label=_("Cancelled on"), initial=timezone.localdate)
    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("Kept in the history."))


class SetBudgetForm(GrantForm):
    """One row for each purpose; an empty amount is no line."""

    on = DayField(label=_("Set on"), initial=timezone.localdate)

    def __init__(self, data: Mapping[str, Any] | None = None, *, grant: Grant, by: Viewer) -> None:
        known = {line.purpose: line for line in grant.budget_lines.all()}
        initial: dict[str, Any] = {}
        for purpose, line in known.items():
            initial |= {f"planned_{purpose}": line.planned.yuan, f"words_{purpose}": line.words}
        super().__init__(data, grant=grant, by=by, initial=initial)
        for purpose in Purpose:
            self.fields |= _line_fields(purpose)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        lines = []
        for purpose in Purpose:
            planned = cleaned.pop(f"planned_{purpose}", None)
            words = cleaned.pop(f"words_{purpose}", "")
            if planned:
                lines.append(PlannedLine(purpose, planned, words))
            elif words and f"planned_{purpose}" not in self.errors:
                self.add_error(f"planned_{purpose}", _("Write the amount, or empty the row."))
        return cleaned | {"lines": lines}


class PlanTranchesForm(GrantForm):
    """A row for each tranche; a button adds one more, an empty amount leaves one out."""

    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        grant: Grant,
        by: Viewer,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        initial = dict(initial or _planned(grant))
        self.row_count = _row_count((data or initial).get("rows"))
        super().__init__(data, grant=grant, by=by, initial=initial | {"rows": self.row_count})
        for place in range(1, self.row_count + 1):
            self.fields |= _tranche_fields(place)

    @classmethod
    def with_another_tranche(cls, data: Any, *, grant: Grant, by: Viewer) -> Self:
        """Return the form as it was filled in, with one more row."""
        typed = {name: data[name] for name in data}
        for name in data:
            if name.startswith("conditions_"):
                typed[name] = data.getlist(name)
        return cls(grant=grant, by=by, initial=typed | {"rows": _row_count(data.get("rows")) + 1})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("rows", None)
        tranches = []
        for place in range(1, self.row_count + 1):
            planned = cleaned.pop(f"planned_{place}", None)
            planned_on = cleaned.pop(f"planned_on_{place}", None)
            conditions = tuple(cleaned.pop(f"conditions_{place}", ()))
            papers = tuple(cleaned.pop(f"papers_{place}", ()))
            if planned:
                tranches.append(PlannedTranche(planned, conditions, papers, planned_on))
        return cleaned | {"tranches": tranches}


def _line_fields(purpose: Purpose) -> dict[str, forms.Field]:
    return {
        f"planned_{purpose}": MoneyFormField(
            label=purpose.label, required=False, help_text=YUAN, validators=[not_below_zero]
        ),
        f"words_{purpose}": forms.CharField(
            label=_("%(purpose)s: what it pays for") % {"purpose": purpose.label},
            max_length=120,
            required=False,
        ),
    }


def _tranche_fields(place: int) -> dict[str, forms.Field]:
    here = {"place": place}
    return {
        f"planned_{place}": MoneyFormField(
            label=_("Tranche %(place)s") % here,
            required=False,
            help_text=YUAN,
            validators=[not_below_zero],
        ),
        f"planned_on_{place}": DayField(
            label=_("Tranche %(place)s: planned for") % here,
            required=False,
            help_text=_("Empty: as soon as it is ready."),
        ),
        f"conditions_{place}": forms.MultipleChoiceField(
            label=_("Tranche %(place)s waits for") % here,
            choices=condition_choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        ),
        f"papers_{place}": LinesField(
            label=_("Tranche %(place)s: papers to attach") % here,
            required=False,
            help_text=_("One per line, for example: invoice of the builder."),
        ),
    }


def _planned(grant: Grant) -> dict[str, Any]:
    """Return the plan as it is; without one, the budget in three equal parts."""
    tranches = list(grant.tranches.order_by("position").prefetch_related("conditions"))
    if not tranches:
        whole = sum((line.planned for line in grant.budget_lines.all()), start=Money())
        parts = whole.split(USUAL_TRANCHES) if whole else []
        amounts = {f"planned_{place}": part.yuan for place, part in enumerate(parts, start=1)}
        return {"rows": USUAL_TRANCHES, **amounts}
    found: dict[str, Any] = {"rows": len(tranches)}
    for place, tranche in enumerate(tranches, start=1):
        known = list(tranche.conditions.all())
        found |= {
            f"planned_{place}": tranche.planned.yuan,
            f"planned_on_{place}": tranche.planned_on,
            f"conditions_{place}": [one.condition for one in known if one.condition != PAPER],
            f"papers_{place}": [one.words for one in known if one.condition == PAPER],
        }
    return found


def _row_count(text: Any) -> int:
    wanted = int(text) if str(text).isdecimal() else USUAL_TRANCHES
    return min(max(wanted, FEWEST_TRANCHES), MOST_TRANCHES)


def _donation_label(donation: Donation) -> str:
    return f"{donation.number} {donation.donor_shown} · {donation.amount}"
