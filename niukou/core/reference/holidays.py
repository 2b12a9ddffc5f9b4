"""The holidays and shifted working days that the State Council announced, 2004 to 2026."""

from collections.abc import Iterable, Iterator

from chinese_calendar import constants

from niukou.core.workdays import SpecialDay

NAMES = {
    constants.Holiday.new_years_day.value: "元旦",
    constants.Holiday.spring_festival.value: "春节",
    constants.Holiday.tomb_sweeping_day.value: "清明节",
    constants.Holiday.labour_day.value: "劳动节",
    constants.Holiday.dragon_boat_festival.value: "端午节",
    constants.Holiday.mid_autumn_festival.value: "中秋节",
    constants.Holiday.national_day.value: "国庆节",
    constants.Holiday.anti_fascist_70th_day.value: "抗战胜利七十周年纪念日",
}
YEARS = range(
    min(constants.holidays).year, max(constants.holidays).year + 1
)  # the next year is announced each November


def official_days(years: Iterable[int] = YEARS) -> Iterator[SpecialDay]:
    """Yield the special days of ``years`` in order: (on, name, is_workday).

    A year that was not announced when the library was released yields nothing.

    Source: State Council notices on holidays (国务院办公厅关于部分节假日安排的通知), as
    collected by the package chinesecalendar.
    """
    wanted = set(years)
    days = [
        SpecialDay(on, NAMES[name], is_workday=False) for on, name in constants.holidays.items()
    ]
    days += [
        SpecialDay(on, NAMES[name], is_workday=True) for on, name in constants.workdays.items()
    ]
    return iter(sorted(day for day in days if day.on.year in wanted))
