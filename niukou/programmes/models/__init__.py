"""The nouns of a programme: the programme itself, its sites, their stations."""

from niukou.programmes.models.assets import Asset, AssetMove, MoveKind
from niukou.programmes.models.checks import (
    Acceptance,
    Answer,
    CheckAnswer,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    SelfCheck,
    Verdict,
)
from niukou.programmes.models.defects import Defect, Severity, Side
from niukou.programmes.models.designs import Design, DesignStatus
from niukou.programmes.models.photos import DatedBy, Moment, StationPhoto
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
from niukou.programmes.models.rooms import OpeningHours, Weekday, Zone, ZoneKind
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
from niukou.programmes.models.stations import ServiceStation, StationSpell
from niukou.programmes.models.subsidies import PartMonths, SubsidyRate
from niukou.programmes.models.templates import AgreementTemplate, TemplatePlace
from niukou.programmes.models.terms import StepTerm

__all__ = [
    "JOINING",
    "Acceptance",
    "AgreementDraft",
    "AgreementTemplate",
    "Answer",
    "Asset",
    "AssetMove",
    "Branch",
    "CheckAnswer",
    "Checklist",
    "ChecklistItem",
    "ChecklistKind",
    "DatedBy",
    "Defect",
    "Design",
    "DesignStatus",
    "DraftParty",
    "DraftStatus",
    "DraftValue",
    "Moment",
    "MoveKind",
    "OpeningHours",
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
    "SelfCheck",
    "ServiceStation",
    "Severity",
    "Side",
    "Signing",
    "Site",
    "SiteAgreement",
    "SiteContact",
    "SiteFile",
    "SiteStep",
    "StationPhoto",
    "StationSpell",
    "StepTerm",
    "SubsidyRate",
    "Target",
    "TemplatePlace",
    "Verdict",
    "Weekday",
    "Workstream",
    "Zone",
    "ZoneKind",
]
