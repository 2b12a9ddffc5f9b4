"""The form that takes a workbook in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm


class WorkbookForm(ActionForm):
    file = forms.FileField(
        label=_("Workbook"),
        help_text=_("An Excel file (.xlsx). You see what will happen before anything is changed."),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )
