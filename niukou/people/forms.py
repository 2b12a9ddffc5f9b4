"""Input about persons, licences, accounts and tokens, cleaned."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.errors import DomainError, EditConflict
from niukou.core.forms import ActionForm, DayField, Difference, EditForm, LinesField
from niukou.people.models import Gender, LicenceLevel, Person, SealedField

ADDRESS_LENGTH = 254  # of an e-mail address, as the columns have it


class IdNumberField(forms.CharField):
    """A citizen's ID number: never required, and never asked without saying why."""

    why_asked = _(
        "Only to keep one record per person and to tell people of the same name apart. "
        "It is kept encrypted and shown masked; each look at it is recorded. "
        "Leave it empty where it is not needed."
    )

    def __init__(self, **options: Any) -> None:
        typing = forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"})
        shape: dict[str, Any] = {"max_length": 30, "required": False, "widget": typing}
        super().__init__(**{"label": _("ID number")} | shape | options)


class RegisterPersonForm(ActionForm):
    official_name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=60,
        help_text=_("As on the identity card."),
    )
    aliases = LinesField(
        label=_("Other names"),
        required=False,
        max_length=60,
        help_text=_("One per line: search knows them too."),
    )
    gender = forms.TypedChoiceField(
        label=_("Gender"), choices=Gender.choices, coerce=Gender, initial=Gender.NOT_STATED
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail"), max_length=ADDRESS_LENGTH, required=False)
    birth_on = DayField(
        label=_("Birth date"),
        required=False,
        help_text=_("Leave it empty if you give the ID number: that says it."),
    )
    id_number = IdNumberField()


class EditPersonForm(EditForm):
    """Changes a record; what is sealed is never shown here, only replaced or removed."""

    about_the_edit = (*EditForm.about_the_edit, *SealedField.values, "remove")

    official_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    aliases = LinesField(
        label=_("Other names"), required=False, max_length=60, help_text=_("One per line.")
    )
    gender = forms.TypedChoiceField(label=_("Gender"), choices=Gender.choices, coerce=Gender)
    email = forms.EmailField(label=_("E-mail"), max_length=ADDRESS_LENGTH, required=False)
    phone = forms.CharField(
        label=_("New telephone"),
        max_length=30,
        required=False,
        help_text=_("Empty: it stays as it is."),
    )
    birth_on = DayField(
        label=_("New birth date"), required=False, help_text=_("Empty: it stays as it is.")
    )
    id_number = IdNumberField(label=_("New ID number"), help_text=_("Empty: it stays as it is."))
    remove = forms.MultipleChoiceField(
        label=_("Take out of the record"),
        required=False,
        choices=SealedField.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, subject: Person, **options: Any) -> None:
        super().__init__(*args, subject=subject, **options)
        kept = [(name, label) for name, label in SealedField.choices if getattr(subject, name)]
        if kept:
            self.fields["remove"].choices = kept  # type: ignore[attr-defined]  # a choice field
        else:
            self.fields["remove"].widget = forms.MultipleHiddenInput()

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        if isinstance(refusal, EditConflict):
            self.differences += self._sealed_differences(refusal.current)

    def _sealed_differences(self, current: Any) -> list[Difference]:
        """Put what was typed beside the mask of what is saved."""
        return [
            Difference(str(label), str(getattr(current, name) or "—"), str(self.cleaned_data[name]))
            for name, label in SealedField.choices
            if self.cleaned_data[name]
        ]


class RevealForm(ActionForm):
    field = forms.TypedChoiceField(
        label=_("What you need to see"), choices=SealedField.choices, coerce=SealedField
    )
    reason = forms.CharField(
        label=_("Why you need to see it"),
        max_length=200,
        help_text=_("The person can read it. It is kept with your name and cannot be removed."),
    )

    def __init__(self, *args: Any, subject: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        kept = [(name, label) for name, label in SealedField.choices if getattr(subject, name)]
        self.fields["field"].choices = kept  # type: ignore[attr-defined]  # a choice field


class AddLicenceForm(ActionForm):
    level = forms.TypedChoiceField(
        label=_("Level"), choices=LicenceLevel.choices, coerce=LicenceLevel
    )
    number = forms.CharField(label=_("Number"), max_length=40)
    registered_on = DayField(label=_("Registered on"))
    valid_until = DayField(
        label=_("Valid until"),
        help_text=_(
            "The first day it is no longer valid: usually three years after the registration."
        ),
    )


class EditLicenceForm(EditForm):
    level = forms.TypedChoiceField(
        label=_("Level"), choices=LicenceLevel.choices, coerce=LicenceLevel
    )
    number = forms.CharField(label=_("Number"), max_length=40)
    registered_on = DayField(label=_("Registered on"))
    valid_until = DayField(
        label=_("Valid until"), help_text=_("The first day it is no longer valid.")
    )


class OpenAccountForm(ActionForm):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=ADDRESS_LENGTH,
        help_text=_("They sign in with it. The link to choose a password goes there."),
    )


class WhyForm(ActionForm):
    """Asks for the reason of something that changes what an account may do."""

    why = forms.CharField(
        label=_("Why you change it"), max_length=200, help_text=_("Kept in the history.")
    )


class ChangeEmailForm(WhyForm):
    """Asks for the address by which an account is entered from now on."""

    field_order = ("email", "why")

    email = forms.EmailField(
        label=_("New address"),
        max_length=ADDRESS_LENGTH,
        help_text=_("They sign in with it. Ask its owner, by another way than by mail."),
    )


class MakeTokenForm(ActionForm):
    name = forms.CharField(
        label=_("What it is for"),
        max_length=60,
        help_text=_("For example: monthly return, computer of the finance office."),
    )
