"""A draft to check, pasted or uploaded; cleaned, and kept nowhere."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.forms import ActionForm, DayField
from niukou.figures.claims.drafts import MOST_BYTES, ensured, read_draft
from niukou.figures.days import known_day
from niukou.programmes.models import Branch


class ClaimCheckForm(ActionForm):
    text = forms.CharField(
        label=_("Draft"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("Chinese text, up to 5,000 characters. Nothing of it is stored."),
    )
    file = forms.FileField(
        label=_("Or a text file"),
        required=False,
        help_text=_("It takes the place of the text above."),
        widget=forms.FileInput(attrs={"accept": ".txt,text/plain"}),
    )
    written_on = DayField(
        label=_("Date of the draft"),
        help_text=_("The day meant where a sentence names none."),
    )
    branch = forms.ModelChoiceField(
        Branch.objects.none(),
        label=_("What it is about"),
        required=False,
        empty_label=_("The programme as a whole"),
        to_field_name="slug",
        help_text=_("Where the draft itself does not say."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, files: Any = None, *, by: Viewer
    ) -> None:
        today = timezone.localdate()
        super().__init__(data, files, by=by, initial={"written_on": today})
        branches = Branch.objects.visible_to(by).select_related("programme", "region")
        self.fields["branch"].queryset = branches.order_by("launched_on", "pk")  # type: ignore[attr-defined]  # a choice of rows
        self.fields["written_on"].widget.attrs["max"] = today.isoformat()

    def clean_written_on(self) -> date:
        try:
            return known_day(self.cleaned_data["written_on"])
        except DomainError as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean(self) -> dict[str, Any]:
        """Take the text from the file, where there is one, and show it in its field."""
        cleaned = dict(super().clean() or {})
        file = cleaned.pop("file", None)
        try:
            if file:
                cleaned["text"] = read_draft(file.read(MOST_BYTES + 1))
                self.data = {**self.data.dict(), "text": cleaned["text"]}  # type: ignore[attr-defined]  # a QueryDict
            elif "text" in cleaned and "file" not in self.errors:
                cleaned["text"] = ensured(cleaned["text"])
        except DomainError as refusal:
            self.add_error("file" if file else "text", refusal.message)
        return cleaned
