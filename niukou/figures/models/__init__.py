"""What others have published about our numbers, and what we have published ourselves."""

from niukou.figures.models.publications import (
    Correction,
    CorrectionStatus,
    Publication,
    PublicationCheck,
)
from niukou.figures.models.readings import Reading, in_sight

__all__ = [
    "Correction",
    "CorrectionStatus",
    "Publication",
    "PublicationCheck",
    "Reading",
    "in_sight",
]
