"""What strangers may write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm
from niukou.programmes.models import PublicNotice, Site
from niukou.programmes.queries.notices import sites_named

MOST_LETTERS = 4000


class ObjectionForm(ActionForm):
    """An objection to a notice; nobody has to say who they are."""

    site: Any = forms.ModelChoiceField(
        label=_("What do you object to?"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("The whole notice"),
    )
    text = forms.CharField(
        label=_("What is wrong, and how do you know?"),
        max_length=MOST_LETTERS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Up to 4,000 characters. Please leave out what patients told or suffer from."),
    )
    name = forms.CharField(
        label=_("Your name"),
        max_length=60,
        required=False,
        help_text=_("Stored encrypted. Neither the hospital nor the public is told."),
    )
    contact = forms.CharField(
        label=_("How we can reach you"),
        max_length=120,
        required=False,
        help_text=_("Without it you read our answer with the receipt number you get."),
    )

    def __init__(self, data: Any = None, *, notice: PublicNotice) -> None:
        super().__init__(data)
        field = self.fields["site"]
        field.queryset = sites_named(notice)  # type: ignore[attr-defined]  # a model choice field
        field.label_from_instance = hospital_of  # type: ignore[attr-defined]


def hospital_of(site: Site) -> str:
    return str(site.hospital)
