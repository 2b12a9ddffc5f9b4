"""What is due about roles and the calendar."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, F, IntegerField, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, SOON, Due, DueRow, Rows, add_due
from niukou.core.models import Holiday
from niukou.network.models import Role, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account

ANNOUNCED_IN = 11  # the month in which the next year's holidays are usually announced


def roles_ending(user: Any, on: date) -> Rows:
    """Roles in sight that end soon."""
    if not roles_of(user).held:
        return None
    ending = Role.objects.visible_to(user).filter(until_on__gt=on, until_on__lte=on + SOON)
    return ending.order_by("until_on")[:FEW].annotate(
        due_what=F("account__email"),
        due_more=F("kind"),
        due_where=F("account"),
        due_on=F("until_on"),
    )


def _role(row: DueRow) -> Due:
    said = {"account": row.what, "role": RoleKind(row.more).label}
    label = _("%(account)s: the role %(role)s ends soon.") % said
    url = reverse("people:account-detail", args=[row.where])
    return Due(label, url, "key", row.on, names_somebody=True)


def holidays_to_enter(user: Any, on: date) -> Rows:
    """Platform administrators, late in the year: the next one, while none of its days is known."""
    if on.month < ANNOUNCED_IN or not roles_of(user).is_platform_administrator:
        return None
    known = Holiday.objects.of_year(on.year + 1)
    return Account.objects.filter(~Exists(known), pk=user.pk).annotate(
        due_on=Value(date(on.year, 12, 31), DateField()),
        due_count=Value(on.year + 1, IntegerField()),
    )


def _holidays(row: DueRow) -> Due:
    label = _("Enter the holidays of %(year)s: terms are counted by them.") % {"year": row.count}
    return Due(label, reverse("network:holiday-year", args=[row.count]), "calendar", row.on)


add_due(roles_ending, _role)
add_due(holidays_to_enter, _holidays)
