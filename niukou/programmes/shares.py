"""How the tranches of a grant are shared among the purposes of its budget: to the last fen."""

from collections.abc import Sequence

from niukou.core.money import ZERO, Money


def shared(tranches: Sequence[Money], lines: Sequence[Money]) -> list[list[Money]]:
    """Return, for each tranche in order, how much of it falls to each budget line.

    Each tranche is divided in proportion to what is left of the lines. The parts of a tranche
    add up to it, and those of a line to the line, if tranches and lines have the same sum.

    Raises:
        ValueError: the tranches are more than the lines.
    """
    left = list(lines)
    if sum(tranches, ZERO) > sum(left, ZERO):
        message = "the tranches of a grant are no more than its budget"
        raise ValueError(message)
    found = []
    for tranche in tranches:
        parts = (
            tranche.split_by_weights([one.fen for one in left]) if tranche else [ZERO] * len(left)
        )
        left = [one - part for one, part in zip(left, parts, strict=True)]
        found.append(parts)
    return found
