"""The calendar of holidays that an administrator edits."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.models import Holiday
from niukou.core.workdays import YearNotFilled, calendar
from niukou.network.actions.holidays import DayTaken, add_holiday, edit_holiday, remove_holiday
from niukou.network.models import RoleKind
from tests.factories import (
    OrganisationFactory,
    auditor,
    holder,
    platform_administrator,
    stranger,
)
from tests.factories.workbooks import told

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2031, 1, 1)
SUNDAY = date(2031, 1, 5)


def organisation_administrator():
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())


@pytest.fixture
def new_year() -> Holiday:
    return Holiday.objects.create(on=NEW_YEAR, name="元旦")


def test_add_holiday_makes_the_year_countable() -> None:
    with pytest.raises(YearNotFilled):
        calendar().is_workday(NEW_YEAR)

    add_holiday(on=NEW_YEAR, name="元旦", is_workday=False, by=platform_administrator())
    add_holiday(on=SUNDAY, name="元旦", is_workday=True, by=platform_administrator())

    assert [calendar().is_workday(on) for on in (NEW_YEAR, date(2031, 1, 2), SUNDAY)] == [
        False,
        True,
        True,
    ]


def test_the_calendar_says_one_thing_of_a_day(new_year) -> None:
    other = Holiday.objects.create(on=SUNDAY, name="元旦", is_workday=True)
    administrator = platform_administrator()

    with pytest.raises(DayTaken):
        add_holiday(on=NEW_YEAR, name="再说", is_workday=True, by=administrator)
    with pytest.raises(DayTaken):
        edit_holiday(other, on=NEW_YEAR, name="元旦", is_workday=True, by=administrator)

    assert Holiday.objects.get(on=NEW_YEAR).name == "元旦"


def test_edit_holiday_moves_a_day(new_year) -> None:
    edit_holiday(
        new_year, on=date(2031, 1, 2), name="元旦", is_workday=False, by=platform_administrator()
    )

    assert list(Holiday.objects.values_list("on", flat=True)) == [date(2031, 1, 2)]


@pytest.mark.parametrize("who", [stranger, auditor, organisation_administrator])
def test_only_platform_administrators_edit_the_calendar(who, new_year) -> None:
    by = who()

    with pytest.raises(PermissionDenied):
        add_holiday(on=SUNDAY, name="假", is_workday=False, by=by)
    with pytest.raises(PermissionDenied):
        edit_holiday(new_year, on=SUNDAY, name="假", is_workday=False, by=by)
    with pytest.raises(PermissionDenied):
        remove_holiday(new_year, by=by)

    assert list(Holiday.objects.values_list("on", "name")) == [(NEW_YEAR, "元旦")]


@pytest.mark.parametrize(("who", "status"), [(platform_administrator, 200), (stranger, 403)])
def test_everybody_reads_the_year_and_administrators_open_the_forms(
    signed_in, new_year, who, status: int
) -> None:
    browser = signed_in(who())
    forms = ["/holidays/add/", f"/holidays/{new_year.pk}/edit/", f"/holidays/{new_year.pk}/remove/"]

    assert "元旦" in browser.get("/holidays/year/2031/").content.decode()
    assert [browser.get(address).status_code for address in forms] == [status] * 3


def test_a_year_without_days_says_what_to_do_and_no_year_is_404(signed_in) -> None:
    browser = signed_in(stranger())

    assert browser.get("/holidays/year/2032/").status_code == 200
    assert browser.get("/holidays/").status_code == 200
    assert browser.get("/holidays/year/99999/").status_code == 404


@pytest.mark.parametrize("on", ["1989-12-31", "2100-01-01"])
def test_a_day_of_a_year_without_a_page_is_refused(signed_in, on: str) -> None:
    browser = signed_in(platform_administrator())

    refused = browser.post("/holidays/add/", {"on": on, "name": "远方"})

    assert (refused.status_code, Holiday.objects.exists()) == (422, False)
    assert set(refused.context["form"].errors) == {"on"}


def test_a_year_comes_out_with_what_each_day_is(new_year, in_english) -> None:
    Holiday.objects.create(on=SUNDAY, name="元旦", is_workday=True)
    Holiday.objects.create(on=date(2032, 1, 1), name="元旦")
    browser = in_english(stranger())

    rows = told(browser.get("/holidays/year/2031/export/"), "Holidays 2031")

    assert [(row["Date"].date(), row["Weekday"], row["What it is"]) for row in rows] == [
        (NEW_YEAR, "Wednesday", "Free"),
        (SUNDAY, "Sunday", "Working day"),
    ]
    assert browser.get("/holidays/year/1900/export/").status_code == 404


def test_a_day_is_added_edited_and_taken_out(signed_in) -> None:
    browser = signed_in(platform_administrator())

    added = browser.post("/holidays/add/", {"on": "2031-01-01", "name": "元旦"})
    day = Holiday.objects.get()
    again = browser.post("/holidays/add/", {"on": "2031-01-01", "name": "再说"})
    edited = browser.post(
        f"/holidays/{day.pk}/edit/", {"on": "2031-01-02", "name": "元旦", "is_workday": "on"}
    )
    day.refresh_from_db()
    assert (day.on, day.is_workday) == (date(2031, 1, 2), True)
    asked = browser.get(f"/holidays/{day.pk}/remove/")
    assert Holiday.objects.exists()
    removed = browser.post(f"/holidays/{day.pk}/remove/")

    assert [one.status_code for one in (added, again, edited, asked, removed)] == [
        302,
        422,
        302,
        200,
        302,
    ]
    assert removed.url == "/holidays/year/2031/"
    assert not Holiday.objects.exists()
