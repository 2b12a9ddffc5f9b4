"""What happened to gatherings, told to the apps above."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GatheringEdited:
    gathering_id: int


@dataclass(frozen=True, slots=True)
class GatheringHeld:
    gathering_id: int


@dataclass(frozen=True, slots=True)
class GatheringCancelled:
    gathering_id: int
