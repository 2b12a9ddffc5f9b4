"""The records that addresses name, as far as the reader may see them."""

from django.shortcuts import get_object_or_404

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest
from niukou.gatherings.models import Gathering
from niukou.gatherings.rules import Can


def find_gathering(
    request: SignedInRequest, number: str, permission: Can | None = None
) -> Gathering:
    """Return the gathering of that number, if the reader may see it, and do ``permission``."""
    rows = Gathering.objects.visible_to(request.user)
    rows = rows.select_related("campus__organisation", "region")
    gathering = get_object_or_404(rows, number=number)
    if permission is not None:
        authorize(request.user, permission, gathering)
    return gathering
