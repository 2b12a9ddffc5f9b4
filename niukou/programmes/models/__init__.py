"""The nouns of a programme: the programme itself, its sites, their stations."""

from niukou.programmes.models.programmes import (
    Branch,
    Programme,
    ProgrammeInitiator,
    ProgrammeOfficer,
    Target,
    Workstream,
)
from niukou.programmes.models.signing import (
    AgreementDraft,
    DraftParty,
    DraftStatus,
    DraftValue,
    Signing,
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
from niukou.programmes.models.templates import AgreementTemplate, TemplatePlace

__all__ = [
    "JOINING",
    "AgreementDraft",
    "AgreementTemplate",
    "Branch",
    "DraftParty",
    "DraftStatus",
    "DraftValue",
    "Programme",
    "ProgrammeInitiator",
    "ProgrammeOfficer",
    "ServiceStation",
    "Signing",
    "Site",
    "SiteAgreement",
    "SiteContact",
    "SiteFile",
    "SiteStep",
    "Target",
    "TemplatePlace",
    "Workstream",
]
