"""Input of reviewers and of those who decide."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.programmes.actions.reviews import Scored
from niukou.programmes.models import Outcome, Review


class RecuseForm(ActionForm):
    reason = forms.CharField(
        label=_("Why you stand back"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Kept on record, and read by the officers of the branch."),
    )


class ScoreForm(EditForm):
    """Points and a remark by each criterion; a draft may leave some empty."""

    why = None  # type: ignore[assignment]  # nobody else writes here: no reason is asked for
    about_the_edit = ("version",)
    comment = forms.CharField(
        label=_("Remark on the whole"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, subject: Review, by: Viewer
    ) -> None:
        self.criteria = list(subject.panel_site.panel.criteria.order_by("position"))
        super().__init__(data, subject=subject, by=by)
        for one in self.criteria:
            self.fields[f"points_{one.pk}"] = forms.IntegerField(
                label=one.label, min_value=0, max_value=one.most, required=False
            )
            self.fields[f"remark_{one.pk}"] = forms.CharField(
                label=_("Remark"), max_length=500, required=False
            )

    def values_of(self, subject: Any) -> dict[str, Any]:
        """Return what the draft says now, by field name."""
        values: dict[str, Any] = {"comment": subject.comment}
        for score in subject.scores.all():
            values[f"points_{score.criterion_id}"] = score.points
            values[f"remark_{score.criterion_id}"] = score.remark
        return values

    def submit(self, action: Callable[..., object]) -> bool:
        """Run ``action`` with the points by criterion; show a refusal beside its field."""
        return super().submit(
            lambda **typed: action(
                version=typed["version"], comment=typed["comment"], scores=self._scores(typed)
            )
        )

    def _scores(self, typed: Mapping[str, Any]) -> dict[int, Scored]:
        return {
            one.pk: Scored(typed[f"points_{one.pk}"], typed[f"remark_{one.pk}"])
            for one in self.criteria
        }

    @property
    def lines(self) -> list[dict[str, Any]]:
        """Each criterion with its two fields, as the sheet shows them: a draft may leave points out."""
        for one in self.criteria:
            self.fields[f"points_{one.pk}"].required = True
        return [
            {
                "criterion": one,
                "points": self[f"points_{one.pk}"],
                "remark": self[f"remark_{one.pk}"],
            }
            for one in self.criteria
        ]


class DetermineForm(ActionForm):
    outcome = forms.TypedChoiceField(
        label=_("Outcome"), choices=Outcome.choices, coerce=Outcome, widget=forms.RadioSelect
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("The hospital reads them in its letter."),
    )
    why_few = forms.CharField(
        label=_("Why it is decided with fewer reviews"), max_length=300, required=False
    )
    on = DayField(label=_("Decided on"), initial=timezone.localdate)

    def __init__(self, data: Any = None, *, is_short: bool, by: Viewer) -> None:
        super().__init__(data, by=by)
        if not is_short:
            del self.fields["why_few"]
