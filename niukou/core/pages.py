"""A long list, one page at a time, its state in the address."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.functional import cached_property

ROWS = 25
COUNTED = 10_000


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
