"""Results that are kept as long as no fact they rest on was written; each equals its plain query.

What they are worked out by stays the definitions' own: ``measured``, ``prove`` and the others
say the same without keeping anything.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from niukou.core.kept import Lot, Question, answers, query_of
from niukou.figures.indicators import Indicator, Measured, Scope, Tally, Told, plain
from niukou.figures.queries.figures import (
    Asked,
    Figure,
    Grouped,
    counted_and_hashed,
    prove,
    tallied_and_grouped,
)
from niukou.programmes.models import Branch, Programme

SOME_DAY = date(2000, 1, 1)


class What(StrEnum):
    """What is asked about a result: its value, or what stands behind it."""

    TALLY = "tally"
    RECORDS = "records"
    GROUPS = "groups"
    PROOF = "proof"


class Ask(NamedTuple):
    """One question about a result of ``indicator`` in ``scope`` at the end of ``as_of``."""

    what: What
    indicator: Indicator
    scope: Scope
    as_of: date

    @property
    def one(self) -> Asked:
        return self.indicator, self.scope, self.as_of

    @property
    def tally(self) -> Tally:
        return self.indicator.tally if self.what is What.TALLY else self.indicator.count_of_records


@dataclass(frozen=True, slots=True)
class Results:
    """What was asked together; ``told`` holds also the answers of other lots."""

    told: dict[Question, Any]

    def tally(self, indicator: Indicator, scope: Scope, as_of: date) -> Measured:
        """Return the value of an indicator the database tallies; None: nothing to measure."""
        answer = self.told[_question(Ask(What.TALLY, indicator, scope, as_of))]
        return None if answer is None else plain(Decimal(answer))

    def count(self, indicator: Indicator, scope: Scope, as_of: date) -> int:
        """Return the number of records."""
        return int(self.told[_question(Ask(What.RECORDS, indicator, scope, as_of))])

    def groups(self, indicator: Indicator, scope: Scope, as_of: date) -> Grouped:
        """Return how many records there are for each value of the trait, as a figure has them."""
        return tuple(map(tuple, self.told[_question(Ask(What.GROUPS, indicator, scope, as_of))]))

    def proof(self, indicator: Indicator, scope: Scope, as_of: date) -> tuple[int, str, Grouped]:
        """Return the number of records, their digest and their groups: see ``counted_and_hashed``."""
        count, digest, groups = self.told[_question(Ask(What.PROOF, indicator, scope, as_of))]
        return count, digest, tuple(map(tuple, groups))


def results(asked: Iterable[Ask], *others: Lot) -> Results:
    """Return the answers to all of ``asked`` and of ``others``, kept or worked out."""
    asks = {_question(ask): ask for ask in dict.fromkeys(asked)}

    def work_out(missing: Sequence[Question]) -> dict[Question, Any]:
        return _worked_out({question: asks[question] for question in missing})

    return Results(answers(Lot(list(asks), work_out), *others))


def kept_figure(
    indicator: Indicator, scope: Scope, as_of: date, *, known_on: date | None = None
) -> Figure:
    """Return what ``prove`` returns; nothing is kept of what was known on an earlier day."""
    if known_on or not indicator.is_recorded:
        return prove(indicator, scope, as_of, known_on=known_on)
    one = indicator, scope, as_of
    is_summed = indicator.is_tallied and not indicator.is_count
    what = [What.PROOF, What.TALLY] if is_summed else [What.PROOF]
    found = results(Ask(each, *one) for each in what)
    count, digest, groups = found.proof(*one)
    measured: Told = count
    if not indicator.is_count:
        evidence = indicator.evidence(scope, as_of)
        measured = found.tally(*one) if is_summed else indicator.measure(evidence)
    quantity = indicator.quantity(measured)
    return Figure(indicator, scope, as_of, quantity, count, digest, grouped=groups)


def _worked_out(asks: dict[Question, Ask]) -> dict[Question, Any]:
    """Work out what is missing: all tallies and groups with one question to the database."""
    proofs = {key: ask for key, ask in asks.items() if ask.what is What.PROOF}
    groups = {key: ask for key, ask in asks.items() if ask.what is What.GROUPS}
    tallies = {key: ask for key, ask in asks.items() if key not in proofs and key not in groups}
    told_tallies, told_groups = tallied_and_grouped(
        [(ask.one, ask.tally) for ask in tallies.values()], [ask.one for ask in groups.values()]
    )
    values = (None if value is None else str(value) for value in told_tallies)
    return {
        **dict(zip(tallies, values, strict=True)),
        **dict(zip(groups, told_groups, strict=True)),
        **{key: counted_and_hashed(*ask.one) for key, ask in proofs.items()},
    }


def _question(ask: Ask) -> Question:
    digest, tables = _definition(ask.indicator)
    scope = f"{ask.scope.programme.pk}.{ask.scope.branch.pk if ask.scope.branch else ''}"
    key = f"{ask.what} {ask.indicator.code} {digest} {scope} {ask.as_of.isoformat()}"
    return Question(key, tables)


@cache
def _definition(indicator: Indicator) -> tuple[str, frozenset[str]]:
    """Return a digest of the queries that define ``indicator``, and the tables they read.

    A definition that was changed is asked anew, whatever was kept of the old one.
    """
    nothing = Programme(pk=0)
    tables: set[str] = set()
    digest = sha256(str(indicator.version).encode())
    for scope in (Scope(nothing), Scope(nothing, Branch(pk=0, programme=nothing))):
        rows = indicator.tallied_rows(scope, SOME_DAY)
        tallied = rows.values("pk").annotate(told=indicator.tally.exact)
        for query in (indicator.evidence(scope, SOME_DAY), tallied):
            said, read = query_of(query)
            tables |= read
            digest.update(said.encode())
    return digest.hexdigest()[:16], frozenset(tables)
