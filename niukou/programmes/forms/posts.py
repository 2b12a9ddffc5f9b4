"""Input about posts and who holds them."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.lookups import RecordField
from niukou.programmes.forms.terms import LastDayField
from niukou.programmes.models import PostKind, Site

KIND_HELP = _(
    "Seconded: an agency employs the worker and sends them. Employed: the hospital does itself."
)
EMPLOYER_HELP = _("Of a seconded post: the agency. Leave it empty where the hospital employs.")


def tomorrow() -> date:
    """Return what a field that asks for the last day shows as today."""
    return timezone.localdate() + timedelta(days=1)


class PostFields(forms.Form):
    """What is said of a post when it is approved and when it is edited."""

    kind = forms.ChoiceField(
        label=_("Kind of post"),
        choices=PostKind.choices,
        widget=forms.RadioSelect,
        help_text=KIND_HELP,
    )
    employer = RecordField(
        "organisations", label=_("Employer"), required=False, help_text=EMPLOYER_HELP
    )
    title = forms.CharField(label=_("Title of the post"), max_length=60)
    is_full_time = forms.BooleanField(label=_("Full time"), required=False, initial=True)
    wards = forms.CharField(
        label=_("Wards it covers"),
        max_length=200,
        required=False,
        help_text=_("For example: haematology, intensive care."),
    )
    supervisor = RecordField(
        "people", label=_("Supervisor"), required=False, help_text=_("By name or pinyin.")
    )


class ApprovePostForm(PostFields, ActionForm):
    on = DayField(
        label=_("Approved on"),
        initial=timezone.localdate,
        help_text=_("The first day the programme pays for it. It counts in the figures."),
    )

    def __init__(self, data: Any = None, *, site: Site, by: Viewer) -> None:
        super().__init__(data, by=by, initial={"title": gettext("Medical social worker")})
        self.site = site

    def clean(self) -> dict[str, Any]:
        return with_employer(self, self.site)


class EditPostForm(PostFields, EditForm):
    approved_on = DayField(label=_("Approved on"))

    def __init__(self, data: Any = None, *, subject: Any, by: Viewer) -> None:
        super().__init__(data, subject=subject, by=by)
        self.site = subject.site

    def clean(self) -> dict[str, Any]:
        return with_employer(self, self.site)


def with_employer(form: forms.Form, site: Site) -> dict[str, Any]:
    """Return the clean data; an employed post without an employer is the hospital's."""
    if form.cleaned_data.get("kind") == PostKind.EMPLOYED:
        form.cleaned_data["employer"] = form.cleaned_data.get("employer") or site.hospital
    elif not form.cleaned_data.get("employer") and not form.errors.get("employer"):
        form.add_error("employer", gettext("Which agency seconds the worker?"))
    return form.cleaned_data


class AdvertisePostForm(ActionForm):
    on = DayField(label=_("Advertised on"), initial=timezone.localdate)
    note = forms.CharField(
        label=_("Where it is advertised"),
        max_length=200,
        required=False,
        help_text=_("Seen by those who work on it."),
    )


class FillPostForm(ActionForm):
    person = RecordField(
        "people", label=_("Holder"), help_text=_("By name or pinyin. Register the person first.")
    )
    on = DayField(
        label=_("First day in the post"),
        initial=timezone.localdate,
        help_text=_("The subsidy is reckoned from this day."),
    )
    until_on = LastDayField(
        label=_("Last day in the post"),
        required=False,
        help_text=_("Only for somebody who has left already."),
    )


class VacatePostForm(ActionForm):
    on = LastDayField(
        label=_("Last day in the post"),
        initial=tomorrow,
        help_text=_("The last day that is paid for."),
    )
    why = forms.CharField(label=_("Why"), max_length=200)


class EndPostForm(ActionForm):
    on = LastDayField(
        label=_("Last day of the post"),
        initial=tomorrow,
        help_text=_("Whoever holds it holds it until then. The post cannot be filled again."),
    )
    why = forms.CharField(label=_("Why"), max_length=200)


class CorrectHoldingForm(EditForm):
    person = RecordField("people", label=_("Holder"), help_text=_("By name or pinyin."))
    from_on = DayField(label=_("First day in the post"))
    until_on = LastDayField(
        label=_("Last day in the post"),
        required=False,
        help_text=_("Empty: holds it until further notice."),
    )
