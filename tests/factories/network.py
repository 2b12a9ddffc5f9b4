"""Agreements with their parties, and the files that go with them."""

from datetime import date
from typing import Any

from django.core.files.base import ContentFile

from niukou.network.models import Agreement, Capacity, Organisation, RoleKind
from niukou.people.models import Account
from tests.factories import (
    SIGNING_DAY,
    AgreementFactory,
    AgreementPartyFactory,
    OrganisationFactory,
    holder,
)

SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def signed_agreement(*, signed_on: date = SIGNING_DAY, **facts: Any) -> Agreement:
    """Return an agreement of an initiator with a hospital."""
    agreement = AgreementFactory.create(signed_on=signed_on, **facts)
    for capacity in (Capacity.INITIATOR, Capacity.HOSPITAL):
        AgreementPartyFactory.create(agreement=agreement, capacity=capacity)
    return agreement


def party(agreement: Agreement, capacity: Capacity) -> Organisation:
    return agreement.parties.get(capacity=capacity).organisation


def initiators_administrator(agreement: Agreement) -> Account:
    initiator = party(agreement, Capacity.INITIATOR)
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, initiator)


def hospitals_administrator(agreement: Agreement) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, party(agreement, Capacity.HOSPITAL))


def hospitals_coordinator(agreement: Agreement) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, party(agreement, Capacity.HOSPITAL))


def another_hospitals_administrator(agreement: Agreement) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())


def scan(name: str = "协议.pdf", content: bytes = SCAN) -> ContentFile:
    return ContentFile(content, name=name)
