"""The fields of a gathering: for the forms here, and for those of apps that plan gatherings of their own."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.lookups import RecordField
from niukou.core.normalise import YEARS
from niukou.gatherings.actions.gatherings import Facts
from niukou.gatherings.models import ONE_MOMENT, GatheringKind

ONE_DAY = timedelta(days=1)
TYPED = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and an hour of the years 1900 to 2100, picked or typed."""

    def __init__(self, **options: Any) -> None:
        picker = forms.DateTimeInput(format=TYPED, attrs={"type": "datetime-local"})
        super().__init__(**{"widget": picker} | options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.year not in YEARS:
            message = _("Is the year %(year)s right? It has to be between 1900 and 2100.")
            raise forms.ValidationError(message, params={"year": value.year})


class GatheringFields(forms.Form):
    """What is said of a gathering, however it comes to be said."""

    title = forms.CharField(label=_("Title"), max_length=120)
    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=GatheringKind.choices, coerce=GatheringKind
    )
    starts_at = MomentField(label=_("Starts"))
    ends_at = MomentField(label=_("Ends"))
    is_by_day = forms.BooleanField(
        label=_("Only the days are known"),
        required=False,
        help_text=_("Then the hours above do not count."),
    )
    campus = RecordField(
        "campuses",
        label=_("Campus"),
        required=False,
        help_text=_("If it is at a hospital or another organisation: type a part of its name."),
    )
    venue = forms.CharField(
        label=_("Venue"),
        max_length=120,
        required=False,
        help_text=_("Room, address, or the link of an online meeting."),
    )
    region = RecordField("regions", label=_("Region"), required=False)
    about = forms.CharField(
        label=_("What it is about"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    capacity = forms.IntegerField(
        label=_("Places"),
        min_value=1,
        max_value=100_000,
        required=False,
        help_text=_("Empty: no limit. When all are taken, further people wait."),
    )
    registration_closes_at = MomentField(
        label=_("Registration closes"), required=False, help_text=_("Empty: when it ends.")
    )
    contact = forms.CharField(
        label=_("Contact"),
        max_length=120,
        required=False,
        help_text=_("Whom to ask, and how. Everybody who sees the gathering sees this."),
    )
    is_public = forms.BooleanField(
        label=_("Shown to everybody"),
        required=False,
        help_text=_("To all who sign in; to the public too, if its programme is public."),
    )

    def clean(self) -> dict[str, Any]:
        """Where only the days are known, take the first moment of one and the last of the other."""
        cleaned = super().clean() or self.cleaned_data
        times = cleaned.get("starts_at"), cleaned.get("ends_at")
        if cleaned.get("is_by_day") and all(times):
            first, last = (timezone.localtime(moment).date() for moment in times if moment)
            cleaned["starts_at"] = _midnight(first)
            cleaned["ends_at"] = _midnight(last + ONE_DAY) - ONE_MOMENT
        return cleaned


def facts_from(said: dict[str, Any]) -> Facts:
    """Return the facts a form gathered; where only days are known, they end at midnight."""
    if said["is_by_day"]:
        said = said | {"ends_at": said["ends_at"] + ONE_MOMENT}
    return Facts(**said)


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
