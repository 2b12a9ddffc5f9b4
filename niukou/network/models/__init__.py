"""The nouns of the network: regions, organisations, roles and offices, agreements."""

from niukou.network.models.agreements import Agreement, AgreementKind, AgreementParty, Capacity
from niukou.network.models.organisations import Campus, Organisation, OrganisationKind
from niukou.network.models.regions import Region, RegionLevel, RegionRecode
from niukou.network.models.roles import LOOKING_ON, Office, Role, RoleKind

__all__ = [
    "LOOKING_ON",
    "Agreement",
    "AgreementKind",
    "AgreementParty",
    "Campus",
    "Capacity",
    "Office",
    "Organisation",
    "OrganisationKind",
    "Region",
    "RegionLevel",
    "RegionRecode",
    "Role",
    "RoleKind",
]
