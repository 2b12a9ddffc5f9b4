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


@dataclass(frozen=True, slots=True)
class PostMonthPaid:
    post_month_id: int
    site_id: int
    amount_fen: int
    on: date


@dataclass(frozen=True, slots=True)
class PostMonthCorrected:
    """A paid month was settled anew: ``amount_fen`` is the difference, below zero if taken back."""

    post_payment_id: int
    post_month_id: int
    site_id: int
    amount_fen: int
    on: date
