"""What happened in a programme, told to the apps above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SiteMoved:
    site_id: int
    to: str
    on: date


@dataclass(frozen=True, slots=True)
class StationOpened:
    station_id: int
    on: date
