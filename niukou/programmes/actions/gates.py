"""What must be true before a site may take a step: each part of its life guards its own."""

from collections import defaultdict
from collections.abc import Callable
from typing import TypeAlias

from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Site

Gate: TypeAlias = Callable[[Site], None]

_gates: dict[SiteStatus, list[Gate]] = defaultdict(list)


def guard(to: SiteStatus, gate: Gate) -> None:
    """Let ``gate(site)`` raise a ``DomainError`` that keeps a locked site from becoming ``to``."""
    _gates[to].append(gate)


def pass_gates(site: Site, to: SiteStatus) -> None:
    """Raise the refusal of the first gate that keeps ``site`` from becoming ``to``."""
    for gate in _gates[to]:
        gate(site)
