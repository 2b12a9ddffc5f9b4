"""What people type and paste, made even: width, spaces, brackets, dashes, dates, cells."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from niukou.core.errors import DomainError

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0xFFE5: "¥"}
BRACKETS = str.maketrans("〔【［｛﹙〈「『〕】］｝﹚〉」』", "(" * 8 + ")" * 8)
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
DOTS = dict.fromkeys(map(ord, "•‧∙⋅・･"), "·")  # between the parts of a name
EVEN = {**BRACKETS, **FULL_WIDTH, **DASHES, **DOTS}

EXCEL_EPOCH = date(1899, 12, 30)  # its day 60, 29 February 1900, never was
EXCEL_DAYS = range(10_000, 73_051)  # 1927-05-18 to 2099-12-31: smaller numbers are rarely dates
EXCEL_DIGITS = 15  # kept of a number; the rest become zeros
YEARS = range(1900, 2101)

DIGITS = dict(zip("〇零○一二三四五六七八九", [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9], strict=True))
NUMERAL = "[0-9〇零○O一二三四五六七八九十廿卅元]+"
IN_WORDS = re.compile(f"({NUMERAL})年({NUMERAL})月({NUMERAL})[日号]?")
IN_FIGURES = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
IN_A_ROW = re.compile(r"(\d{4})(\d{2})(\d{2})")
TIME_OF_DAY = re.compile(r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?$")


class UnreadableDate(DomainError):
    """The text is no date, names no existing day, or could mean two days."""


class DigitsLost(DomainError):
    """A number too long for a spreadsheet: its last digits are gone."""


def clean_text(text: str) -> str:
    """Return ``text`` in half width, on one line, without invisible characters.

    Brackets of every shape become ``()``, dashes ``-``, dots between name parts ``·``, and
    any run of spaces a single one. Chinese characters, case and meaning stay.
    """
    even = unicodedata.normalize("NFC", text).translate(EVEN)
    if even.isprintable():  # nothing below would change it; imports clean a million cells
        return " ".join(even.split())
    visible = (
        " " if unicodedata.category(sign) in {"Zs", "Zl", "Zp"} or sign in "\t\r\n\v\f" else sign
        for sign in even
        if unicodedata.category(sign) != "Cf"
    )
    printable = (sign for sign in visible if unicodedata.category(sign) != "Cc")
    return " ".join("".join(printable).split())


def fold(text: str) -> str:
    """Return ``text`` as it is searched by: cleaned, without difference of case."""
    return clean_text(text).casefold()


def same_name_key(name: str) -> str:
    """Return what two spellings of one organisation's name have in common.

    Width, case, spaces, brackets and punctuation do not count; every letter and figure does.
    """
    return "".join(sign for sign in fold(name) if sign.isalnum())


def cell_text(value: object) -> str:
    """Return a spreadsheet cell as text, the way its writer saw it.

    Nothing becomes "", a whole number loses its ".0", a date is written 2024-11-23.

    Raises:
        DigitsLost: a number of more than 15 digits, such as an ID number typed as a number.
    """
    if value is None:
        return ""
    if isinstance(value, float | int) and not isinstance(value, bool):
        if abs(value) >= 10**EXCEL_DIGITS:
            message = _(
                "The spreadsheet kept only the first 15 digits of this number. "
                "Format the column as text and type it again."
            )
            raise DigitsLost(message)
        return f"{value:.{EXCEL_DIGITS}g}"
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return value.date().isoformat()
    return clean_text(str(value))


def parse_date(text: str) -> date:
    """Return the day that ``text`` names, year first.

    Reads 2024-11-23, 2024/11/23, 2024.11.23, 20241123, 2024年11月23日,
    二〇二四年十一月二十三日 and a spreadsheet's day number (45619). A time of day is dropped.

    Raises:
        UnreadableDate: another notation, a day that does not exist, or a year that comes last
            or has two digits (11/23/2024 and 24-11-23 could each mean another day).
    """
    plain = TIME_OF_DAY.sub("", clean_text(text)).replace(" ", "")
    if plain.split(".")[0].isdecimal() and re.fullmatch(r"\d{5}(\.\d+)?", plain):
        return _excel_day(plain, text)
    if words := IN_WORDS.fullmatch(plain):
        parts = [_numeral(words[1]), _numeral(words[2]), _numeral(words[3])]
    elif figures := IN_FIGURES.fullmatch(plain):
        parts = [int(figures[1]), int(figures[3]), int(figures[4])]
    elif row := IN_A_ROW.fullmatch(plain):
        parts = [int(row[1]), int(row[2]), int(row[3])]
    else:
        raise UnreadableDate(
            _("“%(text)s” is not a date that can be read. Write it like 2024-11-23.")
            % {"text": text}
        )
    return _day(parts, text)


def _day(parts: list[int], text: str) -> date:
    year, month, day = parts
    try:
        if year in YEARS:
            return date(year, month, day)
    except ValueError:
        pass
    raise UnreadableDate(_("There is no such day as “%(text)s”.") % {"text": text})


def _excel_day(plain: str, text: str) -> date:
    number = int(plain.split(".", maxsplit=1)[0])
    if number not in EXCEL_DAYS:
        raise UnreadableDate(
            _("“%(text)s” is not a date that can be read. Write it like 2024-11-23.")
            % {"text": text}
        )
    return EXCEL_EPOCH + timedelta(days=number)


def _numeral(text: str) -> int:
    """Return 2024 for 二〇二四, 23 for 二十三 or 廿三, 1 for 元, and figures as they are.

    Returns -1, which no part of a date is, for a numeral that is none.
    """
    plain = text.replace("O", "〇").replace("廿", "二十").replace("卅", "三十")
    if plain == "元":
        return 1
    tens, ten, ones = plain.rpartition("十")
    if not ten:
        return _digits(ones)
    if len(tens) > 1 or len(ones) > 1:
        return -1
    return (_digits(tens) if tens else 1) * 10 + (_digits(ones) if ones else 0)


def _digits(text: str) -> int:
    figures = [DIGITS.get(sign, int(sign) if sign.isdecimal() else None) for sign in text]
    if None in figures:
        return -1
    return int("".join(str(figure) for figure in figures))
