"""The codes of organisations and persons: read, checked, explained when they are wrong."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError
from niukou.core.normalise import clean_text

LENGTH = 18
FIRST_CARD_LENGTH = 15

USCC_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # without I, O, S, V, Z: they look like figures
USCC_WEIGHTS = [pow(3, place, len(USCC_SIGNS)) for place in range(LENGTH - 1)]
ID_WEIGHTS = [pow(2, LENGTH - 1 - place, 11) for place in range(LENGTH - 1)]
ID_CHECKS = "10X98765432"

# No division's code begins with 99, so nothing was ever issued with this one.
SYNTHETIC_REGION = "999000"
# Residence permits of people from Hong Kong, Macau and Taiwan carry these instead of a county.
RESIDENCE_PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})

RegionCheck = Callable[[str, int], bool]


class Fault(StrEnum):
    """What is wrong with a code."""

    LENGTH = "LENGTH"
    CHARACTER = "CHARACTER"
    REGISTRATION = "REGISTRATION"
    REGION = "REGION"
    DATE = "DATE"
    CHECK = "CHECK"


class BadCode(DomainError):
    """The code cannot be right; ``fault`` says which part is wrong."""

    def __init__(self, fault: Fault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A unified social credit code (统一社会信用代码) and what its parts say."""

    code: str
    department: str
    kind: str
    region: str
    subject: str

    def __str__(self) -> str:
        return self.code

    @property
    def registered_as(self) -> Promise:
        """What it was registered as, such as a foundation."""
        return REGISTERED_AS[self.department + self.kind]


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A citizen's ID number (公民身份号码) and what its parts say."""

    code: str
    region: str
    born_on: date
    is_male: bool

    def __str__(self) -> str:
        return self.code


def normalise_code(text: str) -> str:
    """Return a code as it is stored: half width, capitals, no spaces, no dashes."""
    return re.sub(r"[\s-]", "", clean_text(text)).upper()


def read_credit_code(text: str) -> CreditCode:
    """Return the parts of a unified social credit code.

    Raises:
        BadCode: its length, a character, its registration or its check character is wrong.

    Source: GB 32100-2015.
    """
    code = normalise_code(text)
    _ensure_length(code)
    if wrong := sorted(set(code) - set(USCC_SIGNS)):
        message = _("“%(sign)s” cannot be in this code: it has figures and capitals, never IOSVZ.")
        raise BadCode(Fault.CHARACTER, message % {"sign": wrong[0]})
    if not code[2:8].isdecimal():
        raise BadCode(Fault.CHARACTER, _("Places 3 to 8 are the region: figures only."))
    if code[:2] not in REGISTERED_AS:
        message = _("No code begins with %(start)s: no department registers that kind.")
        raise BadCode(Fault.REGISTRATION, message % {"start": code[:2]})
    if code[-1] != credit_code_check(code[:-1]):
        raise BadCode(Fault.CHECK, _typing_slip())
    return CreditCode(code, code[0], code[1], code[2:8], code[8:17])


def read_id_number(text: str, *, is_known_region: RegionCheck, today: date) -> IdNumber:
    """Return the parts of a citizen's 18-digit ID number.

    ``is_known_region(code, year)`` says whether the six-digit code was in force in ``year``
    or in any later one: people are registered at birth or long after.

    Raises:
        BadCode: its length, a character, region, date or check character is wrong.

    Source: GB 11643-1999.
    """
    code = normalise_code(text)
    _ensure_length(code)
    if not re.fullmatch(r"[0-9]{17}[0-9X]", code):
        message = _("An ID number has 17 figures and a last one that is a figure or X.")
        raise BadCode(Fault.CHARACTER, message)
    born_on = _birth_date(code[6:14], today)
    region = code[:6]
    if region not in RESIDENCE_PERMIT_REGIONS and not is_known_region(region, born_on.year):
        message = _("No county had the code %(region)s in %(year)s or since.")
        raise BadCode(Fault.REGION, message % {"region": region, "year": born_on.year})
    if code[-1] != id_number_check(code[:-1]):
        raise BadCode(Fault.CHECK, _typing_slip())
    return IdNumber(code, region, born_on, is_male=int(code[16]) % 2 == 1)


def credit_code_check(body: str) -> str:
    """Return the check character of the first 17 of a credit code. Source: GB 32100-2015."""
    total = sum(
        USCC_SIGNS.index(sign) * weight for sign, weight in zip(body, USCC_WEIGHTS, strict=True)
    )
    return USCC_SIGNS[-total % len(USCC_SIGNS)]


def id_number_check(body: str) -> str:
    """Return the check character of the first 17 digits. Source: GB 11643-1999, MOD 11-2."""
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % len(ID_CHECKS)]


def organisation_code_check(body: str) -> str:
    """Return the check character of the first 8 of an organisation code. Source: GB 11714-1997."""
    signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    weights = [3, 7, 9, 10, 5, 8, 4, 2]
    total = sum(signs.index(sign) * weight for sign, weight in zip(body, weights, strict=True))
    return "0123456789X"[-total % 11]


def synthetic_id_number(*, born_on: date, sequence: int) -> str:
    """Return a well-formed ID number that nobody has: its region, 999000, never existed.

    ``sequence`` is 0 to 999; odd ones are men's, as on real cards. Real numbers stay apart:
    ``read_id_number`` takes it only where ``is_known_region`` admits ``SYNTHETIC_REGION``.
    """
    body = f"{SYNTHETIC_REGION}{born_on:%Y%m%d}{sequence:03d}"
    return body + id_number_check(body)


def synthetic_credit_code(*, registration: str, sequence: int) -> str:
    """Return a well-formed credit code that no organisation has: region 999000 never existed.

    ``registration`` is a key of ``REGISTERED_AS`` ("12" for a public hospital), ``sequence``
    0 to 9,999,999.
    """
    subject = f"Y{sequence:07d}"
    body = registration + SYNTHETIC_REGION + subject + organisation_code_check(subject)
    return body + credit_code_check(body)


def _ensure_length(code: str) -> None:
    if len(code) == FIRST_CARD_LENGTH and code.isdecimal():
        message = _(
            "This looks like the 15-digit number of a first-generation card, out of use since "
            "2013. Please enter the 18 digits of the present card."
        )
        raise BadCode(Fault.LENGTH, message)
    if len(code) != LENGTH:
        message = _("The code has %(length)s characters; it must have 18.")
        raise BadCode(Fault.LENGTH, message % {"length": len(code)})


def _birth_date(digits: str, today: date) -> date:
    try:
        born_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError as error:
        message = _("Places 7 to 14 are the date of birth, and there is no day %(digits)s.")
        raise BadCode(Fault.DATE, message % {"digits": digits}) from error
    if born_on > today:
        message = _("Places 7 to 14 are the date of birth, and %(digits)s is still to come.")
        raise BadCode(Fault.DATE, message % {"digits": digits})
    return born_on


def _typing_slip() -> str:
    return _("The last character does not fit the others: one of them is mistyped.")


_OTHER = gettext_lazy("other organisation of that department")

# Department and kind, the first two characters. Source: GB 32100-2015, table 1 and amendments.
REGISTERED_AS: dict[str, Promise] = {
    "11": gettext_lazy("government body"),
    "12": gettext_lazy("public institution"),
    "13": gettext_lazy("mass organisation under the central staffing office"),
    "19": _OTHER,
    "21": gettext_lazy("resident foreign news agency"),
    "29": _OTHER,
    "31": gettext_lazy("law firm"),
    "32": gettext_lazy("notary office"),
    "33": gettext_lazy("grass-roots legal service"),
    "34": gettext_lazy("forensic institute"),
    "35": gettext_lazy("arbitration commission"),
    "39": _OTHER,
    "41": gettext_lazy("foreign cultural centre"),
    "49": _OTHER,
    "51": gettext_lazy("social association"),
    "52": gettext_lazy("social service agency"),
    "53": gettext_lazy("foundation"),
    "59": _OTHER,
    "61": gettext_lazy("foreign tourism office"),
    "62": gettext_lazy("tourism office of Hong Kong, Macau or Taiwan"),
    "69": _OTHER,
    "71": gettext_lazy("place of worship"),
    "72": gettext_lazy("religious school"),
    "79": _OTHER,
    "81": gettext_lazy("grass-roots trade union"),
    "89": _OTHER,
    "91": gettext_lazy("company"),
    "92": gettext_lazy("sole trader"),
    "93": gettext_lazy("farmers' cooperative"),
    "A1": gettext_lazy("military institution"),
    "A9": _OTHER,
    "N1": gettext_lazy("collective of a villagers' group"),
    "N2": gettext_lazy("collective of a village"),
    "N3": gettext_lazy("collective of a township"),
    "N9": _OTHER,
    "Y1": gettext_lazy("other organisation"),
}
