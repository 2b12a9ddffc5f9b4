"""The nouns of a programme: the programme itself, its sites, their stations."""

from niukou.programmes.models.post_months import PaymentKind, PostMonth, PostPayment
from niukou.programmes.models.posts import Post, PostHolding, PostKind, PostStep
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
from niukou.programmes.models.subsidies import PartMonths, SubsidyRate
from niukou.programmes.models.templates import AgreementTemplate, TemplatePlace

__all__ = [
    "JOINING",
    "AgreementDraft",
    "AgreementTemplate",
    "Branch",
    "DraftParty",
    "DraftStatus",
    "DraftValue",
    "PartMonths",
    "PaymentKind",
    "Post",
    "PostHolding",
    "PostKind",
    "PostMonth",
    "PostPayment",
    "PostStep",
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
    "SubsidyRate",
    "Target",
    "TemplatePlace",
    "Workstream",
]
