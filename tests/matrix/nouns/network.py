"""The register: organisations, who holds which office or role there, agreements, the calendar."""

from datetime import date
from typing import Any

from niukou.core.codes import synthetic_credit_code
from niukou.core.models import Holiday
from niukou.network.actions.agreements import attach_scan, edit_agreement, record_agreement
from niukou.network.actions.bulk import add_campuses, record_agreements, register_organisations
from niukou.network.actions.holidays import add_holiday, edit_holiday, remove_holiday
from niukou.network.actions.organisations import (
    add_campus,
    edit_campus,
    edit_organisation,
    register_organisation,
)
from niukou.network.actions.roles import (
    EndedAlready,
    appoint,
    bring_in,
    end_office,
    end_role,
    grant_role,
)
from niukou.network.models import (
    Agreement,
    AgreementKind,
    Campus,
    Capacity,
    Office,
    Organisation,
    OrganisationKind,
    Role,
    RoleKind,
)
from niukou.network.rules import Can
from niukou.people.models import Account
from niukou.programmes.models import Site
from tests.factories import (
    AccountFactory,
    AgreementFactory,
    AgreementPartyFactory,
    CampusFactory,
    OfficeFactory,
    OrganisationFactory,
    PersonFactory,
    RoleFactory,
    holder,
)
from tests.factories.network import scan
from tests.matrix.table import Act, Noun

KEPT, HOLDS, ENDED = "kept", "holds", "ended"
ON, SIGNED_ON = date(2026, 5, 6), date(2024, 11, 23)
COORDINATOR = {"kind": RoleKind.HOSPITAL_COORDINATOR, "from_on": ON}
NEWCOMER = {"title": "社工部主任", "from_on": ON}


def hospital_of(state: str, site: Site) -> Organisation:
    CampusFactory.create(organisation=site.hospital)
    return site.hospital


def role_in(state: str, site: Site) -> Role:
    until_on = date(2026, 1, 1) if state == ENDED else None
    return RoleFactory.create(
        organisation=site.hospital, kind=RoleKind.HOSPITAL_COORDINATOR, until_on=until_on
    )


def office_in(state: str, site: Site) -> Office:
    until_on = date(2026, 1, 1) if state == ENDED else None
    return OfficeFactory.create(organisation=site.hospital, until_on=until_on)


def agreement_in(state: str, site: Site) -> Agreement:
    agreement = site.agreements.get().agreement
    AgreementPartyFactory.create(agreement=agreement, capacity=Capacity.INITIATOR)
    if state == ENDED:
        Agreement.objects.filter(pk=agreement.pk).update(ended_on=date(2026, 1, 1))
    return agreement


def initiator_of(agreement: Agreement) -> Account:
    party = agreement.parties.get(capacity=Capacity.INITIATOR)
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, party.organisation)


def holiday_of(state: str, site: Site) -> Holiday:
    return Holiday.objects.create(on=ON, name="演示假日")


def said_of_organisation(organisation: Organisation) -> dict[str, Any]:
    kept = ("version", "official_name", "aliases", "uscc", "no_uscc_reason", "region")
    return {name: getattr(organisation, name) for name in (*kept, "supervised_by")} | {
        "is_related_party": True,
        "why": "演示",
    }


def said_of_agreement(agreement: Agreement) -> dict[str, Any]:
    kept = ("version", "signed_on", "signing_group", "starts_on", "ends_on", "ended_on")
    return {name: getattr(agreement, name) for name in kept} | {
        "title": "演示协议",
        "cohort": "首批",
        "why": "演示",
    }


def signed_by(hospital: Organisation) -> dict[str, Any]:
    parties = [(hospital, Capacity.HOSPITAL), (OrganisationFactory.create(), Capacity.INITIATOR)]
    said = {"kind": AgreementKind.PILOT, "title": "演示协议", "signed_on": SIGNED_ON}
    return said | {"parties": parties}


def new_organisation() -> Organisation:
    code = synthetic_credit_code(registration="12", sequence=987_654)
    return Organisation(kind=OrganisationKind.HOSPITAL, official_name="演示新医院", uscc=code)


def registered() -> dict[str, Any]:
    new = new_organisation()
    return {"kind": new.kind, "official_name": new.official_name, "uscc": new.uscc}


def kept(verb: Any, can: str, inputs: Any = lambda record: {}, **more: Any) -> Act:
    """Return the row of a verb that is never refused for a state: there is none."""
    return Act(verb, can, {KEPT}, inputs=inputs, **more)


OF_ORGANISATIONS = (
    kept(
        register_organisation,
        Can.REGISTER_ORGANISATION,
        lambda hospital: registered(),
        subject=None,
    ),
    kept(
        register_organisations,
        Can.REGISTER_ORGANISATION,
        subject=lambda hospital: [new_organisation()],
    ),
    kept(
        add_campuses,
        Can.REGISTER_ORGANISATION,
        subject=lambda hospital: [Campus(organisation=hospital, name="演示新院区")],
    ),
    kept(edit_organisation, Can.EDIT_ORGANISATION, said_of_organisation),
    kept(add_campus, Can.EDIT_ORGANISATION, lambda hospital: {"name": "演示新院区"}),
    kept(
        edit_campus,
        Can.EDIT_ORGANISATION,
        lambda hospital: {"name": "演示新院区", "region": None, "address": "", "why": "演示"},
        subject=lambda hospital: hospital.campuses.get(),
    ),
    kept(
        grant_role,
        Can.GRANT_ROLE,
        lambda hospital: COORDINATOR | {"organisation": hospital},
        subject=lambda hospital: AccountFactory.create(),
    ),
    kept(
        appoint,
        Can.APPOINT,
        lambda hospital: NEWCOMER | {"organisation": hospital},
        subject=lambda hospital: PersonFactory.create(),
    ),
    kept(bring_in, Can.APPOINT, lambda hospital: NEWCOMER | {"official_name": "演示新人"}),
    kept(record_agreement, Can.RECORD_AGREEMENT, signed_by, subject=None),
    kept(
        record_agreements,
        Can.RECORD_AGREEMENT,
        subject=lambda hospital: [(AgreementFactory.build(), [(hospital.pk, Capacity.HOSPITAL)])],
    ),
)
AGREED = ("in force", ENDED)
NOUNS = [
    Noun("organisation", (KEPT,), hospital_of, OF_ORGANISATIONS),
    Noun(
        "role in an organisation",
        (HOLDS, ENDED),
        role_in,
        acts=(
            Act(
                end_role,
                Can.GRANT_ROLE,
                {HOLDS},
                EndedAlready,
                lambda role: {"until_on": ON, "why": "演示"},
            ),
        ),
    ),
    Noun(
        "office in an organisation",
        (HOLDS, ENDED),
        office_in,
        acts=(
            Act(
                end_office,
                Can.APPOINT,
                {HOLDS},
                EndedAlready,
                lambda office: {"until_on": ON, "why": "演示"},
            ),
        ),
    ),
    Noun(
        "agreement",
        AGREED,
        agreement_in,
        people={"initiator": initiator_of},
        acts=(
            Act(edit_agreement, Can.EDIT_AGREEMENT, AGREED, inputs=said_of_agreement),
            Act(
                attach_scan,
                Can.EDIT_AGREEMENT,
                AGREED,
                inputs=lambda agreement: {"file": scan()},
            ),
        ),
    ),
    Noun(
        "holiday",
        (KEPT,),
        holiday_of,
        acts=(
            kept(
                add_holiday,
                Can.EDIT_HOLIDAYS,
                lambda holiday: {"on": date(2026, 5, 7), "name": "演示", "is_workday": False},
                subject=None,
            ),
            kept(
                edit_holiday,
                Can.EDIT_HOLIDAYS,
                lambda holiday: {"on": ON, "name": "演示", "is_workday": True},
            ),
            kept(remove_holiday, Can.EDIT_HOLIDAYS),
        ),
    ),
]
