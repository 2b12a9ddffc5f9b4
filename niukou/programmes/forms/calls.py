"""Input about calls and the questions they ask."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField, EditForm, LinesField
from niukou.programmes.actions.call_forms import LONGEST_CHOICE, MOST_CHOICES
from niukou.programmes.answers import LONGEST_TEXT
from niukou.programmes.forms.terms import LastDayField
from niukou.programmes.models import CallForm, FieldKind

LONGEST = 3000


def words(label: Any, help_text: Any = "", rows: int = 5) -> forms.CharField:
    """Return a field for a few paragraphs."""
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=LONGEST, widget=area)


class DraftCallForm(ActionForm):
    title = forms.CharField(label=_("Title"), max_length=80)
    opens_on = DayField(label=_("Opens on"), help_text=_("The first day one can apply."))
    closes_on = LastDayField(
        label=_("Open until and including"), help_text=_("The last day one can hand in.")
    )
    who_may_apply = words(_("Who may apply"), _("Conditions in plain words, one per line."))
    what_is_granted = words(_("What is granted"))
    procedure = words(
        _("How it is decided"),
        _("Each step from the application to the agreement, and who takes it."),
    )
    contact = forms.CharField(
        label=_("Whom to ask"),
        max_length=200,
        help_text=_("Office, telephone, hours. Everybody can read it."),
    )
    asks_recommendation = forms.BooleanField(
        label=_("A recommendation is needed"),
        required=False,
        help_text=_(
            "The hospital names who recommends it, for example the provincial association."
        ),
    )


class EditCallForm(EditForm):
    title = forms.CharField(label=_("Title"), max_length=80)
    opens_on = DayField(label=_("Opens on"), help_text=_("Once published it stays."))
    closes_on = LastDayField(
        label=_("Open until and including"),
        help_text=_("Once published it can be later, and not earlier."),
    )
    who_may_apply = words(_("Who may apply"), _("Conditions in plain words, one per line."))
    what_is_granted = words(_("What is granted"))
    procedure = words(_("How it is decided"))
    contact = forms.CharField(label=_("Whom to ask"), max_length=200)
    asks_recommendation = forms.BooleanField(label=_("A recommendation is needed"), required=False)

    @staticmethod
    def _shown(field: forms.Field, value: Any) -> str:
        shown = field.prepare_value(value) if isinstance(field, LastDayField) else value
        return EditForm._shown(field, shown)  # noqa: SLF001  # its own parent


class ConfirmForm(ActionForm):
    """Nothing to fill in: the page says what will happen, the button does it."""


class EndCallForm(ActionForm):
    reason = forms.CharField(
        label=_("Reason"), max_length=200, help_text=_("Everybody who opens the call reads it.")
    )


class _QuestionFields(forms.Form):
    """What a question consists of, whether it is new or changed."""

    section = forms.CharField(
        label=_("Section"),
        max_length=40,
        help_text=_("Questions of one section stand under one heading."),
        widget=forms.TextInput(attrs={"list": "sections"}),
    )
    label = forms.CharField(label=_("Question"), max_length=120)
    help = forms.CharField(
        label=_("Help"), max_length=300, required=False, help_text=_("Stands below the question.")
    )
    kind = forms.TypedChoiceField(
        label=_("Kind"), choices=FieldKind.choices, coerce=FieldKind, initial=FieldKind.TEXT
    )
    choices = LinesField(
        label=_("Choices"),
        required=False,
        max_length=LONGEST_CHOICE,
        max_lines=MOST_CHOICES,
        help_text=_("Only for a choice: one per line."),
    )
    unit = forms.CharField(
        label=_("Unit"), max_length=20, required=False, help_text=_("Only for a number.")
    )
    lowest = forms.DecimalField(
        label=_("Lowest number"), max_digits=18, decimal_places=2, required=False
    )
    highest = forms.DecimalField(
        label=_("Highest number"), max_digits=18, decimal_places=2, required=False
    )
    most_characters = forms.IntegerField(
        label=_("At most how many characters"),
        min_value=1,
        max_value=LONGEST_TEXT,
        required=False,
        help_text=_("Only for a text. Empty: the usual limit."),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)
    is_identifying = forms.BooleanField(
        label=_("Tells which hospital it is"),
        required=False,
        help_text=_("A panel that reviews without names does not see it."),
    )


class AddQuestionForm(ActionForm, _QuestionFields):
    pass


class EditQuestionForm(EditForm, _QuestionFields):
    """The form is not published yet: nobody has to say why a question changes."""

    why = None  # type: ignore[assignment]  # how Django takes an inherited field away


def sections_in(form: CallForm) -> list[str]:
    """Return the headings a form has, to choose from while typing."""
    names = form.questions.order_by("position").values_list("section", flat=True)
    return list(dict.fromkeys(names))
