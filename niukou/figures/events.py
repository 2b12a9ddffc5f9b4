"""What happened to a return, told to the apps above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ReturnSubmitted:
    return_id: int
    on: date


@dataclass(frozen=True, slots=True)
class ReturnSentBack:
    return_id: int
    on: date


@dataclass(frozen=True, slots=True)
class ReturnAccepted:
    return_id: int
    on: date
