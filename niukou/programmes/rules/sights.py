"""Which rows of the apps below come into sight through programmes."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from niukou.core.access import NOTHING, Viewer, widen_sight
from niukou.core.models import EvidenceFile
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Attendance, Gathering, Registration
from niukou.gatherings.rules import participants_of
from niukou.network.models import (
    Agreement,
    AgreementParty,
    Office,
    Organisation,
    Role,
    RoleKind,
)
from niukou.network.queries import roles_of
from niukou.network.rules import newcomers_of
from niukou.people.models import Account, Person
from niukou.programmes.models import (
    JOINING,
    Post,
    PostHolding,
    PostKind,
    PostMonth,
    Programme,
    ProgrammeGathering,
    ProgrammeInitiator,
    ProgrammeOfficer,
    Site,
    SiteAgreement,
    SiteContact,
    SiteFile,
    TrancheCondition,
    offices_of,
)


def _own_sites(user: Viewer) -> QuerySet[Site]:
    if not user.is_authenticated:
        return Site.objects.none()
    return Site.objects.filter(branch__in=offices_of(user).branches)


def agreements_of_own_sites(user: Viewer) -> Q:
    """Officers: the agreements by which their sites joined."""
    linked = SiteAgreement.objects.filter(site__in=_own_sites(user).values("pk"))
    return Q(pk__in=linked.values("agreement"))


def agreements_to_be_linked(user: Viewer) -> Q:
    """Officers: the agreements of their hospitals that wait to be linked to a site."""
    signed = AgreementParty.objects.filter(organisation__in=_own_sites(user).values("hospital"))
    return Q(kind__in=JOINING, site_link=None, pk__in=signed.values("agreement"))


def contacts_of_own_sites(user: Viewer) -> Q:
    """Officers: the contacts of their sites."""
    contacts = SiteContact.objects.filter(site__in=_own_sites(user).values("pk"))
    return Q(pk__in=contacts.values("person"))


def staff_of_own_hospitals(user: Viewer) -> Q:
    """Officers: who holds an office in one of their hospitals."""
    offices = Office.objects.filter(organisation__in=_own_sites(user).values("hospital"))
    return Q(pk__in=offices.values("person"))


def newcomers_of_officers(user: Viewer) -> Q:
    """Officers: whom they registered, until somebody gives that person an office."""
    return newcomers_of(user) if offices_of(user) else NOTHING


def accounts_near_own_programmes(user: Viewer) -> Q:
    """Officers: their fellows, and who has a role or an office in an initiator of the programme."""
    if not user.is_authenticated:
        return NOTHING
    run = offices_of(user).programmes
    fellows = ProgrammeOfficer.objects.filter(programme__in=run)
    initiators = ProgrammeInitiator.objects.filter(programme__in=run).values("organisation")
    return (
        Q(pk__in=fellows.values("account"))
        | Q(pk__in=Role.objects.filter(organisation__in=initiators).values("account"))
        | Q(person__in=Office.objects.filter(organisation__in=initiators).values("person"))
    )


def files_of_own_sites(user: Viewer) -> Q:
    """The files of sites one works on."""
    return Q(pk__in=SiteFile.objects.visible_to(user).values("file"))


def holders_of_posts(user: Viewer) -> Q:
    """Officers and coordinators: who holds, held or supervises a post at one of their hospitals."""
    own = _own_posts(user)
    holdings = PostHolding.objects.filter(post__in=own.values("pk"))
    supervised = own.exclude(supervisor=None).values("supervisor")
    return Q(pk__in=holdings.values("person")) | Q(pk__in=supervised)


def staff_of_seconding_agencies(user: Viewer) -> Q:
    """Officers and coordinators: the people of an agency that seconds to one of their hospitals."""
    posts = _own_posts(user).filter(kind=PostKind.SECONDED, ended_on=None)
    offices = Office.objects.current(on=timezone.localdate())
    return Q(pk__in=offices.filter(organisation__in=posts.values("employer")).values("person"))


def _own_posts(user: Viewer) -> QuerySet[Post]:
    if not user.is_authenticated:
        return Post.objects.none()
    coordinated = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    branches = offices_of(user).branches
    return Post.objects.filter(Q(site__branch__in=branches) | Q(site__hospital__in=coordinated))


def proofs_of_months(user: Viewer) -> Q:
    """The proofs of months of posts one works with."""
    if not user.is_authenticated:
        return NOTHING
    months = PostMonth.objects.visible_to(user).exclude(proof=None)
    return Q(pk__in=months.values("proof"))


widen_sight(Person, holders_of_posts)
widen_sight(Person, staff_of_seconding_agencies)
widen_sight(EvidenceFile, proofs_of_months)


def organisations_of_public_programmes(user: Viewer) -> Q:
    """Who only looks on: the initiators of published programmes, and the hospitals they show."""
    if not roles_of(user).only_looks_on:
        return NOTHING
    programmes = Programme.objects.visible_to(user).values("pk")
    initiators = ProgrammeInitiator.objects.filter(programme__in=programmes)
    hospitals = Site.objects.visible_to(user).values("hospital")
    return Q(pk__in=initiators.values("organisation")) | Q(pk__in=hospitals)


widen_sight(Organisation, organisations_of_public_programmes)


def evidence_of_tranches(user: Viewer) -> Q:
    """The evidence by which tranches are released, for whoever may read their grants."""
    return Q(pk__in=TrancheCondition.objects.visible_to(user).values("evidence"))


def public_gatherings(user: Viewer) -> Q:
    """Everybody: those marked public, of a published programme and branch."""
    shown = ProgrammeGathering.objects.filter(ProgrammeGathering.objects.shown_to_the_public())
    return Q(pk__in=shown.values("gathering"))


def gatherings_of_own_programmes(user: Viewer) -> Q:
    """Officers: the gatherings of what they run."""
    return Q(pk__in=_run_gatherings(user)) if user.is_authenticated else NOTHING


def gatherings_of_own_branches(user: Viewer) -> Q:
    """The hospitals' own people: gatherings of their branch and programme, once they are more than a plan."""
    hospitals = roles_of(user).organisations()
    if not hospitals:
        return NOTHING
    sites = Site.objects.running().filter(hospital__in=hospitals)
    links = ProgrammeGathering.objects.filter(
        Q(branch__in=sites.values("branch"))
        | Q(branch=None, programme__in=sites.values("branch__programme"))
    ).exclude(gathering__status=GatheringStatus.PLANNED)
    return Q(pk__in=links.values("gathering"))


def rows_of_own_gatherings(user: Viewer) -> Q:
    """Officers: who registered for, and who was at, the gatherings of what they run."""
    return Q(gathering__in=_run_gatherings(user)) if user.is_authenticated else NOTHING


def participants_of_own_programmes(user: Viewer) -> Q:
    """Officers: who registered for gatherings of what they run, or was there."""
    if not user.is_authenticated:
        return NOTHING
    return participants_of(Q(pk__in=_run_gatherings(user)))


def _run_gatherings(user: Viewer) -> QuerySet[ProgrammeGathering, Any]:
    return ProgrammeGathering.objects.run_by(user).values("gathering")


widen_sight(Gathering, public_gatherings)
widen_sight(Gathering, gatherings_of_own_programmes)
widen_sight(Gathering, gatherings_of_own_branches)
widen_sight(Registration, rows_of_own_gatherings)
widen_sight(Attendance, rows_of_own_gatherings)
widen_sight(Person, participants_of_own_programmes)
widen_sight(Account, accounts_near_own_programmes)
widen_sight(Agreement, agreements_of_own_sites)
widen_sight(Agreement, agreements_to_be_linked)
widen_sight(Person, contacts_of_own_sites)
widen_sight(Person, staff_of_own_hospitals)
widen_sight(Person, newcomers_of_officers)
widen_sight(EvidenceFile, files_of_own_sites)
widen_sight(EvidenceFile, evidence_of_tranches)
