"""Input about the pictures of a station."""

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.programmes.models import Moment


class MomentField(forms.TypedChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label=_("When"), choices=Moment.choices, coerce=Moment, widget=forms.RadioSelect
        )


class AddPhotoForm(ActionForm):
    file = forms.FileField(
        label=_("Picture"),
        help_text=_("JPEG or PNG, as the camera made it."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png"}),
    )
    moment = MomentField()
    caption = forms.CharField(
        label=_("What it shows"), max_length=120, help_text=_("Read aloud to who cannot see it.")
    )
    taken_on = DayField(
        label=_("Taken on"),
        required=False,
        help_text=_("Only if the picture does not say it itself: what the camera wrote counts."),
    )
    shows_people = forms.BooleanField(label=_("People can be recognised in it"), required=False)


class EditPhotoForm(EditForm):
    moment = MomentField()
    caption = forms.CharField(label=_("What it shows"), max_length=120)
    taken_on = DayField(label=_("Taken on"))
    shows_people = forms.BooleanField(label=_("People can be recognised in it"), required=False)


class PublishPhotoForm(EditForm):
    is_public = forms.BooleanField(label=_("Shown to the public"), required=False)
    consent_note = forms.CharField(
        label=_("Where their consent is kept"),
        max_length=200,
        required=False,
        help_text=_("Needed when people can be recognised: which paper, kept by whom."),
    )
