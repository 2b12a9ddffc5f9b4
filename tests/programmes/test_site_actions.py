"""What can be done to a site, and what is refused."""

import threading
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from niukou.core.errors import DomainError
from niukou.core.events import _handlers
from niukou.network.actions.agreements import edit_agreement
from niukou.network.models import AgreementKind, OrganisationKind
from niukou.programmes.actions import sites as refusals
from niukou.programmes.actions.sites import (
    end_contact,
    move_site,
    name_contact,
    propose_site,
    sign_site,
)
from niukou.programmes.actions.steps import (
    BeforeLastStep,
    DatedByAgreement,
    DayToCome,
    OutOfOrder,
    correct_step,
)
from niukou.programmes.events import SiteMoved
from niukou.programmes.lifecycle import MoveNotAllowed, SiteStatus
from niukou.programmes.models import Site, SiteAgreement, SiteStep
from tests.factories import (
    LONG_AGO,
    SIGNING_DAY,
    AgreementFactory,
    AgreementPartyFactory,
    BranchFactory,
    OrganisationFactory,
    PersonFactory,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.programmes import FRIDAY, SiteContactFactory, coordinator, draft_site

pytestmark = pytest.mark.django_db


def agreement_of(site: Site, **fields: object):
    agreement = AgreementFactory.create(**fields)
    AgreementPartyFactory.create(agreement=agreement, organisation=site.hospital)
    return agreement


# --- propose ---------------------------------------------------------------------------------
def test_propose_numbers_sites_by_their_branch_and_records_the_first_step() -> None:
    branch = BranchFactory.create(code="ZJ")
    by = officer_of(branch)

    numbers = [
        propose_site(branch, hospital=OrganisationFactory.create(), on=FRIDAY, by=by).number
        for _ in range(2)
    ]

    assert numbers == ["ZJ-001", "ZJ-002"]
    step = SiteStep.objects.get(site__number="ZJ-001")
    assert (step.from_status, step.to_status, step.on, step.recorded_by) == (
        "",
        SiteStatus.DRAFT,
        FRIDAY,
        by,
    )


def test_propose_refuses_what_is_no_hospital_what_is_there_and_what_is_to_come() -> None:
    site = draft_site()
    by = officer_of(site.branch)
    agency = OrganisationFactory.create(kind=OrganisationKind.SERVICE_AGENCY)
    tomorrow = timezone.localdate() + timedelta(days=1)

    for refusal, hospital, on in (
        (refusals.NotAHospital, agency, FRIDAY),
        (refusals.AlreadyASite, site.hospital, FRIDAY),
        (DayToCome, OrganisationFactory.create(), tomorrow),
    ):
        with pytest.raises(refusal):
            propose_site(site.branch, hospital=hospital, on=on, by=by)
    with pytest.raises(PermissionDenied):
        propose_site(site.branch, hospital=OrganisationFactory.create(), on=FRIDAY, by=stranger())


# --- move ------------------------------------------------------------------------------------
def test_move_tells_what_happened() -> None:
    site, told = draft_site(), []
    _handlers[SiteMoved].append(told.append)
    try:
        move_site(site, to=SiteStatus.APPLIED, on=FRIDAY, by=officer_of(site.branch))
    finally:
        _handlers[SiteMoved].remove(told.append)

    assert told == [
        SiteMoved(site_id=site.pk, was=SiteStatus.DRAFT, to=SiteStatus.APPLIED, on=FRIDAY)
    ]


def test_move_refuses_a_signature_without_an_agreement() -> None:
    site = draft_site()

    with pytest.raises(refusals.SignedByAgreement):
        move_site(site, to=SiteStatus.SIGNED, on=FRIDAY, by=officer_of(site.branch))


def test_move_refuses_a_day_before_the_last_step_and_names_that_step() -> None:
    site = draft_site()

    with pytest.raises(BeforeLastStep, match="2020"):
        move_site(site, to=SiteStatus.APPLIED, on=date(2019, 12, 31), by=officer_of(site.branch))


def test_move_refuses_a_day_that_is_to_come_for_steps_cannot_be_taken_back() -> None:
    site = draft_site()

    with pytest.raises(DayToCome):
        move_site(site, to=SiteStatus.APPLIED, on=date(2062, 1, 1), by=officer_of(site.branch))


def test_move_refuses_who_saw_another_state() -> None:
    site = draft_site(status=SiteStatus.OPERATING)
    by = officer_of(site.branch)
    move_site(site, to=SiteStatus.PAUSED, on=FRIDAY, by=by, was=SiteStatus.OPERATING)

    with pytest.raises(refusals.MovedMeanwhile) as refusal:
        move_site(site, to=SiteStatus.CLOSED, on=FRIDAY, by=by, was=SiteStatus.OPERATING)

    assert refusal.value.now == SiteStatus.PAUSED


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_who_move_a_site_at_once_one_succeeds_and_one_is_told() -> None:
    site = draft_site(status=SiteStatus.OPERATING)
    movers = [(officer_of(site.branch), to) for to in (SiteStatus.PAUSED, SiteStatus.CLOSED)]
    start, outcome = threading.Barrier(2), {}

    def move(by, to) -> None:
        start.wait()
        try:
            outcome[to] = move_site(site, to=to, on=FRIDAY, by=by, was=SiteStatus.OPERATING)
        except DomainError as refusal:
            outcome[to] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=mover) for mover in movers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    kinds = sorted(type(result).__name__ for result in outcome.values())
    assert kinds == ["MovedMeanwhile", "Site"]
    assert SiteStep.objects.filter(site=site, from_status=SiteStatus.OPERATING).count() == 1


# --- sign ------------------------------------------------------------------------------------
def test_sign_moves_a_site_on_the_day_of_its_agreement() -> None:
    site = draft_site()
    agreement = agreement_of(site)

    site = sign_site(site, agreement=agreement, by=officer_of(site.branch))

    assert site.status == SiteStatus.SIGNED
    assert SiteStep.objects.get(site=site, to_status="SIGNED").on == SIGNING_DAY


def test_sign_twice_by_one_agreement_changes_nothing() -> None:
    site = draft_site()
    agreement, by = agreement_of(site), officer_of(site.branch)
    sign_site(site, agreement=agreement, by=by)

    sign_site(site, agreement=agreement, by=by)

    assert SiteAgreement.objects.filter(site=site).count() == 1
    assert SiteStep.objects.filter(site=site).count() == 2


def test_sign_links_a_renewal_without_a_step() -> None:
    site = signed_site()
    renewal = agreement_of(site, signed_on=date(2026, 1, 1))

    sign_site(site, agreement=renewal, by=officer_of(site.branch))

    assert site.agreements.count() == 2
    assert SiteStep.objects.filter(site=site, to_status="SIGNED").count() == 1


def test_sign_links_the_agreement_that_a_signed_site_lacks() -> None:
    site = draft_site(status=SiteStatus.BUILDING)

    sign_site(site, agreement=agreement_of(site), by=officer_of(site.branch))

    site.refresh_from_db()
    assert (site.status, site.agreements.count()) == (SiteStatus.BUILDING, 1)


def test_sign_refuses_foreign_agreements_other_kinds_and_ended_sites() -> None:
    site, ended = draft_site(), draft_site(status=SiteStatus.WITHDRAWN)
    taken = SiteAgreement.objects.get(site=signed_site()).agreement
    AgreementPartyFactory.create(agreement=taken, organisation=site.hospital)

    for refusal, subject, agreement in (
        (refusals.AgreementElsewhere, site, taken),
        (refusals.HospitalNotParty, site, AgreementPartyFactory.create().agreement),
        (refusals.NoJoiningAgreement, site, agreement_of(site, kind=AgreementKind.DATA_SHARING)),
        (BeforeLastStep, site, agreement_of(site, signed_on=date(2019, 1, 1))),
        (DayToCome, site, agreement_of(site, signed_on=date(2062, 1, 1))),
        (MoveNotAllowed, ended, agreement_of(ended)),
    ):
        with pytest.raises(refusal):
            sign_site(subject, agreement=agreement, by=officer_of(subject.branch))
    assert SiteAgreement.objects.filter(site__in=[site, ended]).count() == 0


# --- steps put right ---------------------------------------------------------------------------
def test_correct_step_lets_an_older_agreement_be_linked_and_keeps_the_old_date() -> None:
    site = draft_site()
    step = site.steps.get()
    by = officer_of(site.branch)
    SiteStep.objects.filter(pk=step.pk).update(on=FRIDAY)  # proposed here after it had signed
    agreement = agreement_of(site)
    with pytest.raises(BeforeLastStep):
        sign_site(site, agreement=agreement, by=by)

    correct_step(step, on=date(2024, 11, 1), why="补录", by=by)

    assert sign_site(site, agreement=agreement, by=by).status == SiteStatus.SIGNED
    dates = [event.on for event in step.events.order_by("pgh_id")]
    assert dates[-2:] == [FRIDAY, date(2024, 11, 1)]


def test_correct_step_keeps_the_order_and_leaves_signatures_to_their_agreement() -> None:
    site = draft_site()
    by = officer_of(site.branch)
    site = move_site(site, to=SiteStatus.APPLIED, on=date(2024, 2, 1), by=by)
    first, second = site.steps.order_by("pk")
    signature = signed_site(branch=site.branch).steps.get()

    for refusal, step, on in (
        (OutOfOrder, first, date(2024, 2, 2)),
        (OutOfOrder, second, date(2019, 1, 1)),
        (OutOfOrder, second, date(2062, 1, 1)),
        (DatedByAgreement, signature, FRIDAY),
    ):
        with pytest.raises(refusal):
            correct_step(step, on=on, why="错", by=by)
    with pytest.raises(PermissionDenied):
        correct_step(first, on=LONG_AGO, why="错", by=coordinator(site))


def corrected(agreement, *, signed_on: date, by) -> None:
    edit_agreement(
        agreement,
        version=agreement.version,
        title=agreement.title,
        signed_on=signed_on,
        signing_group=None,
        cohort="",
        starts_on=None,
        ends_on=None,
        ended_on=None,
        why="录入时写错",
        by=by,
    )


def test_the_signature_follows_the_corrected_date_of_its_agreement() -> None:
    site = signed_site()
    agreement = SiteAgreement.objects.get(site=site).agreement

    corrected(agreement, signed_on=date(2024, 11, 24), by=officer_of(site.branch))

    assert site.steps.get(to_status="SIGNED").on == date(2024, 11, 24)


def test_an_agreement_is_not_corrected_past_the_steps_of_its_site() -> None:
    site = draft_site()
    by = officer_of(site.branch)
    agreement = agreement_of(site)
    sign_site(site, agreement=agreement, by=by)

    with pytest.raises(OutOfOrder):
        corrected(agreement, signed_on=date(2019, 1, 1), by=by)

    agreement.refresh_from_db()
    assert agreement.signed_on == SIGNING_DAY


# --- contacts --------------------------------------------------------------------------------
def test_a_contact_is_named_once_at_a_time_and_again_after_its_end() -> None:
    site, person = draft_site(), PersonFactory.create()
    by = coordinator(site)
    contact = name_contact(site, person=person, matter="财务", on=LONG_AGO, by=by)
    with pytest.raises(refusals.ContactKnown):
        name_contact(site, person=person, matter="财务", on=FRIDAY, by=by)

    end_contact(contact, on=FRIDAY, by=by)

    assert name_contact(site, person=person, matter="财务", on=FRIDAY, by=by).until_on is None


def test_end_contact_refuses_a_day_before_the_beginning_and_a_later_end() -> None:
    contact = SiteContactFactory.create(from_on=date(2024, 1, 1))
    by = coordinator(contact.site)

    with pytest.raises(refusals.EndsBeforeItBegins):
        end_contact(contact, on=date(2023, 12, 31), by=by)
    end_contact(contact, on=date(2024, 6, 1), by=by)
    with pytest.raises(refusals.EndedAlready):
        end_contact(contact, on=date(2024, 7, 1), by=by)
    with pytest.raises(PermissionDenied):
        end_contact(contact, on=date(2024, 2, 1), by=stranger())
