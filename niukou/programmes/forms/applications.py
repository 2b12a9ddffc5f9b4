"""Input about applications: the answers of one section, and what is done with the whole."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError, EditConflict
from niukou.core.files import PAPERS, SHEETS, ensure_fit
from niukou.core.forms import ActionForm, DayField, Difference
from niukou.core.lookups import RecordField
from niukou.core.money import MoneyFormField
from niukou.network.models import Organisation
from niukou.programmes.answers import ensure_fits, longest, said
from niukou.programmes.models import Application, ApplicationAnswer, FieldKind, FormField, Opinion

QUESTION = re.compile(r"field-[0-9]+")
REMOVE = "remove-"


class PaperField(forms.FileField):
    """A file, looked at before anything is stored."""

    def __init__(self, *, kinds: frozenset[str], **options: Any) -> None:
        self.kinds = kinds
        picker = forms.FileInput(attrs={"accept": ",".join(sorted(kinds))})
        super().__init__(**{"widget": picker} | options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        upload = super().clean(data, None)
        if upload:
            try:
                ensure_fit(upload, kinds=self.kinds)
            except DomainError as refusal:
                raise ValidationError(refusal.message) from refusal
        return upload or None


class AnswersForm(forms.Form):
    """The questions of one section. What is right is kept even where something else is not."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        files: Any = None,
        *,
        application: Application,
        questions: Iterable[FormField],
        answers: Mapping[int, ApplicationAnswer],
    ) -> None:
        self.questions = {question.name: question for question in questions}
        self.answers = answers
        self.differences: list[Difference] = []
        values = {
            name: _as_typed(answers[question.pk].value)
            for name, question in self.questions.items()
            if question.pk in answers and question.kind != FieldKind.FILE
        }
        super().__init__(data, files, initial=values | {"version": application.version})
        for name, question in self.questions.items():
            self.fields[name] = field_for(question)
            kept = answers.get(question.pk)
            if question.kind == FieldKind.FILE and kept and kept.file:
                self._offer_removal(name, kept)

    def get_context(self) -> dict[str, Any]:
        """Say what must be answered in the end; saving asks for nothing."""
        for name, question in self.questions.items():
            self.fields[name].required = question.is_required
        return super().get_context()

    def clean(self) -> dict[str, Any]:
        foreign = [
            name
            for name in (*self.data, *self.files)
            if QUESTION.fullmatch(name) and name not in self.questions
        ]
        if foreign:
            self.add_error(
                None, gettext("An answer belongs to another form or section: it was not kept.")
            )
        for name, question in self.questions.items():
            if name in self.cleaned_data and question.kind != FieldKind.FILE:
                self._check(name, question)
        return self.cleaned_data

    def typed(self) -> dict[FormField, Any]:
        """Return the answers that can be kept; a file that was not chosen anew stays as it is."""
        found = {}
        for name, question in self.questions.items():
            if name not in self.cleaned_data or name in self.errors:
                continue
            value = self.cleaned_data[name]
            if question.kind == FieldKind.FILE:
                if value:
                    found[question] = value
                elif self.cleaned_data.get(REMOVE + name):
                    found[question] = None
            else:
                found[question] = None if value == "" else value
        return found

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal beside its question; a conflict shows both versions."""
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.message)
        if isinstance(refusal, EditConflict):
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form is a QueryDict
            self.data["version"] = str(refusal.current.version)  # type: ignore[attr-defined, index]

    def keep_going(
        self, application: Application, answers: Mapping[int, ApplicationAnswer]
    ) -> None:
        """Go on from what is saved by now, where something else was not right."""
        self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form is a QueryDict
        self.data["version"] = str(application.version)  # type: ignore[index]
        for name, question in self.questions.items():
            kept = answers.get(question.pk)
            if question.kind == FieldKind.FILE and kept and kept.file:
                self._offer_removal(name, kept)

    def compare(self, answers: Mapping[int, ApplicationAnswer]) -> None:
        """List where what is saved now differs from what was typed."""
        for question, mine in self.typed().items():
            saved = answers.get(question.pk)
            theirs = saved.value if saved else None
            if theirs != mine:
                shown = (said(question, theirs) or "—", said(question, mine) or "—")
                self.differences.append(Difference(question.label, *shown))

    def _check(self, name: str, question: FormField) -> None:
        value = self.cleaned_data[name]
        try:
            ensure_fits(question, None if value == "" else value)
        except DomainError as refusal:
            self.add_error(name, refusal.message)

    def _offer_removal(self, name: str, kept: ApplicationAnswer) -> None:
        label = _("Take “%(file)s” out") % {"file": kept.file}
        self.fields[REMOVE + name] = forms.BooleanField(label=label, required=False)
        told = gettext("Kept: %s. Choose another file to put it in its place.") % kept.file
        self.fields[name].help_text = helping(self.questions[name].help, told)


def _as_typed(value: Any) -> Any:
    """Return a number without the zeros that the database keeps behind the point."""
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def helping(*parts: str) -> SafeString:
    """Return what stands below a question. Pages print it as it is, so what people wrote is escaped."""
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def field_for(question: FormField) -> forms.Field:
    """Return the input of a question; whether it must be answered is asked at the end."""
    help_text = helping(question.help)
    more: Any = {"label": question.label, "help_text": help_text, "required": False}
    makers: dict[str, Callable[[], forms.Field]] = {
        FieldKind.TEXT: lambda: forms.CharField(**more),
        FieldKind.LONG_TEXT: lambda: forms.CharField(
            widget=forms.Textarea(attrs={"rows": 5}),
            **more | {"help_text": helping(question.help, _at_most(question))},
        ),
        FieldKind.NUMBER: lambda: forms.DecimalField(
            **more | {"label": _with_unit(question)}, widget=forms.TextInput(attrs=NUMERIC)
        ),
        FieldKind.MONEY: lambda: MoneyFormField(
            **more | {"label": _labelled(question.label, gettext("yuan"))}
        ),
        FieldKind.DATE: lambda: DayField(**more),
        FieldKind.CHOICE: lambda: forms.ChoiceField(
            choices=[("", _("Choose …")), *((one, one) for one in question.choices)], **more
        ),
        FieldKind.YES_NO: lambda: forms.TypedChoiceField(
            choices=[("True", _("yes")), ("False", _("no"))],
            coerce=_is_yes,
            empty_value=None,
            widget=forms.RadioSelect,
            **more,
        ),
        FieldKind.FILE: lambda: PaperField(kinds=PAPERS | SHEETS, **more),
    }
    return makers[question.kind]()


def _is_yes(text: str) -> bool:
    return text == "True"


NUMERIC = {"inputmode": "decimal"}


def _with_unit(question: FormField) -> str:
    return _labelled(question.label, question.unit) if question.unit else question.label


def _labelled(label: str, unit: str) -> str:
    return gettext("%(label)s (%(unit)s)") % {"label": label, "unit": unit}


def _at_most(question: FormField) -> str:
    return gettext("At most %s characters.") % longest(question)


class RecommenderForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    recommender = RecordField(
        "organisations",
        label=_("Who recommends you"),
        required=False,
        help_text=_("By name or pinyin. It reads your application once it is handed in."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.setdefault("recommender", None)
        return cleaned


class BeginApplicationForm(ActionForm):
    hospital: Any = forms.ModelChoiceField(
        label=_("Hospital"), queryset=Organisation.objects.none(), widget=forms.RadioSelect
    )

    def __init__(self, data: Any = None, *, hospitals: Any, by: Viewer) -> None:
        super().__init__(data, by=by)
        field = self.fields["hospital"]
        field.queryset = hospitals  # type: ignore[attr-defined]  # a model choice field
        field.empty_label = None  # type: ignore[attr-defined]
        if len(hospitals) == 1:
            field.initial = hospitals[0]


class WithdrawForm(ActionForm):
    on = DayField(label=_("Date"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Reason"), max_length=200)


class RecommendForm(ActionForm):
    opinion = forms.TypedChoiceField(
        label=_("Opinion"), choices=Opinion.choices, coerce=Opinion, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("In words"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The hospital, the programme and the panel read it."),
    )
    letter = PaperField(
        label=_("Letter of recommendation"),
        kinds=PAPERS,
        required=False,
        help_text=_("With your seal: PDF, JPEG or PNG."),
    )
    on = DayField(label=_("Date"), initial=timezone.localdate)


def preview_of(questions: Iterable[FormField]) -> forms.Form:
    """Return questions as a hospital will see them: to look at, not to send."""
    shown = forms.Form()
    for question in questions:
        shown.fields[question.name] = field_for(question)
        shown.fields[question.name].required = question.is_required
    return shown
