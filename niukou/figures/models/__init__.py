"""What others have published about our numbers, what we published, what is reported, what is due."""

from niukou.figures.models.duties import DisclosureCalendar, Duty, DutyNote
from niukou.figures.models.publications import (
    Correction,
    CorrectionStatus,
    Publication,
    PublicationCheck,
)
from niukou.figures.models.readings import Reading, in_sight
from niukou.figures.models.return_lines import NoteStatus, ReturnLine, ReturnNote
from niukou.figures.models.returns import Asked, ReturnPlan, SiteReturn

__all__ = [
    "Asked",
    "Correction",
    "CorrectionStatus",
    "DisclosureCalendar",
    "Duty",
    "DutyNote",
    "NoteStatus",
    "Publication",
    "PublicationCheck",
    "Reading",
    "ReturnLine",
    "ReturnNote",
    "ReturnPlan",
    "SiteReturn",
    "in_sight",
]
