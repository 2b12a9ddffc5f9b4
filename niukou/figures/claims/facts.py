"""What a draft is held against, fetched in a few questions: names, targets, readings, figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.quantities import Quantity
from niukou.figures.claims.finding import Name
from niukou.figures.claims.matching import Facts, Known, Printed, Question
from niukou.figures.claims.units import Counted
from niukou.figures.claims.words import SIGNING_GROUPS
from niukou.figures.definitions import AGREEMENTS_SIGNED, BOOK, HOSPITALS_SIGNED
from niukou.figures.indicators import Measured, Scope, Told
from niukou.figures.models import Reading
from niukou.figures.queries.figures import measured
from niukou.programmes.indicators import label_of
from niukou.programmes.models import Branch, Programme, Target

MOST_QUESTIONS = 120
ASKED_AT_ONCE = 40
GROUP = "agreement__signing_group"
REGION_ENDS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")


class TooManyDays(DomainError):
    """A draft names more days and places than can be looked up at once."""

    field = "text"


@dataclass(frozen=True, slots=True)
class Sources:
    """The rows a check may use."""

    programmes: "QuerySet[Programme]"
    branches: "QuerySet[Branch]"
    targets: "QuerySet[Target]"
    readings: "QuerySet[Reading]"

    @classmethod
    def visible_to(cls, user: Viewer) -> Self:
        """Narrow everything to what ``user`` may read."""
        return cls(
            Programme.objects.visible_to(user),
            Branch.objects.visible_to(user),
            Target.objects.visible_to(user),
            Reading.objects.visible_to(user),
        )

    @classmethod
    def every(cls) -> Self:
        """Return all rows: for who runs the machine."""
        return cls(
            Programme.objects.all(),
            Branch.objects.all(),
            Target.objects.all(),
            Reading.objects.all(),
        )


def key_of(programme: int, branch: int | None) -> str:
    return f"branch {branch}" if branch else f"programme {programme}"


class Library:
    """The scopes a draft may speak of, by key, and how it calls them."""

    def __init__(self, sources: Sources, branch: Branch | None = None) -> None:
        programmes = sources.programmes.order_by("launched_on", "pk")
        branches = sources.branches.select_related("programme", "region")
        self.sources = sources
        self.scopes = {key_of(one.pk, None): Scope(one) for one in programmes}
        first = next(iter(self.scopes), "")
        self.whole = key_of(branch.programme_id, branch.pk) if branch else first
        own = key_of(branch.programme_id, None) if branch else first
        for one in branches.order_by("launched_on", "pk"):
            self.scopes[key_of(one.programme_id, one.pk)] = Scope(one.programme, one)
        self.names = [
            Name(word, key, is_branch=bool(scope.branch), country=own)
            for key, scope in reversed(self.scopes.items())
            for word in words_for(scope)
        ]

    def facts(self, asked: Collection[Question], *, written_on: date) -> Facts:
        """Return targets and readings of these scopes, and the figures asked for.

        Raises:
            TooManyDays: more than 120 figures would have to be counted.
        """
        if len(asked) > MOST_QUESTIONS:
            raise TooManyDays(_("This draft names too many days. Check it in parts."))
        return Facts(
            whole=self.whole,
            answers=self._answers(asked),
            targets=self._targets(written_on),
            printed=self._printed(asked),
        )

    def _answers(self, asked: Collection[Question]) -> dict[Question, Known]:
        known = [one for one in sorted(asked) if self._had_begun(one)]
        plain = {
            one: (BOOK[one[0]], self.scopes[one[1]], one[2]) for one in known if one[0] in BOOK
        }
        counts: dict[Question, Measured] = {}
        places = list(plain)
        for start in range(0, len(places), ASKED_AT_ONCE):
            part = {place: plain[place] for place in places[start : start + ASKED_AT_ONCE]}
            found = measured(list(part.values()))
            counts |= {place: _number(found.get(one)) for place, one in part.items()}
        for place, (indicator, scope, day) in plain.items():
            if indicator.is_recorded and not indicator.is_tallied:
                counts[place] = _number(indicator.measure(indicator.evidence(scope, day)))
        answers = {place: self._answer(place, value) for place, value in counts.items()}
        groups = [one for one in known if one[0] == SIGNING_GROUPS]
        return answers | {one: self._groups(one) for one in groups}

    def _had_begun(self, asked: Question) -> bool:
        """Say whether the programme asked about had begun by that day: before, nothing was counted."""
        _code, key, day = asked
        return key in self.scopes and day >= self.scopes[key].programme.launched_on

    def _answer(self, asked: Question, value: Measured) -> Known:
        code, key, day = asked
        indicator, scope = BOOK[code], self.scopes[key]
        unit = indicator.unit.value
        counted_as = Counted(unit) if unit in Counted.values else Counted.OTHER
        url = indicator.url(scope, day)
        return Known(code, str(indicator.label), str(scope), counted_as, value, url, day)

    def _groups(self, asked: Question) -> Known:
        """Return how many signing groups the hospitals in force belong to; None: not recorded."""
        code, key, day = asked
        scope = self.scopes[key]
        evidence = AGREEMENTS_SIGNED.evidence(scope, day).order_by()
        groups = evidence.exclude(**{GROUP: None}).values(GROUP).distinct().count()
        url = HOSPITALS_SIGNED.url(scope, day)
        label, unit = _("Signing groups"), Counted.SIGNING_GROUPS
        return Known(code, label, str(scope), unit, groups or None, url, day)

    def _targets(self, written_on: date) -> dict[str, list[Known]]:
        found: dict[str, list[Known]] = {}
        targets = self.sources.targets.in_force(on=written_on)  # type: ignore[attr-defined]  # its own queryset
        for one in targets.select_related("programme").order_by("branch", "pk"):
            key = key_of(one.programme_id, one.branch_id)
            if key in self.scopes and one.unit in Counted.values:
                found.setdefault(key, []).append(self._target(key, one))
        return found

    def _target(self, key: str, target: Target) -> Known:
        return Known(
            code=target.indicator,
            label=label_of(target.indicator),
            scope=str(self.scopes[key]),
            unit=Counted(target.unit),
            value=target.planned_value,
            url=target.get_absolute_url(),
            as_of=target.last_on,
            is_target=True,
            source=target.source,
            years=whole_years(target.from_on, target.until_on),
        )

    def _printed(self, asked: Collection[Question]) -> list[Printed]:
        if not asked:
            return []
        codes, days = {one[0] for one in asked}, {one[2] for one in asked}
        codes |= {HOSPITALS_SIGNED.code} if SIGNING_GROUPS in codes else set()
        rows = self.sources.readings.filter(indicator__in=codes, as_of__in=days)
        return [
            Printed(
                one.indicator,
                key_of(one.programme_id, one.branch_id),
                one.as_of,
                one.value,
                one.reads,
                one.source,
            )
            for one in rows.order_by("published_on", "pk")
        ]


def words_for(scope: Scope) -> list[str]:
    """Return the words by which a text may call a scope."""
    if scope.branch is None:
        return [scope.programme.official_name, *scope.programme.aliases]
    region = scope.branch.region.name
    short = next((region.removesuffix(end) for end in REGION_ENDS if region.endswith(end)), region)
    return list(dict.fromkeys([scope.branch.name, region, short]))


def whole_years(start: date, end: date) -> int:
    """Return the years of a half-open period that ends on an anniversary; else 0."""
    is_anniversary = (start.month, start.day) == (end.month, end.day)
    return end.year - start.year if is_anniversary else 0


def _number(measured: Told) -> Measured:
    """Return the bare number: a draft says for itself how exactly it is meant."""
    return measured.value if isinstance(measured, Quantity) else measured
