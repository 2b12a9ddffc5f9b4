"""How a number is kept until it is printed: with its unit, its bar and its floor."""

from dataclasses import dataclass, field
from statistics import median, quantiles


@dataclass(frozen=True, slots=True)
class Spread:
    """The milliseconds of many like requests."""

    p50: float
    p95: float
    count: int


def spread(milliseconds: list[float]) -> Spread:
    """Return what half and what nineteen of twenty of ``milliseconds`` stay under."""
    p95 = quantiles(milliseconds, n=20)[-1] if len(milliseconds) > 1 else milliseconds[0]
    return Spread(median(milliseconds), p95, len(milliseconds))


@dataclass(frozen=True, slots=True)
class DoorFigures:
    """What one page or API answer costs one reader.

    ``bar_ms`` is for the p95 at four users; ``bar_cpu_ms`` for the web server's own work.
    ``floor_sql_ms`` is the slowest SELECT of the page alone, on ``floor_table``; None: no SELECT.
    """

    name: str
    reader: str
    one: Spread
    four: Spread
    cpu_ms: float
    queries: int
    size_bytes: int
    floor_sql_ms: float | None
    floor_table: str
    bar_ms: float
    bar_cpu_ms: float | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One number that is no page: ``bar`` and ``floor`` in the same unit, None where none is set."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    floor: float | None = None
    floor_is: str = ""
    more_is_better: bool = False

    @property
    def holds(self) -> bool | None:
        """Whether the bar is kept; None where there is none."""
        if self.bar is None:
            return None
        return self.value >= self.bar if self.more_is_better else self.value <= self.bar


@dataclass(slots=True)
class Results:
    """Everything one run found."""

    scale: int
    day: str
    machine: str
    load_before: tuple[float, float, float]
    world: str = ""
    load_after: tuple[float, float, float] = (0.0, 0.0, 0.0)
    seconds: float = 0.0
    up_one: Spread | None = None
    up_four: Spread | None = None
    doors: list[DoorFigures] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
