"""Whose money somebody keeps: what finance officers of a programme's initiators may read."""

from typing import Any

from django.db.models import Q, QuerySet

from niukou.core.access import NOTHING, Viewer
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.models.programmes import (
    ProgrammeInitiator,
    offices_of,
)


def financed_by(user: Viewer) -> QuerySet[ProgrammeInitiator, Any]:
    """Return the programmes whose money ``user`` keeps: finance officers of an initiator."""
    keeps = roles_of(user).organisations(RoleKind.FINANCE_OFFICER)
    return ProgrammeInitiator.objects.filter(organisation__in=keeps).values("programme")


def of_programmes_seen_whole(user: Viewer, path: str) -> Q:
    """Narrow rows whose programme is reached by ``path`` to those ``user`` sees all money of.

    Officers of the whole programme and finance officers of its initiators.
    """
    if not user.is_authenticated:
        return NOTHING
    seen = Q(**{f"{path}__in": offices_of(user).whole_programmes})
    if roles_of(user).organisations(RoleKind.FINANCE_OFFICER):
        seen |= Q(**{f"{path}__in": financed_by(user)})
    return seen


def of_branches_run(user: Viewer, path: str) -> Q:
    """Narrow rows whose branch is reached by ``path`` to those ``user`` is an officer of."""
    if not user.is_authenticated:
        return NOTHING
    return Q(**{f"{path}__in": offices_of(user).branches})
