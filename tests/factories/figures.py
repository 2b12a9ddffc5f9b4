"""The Zhejiang branch as the paper tells it, and readings of its numbers."""

from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from niukou.core.quantities import Qualifier, Unit
from niukou.figures.actions.corrections import propose_correction
from niukou.figures.actions.publications import publish_figure
from niukou.figures.definitions import HOSPITALS_SIGNED
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.models import Correction, Publication, Reading
from niukou.network.models import Agreement
from niukou.people.models import Account
from niukou.programmes.models import Branch, ServiceStation
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    CampusFactory,
    ProgrammeFactory,
    ServiceStationFactory,
    TargetFactory,
    signed_site,
)

OPENING_DAY = date(2025, 10, 31)
GROUPS = {1: 6, 2: 6, 3: 5, 4: 5}


class ReadingFactory(DjangoModelFactory[Reading]):
    class Meta:
        model = Reading

    programme = factory.SubFactory(ProgrammeFactory)
    indicator = "hospitals-signed"
    value = 22
    unit = Unit.HOSPITALS
    reads = "四批"
    as_of = SIGNING_DAY
    source = factory.Sequence(lambda n: f"演示来源{n}")
    published_on = date(2024, 11, 25)


def scope_of_branch(branch: Branch) -> Scope:
    return Scope(branch.programme, branch)


def zhejiang(**branch: object) -> Branch:
    """Return a branch with 22 hospitals signed on one day in four groups, and its targets."""
    made = BranchFactory.create(slug="zhejiang", name="浙江站", **branch)
    for group, hospitals in GROUPS.items():
        for _place in range(hospitals):
            signed_site(branch=made, group=group)
    own = {"programme": made.programme, "branch": made}
    TargetFactory.create(**own, indicator="hospitals-with-station", planned_value=30)
    TargetFactory.create(**own, indicator="posts-funded", planned_value=60, unit=Unit.POSTS)
    TargetFactory.create(**own, indicator="workers-trained", planned_value=200, unit=Unit.PERSONS)
    for reads, source in (("四批", "公益时报"), ("首批", "基金会通知")):
        ReadingFactory.create(**own, reads=reads, source=source)
    return made


def opened_station(
    branch: Branch, *, on: date = OPENING_DAY, signed_on: date = SIGNING_DAY
) -> ServiceStation:
    """Return a station opened on ``on`` in a hospital that had signed."""
    site = signed_site(branch=branch, on=signed_on)
    campus = CampusFactory.create(organisation=site.hospital)
    return ServiceStationFactory.create(site=site, campus=campus, opened_on=on)


def published(
    scope: Scope, *, by: Account, indicator: Indicator = HOSPITALS_SIGNED, as_of: date = SIGNING_DAY
) -> Publication:
    """Return a figure that ``by`` has published, exactly as it is."""
    return publish_figure(scope, indicator, as_of=as_of, qualifier=Qualifier.EXACT, by=by)


def signed_a_day_later(scope: Scope) -> Agreement:
    """Correct the day of one agreement of a branch, and return it."""
    links = {"site_link__site__branch": scope.branch}
    agreement = Agreement.objects.filter(**links).order_by("pk").first()
    agreement.signed_on += timedelta(days=1)
    agreement.save()
    return agreement


def waiting_correction(scope: Scope, *, by: Account) -> Correction:
    """Return a correction that ``by`` proposed of a figure published before a day was corrected."""
    publication = published(scope, by=by)
    signed_a_day_later(scope)
    return propose_correction(publication, reason="协议日期录错", by=by)
