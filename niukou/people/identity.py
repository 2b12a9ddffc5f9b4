"""What a person is told apart by: ID number, birth date, telephone; read and checked."""

import re
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.codes import SYNTHETIC_REGION, BadCode, IdNumber, RegionCheck, read_id_number
from niukou.core.errors import DomainError
from niukou.core.normalise import clean_text

# The first two digits of a region's code. Source: GB/T 2260.
PROVINCES = {
    *("11", "12", "13", "14", "15"),
    *("21", "22", "23"),
    *("31", "32", "33", "34", "35", "36", "37"),
    *("41", "42", "43", "44", "45", "46"),
    *("50", "51", "52", "53", "54"),
    *("61", "62", "63", "64", "65"),
    *("71", "81", "82"),
}
EARLIEST_YEAR = 1900
PHONE = re.compile(r"\+?[0-9]{3,}(-?[0-9]+)*")
PHONE_DIGITS = range(7, 18)


class BadPhone(DomainError):
    """What was typed cannot be a telephone number."""

    field = "phone"


class BadBirthDate(DomainError):
    """Nobody alive was born on that day, or the ID number names another one."""

    field = "birth_on"


def is_in_a_province(code: str, year: int) -> bool:
    """Say whether a region's code begins like a province's: all that is known without a register."""
    return code[:2] in PROVINCES


_checks: list[RegionCheck] = [is_in_a_province]


def know_regions(check: RegionCheck) -> None:
    """Ask ``check(code, year)`` from now on whether a region existed in that year or later.

    The app that keeps the register of regions says so in ``ready()``.
    """
    _checks[:] = [check]


def is_known_region(code: str, year: int) -> bool:
    """Say whether an ID number may begin with ``code``; invented ones only in the demo world."""
    if code == SYNTHETIC_REGION:
        return bool(settings.NIUKOU_DEMO)
    return _checks[0](code, year)


def read_id(text: str) -> IdNumber | None:
    """Return the parts of a typed ID number; None when nothing was typed.

    Raises:
        BadCode: it cannot be anybody's (GB 11643-1999).
    """
    if not text.strip():
        return None
    try:
        return read_id_number(text, is_known_region=is_known_region, today=timezone.localdate())
    except BadCode as refusal:
        refusal.field = "id_number"
        raise


def read_birth_date(typed: date | None, number: IdNumber | None) -> str:
    """Return the birth date as it is kept (2001-02-03): as typed, or as the ID number says.

    Raises:
        BadBirthDate: it lies in the future, before 1900, or differs from the ID number.
    """
    if typed is None:
        return number.born_on.isoformat() if number else ""
    if typed > timezone.localdate() or typed.year < EARLIEST_YEAR:
        raise BadBirthDate(_("Nobody here was born on this day."))
    if number and number.born_on != typed:
        raise BadBirthDate(_("The ID number names another birth date."))
    return typed.isoformat()


def read_phone(text: str) -> str:
    """Return a telephone number in figures, "+" and "-"; empty when nothing was typed.

    Raises:
        BadPhone: it has letters, or fewer than 7 or more than 17 figures.
    """
    phone = re.sub(r"[\s()]", "", clean_text(text))
    digits = sum(sign.isdecimal() for sign in phone)
    if phone and not (PHONE.fullmatch(phone) and digits in PHONE_DIGITS):
        raise BadPhone(_("This is no telephone number. Write it like 13900000000."))
    return phone
