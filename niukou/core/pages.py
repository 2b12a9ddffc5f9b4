"""A long list, one page at a time, its state in the address."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property
from ninja import Field
from ninja.pagination import LimitOffsetPagination

ROWS = 25
COUNTED = 10_000
API_ROWS = 100
MOST_API_ROWS = 1000
LAST_API_ROW = 10_000_000


class CappedPaginator(Paginator):  # type: ignore[type-arg]  # subscriptable for the checker only
    """Counts up to ten thousand rows and says "more than": nobody pages further than that."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]  # always a queryset here
        return rows.order_by()[: COUNTED + 1].count()

    @property
    def is_capped(self) -> bool:
        return self.count > COUNTED


def paged(rows: QuerySet[Any], number: str | None) -> Page[Any]:
    """Return one page of 25; a number that is no page gives the nearest one."""
    return CappedPaginator(rows, ROWS).get_page(number)


class ApiPage(LimitOffsetPagination):
    """``limit`` rows after the first ``offset``: at most a thousand at once."""

    class Input(LimitOffsetPagination.Input):
        limit: int = Field(API_ROWS, ge=1, le=MOST_API_ROWS)
        offset: int = Field(0, ge=0, le=LAST_API_ROW)
