"""What the database refuses, told as a refusal."""

from datetime import date

import pytest
from django.db import IntegrityError

from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.models import Holiday

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 1)


class DayTaken(DomainError):
    """Another holiday is on this day."""

    field = "on"


def test_a_broken_constraint_raises_its_refusal_and_the_transaction_goes_on() -> None:
    Holiday.objects.create(on=DAY, name="国庆节")

    with pytest.raises(DayTaken), refusing({"core_holiday_on_key": DayTaken("taken")}):
        Holiday.objects.create(on=DAY, name="又一个")

    assert [holiday.name for holiday in Holiday.objects.all()] == ["国庆节"]


def test_a_constraint_without_a_refusal_crashes_loudly() -> None:
    Holiday.objects.create(on=DAY, name="国庆节")

    with pytest.raises(IntegrityError), refusing({"another_constraint": DayTaken("taken")}):
        Holiday.objects.create(on=DAY, name="又一个")


def test_what_breaks_nothing_is_written() -> None:
    with refusing({"core_holiday_on_key": DayTaken("taken")}):
        Holiday.objects.create(on=DAY, name="国庆节")

    assert Holiday.objects.filter(on=DAY).exists()
