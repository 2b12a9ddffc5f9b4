"""Numbers of documents: no gaps, no doubles, however many people take one at once."""

from django.db import connection
from django.db.transaction import TransactionManagementError

from niukou.core.models import NumberSeries

# One statement locks the row, counts and answers; until the caller commits, others wait here,
# and a rollback gives the number back. The index counts NULL years as equal.
TAKE = """
INSERT INTO {table} AS taken (series, year, last) VALUES (%s, %s, %s)
ON CONFLICT (series, year) DO UPDATE SET last = taken.last + excluded.last
RETURNING last
"""


def next_number(series: str, *, year: int | None = None, pattern: str) -> str:
    """Return the next number of ``series``, counted from 1 and anew each ``year``.

    ``pattern`` has the places ``{number}`` and, if wanted, ``{year}``: "ZJ-{year}-{number:03d}".
    Take it last in an action: whoever needs the next one waits for this transaction's end.

    Raises:
        TransactionManagementError: no transaction is open, so a failure would leave a gap.
    """
    return next_numbers(series, count=1, year=year, pattern=pattern)[0]


def next_numbers(series: str, *, count: int, year: int | None = None, pattern: str) -> list[str]:
    """Return the next ``count`` numbers of ``series`` in one go: see ``next_number``."""
    if not connection.in_atomic_block:
        message = "a number is taken inside the transaction that uses it"
        raise TransactionManagementError(message)
    if not count:
        return []
    table = NumberSeries._meta.db_table  # Django's public name for it
    with connection.cursor() as cursor:
        cursor.execute(TAKE.format(table=table), [series, year, count])
        last = cursor.fetchone()[0]
    return [
        pattern.format(year=year, number=number) for number in range(last - count + 1, last + 1)
    ]
