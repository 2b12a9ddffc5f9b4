"""At which ceremony something was done."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from niukou.programmes.models import Branch, ProgrammeGathering


class CeremonyField(forms.ModelChoiceField):  # type: ignore[type-arg]  # generic for mypy alone
    """One of the ceremonies of a branch, the newest first; empty where there was none."""

    def __init__(self) -> None:
        super().__init__(
            queryset=ProgrammeGathering.objects.none(),
            label=_("Ceremony"),
            required=False,
            empty_label=_("Without a ceremony"),
            help_text=_("Those planned under Gatherings. Its day is the day of this act."),
        )

    def label_from_instance(self, obj: Any) -> str:
        return f"{date_format(obj.gathering.first_on)} {obj.gathering.title}"


def offer_ceremonies(form: forms.Form, branch: Branch, *, chosen: str = "") -> None:
    """Let the field ``ceremony`` offer those of ``branch``; ``chosen`` is the number of a first choice."""
    field = form.fields["ceremony"]
    field.queryset = ProgrammeGathering.objects.ceremonies_of(branch)  # type: ignore[attr-defined]  # a model choice field
    if chosen:
        form.initial["ceremony"] = field.queryset.filter(gathering__number=chosen).first()  # type: ignore[attr-defined]
