"""The nouns of a programme: the programme itself, its sites, their stations."""

from niukou.programmes.models.programmes import (
    Branch,
    Programme,
    ProgrammeInitiator,
    ProgrammeOfficer,
    Target,
    Workstream,
)
from niukou.programmes.models.sites import Site, SiteAgreement, SiteContact, SiteFile, SiteStep
from niukou.programmes.models.stations import ServiceStation

__all__ = [
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
