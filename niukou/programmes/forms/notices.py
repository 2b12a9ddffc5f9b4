"""Input about public notices and the objections to them."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError, EditConflict
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.programmes.forms.panels import site_label
from niukou.programmes.models import (
    Branch,
    Channel,
    ObjectionOutcome,
    PublicNotice,
    Site,
)
from niukou.programmes.queries.notices import sites_named, waiting_for_notice

MOST_WORKDAYS = 60


class NoticeSitesField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Accepted sites of a branch that are on no notice yet."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Sites on the notice"),
            queryset=Site.objects.none(),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("Those a panel accepted. The public reads the hospital's name."),
        )

    def label_from_instance(self, obj: Any) -> str:
        return site_label(obj)


def title_field() -> forms.CharField:
    return forms.CharField(label=_("Title"), max_length=120)


def text_field() -> forms.CharField:
    return forms.CharField(
        label=_("Text of the notice"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_(
            "What was decided, how, and what one may object to. No name of a person belongs here."
        ),
    )


def workdays_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=MOST_WORKDAYS,
        help_text=_("The day of publication does not count."),
    )


class DraftNoticeForm(ActionForm):
    title = title_field()
    text = text_field()
    workdays = workdays_field()
    sites = NoticeSitesField()

    def __init__(self, data: Any = None, *, branch: Branch, by: Viewer) -> None:
        waiting = waiting_for_notice(branch)
        initial = {
            "title": gettext("Public notice of the hospitals to be accepted"),
            "text": gettext(
                "After application, formal check and panel review, the hospitals below are to be "
                "accepted. Whoever objects may say so here until the last day of this notice, "
                "with or without a name. Each objection is answered."
            ),
            "workdays": branch.programme.notice_workdays,
            "sites": [site.pk for site in waiting],
        }
        super().__init__(data, by=by, initial=initial)
        self.fields["sites"].queryset = waiting  # type: ignore[attr-defined]  # a model choice field


class EditNoticeForm(EditForm):
    title = title_field()
    text = text_field()
    workdays = workdays_field()
    sites = NoticeSitesField()

    def __init__(self, data: Any = None, *, subject: PublicNotice, by: Viewer) -> None:
        super().__init__(data, subject=subject, by=by)
        self.fields["sites"].queryset = waiting_for_notice(subject.branch)  # type: ignore[attr-defined]  # a model choice field

    def values_of(self, subject: Any) -> dict[str, Any]:
        """Return what the draft says now, by field name."""
        named = list(sites_named(subject))
        return {name: getattr(subject, name) for name in ("title", "text", "workdays")} | {
            "sites": named
        }


class PublishNoticeForm(ActionForm):
    """Publishes the version its reader saw; told of another, a second click publishes that."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        if isinstance(refusal, EditConflict):
            self.data = {**self.data, "version": str(refusal.current.version)}  # type: ignore[attr-defined]  # it has version_field()


class ExtendNoticeForm(ActionForm):
    last_on = DayField(label=_("New last day"), help_text=_("On it one may still object."))
    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("The public reads it."))


class RecordObjectionForm(ActionForm):
    site: Any = forms.ModelChoiceField(
        label=_("Objects to"),
        queryset=Site.objects.none(),
        required=False,
        empty_label=_("The whole notice"),
    )
    text = forms.CharField(
        label=_("Objection"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )
    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60, required=False)
    contact = forms.CharField(label=_("How to reach them"), max_length=120, required=False)
    channel = forms.TypedChoiceField(
        label=_("Came by"),
        choices=[one for one in Channel.choices if one[0] != Channel.WEB],
        coerce=Channel,
    )
    on = DayField(label=_("Received on"), initial=timezone.localdate)

    def __init__(self, data: Any = None, *, notice: PublicNotice, by: Viewer) -> None:
        super().__init__(data, by=by)
        field = self.fields["site"]
        field.queryset = sites_named(notice)  # type: ignore[attr-defined]  # a model choice field
        field.label_from_instance = site_label  # type: ignore[attr-defined]


class AnswerObjectionForm(ActionForm):
    outcome = forms.TypedChoiceField(
        label=_("Outcome"),
        choices=ObjectionOutcome.choices,
        coerce=ObjectionOutcome,
        widget=forms.RadioSelect,
        help_text=_("Upheld, it keeps what it speaks of from being signed."),
    )
    answer = forms.CharField(
        label=_("Answer"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Whoever objected reads it with the receipt number."),
    )


class RevealObjectorForm(ActionForm):
    reason = forms.CharField(
        label=_("Why you need to see it"),
        max_length=200,
        help_text=_("That you looked, and why, is kept for ever."),
    )
