"""What can be done to the agenda of a gathering."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.gatherings.lifecycle import GatheringStatus, ensure_not_cancelled
from niukou.gatherings.models import AgendaItem, Gathering
from niukou.gatherings.rules import Can
from niukou.people.models import Account, Person

MINUTE_SECONDS = 60


class HeldAlready(DomainError):
    """What counts was settled when the gathering was held."""


class PartOutside(DomainError):
    """A part lies outside the gathering, or ends before it starts."""


class MoreMinutesThanTime(DomainError):
    """A part cannot have more class minutes than it lasts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an agenda; ``speaker_person`` None: ``speaker`` says who, or nobody does."""

    starts_at: datetime
    ends_at: datetime
    title: str
    speaker_person: Person | None = None
    speaker: str = ""
    class_minutes: int = 0


@transaction.atomic
def set_agenda(
    gathering: Gathering, *, version: int, parts: Sequence[Part], why: str, by: Account
) -> Gathering:
    """Say what happens when at ``gathering``; an empty list takes the agenda away.

    Raises:
        PermissionDenied: ``by`` does not run it.
        EditConflict: somebody saved it since ``version`` was read.
        IsCancelled: it was called off.
        HeldAlready: minutes present were computed from the agenda it had.
        PartOutside: a part lies outside the gathering, or ends before it starts.
        MoreMinutesThanTime: a part has more class minutes than it lasts.
    """
    authorize(by, Can.SET_AGENDA, gathering)

    gathering = lock_version(gathering, version)
    ensure_not_cancelled(gathering.status)
    if gathering.status == GatheringStatus.HELD:
        message = _("It was held: minutes present were counted by this agenda. Reopen it first.")
        raise HeldAlready(message)
    for part in parts:
        _ensure_fits(part, gathering)

    with because(why):
        gathering.save(update_fields=["version", "updated_at"])
        gathering.agenda.all().delete()
        for part in sorted(parts, key=lambda part: (part.starts_at, part.ends_at)):
            fields = {name: getattr(part, name) for name in Part.__dataclass_fields__}
            AgendaItem.objects.create(gathering=gathering, **fields)
    return gathering


def _ensure_fits(part: Part, gathering: Gathering) -> None:
    said = {"part": part.title}
    if not gathering.starts_at <= part.starts_at < part.ends_at <= gathering.ends_at:
        message = _("“%(part)s” lies outside the gathering, or ends before it starts.")
        raise PartOutside(message % said)
    lasts = (part.ends_at - part.starts_at).total_seconds() / MINUTE_SECONDS
    if part.class_minutes > lasts:
        raise MoreMinutesThanTime(_("“%(part)s” has more class minutes than it lasts.") % said)
