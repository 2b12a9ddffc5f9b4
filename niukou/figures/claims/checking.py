"""A draft checked: the numbers found, looked up and judged."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from niukou.figures.claims.facts import Library, Sources
from niukou.figures.claims.finding import find_numbers
from niukou.figures.claims.matching import Claim, Verdict, judge, questions
from niukou.programmes.models import Branch


@dataclass(frozen=True)
class Piece:
    """A part of the draft as a page shows it; ``number`` 0: plain text."""

    text: str
    number: int = 0
    claim: Claim | None = None


@dataclass(frozen=True)
class Checked:
    """What a check found; of the draft itself nothing is kept."""

    text: str
    written_on: date
    everything: list[Claim]

    @cached_property
    def claims(self) -> list[Claim]:
        """The numbers that claim something, in order."""
        return [one for one in self.everything if one.verdict != Verdict.NO_CLAIM]

    @cached_property
    def not_claims(self) -> list[Claim]:
        return [one for one in self.everything if one.verdict == Verdict.NO_CLAIM]

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        """How many claims got which verdict; all verdicts, in their order."""
        found = Counter(one.verdict for one in self.claims)
        return [(one, found[one]) for one in Verdict if one != Verdict.NO_CLAIM]

    @property
    def differs(self) -> bool:
        return any(one.verdict == Verdict.DIFFERS for one in self.claims)

    def pieces(self) -> Iterator[Piece]:
        """Yield the draft piece by piece: joined, they are its text."""
        place = 0
        for number, claim in enumerate(self.claims, start=1):
            if claim.found.start > place:
                yield Piece(self.text[place : claim.found.start])
            yield Piece(claim.found.text, number, claim)
            place = claim.found.end
        if place < len(self.text):
            yield Piece(self.text[place:])


def check_draft(
    sources: Sources, *, text: str, written_on: date, branch: Branch | None = None
) -> Checked:
    """Return a verdict on every number of ``text``.

    ``written_on`` is the day meant where the draft names none. ``branch``: what it is about
    where it does not say; None: the first programme as a whole.

    Raises:
        TooManyDays: it would take too many figures to check it at once.
    """
    library = Library(sources, branch)
    found = find_numbers(text, library.names, written_on=written_on)
    asked = questions(found, library.whole)
    facts = library.facts(asked, written_on=written_on)
    return Checked(text, written_on, [judge(one, facts) for one in found])
