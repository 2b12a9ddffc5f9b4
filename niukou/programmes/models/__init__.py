"""The nouns of a programme: the programme itself, its sites, their stations."""

from niukou.programmes.models.programmes import (
    Branch,
    Programme,
    ProgrammeInitiator,
    ProgrammeOfficer,
    Target,
    Workstream,
)
from niukou.programmes.models.sites import (
    JOINING,
    Site,
    SiteAgreement,
    SiteContact,
    SiteFile,
    SiteStep,
)
from niukou.programmes.models.stations import ServiceStation

__all__ = [
    "JOINING",
    "Branch",
    "Programme",
    "ProgrammeInitiator",
    "ProgrammeOfficer",
    "ServiceStation",
    "Site",
    "SiteAgreement",
    "SiteContact",
    "SiteFile",
    "SiteStep",
    "Target",
    "Workstream",
]
