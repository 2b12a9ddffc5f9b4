"""The nouns of a programme: the programme itself, its sites, their stations."""

from niukou.programmes.models.applications import (
    APPLICANTS,
    Application,
    ApplicationAnswer,
    Opinion,
    Recommendation,
    Submission,
)
from niukou.programmes.models.assets import Asset, AssetMove, MoveKind
from niukou.programmes.models.calls import (
    Call,
    CallForm,
    CallPhase,
    CallStatus,
    FieldKind,
    FormField,
)
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
from niukou.programmes.models.donations import Donation, Restriction
from niukou.programmes.models.formal_checks import CheckItem, CheckOutcome, Fault, FormalCheck
from niukou.programmes.models.gatherings import ProgrammeGathering, link_of
from niukou.programmes.models.grants import (
    AWARDED,
    PAPER,
    BudgetLine,
    Grant,
    GrantStatus,
    Purpose,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from niukou.programmes.models.ledger import EntryKind, LedgerAccount, LedgerEntry, LedgerLine
from niukou.programmes.models.payees import BankBatch, BankBatchLine, BankBatchLook, Payee
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
    "APPLICANTS",
    "AWARDED",
    "JOINING",
    "PAPER",
    "Acceptance",
    "AgreementDraft",
    "AgreementTemplate",
    "Answer",
    "Application",
    "ApplicationAnswer",
    "Asset",
    "AssetMove",
    "BankBatch",
    "BankBatchLine",
    "BankBatchLook",
    "Branch",
    "BudgetLine",
    "Call",
    "CallForm",
    "CallPhase",
    "CallStatus",
    "CheckAnswer",
    "CheckItem",
    "CheckOutcome",
    "Checklist",
    "ChecklistItem",
    "ChecklistKind",
    "DatedBy",
    "Defect",
    "Design",
    "DesignStatus",
    "Donation",
    "DraftParty",
    "DraftStatus",
    "DraftValue",
    "EntryKind",
    "Fault",
    "FieldKind",
    "FormField",
    "FormalCheck",
    "Grant",
    "GrantStatus",
    "LedgerAccount",
    "LedgerEntry",
    "LedgerLine",
    "Moment",
    "MoveKind",
    "OpeningHours",
    "Opinion",
    "PartMonths",
    "Payee",
    "PaymentKind",
    "Post",
    "PostHolding",
    "PostKind",
    "PostMonth",
    "PostPayment",
    "PostStep",
    "Programme",
    "ProgrammeGathering",
    "ProgrammeInitiator",
    "ProgrammeOfficer",
    "Purpose",
    "Recommendation",
    "Restriction",
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
    "Submission",
    "SubsidyRate",
    "Target",
    "TemplatePlace",
    "Tranche",
    "TrancheCondition",
    "TrancheStatus",
    "Verdict",
    "Weekday",
    "Workstream",
    "Zone",
    "ZoneKind",
    "link_of",
]
