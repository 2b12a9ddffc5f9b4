"""The indicator book: every number we publish, defined once. See docs/reference/figures.md."""

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.figures.definitions import (
    agreements,
    applications,
    gatherings,
    money,
    post_months,
    posts,
    returns,
    review,
    station_life,
    stations,
    trainings,
)
from niukou.figures.definitions.agreements import AGREEMENTS_SIGNED, HOSPITALS_SIGNED
from niukou.figures.definitions.stations import (
    DAYS_SIGNING_TO_OPENING,
    HOSPITALS_WITH_STATION,
    STATIONS_OPENED,
)
from niukou.figures.definitions.trainings import WORKERS_TRAINED
from niukou.figures.indicators import Indicator

__all__ = [
    "AGREEMENTS_SIGNED",
    "BOOK",
    "DAYS_SIGNING_TO_OPENING",
    "HOSPITALS_SIGNED",
    "HOSPITALS_WITH_STATION",
    "STATIONS_OPENED",
    "WORKERS_TRAINED",
    "IndicatorUnknown",
    "find_indicator",
]


class IndicatorUnknown(DomainError):
    """The indicator book has no entry under this code."""

    field = "indicator"


# In this order the book is printed.
PARTS = (
    agreements.INDICATORS,
    applications.INDICATORS,
    stations.INDICATORS,
    posts.INDICATORS,
    post_months.INDICATORS,
    station_life.INDICATORS,
    money.INDICATORS,
    returns.INDICATORS,
    trainings.INDICATORS,
    gatherings.INDICATORS,
    review.INDICATORS,
)
BOOK: Mapping[str, Indicator] = MappingProxyType(
    {indicator.code: indicator for part in PARTS for indicator in part}
)


def find_indicator(code: str) -> Indicator:
    """Return the indicator of that code.

    Raises:
        IndicatorUnknown: the book has none; the message lists those it has.
    """
    if code not in BOOK:
        known = {"code": code, "known": ", ".join(BOOK)}
        raise IndicatorUnknown(_("There is no indicator “%(code)s”. There are: %(known)s.") % known)
    return BOOK[code]
