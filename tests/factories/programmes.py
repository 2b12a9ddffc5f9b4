"""More of programmes: people around a site, and sites in any state."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.lifecycle import PUBLIC, SiteStatus
from niukou.programmes.models import (
    Branch,
    ProgrammeInitiator,
    Site,
    SiteContact,
)
from tests.factories import (
    LONG_AGO,
    BranchFactory,
    OrganisationFactory,
    PersonFactory,
    SiteFactory,
    SiteStepFactory,
    auditor,
    holder,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)

FRIDAY = date(2026, 10, 30)


class SiteContactFactory(DjangoModelFactory[SiteContact]):
    class Meta:
        model = SiteContact

    site = factory.SubFactory(SiteFactory)
    person = factory.SubFactory(PersonFactory)
    matter = "驻点事务"
    from_on = LONG_AGO


class ProgrammeInitiatorFactory(DjangoModelFactory[ProgrammeInitiator]):
    class Meta:
        model = ProgrammeInitiator

    organisation = factory.SubFactory(OrganisationFactory)
    position = 1


def draft_site(**fields: object) -> Site:
    """Return a site that was proposed long ago."""
    site = SiteFactory.create(**fields)
    SiteStepFactory.create(site=site)
    return site


def site_in(status: SiteStatus, branch: Branch) -> Site:
    """Return a site of ``branch`` in that state, with an agreement from the signature on."""
    if status in PUBLIC:
        site = signed_site(branch=branch)
        Site.objects.filter(pk=site.pk).update(status=status)
        site.refresh_from_db()
        return site
    return draft_site(branch=branch, status=status)


def officer_of_its_branch(site: Site) -> Account:
    return officer_of(site.branch)


def officer_of_another_branch(site: Site) -> Account:
    return officer_of(BranchFactory.create(programme=site.branch.programme))


def officer_of_the_programme(site: Site) -> Account:
    return officer_of_all(site.branch.programme)


def officer_of_another_programme(site: Site) -> Account:
    return officer_of_all(BranchFactory.create().programme)


def coordinator(site: Site) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital)


def coordinator_elsewhere(site: Site) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, OrganisationFactory.create())


def administrator_of_the_hospital(site: Site) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, site.hospital)


def administrator_of_the_platform(site: Site) -> Account:
    return platform_administrator()


def auditor_of_the_platform(site: Site) -> Account:
    return auditor()


def stranger_to(site: Site) -> Account:
    return stranger()
