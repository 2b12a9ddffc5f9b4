"""What is due about roles."""

from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, SOON, Due, DueRow, Rows, add_due
from niukou.network.models import Role, RoleKind
from niukou.network.queries import roles_of


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


add_due(roles_ending, _role)
