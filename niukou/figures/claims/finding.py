"""Every number of a draft with what it counts, of whom, when, and whether it is planned."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

from niukou.figures.claims.days import Day, days_of
from niukou.figures.claims.numerals import Number, even_text, read_number
from niukou.figures.claims.tokens import Kind, Token, tokens
from niukou.figures.claims.units import AFTER, BEFORE, BETWEEN, BY_MEASURE, BY_NOUN, Counted, Hedge
from niukou.figures.claims.words import COUNTRY, ELSEWHERE, PART, Tense, cued, tense_of

SENTENCE_END = re.compile(r"[。!?\n]+")
CLAUSE_END = re.compile("[，,；;:]+")
NOUN_END = re.compile("[与和及同在为将已被由获向到开正签揭举参建设派聘援配落启完成达的是有、()]")
SINCE = re.compile("^(?:起|.{0,8}?(?:以来|至今))")
FROM = re.compile("[自从]$")
NOUNS = re.compile("|".join(sorted(BY_NOUN, key=len, reverse=True)))
ADJACENT = re.compile("([一二两三四五六七八])[二三四五六七八九](?=[十百千万亿]|$)")
RANGE = re.compile(r"^[-~至到—]$")
NOUN_WINDOW = 12
LEAST_ALIAS = 2
REACH = 300  # signs on either side of a number that may speak of it
TOKENS_REACH = 40
UNKNOWN_PLACE = "?"


@dataclass(frozen=True, slots=True)
class Name:
    """A word by which a draft calls a scope. That of a programme yields to that of a branch."""

    word: str
    scope: str
    is_branch: bool
    country: str = ""  # the programme's scope, which "the whole country" means


@dataclass(frozen=True, slots=True)
class Found:
    """A number at its place; ``text`` is the draft from ``start`` to ``end``.

    ``is_part``: of a whole, or what was added to it. ``value``, ``unit``: None for what is no count; a share is 0 to 1. ``on`` None: the day
    cannot be known. ``scope`` "": nothing is named; ``is_scope_said``: in the same sentence.
    """

    kind: Kind
    start: int
    end: int
    text: str
    value: Number | None = None
    unit: Counted | None = None
    hedge: Hedge = Hedge.EXACT
    is_rounded: bool = False
    is_part: bool = False
    tense: Tense = Tense.OPEN
    codes: tuple[str, ...] = ()
    scope: str = ""
    is_scope_said: bool = False
    on: date | None = None
    has_year: bool = True


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    scope: str
    is_branch: bool


@dataclass(slots=True)
class Draft:
    """A text taken apart once, asked about many numbers."""

    text: str
    names: Sequence[Name]
    written_on: date
    even: str = ""
    masked: str = ""
    tokens: list[Token] = field(default_factory=list)
    days: dict[int, Day] = field(default_factory=dict)
    mentions: list[Mention] = field(default_factory=list)
    sentence_starts: list[int] = field(default_factory=list)
    clause_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.even = even_text(self.text)
        self.tokens = list(tokens(self.even))
        self.mentions = mentions(self.even, self.names)
        self.masked = _masked(self.even, self.mentions)
        self.sentence_starts = [0, *(end.end() for end in SENTENCE_END.finditer(self.even))]
        inner = {end.end() for end in CLAUSE_END.finditer(self.even)}
        # 3,600 is one number: its comma ends no clause.
        inner -= {place for one in self.tokens for place in range(one.start + 1, one.end)}
        self.clause_starts = sorted(inner | set(self.sentence_starts))
        first = {0: self.tokens[0].start} if self.tokens else {}
        first |= {self.sentence(one.start)[0]: one.start for one in reversed(self.tokens)}
        self.days = days_of(self.tokens, set(first.values()), self.written_on)

    def sentence(self, place: int) -> tuple[int, int]:
        return self._part(self.sentence_starts, place)

    def clause(self, place: int) -> tuple[int, int]:
        return self._within_reach(self._part(self.clause_starts, place), place)

    def reach(self, place: int) -> tuple[int, int]:
        """Return the sentence, cut where it is too long to speak of one number."""
        return self._within_reach(self.sentence(place), place)

    @staticmethod
    def _within_reach(part: tuple[int, int], place: int) -> tuple[int, int]:
        return max(part[0], place - REACH), min(part[1], place + REACH)

    def _part(self, starts: list[int], place: int) -> tuple[int, int]:
        after = bisect_right(starts, place)
        end = starts[after] if after < len(starts) else len(self.even)
        return starts[after - 1], end


def find_numbers(text: str, names: Sequence[Name], *, written_on: date) -> list[Found]:
    """Return every number of ``text`` in order, with what the words around it say of it."""
    draft = Draft(text, names, written_on)
    found = [
        _found(draft, index) for index, one in enumerate(draft.tokens) if one.kind != Kind.MOMENT
    ]
    return _ranges(draft, found)


def _found(draft: Draft, index: int) -> Found:
    token = draft.tokens[index]
    place = (token.kind, token.start, token.end, draft.text[token.start : token.end])
    if token.kind == Kind.DATE:
        day = draft.days[token.start]
        return Found(*place, on=day.on, has_year=day.has_year)
    if token.kind != Kind.COUNT:
        return Found(*place)
    value, hedge = number_of(token)
    if value is None:
        return Found(*place)
    unit = unit_of(draft, index)
    if unit == Counted.SHARE and "hundredths" not in token.parts and "part" not in token.parts:
        value = Decimal(value) / (10 if token.parts.get("measure") == "成" else 100)
    day = day_of(draft, index)
    scope, is_said = scope_of(draft, token)
    return Found(
        *place,
        value=value,
        unit=unit,
        hedge=hedge,
        is_rounded=any(sign in token.parts.get("arabic", "") for sign in "万亿"),
        is_part=bool(PART.search(_windows(draft, index)[0])),
        tense=tense_at(draft, token, day),
        codes=cued(unit, *surroundings(draft, index)),
        scope=scope,
        is_scope_said=is_said,
        on=day.on,
        has_year=day.has_year,
    )


def number_of(token: Token) -> tuple[Number | None, Hedge]:
    """Return the value of a count and how it is hedged; None for what cannot be read."""
    parts = token.parts
    hedge = BETWEEN.get(parts.get("between", "")) or BEFORE.get(parts.get("before", ""))
    hedge = hedge or AFTER.get(parts.get("after", ""), Hedge.EXACT)
    if "percent" in parts:
        percent = read_number(parts["percent"])
        return (None if percent is None else Decimal(percent) / 100), hedge
    if "part" in parts:
        part, whole = read_number(parts["part"]), read_number(parts["parts_of"])
        return (Decimal(part) / Decimal(whole) if whole and part is not None else None), hedge
    written = parts.get("arabic") or parts["chinese"]
    if ADJACENT.search(written):  # 三四十: between thirty and forty
        written, hedge = ADJACENT.sub(r"\1", written), Hedge.AND_SOME
    value = read_number(written)
    if value is not None and "scale" in parts:
        value *= 10**8 if parts["scale"] == "亿" else 10**4
    return value, hedge


def unit_of(draft: Draft, index: int) -> Counted:
    """Return what is counted: by the measure word, else by the noun after or before it."""
    token = draft.tokens[index]
    if "hundredths" in token.parts or "part" in token.parts:
        return Counted.SHARE
    measure = token.parts.get("measure", "")
    if measure in BY_MEASURE:
        return BY_MEASURE[measure]
    near_before, near_after = _windows(draft, index)
    near_after = near_after[:NOUN_WINDOW]
    phrase = NOUN_END.split(near_after, maxsplit=1)[0]
    # The head of a Chinese noun phrase stands last: 社工岗位 are posts.
    heads = NOUNS.findall(phrase) or NOUNS.findall(near_after)[:1] or NOUNS.findall(near_before)
    if heads:
        return BY_NOUN[heads[-1]]
    if measure == "家":
        return Counted.HOSPITALS if "医院" in draft.even else Counted.ORGANISATIONS
    return Counted.OTHER


def _windows(draft: Draft, index: int) -> tuple[str, str]:
    """Return the words of the clause before and after a number, up to the next number."""
    token = draft.tokens[index]
    start, end = draft.clause(token.start)
    counts = [one for one in draft.tokens[max(0, index - 1) : index + 2] if one != token]
    for one in counts:
        start = max(start, one.end) if one.end <= token.start else start
        end = min(end, one.start) if one.start >= token.end else end
    return draft.masked[start : token.start], draft.masked[token.end : max(end, token.end)]


def surroundings(draft: Draft, index: int) -> tuple[str, str, str]:
    """Return the words nearest to a number, those of its clause and those of its sentence."""
    token = draft.tokens[index]
    parts = (draft.clause(token.start), draft.reach(token.start))
    clause, sentence = (draft.masked[start:end] for start, end in parts)
    return "".join(_windows(draft, index)), clause, sentence


def tense_at(draft: Draft, token: Token, day: Day) -> Tense:
    """Return plan or result, from the clause, else the clauses before, else those after."""
    if day.on and day.on > draft.written_on:
        return Tense.PLANNED
    start, end = draft.clause(token.start)
    own = tense_of(draft.masked[start : token.start], draft.masked[token.start : end])
    if own:
        return own
    first, last = draft.reach(token.start)
    before = tense_of(draft.masked[first:start], "")
    return before or tense_of("", draft.masked[end:last]) or Tense.OPEN


def day_of(draft: Draft, index: int) -> Day:
    """Return the day a count speaks of: the nearest date of its sentence, else the draft's.

    "Since" and "from" begin a time; what is counted is counted at its end.
    """
    token = draft.tokens[index]
    first, _last = draft.sentence(token.start)
    _start, clause_end = draft.clause(token.start)
    for one in reversed(draft.tokens[max(0, index - TOKENS_REACH) : index]):
        if one.start < first:
            break
        if one.start in draft.days and not _begins(draft, one):
            return draft.days[one.start]
    for one in draft.tokens[index + 1 : index + TOKENS_REACH]:
        if one.start >= clause_end:
            break
        if one.start in draft.days and not _begins(draft, one):
            return draft.days[one.start]
    return Day(draft.written_on)


def _begins(draft: Draft, token: Token) -> bool:
    before = draft.even[max(0, token.start - 1) : token.start]
    return bool(FROM.search(before) or SINCE.match(draft.even[token.end : token.end + 12]))


def mentions(even: str, names: Sequence[Name]) -> list[Mention]:
    """Return where the text names a scope, in order, the longest name at each place."""
    by_word = {even_text(one.word): one for one in names if len(one.word) >= LEAST_ALIAS}
    found = []
    if by_word:
        longest_first = sorted(map(re.escape, by_word), key=len, reverse=True)
        for match in re.finditer("|".join(longest_first), even):
            name = by_word[match[0]]
            found.append(Mention(match.start(), match.end(), name.scope, name.is_branch))
    country = next((one.country for one in names if one.country), "")
    found += [Mention(*one.span(), country, is_branch=True) for one in COUNTRY.finditer(even)]
    known = {one.start for one in found}
    found += [
        Mention(*one.span(), UNKNOWN_PLACE, is_branch=True)
        for one in ELSEWHERE.finditer(even)
        if one.start() not in known
    ]
    return sorted(found, key=lambda one: one.start)


def _masked(even: str, found: Sequence[Mention]) -> str:
    """Return the text with names blanked: the "plan" in a programme's name plans nothing."""
    signs = list(even)
    for one in found:
        signs[one.start : one.end] = " " * (one.end - one.start)
    return "".join(signs)


def scope_of(draft: Draft, token: Token) -> tuple[str, bool]:
    """Return the scope a number speaks of and whether its own sentence names it."""
    first, last = draft.sentence(token.start)
    own = [one for one in draft.mentions if first <= one.start < last]
    own = [one for one in own if one.is_branch] or own
    before = [one for one in own if one.start <= token.start]
    if own:
        return (before[-1] if before else own[0]).scope, True
    earlier = [one for one in draft.mentions if one.start < first]
    if not earlier:
        return "", False
    sentence_start = draft.sentence(earlier[-1].start)[0]
    together = [one for one in earlier if one.start >= sentence_start]
    return ([one for one in together if one.is_branch] or together)[-1].scope, False


def _ranges(draft: Draft, found: list[Found]) -> list[Found]:
    """Give the first number of 20至30家 what the second one says."""
    made = list(found)
    for index, (one, other) in enumerate(pairwise(found)):
        is_range = RANGE.match(draft.even[one.end : other.start])
        if is_range and one.unit == Counted.OTHER and other.unit:
            made[index] = replace(one, unit=other.unit, codes=other.codes, tense=other.tense)
    return made
