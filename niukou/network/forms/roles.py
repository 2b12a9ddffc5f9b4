"""Input about roles and offices."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.forms import ActionForm, DayField
from niukou.core.lookups import RecordField
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.network.rules import GRANTED_IN_AN_ORGANISATION
from niukou.people.models import Account

UNTIL = _("The first day it no longer holds; empty: open end.")


class GrantRoleForm(ActionForm):
    kind = forms.TypedChoiceField(label=_("Role"), choices=RoleKind.choices, coerce=RoleKind)
    organisation = RecordField(
        "organisations",
        label=_("Organisation"),
        required=False,
        help_text=_("Leave it empty for a role on the whole platform."),
    )
    from_on = DayField(label=_("From"), initial=timezone.localdate)
    until_on = DayField(label=_("Until"), required=False, help_text=UNTIL)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        by: Account,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, by=by, initial=initial)
        if not roles_of(by).is_platform_administrator:
            given = [kind for kind in RoleKind if kind in GRANTED_IN_AN_ORGANISATION]
            self.fields["kind"].choices = [(kind.value, kind.label) for kind in given]  # type: ignore[attr-defined]  # a choice field
            self.fields["organisation"].required = True
            self.fields["organisation"].help_text = ""


class EndForm(ActionForm):
    """Ends a role or an office."""

    until_on = DayField(
        label=_("Until"),
        initial=timezone.localdate,
        help_text=_("The first day it no longer holds: today means at once."),
    )
    why = forms.CharField(
        label=_("Why it ends"), max_length=200, help_text=_("Kept in the history.")
    )


class AppointForm(ActionForm):
    organisation = RecordField("organisations", label=_("Organisation"))
    title = forms.CharField(
        label=pgettext_lazy("office", "Title"),
        max_length=60,
        help_text=_("As it stands on their card."),
    )
    from_on = DayField(label=_("From"), initial=timezone.localdate)
    until_on = DayField(label=_("Until"), required=False, help_text=UNTIL)


class BringInForm(ActionForm):
    """Registers a person and their office at once."""

    official_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    title = forms.CharField(
        label=pgettext_lazy("office", "Title"),
        max_length=60,
        help_text=_("As it stands on their card."),
    )
    from_on = DayField(label=_("From"), initial=timezone.localdate)
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=30,
        required=False,
        help_text=_("Stored sealed; shown masked."),
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
