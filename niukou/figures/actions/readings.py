"""What can be done about figures: keep beside ours what others print."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.quantities import Qualifier, Unit
from niukou.figures.definitions import find_indicator
from niukou.figures.indicators import Scope
from niukou.figures.models import Reading
from niukou.figures.rules import Can
from niukou.people.models import Account
from niukou.programmes.models import Programme


class ReadingKnown(DomainError):
    """What this source says of that day is kept already."""

    field = "source"


class CountedAfterPublishing(DomainError):
    """A source cannot have counted a day that came after it."""

    field = "as_of"


@transaction.atomic
def record_reading(
    scope: Scope,
    *,
    indicator: str,
    value: int,
    unit: Unit,
    qualifier: Qualifier,
    reads: str,
    as_of: date,
    source: str,
    published_on: date,
    by: Account,
    source_url: str = "",
) -> Reading:
    """Keep a number as a source printed it; nothing of ours or of other sources changes.

    Raises:
        PermissionDenied: ``by`` runs neither the branch nor the programme of ``scope``.
        IndicatorUnknown: the indicator book has no such entry.
        CountedAfterPublishing: ``as_of`` is after ``published_on``.
        ReadingKnown: the same source is kept for that number and day.
    """
    authorize(by, Can.RECORD_READING, scope.subject)

    # Two officers who read the same paper at once: the second waits here and is told.
    Programme.objects.select_for_update().get(pk=scope.programme.pk)

    find_indicator(indicator)
    if as_of > published_on:
        raise CountedAfterPublishing(_("The source was published before this day."))
    place = {"programme": scope.programme, "branch": scope.branch, "indicator": indicator}
    if Reading.objects.filter(**place, as_of=as_of, source=source).exists():
        raise ReadingKnown(_("What this source says of that day is recorded already."))

    return Reading.objects.create(
        **place,
        value=value,
        unit=unit,
        qualifier=qualifier,
        reads=reads,
        as_of=as_of,
        source=source,
        source_url=source_url,
        published_on=published_on,
    )
