"""What happened in the network, told to the apps above."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class AgreementSigned:
    agreement_id: int
    on: date


@dataclass(frozen=True, slots=True)
class AgreementCorrected:
    agreement_id: int
