"""Every number of a text with its place: dates, numbers that count nothing, and the rest."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from niukou.figures.claims.numerals import CHINESE, SCALED
from niukou.figures.claims.units import AFTER, BEFORE, BY_MEASURE, OF_NOUN


class Kind(StrEnum):
    """What a number is. All but COUNT and DATE claim nothing."""

    COUNT = "COUNT"
    DATE = "DATE"
    MOMENT = "MOMENT"  # "today", "that day": no number, but it says when
    ORDINAL = "ORDINAL"
    LISTING = "LISTING"
    TELEPHONE = "TELEPHONE"
    IDENTIFIER = "IDENTIFIER"
    AGE = "AGE"
    CLOCK = "CLOCK"
    PLACE = "PLACE"
    NAME = "NAME"
    ARTICLE = "ARTICLE"  # "a hospital": nobody counts


@dataclass(frozen=True, slots=True)
class Token:
    """A number or a date as the text writes it; ``parts`` are its named pieces."""

    kind: Kind
    start: int
    end: int
    parts: dict[str, str]


def one_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


NUM = rf"(?:\d{{1,4}}|[{CHINESE}]{{1,5}})"
DAY_NUM = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,3})"
YEAR_NUM = r"(?:(?:19|20)\d\d(?!\d)|[一二][〇零○九一二三四五六七八]{3})"
SPOKEN_YEAR = "今年|本年|去年|上年|前年|明年|后年|同年|当年"

DATES = (
    rf"(?P<year>{YEAR_NUM})\s?年度?(?:\s?(?P<month>{DAY_NUM})\s?月份?(?:\s?(?P<day>{DAY_NUM})\s?[日号])?)?(?P<edge>底|末|初)?",
    r"(?P<iso>(?:19|20)\d\d(?P<sep>[-/.])\d{1,2}(?P=sep)\d{1,2})(?!\d)",
    rf"(?P<spoken>{SPOKEN_YEAR})(?:(?P<month_>{DAY_NUM})月份?(?:(?P<day_>{DAY_NUM})[日号])?)?(?P<edge_>底|末|初)?",
    rf"(?<!\d)(?P<month__>{DAY_NUM})\s?月份?(?:\s?(?P<day__>{DAY_NUM})\s?[日号])?(?P<edge__>底|末|初)?",
    r"(?<!\d)(?P<day___>\d{1,2})\s?[日号](?![内楼线门院馆厅])",
)
YEARS_ROW = rf"{YEAR_NUM}年?[-~至到]{YEAR_NUM}年(?!\d)"
MOMENTS = r"(?P<now>截至目前|目前|至今|迄今|现已|今天|今日)|(?P<then>当日|当天|同日|现场|仪式上)"
STOREYS = "号楼|会议室|教室|病区|楼|层|号门|幢|栋|单元|室|号线|路公交|号院|号馆|号厅"
FIRST = {
    Kind.LISTING: rf"^[ \t　]*[(]?{NUM}(?:[)、]|\.(?!\d))|[(][{CHINESE}]{{1,3}}[)]"
    r"|[一二三四五六七八九十]是(?=[\u4e00-\u9fff])|其[一二三四五六](?=[,，、是:])",
    Kind.IDENTIFIER: r"https?://[^\s，。；]{1,200}|(?<![\w.+-])[\w.+-]{1,60}@[\w.-]{1,60}"
    r"|[2-6]G(?![A-Za-z])|[A-Za-z]{1,13}[-_/.]?\d[0-9A-Za-z/_-]{0,40}|(?:\[\d{4}\]|〔\d{4}〕)\s?第?\d{1,6}\s?号"
    r"|\d{16,60}[A-Za-z]?|\d{2,15}[A-Z][0-9A-Z]{2,20}|\d{8,15}(?=号)",
    Kind.TELEPHONE: r"(?:电话|热线|手机|拨打|传真)[^\d，。；\n]{0,6}[\d-]{3,20}|(?<!\d)1[3-9]\d{9}(?!\d)"
    r"|(?<!\d)0\d{2,3}-\d{7,8}|(?<!\d)[48]00-\d{3,4}-\d{3,4}|(?<!\d)\d{3,6}(?=热线)",
    Kind.NAME: YEARS_ROW,
}
# In this order: at one place the first that fits is taken.
THEN = {
    Kind.CLOCK: rf"(?:上午|下午|凌晨|中午|晚上|晚|早上|清晨)\s?{NUM}(?:[点时](?:{NUM}分?|半|整)?|:\d{{2}})"
    r"|(?<!\d)[0-2]?\d:[0-5]\d(?::[0-5]\d)?(?!\d)|(?<!\d)[0-2]?\d[点时](?:[0-5]?\d分|半|整)",
    Kind.ORDINAL: rf"第\s?{NUM}[个届期批次轮家站名位章条款]?|{NUM}(?:届|级(?!别))",
    Kind.AGE: rf"{NUM}\s?(?:周岁|岁)?[-~至到]\s?{NUM}\s?周?岁|{NUM}\s?周?岁",
    Kind.NAME: r"(?:周|星期|礼拜)[一二三四五六日天](?!次)|十[一二三四五]五(?=规划|时期|期间|[”」\"])"
    rf"|{NUM}(?:世纪|年代)|\d{{1,2}}0年代"
    r"|\d{1,2}·\d{1,2}|\d{1,4}:\d{1,4}|双十[一二]",
    Kind.PLACE: rf"{NUM}\s?(?:{STOREYS})|(?<=[路街道])\d{{1,5}}\s?号",
}
MEASURES = one_of([*BY_MEASURE, *OF_NOUN])
ROUND = "[十百千万]"
HEDGES = one_of(word for word in BEFORE if len(word) > 1)
COUNT = rf"""(?x:
    (?:(?P<before>{HEDGES}|超|逾|(?<![签契合预邀公制节相违履条])约|(?<![最附远靠邻])近|[数几上](?={ROUND}))[ ]?)?
    (?: (?P<hundredths>百分之)(?P<percent>{SCALED}|[{CHINESE}]{{1,8}})
      | (?P<parts_of>[{CHINESE}]{{1,4}})分之(?P<part>[{CHINESE}]{{1,4}})
      | (?P<part_>\d{{1,3}})/(?P<parts_of_>\d{{1,3}})(?![\d/])
      | (?P<arabic>{SCALED})
      | (?P<chinese>[{CHINESE}]{{1,15}}) )
    (?: (?P<between>[余多几]|来(?={MEASURES}))(?P<scale>[万亿])? )? [ ]?
    (?P<after>{one_of(AFTER)})? (?P<measure>{MEASURES})? (?P<after_>{one_of(AFTER)})? )"""


def _compile() -> re.Pattern[str]:
    dates = [f"(?P<D{place}>{pattern})" for place, pattern in enumerate(DATES)]
    first = [f"(?P<A{kind}>{pattern})" for kind, pattern in FIRST.items()]
    then = [f"(?P<B{kind}>{pattern})" for kind, pattern in THEN.items()]
    parts = [*first, *dates, f"(?P<M>{MOMENTS})", *then, f"(?P<C>{COUNT})"]
    return re.compile("|".join(parts), re.MULTILINE)


TOKEN = _compile()
DIGIT_AND_RANK = re.compile("[一二两三四五六七八九壹贰叁肆伍陆柒捌玖][十百千万亿拾佰仟]")
RANK = re.compile("[十百千万亿]")
COUNTED_ONE = re.compile("(?:共|仅|只有|已有|唯一|其中)$")


def tokens(even: str) -> Iterator[Token]:
    """Yield the numbers, dates and moments of an even text, in order, none overlapping."""
    for match in TOKEN.finditer(even):
        parts = {name.rstrip("_"): part for name, part in match.groupdict().items() if part}
        kind = _kind(parts, even[max(0, match.start() - 2) : match.start()])
        if kind:
            start = match.end() - len(match[0].lstrip())
            end = match.start() + len(match[0].rstrip())
            yield Token(kind, start, end, parts)


def _kind(parts: dict[str, str], before: str) -> Kind | None:
    """Return what the match is; None for a numeral that is part of a word."""
    for name in parts:
        if name[0] in "AB" and name[1:] in Kind.__members__:
            return Kind(name[1:])
        if name[0] == "D":
            return Kind.DATE
    if "M" in parts:
        return Kind.MOMENT
    written = parts.get("chinese", "")
    if not written:
        return Kind.COUNT
    if written == "一" and "measure" in parts and not COUNTED_ONE.search(before):
        return Kind.ARTICLE
    is_hedged = "before" in parts or "between" in parts
    is_count = "measure" in parts or DIGIT_AND_RANK.search(written)
    return Kind.COUNT if is_count or (is_hedged and RANK.search(written)) else None
