"""Input about agreements."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.files import PAPERS
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.lookups import RecordField
from niukou.core.normalise import clean_text
from niukou.network.models import AgreementKind, Capacity

FEWEST_PARTIES = 2
MOST_PARTIES = 20
GROUP = _("Which group signed together in the ceremony: 1, 2, 3 …")
COHORT = _("The batch the programme counts it in.")
STARTS = _("Empty: from the day it was signed.")
ENDS = _("The day after its last day; empty: open end.")


class RecordAgreementForm(ActionForm):
    """An agreement and its parties; a button adds a row for one more party."""

    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=AgreementKind.choices, coerce=AgreementKind
    )
    title = forms.CharField(label=_("Title"), max_length=160)
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        required=False,
        help_text=_("As printed on the paper. Empty: it takes our next number of its year."),
    )
    signed_on = DayField(label=_("Signed on"))
    signing_group = forms.IntegerField(
        label=_("Signing group"), min_value=1, max_value=99, required=False, help_text=GROUP
    )
    cohort = forms.CharField(label=_("Cohort"), max_length=40, required=False, help_text=COHORT)
    starts_on = DayField(label=_("In force from"), required=False, help_text=STARTS)
    ends_on = DayField(label=_("No longer in force from"), required=False, help_text=ENDS)
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        by: Viewer,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        self.row_count = _row_count((data or initial or {}).get("rows"))
        super().__init__(data, by=by, initial={**(initial or {}), "rows": self.row_count})
        for place in range(1, self.row_count + 1):
            self.fields |= _party_fields(place, by)

    @classmethod
    def with_another_party(cls, data: Mapping[str, Any], *, by: Viewer) -> Self:
        """Return the form as it was filled in, with one more row for a party."""
        typed = {name: data[name] for name in data}
        return cls(by=by, initial=typed | {"rows": _row_count(data.get("rows")) + 1})

    def clean_number(self) -> str:
        return clean_text(self.cleaned_data["number"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("rows", None)
        cleaned["parties"] = []
        for place in range(1, self.row_count + 1):
            party = cleaned.pop(f"party_{place}", None)
            capacity = cleaned.pop(f"capacity_{place}", None)
            if party and capacity:
                cleaned["parties"].append((party, capacity))
            elif party and f"capacity_{place}" not in self.errors:
                self.add_error(f"capacity_{place}", _("Say in which capacity this party signs."))
            elif capacity and f"party_{place}" not in self.errors:
                self.add_error(f"party_{place}", _("Name the organisation, or empty the row."))
        return cleaned


class EditAgreementForm(EditForm):
    title = forms.CharField(label=_("Title"), max_length=160)
    signed_on = DayField(label=_("Signed on"))
    signing_group = forms.IntegerField(
        label=_("Signing group"), min_value=1, max_value=99, required=False, help_text=GROUP
    )
    cohort = forms.CharField(label=_("Cohort"), max_length=40, required=False, help_text=COHORT)
    starts_on = DayField(label=_("In force from"), required=False, help_text=STARTS)
    ends_on = DayField(label=_("No longer in force from"), required=False, help_text=ENDS)
    ended_on = DayField(
        label=_("Ended early on"), required=False, help_text=_("Empty: it was not ended early.")
    )


class AttachScanForm(ActionForm):
    file = forms.FileField(
        label=_("Scanned copy"),
        help_text=_("PDF, JPEG or PNG. It takes the place of an earlier copy."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS))}),
    )


def _row_count(text: Any) -> int:
    wanted = int(text) if str(text).isdecimal() else FEWEST_PARTIES
    return min(max(wanted, FEWEST_PARTIES), MOST_PARTIES)


def _party_fields(place: int, by: Viewer) -> dict[str, forms.Field]:
    is_needed = place <= FEWEST_PARTIES
    party = RecordField(
        "organisations", label=_("Party %(place)s") % {"place": place}, required=is_needed
    )
    party.by = by
    capacity = forms.TypedChoiceField(
        label=_("Party %(place)s signs as") % {"place": place},
        choices=[("", _("Choose …")), *Capacity.choices],
        coerce=Capacity,
        required=is_needed,
    )
    return {f"party_{place}": party, f"capacity_{place}": capacity}
