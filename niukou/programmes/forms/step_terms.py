"""Input about how long a step may take."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField
from niukou.programmes.lifecycle import ENDED, SiteStatus

LONGEST = 1000


class SetStepTermForm(ActionForm):
    status = forms.TypedChoiceField(
        label=_("A site that is"),
        choices=[(one.value, one.label) for one in SiteStatus if one not in ENDED],
        coerce=SiteStatus,
    )
    workdays = forms.IntegerField(
        label=_("Working days"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("How many it may stay there. Empty: no term any more."),
    )
    from_on = DayField(
        label=_("From"),
        initial=timezone.localdate,
        help_text=_("For sites that enter this state on that day or later."),
    )
