"""What happened in a programme, told to the apps above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SiteMoved:
    site_id: int
    was: str
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


@dataclass(frozen=True, slots=True)
class StationMoved:
    """A station paused, opened again, was handed over or closed; ``to`` is what it is from then."""

    station_id: int
    to: str
    on: date


@dataclass(frozen=True, slots=True)
class AcceptanceSigned:
    """Both sides have signed an acceptance, whatever it says; ``on`` is the second signature."""

    acceptance_id: int
    site_id: int
    on: date


@dataclass(frozen=True, slots=True)
class CallPublished:
    call_id: int
    on: date


@dataclass(frozen=True, slots=True)
class ApplicationSubmitted:
    application_id: int
    on: date


@dataclass(frozen=True, slots=True)
class ApplicationChecked:
    application_id: int
    outcome: str
    on: date


@dataclass(frozen=True, slots=True)
class SiteDetermined:
    site_id: int
    outcome: str
    on: date


@dataclass(frozen=True, slots=True)
class NoticePublished:
    notice_id: int
    on: date


@dataclass(frozen=True, slots=True)
class ObjectionReceived:
    objection_number: str
    on: date
