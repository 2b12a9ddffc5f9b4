"""The smallest valid records, and people who hold a role."""

from datetime import date

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from niukou.core.codes import synthetic_credit_code
from niukou.core.quantities import Unit
from niukou.network.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    Campus,
    Capacity,
    Office,
    Organisation,
    OrganisationKind,
    Region,
    RegionLevel,
    Role,
    RoleKind,
)
from niukou.people.models import Account, Person
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Programme,
    ProgrammeOfficer,
    ServiceStation,
    Site,
    SiteAgreement,
    SiteStep,
    Target,
)

LONG_AGO = date(2020, 1, 1)
SIGNING_DAY = date(2024, 11, 23)
PASSWORD = "button-with-4-holes"


class PersonFactory(DjangoModelFactory[Person]):
    class Meta:
        model = Person

    official_name = factory.Sequence(lambda n: f"演示人{n}")


class AccountFactory(DjangoModelFactory[Account]):
    class Meta:
        model = Account

    email = factory.Sequence(lambda n: f"someone{n}@example.org")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))
    person = factory.SubFactory(PersonFactory)


class RegionFactory(DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code", "from_year")

    code = "330000"
    name = "浙江省"
    level = RegionLevel.PROVINCE
    from_year = 1980


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    kind = OrganisationKind.HOSPITAL
    official_name = factory.Sequence(lambda n: f"演示医院{n}")
    uscc = factory.Sequence(lambda n: synthetic_credit_code(registration="12", sequence=n))


class CampusFactory(DjangoModelFactory[Campus]):
    class Meta:
        model = Campus

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"演示院区{n}")


class RoleFactory(DjangoModelFactory[Role]):
    class Meta:
        model = Role

    account = factory.SubFactory(AccountFactory)
    kind = RoleKind.ORGANISATION_ADMINISTRATOR
    organisation = factory.SubFactory(OrganisationFactory)
    from_on = LONG_AGO


class OfficeFactory(DjangoModelFactory[Office]):
    class Meta:
        model = Office

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    title = "社工部主任"
    from_on = LONG_AGO


class AgreementFactory(DjangoModelFactory[Agreement]):
    class Meta:
        model = Agreement

    number = factory.Sequence(lambda n: f"演示协-{n:04d}")
    kind = AgreementKind.PILOT
    title = "试点医院合作协议"
    signed_on = SIGNING_DAY


class AgreementPartyFactory(DjangoModelFactory[AgreementParty]):
    class Meta:
        model = AgreementParty

    agreement = factory.SubFactory(AgreementFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    capacity = Capacity.HOSPITAL


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    slug = factory.Sequence(lambda n: f"programme-{n}")
    official_name = factory.Sequence(lambda n: f"演示计划{n}")
    launched_on = date(2024, 1, 1)
    is_public = True


class BranchFactory(DjangoModelFactory[Branch]):
    class Meta:
        model = Branch

    programme = factory.SubFactory(ProgrammeFactory)
    slug = factory.Sequence(lambda n: f"branch-{n}")
    code = factory.Sequence(lambda n: f"B{n}")
    name = factory.Sequence(lambda n: f"演示站{n}")
    region = factory.SubFactory(RegionFactory)
    launched_on = date(2024, 11, 1)
    is_public = True


class TargetFactory(DjangoModelFactory[Target]):
    class Meta:
        model = Target

    programme = factory.SubFactory(ProgrammeFactory)
    indicator = "stations-opened"
    planned_value = 30
    unit = Unit.HOSPITALS
    from_on = date(2024, 1, 1)
    until_on = date(2027, 1, 1)
    published_on = SIGNING_DAY
    source = "演示来源"


class SiteFactory(DjangoModelFactory[Site]):
    class Meta:
        model = Site

    branch = factory.SubFactory(BranchFactory)
    hospital = factory.SubFactory(OrganisationFactory)
    number = factory.Sequence(lambda n: f"演示-{n:04d}")


class SiteStepFactory(DjangoModelFactory[SiteStep]):
    class Meta:
        model = SiteStep

    site = factory.SubFactory(SiteFactory)
    to_status = SiteStatus.DRAFT
    on = LONG_AGO
    recorded_by = factory.SubFactory(AccountFactory)


class ServiceStationFactory(DjangoModelFactory[ServiceStation]):
    class Meta:
        model = ServiceStation

    site = factory.SubFactory(SiteFactory)
    campus = factory.SubFactory(
        CampusFactory, organisation=factory.SelfAttribute("..site.hospital")
    )
    name = "博爱社工服务站"


def signed_site(*, on: date = SIGNING_DAY, group: int | None = None, **site: object) -> Site:
    """Return a site signed on ``on`` by an agreement its hospital is a party of."""
    signed = SiteFactory.create(status=SiteStatus.SIGNED, **site)
    agreement = AgreementFactory.create(signed_on=on, signing_group=group)
    AgreementPartyFactory.create(agreement=agreement, organisation=signed.hospital)
    SiteAgreement.objects.create(site=signed, agreement=agreement)
    SiteStepFactory.create(
        site=signed, from_status=SiteStatus.DRAFT, to_status=SiteStatus.SIGNED, on=on
    )
    return signed


def holder(kind: RoleKind, organisation: Organisation | None = None) -> Account:
    """Return an account that holds this role; without an organisation: for the platform."""
    return RoleFactory.create(kind=kind, organisation=organisation).account


def platform_administrator() -> Account:
    return holder(RoleKind.PLATFORM_ADMINISTRATOR)


def auditor() -> Account:
    return holder(RoleKind.AUDITOR)


def stranger() -> Account:
    """Return somebody who may sign in and holds nothing."""
    return AccountFactory.create()


def officer_of(branch: Branch) -> Account:
    """Return a programme officer of that branch alone."""
    account = AccountFactory.create()
    ProgrammeOfficer.objects.create(
        account=account, programme=branch.programme, branch=branch, from_on=LONG_AGO
    )
    return account


def officer_of_all(programme: Programme) -> Account:
    """Return a programme officer of the whole programme."""
    account = AccountFactory.create()
    ProgrammeOfficer.objects.create(account=account, programme=programme, from_on=LONG_AGO)
    return account
