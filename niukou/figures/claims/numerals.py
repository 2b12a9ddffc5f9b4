"""Numbers as Chinese texts write them: 22, 3,600, 1.2万, 一百二十, 两百, 廿三, 〇."""

import re
from decimal import Decimal
from typing import TypeAlias

Number: TypeAlias = int | Decimal

# One sign for one sign: a place in the even text is the same place in the draft.
EVEN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
EVEN |= dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), ord("-")) | {ord("￥"): ord("¥")}
del EVEN[ord("，")]  # it parts clauses; only between wide digits does it part thousands
WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")

DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
DIGITS |= {"〇": 0, "○": 0, "两": 2, "俩": 2}
DIGITS |= {sign: value for value, sign in enumerate("壹贰叁肆伍陆柒捌玖", start=1)}
SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
LARGE = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
JOINED = {"廿": "二十", "卅": "三十"}

CHINESE = "".join([*DIGITS, *SMALL, *LARGE, *JOINED])
MOST_SIGNS = 15  # longer rows of digits are numbers of things, not how many there are
ARABIC = rf"\d{{1,3}}(?:,\d{{3}}){{1,4}}(?:\.\d{{1,4}})?|\d{{1,{MOST_SIGNS}}}(?:\.\d{{1,4}})?"
SCALED = rf"(?:{ARABIC})[十百千]?[万亿]?"


def even_text(text: str) -> str:
    """Return ``text`` in half width, sign by sign: every place stays where it was."""
    return WIDE_COMMA.sub(",", text).translate(EVEN)


def read_number(text: str) -> Number | None:
    """Return what a numeral says; None for what is none.

    Whole numbers come as int, others as Decimal. 三百五 is 350 and 一万二 is 12,000, as spoken.
    """
    plain = even_text(text).replace(",", "")
    for sign, spoken in JOINED.items():
        plain = plain.replace(sign, spoken)
    if plain[:1].isascii():
        return _scaled(plain)
    if any(sign not in DIGITS and sign not in SMALL and sign not in LARGE for sign in plain):
        return None
    return _in_words(plain) if plain else None


def _scaled(plain: str) -> Number | None:
    digits = plain.rstrip("".join([*SMALL, *LARGE]))
    if not digits.replace(".", "", 1).isdecimal() or not digits.isascii():
        return None
    value = Decimal(digits)
    for sign in plain[len(digits) :]:
        value *= SMALL.get(sign) or LARGE[sign]
    return int(value) if value == int(value) else value


def _in_words(plain: str) -> int:
    """Return the value of Chinese signs; a row without ten, hundred … is read sign by sign."""
    if not any(sign in SMALL or sign in LARGE for sign in plain):
        return int("".join(str(DIGITS[sign]) for sign in plain))
    whole = section = digit = 0
    last = 1
    has_zero = False
    for sign in plain:
        if sign in DIGITS:
            digit, has_zero = DIGITS[sign], has_zero or DIGITS[sign] == 0
            continue
        if sign in SMALL:
            last = SMALL[sign]
            section += (digit or 1) * last
        else:
            last = LARGE[sign]
            part = section + digit
            whole = (whole + part) * last if last > whole else whole + part * last
            whole, section = (whole or last), 0
        digit, has_zero = 0, False
    # 三百五: the last digit stands one rank below what came before, unless 零 is between.
    rank = last // 10 if last >= SMALL["百"] and not has_zero else 1
    return whole + section + digit * rank
