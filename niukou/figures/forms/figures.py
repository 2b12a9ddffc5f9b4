"""Input about figures, cleaned."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField
from niukou.core.quantities import Qualifier, Unit, as_kept
from niukou.figures.days import AsOfForm, DayNotKnown, known_by


class FigureForm(AsOfForm):
    """The day a figure speaks of and, if asked, the day by whose knowledge it is told."""

    known_on = DayField(
        label=_("As known on"),
        required=False,
        help_text=_(
            "What the records said at the end of that day, before later corrections. "
            "Empty: what they say now."
        ),
    )

    def clean(self) -> dict[str, Any]:
        asked, as_of = self.cleaned_data.get("known_on"), self.cleaned_data.get("as_of")
        try:
            known_by(asked, as_of=as_of or date.min)
        except DayNotKnown as refusal:
            self.add_error("known_on", refusal.message)
        return self.cleaned_data

    @property
    def known_by(self) -> date | None:
        """The day by whose knowledge to tell; None: now."""
        return self.cleaned_data.get("known_on") if self.is_valid() else None


class PublishForm(ActionForm):
    """How the number is meant; the digest is that of the records the officer looked at."""

    qualifier = forms.TypedChoiceField(
        label=_("Qualifier"),
        choices=[choice for choice in Qualifier.choices if choice[0] != Qualifier.PLANNED],
        coerce=Qualifier,
        help_text=_("Exact, unless you know that records are missing."),
    )
    seen_digest = forms.CharField(widget=forms.HiddenInput, min_length=64, max_length=64)


class ProposeCorrectionForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Published with the correction. Name no person."),
    )


class ApproveCorrectionForm(ActionForm):
    """Nothing to fill in: what is approved stands above the button."""


class RejectCorrectionForm(ActionForm):
    remark = forms.CharField(
        label=_("Why not"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by who proposed it; not made public."),
    )


class RecordReadingForm(ActionForm):
    value = forms.IntegerField(
        label=_("Value"),
        min_value=0,
        max_value=1_000_000_000,
        help_text=_("A whole number; money in whole yuan."),
    )
    unit = forms.TypedChoiceField(label=_("Unit"), choices=Unit.choices, coerce=Unit)
    qualifier = forms.TypedChoiceField(
        label=_("Qualifier"),
        choices=[choice for choice in Qualifier.choices if choice[0] != Qualifier.PLANNED],
        coerce=Qualifier,
        help_text=_("As the source says it: exactly, about, more than …"),
    )
    reads = forms.CharField(
        label=_("How the source puts it"),
        max_length=80,
        help_text=_("Its own words, short. For example: 四批共22家."),
    )
    as_of = DayField(label=_("As of"), help_text=_("The day the source counts."))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who printed it, where, on which page.")
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, assume_scheme="https"
    )
    published_on = DayField(label=_("Published on"))

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(
            lambda value, unit, **data: action(value=as_kept(value, unit), unit=unit, **data)
        )
