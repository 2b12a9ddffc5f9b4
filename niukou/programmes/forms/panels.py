"""Input about panels: what they ask, who sits on them, which sites stand before them."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.lookups import RecordField
from niukou.programmes.models import Panel, Site
from niukou.programmes.queries.panels import account_at, sites_for_panel

MOST_YEARS = 30
MOST_REVIEWS = 20


def least_reviews_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Reviews a site needs"),
        min_value=1,
        max_value=MOST_REVIEWS,
        help_text=_("With fewer, whoever decides says why it is decided nevertheless."),
    )


class PreparePanelForm(ActionForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    is_blinded = forms.BooleanField(
        label=_("Blinded"),
        required=False,
        help_text=_("Reviewers see the number of a site, never the hospital's name."),
    )
    scores_due_on = DayField(label=_("Scores due on"))
    least_reviews = least_reviews_field()
    conflict_years = forms.IntegerField(
        label=_("Years a tie to a hospital counts"),
        min_value=0,
        max_value=MOST_YEARS,
        help_text=_("A role or office that ended longer ago keeps nobody from reviewing."),
    )

    def __init__(self, data: Any = None, *, by: Viewer) -> None:
        super().__init__(data, by=by, initial={"least_reviews": 3, "conflict_years": 3})


class EditPanelForm(EditForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    scores_due_on = DayField(label=_("Scores due on"))
    least_reviews = least_reviews_field()


class AddCriterionForm(ActionForm):
    label = forms.CharField(label=_("Criterion"), max_length=60)
    look_at = forms.CharField(
        label=_("What to look at"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Reviewers read it beside the points they give."),
    )
    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=1,
        max_value=100,
        initial=1,
        help_text=_("A whole number; it counts against the weights of the others."),
    )
    most = forms.IntegerField(label=_("Most points"), min_value=1, max_value=100, initial=10)


class InvitePanelistForm(ActionForm):
    """Names a reviewer by the address they sign in with: reviewers are strangers to the branch."""

    account = forms.EmailField(
        label=_("E-mail address"), help_text=_("The one the reviewer signs in with.")
    )
    organisation = RecordField(
        "organisations",
        label=_("Speaks for"),
        required=False,
        help_text=_("Empty: for nobody but themselves. Its ties to a hospital count."),
    )
    on = DayField(label=_("Invited on"), initial=timezone.localdate)

    def clean_account(self) -> Any:
        found = account_at(self.cleaned_data["account"])
        if found is None:
            message = _("Nobody signs in with this address. An administrator can open an account.")
            raise ValidationError(message)
        return found


class AddSitesForm(ActionForm):
    sites: Any = forms.ModelMultipleChoiceField(
        label=_("Sites that wait for a panel"),
        queryset=Site.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, panel: Panel, by: Viewer) -> None:
        super().__init__(data, by=by)
        field = self.fields["sites"]
        field.queryset = sites_for_panel(panel)  # type: ignore[attr-defined]  # a model choice field
        field.label_from_instance = site_label  # type: ignore[attr-defined]
        if not sites_for_panel(panel).exists():
            field.help_text = _("None now: a site comes here once its papers were found complete.")


def site_label(site: Site) -> str:
    return f"{site.number} {site.hospital}"


class OnDayForm(ActionForm):
    """Asks for the day alone."""

    on = DayField(label=_("Date"), initial=timezone.localdate)


class ConfirmForm(ActionForm):
    """Asks for nothing: the page has said what happens."""
