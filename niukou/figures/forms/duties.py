"""Input about disclosure: the calendar, texts, where they were published, notes."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField, EditForm

LONGEST_TEXT = 20_000


class KeepCalendarForm(ActionForm):
    from_on = DayField(
        label=_("Kept from"),
        help_text=_("Duties that were due before this day are not kept here."),
    )


class DraftDutyForm(EditForm):
    text = forms.CharField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 22}),
        help_text=_("Fill in each 【待填】. No names of patients, no pictures of them."),
    )

    def __init__(self, data: Any = None, *, subject: Any, by: Any, built: str) -> None:
        self.built = built
        super().__init__(data, subject=subject, by=by)
        del self.fields["why"]

    def values_of(self, subject: Any) -> dict[str, Any]:
        return {"text": subject.text or self.built}


class ApproveDutyForm(ActionForm):
    """The version the officer read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class PublishDutyForm(ActionForm):
    on = DayField(label=_("Published on"), initial=timezone.localdate)
    url = forms.URLField(
        label=_("Address where it was published"),
        assume_scheme="https",
        help_text=_("The page on the platform of the Ministry of Civil Affairs (慈善中国)."),
    )
    file = forms.FileField(
        label=_("Picture or PDF of the page"),
        required=False,
        help_text=_("Kept with its digest, as a proof of what stood there."),
    )


class NoteDutyForm(ActionForm):
    text = forms.CharField(
        label=_("What was wrong, and what is right"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Printed below the text for everybody, once another officer has approved it."),
    )


class DecideDutyNoteForm(ActionForm):
    """Nothing to fill in: what is decided on stands above the buttons."""
