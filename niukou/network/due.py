"""What is due about roles."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from niukou.core.due import FEW, SOON, Due, add_due
from niukou.network.models import Role
from niukou.network.queries import roles_of


def roles_ending(user: Any, on: date) -> Iterator[Due]:
    """Roles in sight that end soon."""
    if not roles_of(user).held:
        return
    ending = Role.objects.visible_to(user).filter(until_on__gt=on, until_on__lte=on + SOON)
    for role in ending.select_related("account").order_by("until_on")[:FEW]:
        label = _("%(account)s: the role %(role)s ends soon.")
        text = label % {"account": role.account, "role": role.get_kind_display()}
        yield Due(text, role.get_absolute_url(), "key", role.until_on, names_somebody=True)


add_due(roles_ending)
