"""Committed grants, spoken in the shape of the 360Giving Data Standard."""

from typing import Any

from ninja import Router, Schema

from niukou.core.htmx import SignedInRequest
from niukou.programmes.queries.awards import awards_of

router = Router()


class OrganisationOut(Schema):
    id: str
    name: str


class GrantProgrammeOut(Schema):
    code: str
    title: str


class AwardOut(Schema):
    """One grant; the names are the standard's, amounts are in yuan."""

    id: str
    title: str
    description: str
    currency: str
    amountAwarded: float  # noqa: N815  # the standard's own name
    amountDisbursed: float  # noqa: N815  # the standard's own name
    awardDate: str  # noqa: N815  # the standard's own name
    recipientOrganization: list[OrganisationOut]  # noqa: N815  # the standard's own name
    fundingOrganization: list[OrganisationOut]  # noqa: N815  # the standard's own name
    grantProgramme: list[GrantProgrammeOut]  # noqa: N815  # the standard's own name


class AwardsOut(Schema):
    """A file of awards as the standard packages it."""

    grants: list[AwardOut]


@router.get("/awards", response=AwardsOut)
def awards(request: SignedInRequest) -> dict[str, Any]:
    return {"grants": awards_of(request.user)}
