"""A hospital's place in a programme, from draft to its end, and what is begun at it."""

from datetime import date, timedelta
from typing import Any

from niukou.programmes.actions.asset_import import import_assets
from niukou.programmes.actions.grants import draft_grant
from niukou.programmes.actions.posts import NoAgreementThen, approve_post
from niukou.programmes.actions.signing import prepare_agreement
from niukou.programmes.actions.sites import (
    EndedAlready,
    attach_file,
    edit_site,
    end_contact,
    move_site,
    name_contact,
    sign_site,
)
from niukou.programmes.actions.stations import plan_station
from niukou.programmes.actions.steps import correct_step
from niukou.programmes.lifecycle import (
    ENDED,
    PUBLIC,
    MoveNotAllowed,
    SiteHasEnded,
    SiteStatus,
    moves_from,
)
from niukou.programmes.models import AgreementTemplate, PostKind, Site, SiteAgreement, SiteContact
from niukou.programmes.rules import Can
from tests.factories import (
    LONG_AGO,
    SIGNING_DAY,
    AgreementFactory,
    AgreementPartyFactory,
    CampusFactory,
    PersonFactory,
    SiteStepFactory,
)
from tests.factories.network import scan
from tests.factories.programmes import FRIDAY, SiteContactFactory, draft_site
from tests.factories.signing import published_template, wording_for
from tests.matrix.table import Act, Noun

S = SiteStatus
RUNNING = frozenset(S) - frozenset(ENDED)
DAY = timedelta(days=1)


def proposed_site() -> Site:
    """Return a draft in a programme that has a template for its agreements."""
    site = draft_site()
    published_template(site.branch.programme)
    wording_for(site)
    return site


def agreement_of(site: Site):
    agreement = AgreementFactory.create(signed_on=SIGNING_DAY)
    AgreementPartyFactory.create(agreement=agreement, organisation=site.hospital)
    return agreement


def in_status(status: str, site: Site) -> Site:
    if status in PUBLIC:
        SiteAgreement.objects.create(site=site, agreement=agreement_of(site))
    if status != S.DRAFT:
        SiteStepFactory.create(site=site, to_status=status, on=SIGNING_DAY)
    Site.objects.filter(pk=site.pk).update(status=status)
    return Site.objects.get(pk=site.pk)


def to_its_end(site: Site) -> dict[str, Any]:
    """Return the move that ends a site; of one that has ended: the move to another end."""
    to = [*moves_from(site.status), S.CLOSED][:-1] or [S.CLOSED]
    return {"to": to[-1], "on": FRIDAY, "note": "演示"}


def one_step_on(site: Site) -> dict[str, Any]:
    """Return the next step that a hand takes; of a site that has ended: one it cannot take."""
    by_hand = [to for to in moves_from(site.status) if to not in {S.SIGNED, S.RETURNED}]
    return {"to": (by_hand or [S.APPLIED])[0], "on": FRIDAY, "note": "演示"}


def contact_in(state: str, site: Site) -> SiteContact:
    until_on = FRIDAY if state == "ended" else None
    return SiteContactFactory.create(site=site, until_on=until_on)


SITES = Noun(
    "site",
    SiteStatus,
    in_status,
    place=proposed_site,
    acts=(
        Act(move_site, Can.MOVE_SITE, RUNNING, MoveNotAllowed, one_step_on, how="one step on"),
        Act(move_site, Can.MOVE_SITE, RUNNING, MoveNotAllowed, to_its_end, how="to its end"),
        Act(
            sign_site,
            Can.SIGN_SITE,
            {S.DRAFT, S.PUBLIC_NOTICE, *PUBLIC},
            MoveNotAllowed,
            lambda site: {"agreement": agreement_of(site)},
        ),
        Act(
            edit_site,
            Can.EDIT_SITE,
            SiteStatus,
            inputs=lambda site: {"version": site.version, "note": "演示", "why": "演示"},
        ),
        Act(
            name_contact,
            Can.EDIT_SITE,
            SiteStatus,
            inputs=lambda site: {
                "person": PersonFactory.create(),
                "matter": "驻点事务",
                "on": FRIDAY,
            },
        ),
        Act(
            attach_file,
            Can.EDIT_SITE,
            SiteStatus,
            inputs=lambda site: {"file": scan(), "title": "演示"},
        ),
        Act(
            correct_step,
            Can.CORRECT_STEP,
            SiteStatus,
            subject=lambda site: site.steps.earliest("pk"),
            inputs=lambda site: {"on": LONG_AGO + DAY, "why": "演示"},
            how="of its proposal",
        ),
        Act(
            plan_station,
            Can.PLAN_STATION,
            RUNNING,
            SiteHasEnded,
            lambda site: {
                "campus": CampusFactory.create(organisation=site.hospital),
                "name": "演示站",
            },
        ),
        Act(
            draft_grant,
            Can.DRAFT_GRANT,
            RUNNING,
            SiteHasEnded,
            lambda site: {"title": "演示资助", "on": FRIDAY},
        ),
        Act(
            prepare_agreement,
            Can.PREPARE_AGREEMENT,
            RUNNING,
            SiteHasEnded,
            lambda site: {
                "template": AgreementTemplate.objects.usable_in(site.branch).get(),
                "wording": wording_for(site),
            },
        ),
        Act(
            approve_post,
            Can.APPROVE_POST,
            PUBLIC - {S.CLOSED},
            (NoAgreementThen, SiteHasEnded),
            lambda site: {
                "kind": PostKind.EMPLOYED,
                "employer": site.hospital,
                "title": "医务社工",
                "on": date(2025, 1, 6),
            },
        ),
        Act(import_assets, Can.IMPORT_ASSETS, SiteStatus, inputs=lambda site: {"rows": []}),
    ),
)
CONTACTS = Noun(
    "contact of a site",
    ("named", "ended"),
    contact_in,
    acts=(
        Act(
            end_contact,
            Can.EDIT_SITE,
            {"named"},
            EndedAlready,
            lambda contact: {"on": FRIDAY},
        ),
    ),
)
NOUNS = [SITES, CONTACTS]
