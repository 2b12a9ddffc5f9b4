"""Numbers of documents."""

import contextlib
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from niukou.core.models import NumberSeries
from niukou.core.numbering import next_number

PATTERN = "ZJ-{year}-{number:03d}"


class Failed(Exception):
    """Something went wrong after the number was taken."""


@transaction.atomic
def take(series, *, year=None, then_fail=False):
    number = int(next_number(series, year=year, pattern="{number}"))
    if then_fail:
        raise Failed
    return number


def test_numbers_count_from_one_and_anew_each_year(db):
    taken = [next_number("agreement", year=year, pattern=PATTERN) for year in (2024, 2024, 2025)]

    assert taken == ["ZJ-2024-001", "ZJ-2024-002", "ZJ-2025-001"]


def test_a_series_without_years_is_one_series(db):
    taken = [next_number("member", pattern="M{number}") for _ in range(3)]

    assert taken == ["M1", "M2", "M3"]
    assert NumberSeries.objects.get(series="member").last == 3


def test_two_series_do_not_disturb_each_other(db):
    assert next_number("letter", year=2024, pattern="{number}") == "1"
    assert next_number("certificate", year=2024, pattern="{number}") == "1"


def test_a_rolled_back_transaction_leaves_no_gap(db):
    take("letter")

    with pytest.raises(Failed):
        take("letter", then_fail=True)

    assert take("letter") == 2


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_only_inside_a_transaction():
    with pytest.raises(TransactionManagementError):
        next_number("letter", year=2024, pattern="{number}")

    assert not NumberSeries.objects.filter(series="letter").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("year", [2024, None])
def test_many_at_once_leave_neither_gap_nor_double(year):
    workers, turns = 6, 15

    def work(worker):
        taken = []
        for turn in range(turns):
            with contextlib.suppress(Failed):
                taken.append(take("rush", year=year, then_fail=(worker + turn) % 4 == 0))
        connection.close()
        return taken

    with ThreadPoolExecutor(workers) as pool:
        taken = sorted(number for numbers in pool.map(work, range(workers)) for number in numbers)

    assert len(taken) > workers
    assert taken == list(range(1, len(taken) + 1))
    assert NumberSeries.objects.get(series="rush", year=year).last == len(taken)
