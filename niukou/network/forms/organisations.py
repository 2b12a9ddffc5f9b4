"""Input about organisations and their campuses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, EditForm, LinesField
from niukou.core.lookups import RecordField
from niukou.network.models import OrganisationKind
from niukou.network.models.organisations import MOST_NAMES


class RegisterOrganisationForm(ActionForm):
    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=OrganisationKind.choices, coerce=OrganisationKind
    )
    official_name = forms.CharField(label=_("Official name"), max_length=120)
    aliases = LinesField(
        label=_("Other names"),
        max_lines=MOST_NAMES,
        required=False,
        help_text=_("One per line."),
    )
    uscc = forms.CharField(
        label=_("Unified social credit code"),
        max_length=18,
        required=False,
        help_text=_("18 characters, printed on the registration certificate."),
    )
    no_uscc_reason = forms.CharField(
        label=_("Why it has no code"),
        max_length=120,
        required=False,
        help_text=_("Only if there is none. For example: it has no legal person of its own."),
    )
    region = RecordField("regions", label=_("Region"), required=False)


class EditOrganisationForm(EditForm):
    official_name = forms.CharField(label=_("Official name"), max_length=120)
    aliases = LinesField(
        label=_("Other names"),
        max_lines=MOST_NAMES,
        required=False,
        help_text=_("Short and former names, one per line: imports and search know them too."),
    )
    uscc = forms.CharField(label=_("Unified social credit code"), max_length=18, required=False)
    no_uscc_reason = forms.CharField(label=_("Why it has no code"), max_length=120, required=False)
    region = RecordField("regions", label=_("Region"), required=False)
    supervised_by = RecordField("organisations", label=_("Supervised by"), required=False)
    is_related_party = forms.BooleanField(
        label=_("Related party of the foundation"),
        required=False,
        help_text=_("The law wants dealings with related parties published within 30 days."),
    )


class AddCampusForm(ActionForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    region = RecordField("regions", label=_("Region"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)


class EditCampusForm(AddCampusForm):
    why = forms.CharField(
        label=_("Why you change it"), max_length=200, help_text=_("Kept in the history.")
    )
