"""Keeping the calendar, drafting, approving, publishing, noting: what each does and refuses."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.utils import timezone, translation

from niukou.core.errors import EditConflict
from niukou.figures.actions import duties as refusals
from niukou.figures.actions.duties import (
    approve_duty,
    decide_duty_note,
    draft_duty,
    keep_calendar,
    make_duties,
    note_duty,
    publish_duty,
)
from niukou.figures.duties.drafts import TO_FILL_IN, draft_of
from niukou.figures.lifecycle import DUTY_MOVES, DutyMoveNotAllowed, DutyStatus
from niukou.figures.models import DisclosureCalendar, Duty
from niukou.figures.rules import Can
from niukou.network.models import AgreementKind, Capacity
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    BranchFactory,
    OrganisationFactory,
    ProgrammeFactory,
    TargetFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.duties import (
    ADDRESS,
    FIRST_DUE,
    KEPT_FROM,
    LAUNCH,
    TEXT,
    TODAY,
    approved,
    drafted,
    kept,
    open_duty,
    published,
)
from tests.factories.money import DonationFactory
from tests.factories.programmes import ProgrammeInitiatorFactory

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


# --- the calendar ----------------------------------------------------------------------------------
def test_keep_calendar_makes_the_duties_of_a_year_ahead_and_none_before_its_day() -> None:
    programme = kept()

    days = Duty.objects.filter(kind="PROGRESS").order_by("deadline_on")

    assert [one.deadline_on for one in days] == [
        date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1),
    ]  # fmt: skip
    assert Duty.objects.filter(programme=programme, kind="ANNUAL").get().start_on == date(
        2025, 1, 1
    )


def test_make_duties_twice_makes_nothing_new() -> None:
    calendar = DisclosureCalendar.objects.get(programme=kept())

    assert make_duties(calendar, on=TODAY) == []


def test_what_no_longer_follows_lapses_and_comes_back_with_its_fact() -> None:
    programme = kept()
    duty = drafted(open_duty(programme))
    calendar = DisclosureCalendar.objects.get(programme=programme)
    programme.ends_on = date(2026, 3, 1)
    programme.save()
    calendar.programme = programme

    made = make_duties(calendar, on=TODAY)

    assert {one.kind for one in made} == {"FINAL", "LEFTOVER"}
    assert {one.deadline_on for one in made} == {date(2026, 6, 1)}
    duty.refresh_from_db()
    assert (duty.status, duty.text) == (DutyStatus.LAPSED, TEXT)
    programme.ends_on = None
    programme.save()
    make_duties(calendar, on=TODAY)
    duty.refresh_from_db()
    assert duty.status == DutyStatus.OPEN
    assert set(Duty.objects.filter(kind="FINAL").values_list("status", flat=True)) == {"LAPSED"}


def test_a_donation_of_a_related_party_is_a_duty() -> None:
    programme = ProgrammeFactory.create(launched_on=LAUNCH)
    initiator = ProgrammeInitiatorFactory.create(programme=programme).organisation
    for is_related in (True, False):
        agreement = AgreementFactory.create(
            kind=AgreementKind.DONATION, signed_on=date(2026, 1, 20)
        )
        donor = OrganisationFactory.create(is_related_party=is_related)
        AgreementPartyFactory.create(agreement=agreement, organisation=initiator)
        AgreementPartyFactory.create(
            agreement=agreement, organisation=donor, capacity=Capacity.FUNDER
        )

    kept(programme)

    duty = Duty.objects.get(kind="RELATED_PARTY")
    assert (duty.deadline_on, duty.fact_on) == (date(2026, 2, 19), date(2026, 1, 20))


def test_a_gift_of_a_related_party_is_one_duty_with_its_agreement() -> None:
    programme = ProgrammeFactory.create(launched_on=LAUNCH)
    initiator = ProgrammeInitiatorFactory.create(programme=programme).organisation
    donor = OrganisationFactory.create(is_related_party=True)
    agreement = AgreementFactory.create(kind=AgreementKind.DONATION, signed_on=date(2026, 1, 20))
    AgreementPartyFactory.create(agreement=agreement, organisation=initiator)
    AgreementPartyFactory.create(agreement=agreement, organisation=donor, capacity=Capacity.FUNDER)
    gift = {"programme": programme, "received_on": date(2026, 2, 1)}
    DonationFactory.create(**gift, is_related_party=True, agreement=agreement)
    DonationFactory.create(**gift)
    DonationFactory.create(is_related_party=True, received_on=date(2026, 2, 1))

    kept(programme)

    duty = Duty.objects.get(kind="RELATED_PARTY")
    assert (duty.deadline_on, duty.fact_on) == (date(2026, 3, 3), date(2026, 2, 1))


def test_keep_calendar_refuses_who_does_not_run_the_whole_programme() -> None:
    branch = BranchFactory.create()

    for person in (officer_of(branch), stranger(), auditor(), platform_administrator()):
        with pytest.raises(PermissionDenied):
            keep_calendar(branch.programme, from_on=KEPT_FROM, on=TODAY, by=person)


# --- drafting and approving ------------------------------------------------------------------------
def test_one_drafts_and_another_approves() -> None:
    duty = drafted()

    done = approve_duty(duty, version=duty.version, by=officer_of_all(duty.programme))

    assert (done.status, done.text) == (DutyStatus.APPROVED, TEXT)


def test_draft_refuses() -> None:
    duty = open_duty()
    by = officer_of_all(duty.programme)
    with pytest.raises(refusals.TextMissing):
        draft_duty(duty, version=duty.version, text=" ", by=by)
    with pytest.raises(PermissionDenied):
        draft_duty(duty, version=duty.version, text=TEXT, by=stranger())
    draft_duty(duty, version=duty.version, text=TEXT, by=by)
    with pytest.raises(EditConflict):
        draft_duty(duty, version=duty.version, text=TEXT, by=by)
    done = published(Duty.objects.get(pk=duty.pk))
    with pytest.raises(DutyMoveNotAllowed):
        draft_duty(done, version=done.version, text=TEXT, by=by)


def test_approve_refuses_ones_own_text_one_changed_since_and_one_with_gaps() -> None:
    duty = open_duty()
    drafter, other = (officer_of_all(duty.programme) for _who in range(2))
    with pytest.raises(DutyMoveNotAllowed):
        approve_duty(duty, version=duty.version, by=other)
    duty = drafted(duty, by=drafter)
    with pytest.raises(refusals.OwnDraft):
        approve_duty(duty, version=duty.version, by=drafter)
    with pytest.raises(EditConflict):
        approve_duty(duty, version=duty.version - 1, by=other)
    gap = drafted(duty, text=f"本期：{TO_FILL_IN}", by=drafter)
    with pytest.raises(refusals.NotFilledIn):
        approve_duty(gap, version=gap.version, by=other)
    with pytest.raises(PermissionDenied):
        approve_duty(gap, version=gap.version, by=auditor())


def test_a_text_changed_after_its_approval_is_approved_anew() -> None:
    duty = approved()

    again = drafted(duty, text="改过的文字。")

    assert (again.status, again.approved_by) == (DutyStatus.DRAFTED, None)


def test_every_duty_can_be_published_in_the_end_or_lapse() -> None:
    reached = {DutyStatus.PUBLISHED}
    for _step in DutyStatus:
        reached |= {now for now, after in DUTY_MOVES.items() if after & reached}

    assert reached == set(DutyStatus)


# --- publishing ------------------------------------------------------------------------------------
def test_publish_records_day_and_address_and_moves_the_next_entry() -> None:
    programme = kept()
    duty = approved(open_duty(programme))
    today = timezone.localdate()
    before = Duty.objects.get(programme=programme, fact="progress 10")
    later = date(2026, 5, 10)
    Duty.objects.filter(pk=duty.pk).update(approved_at="2026-02-09T10:00:00+08:00")

    done = publish_duty(
        duty, on=date(2026, 2, 10), url=ADDRESS, today=today, by=officer_of_all(programme)
    )

    assert (done.status, done.published_on, done.published_url) == (
        "PUBLISHED", date(2026, 2, 10), ADDRESS,
    )  # fmt: skip
    following = Duty.objects.get(pk=before.pk)
    assert (before.deadline_on, following.deadline_on) == (date(2026, 7, 1), later)


def test_publish_refuses() -> None:
    duty = approved()
    today = timezone.localdate()
    said = {"on": today, "url": ADDRESS, "today": today, "by": officer_of_all(duty.programme)}

    for changed, refusal in (
        ({"on": today + ONE_DAY}, refusals.NotThatDay),
        ({"on": today - ONE_DAY}, refusals.NotThatDay),
        ({"url": "javascript:alert(1)"}, refusals.AddressNeeded),
        ({"by": stranger()}, PermissionDenied),
    ):
        with pytest.raises(refusal):
            publish_duty(duty, **said | changed)
    publish_duty(duty, **said)
    with pytest.raises(DutyMoveNotAllowed):
        publish_duty(duty, **said)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_duty SET text = '改'",
        "UPDATE figures_duty SET status = 'OPEN'",
        "DELETE FROM figures_duty",
    ],
)
def test_the_database_itself_keeps_what_was_published(sql: str) -> None:
    published()

    with (
        pytest.raises(DatabaseError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


# --- notes -----------------------------------------------------------------------------------------
def test_a_note_is_printed_once_another_approves_it() -> None:
    duty = published()
    writer = officer_of_all(duty.programme)
    note = note_duty(duty, text="人次应为 130。", by=writer)
    with pytest.raises(refusals.OwnNote):
        decide_duty_note(note, approve=True, by=writer)

    done = decide_duty_note(note, approve=True, by=officer_of_all(duty.programme))

    assert done.status == "APPROVED"
    with pytest.raises(refusals.AlreadyDecided):
        decide_duty_note(done, approve=False, by=officer_of_all(duty.programme))


def test_note_refuses_strangers_silence_and_what_is_not_published() -> None:
    duty = drafted()
    by = officer_of_all(duty.programme)
    with pytest.raises(refusals.NotPublished):
        note_duty(duty, text="改", by=by)
    done = published(duty)
    with pytest.raises(refusals.TextMissing):
        note_duty(done, text=" ", by=by)
    with pytest.raises(PermissionDenied):
        note_duty(done, text="改", by=stranger())


# --- the text --------------------------------------------------------------------------------------
def test_the_text_has_figures_with_day_and_qualifier_and_targets_apart() -> None:
    branch = BranchFactory.create(programme__launched_on=LAUNCH)
    for _place in range(3):
        signed_site(branch=branch)
    TargetFactory.create(
        programme=branch.programme, indicator="hospitals-signed", planned_value=100
    )
    duty = open_duty(kept(branch.programme))

    with translation.override("en"):
        text = draft_of(duty, today=TODAY)

    results, planned = text.split("Planned (these are targets, not results):")
    assert "Results as of 1 February 2026:" in results
    assert "Hospitals signed: 3 hospitals (exact)" in results
    assert "100 hospitals planned" in planned
    assert "100" not in results
    assert TO_FILL_IN in planned
    assert "Person-times served" not in text  # nothing is known of them: it is not 0


# --- who -------------------------------------------------------------------------------------------
# who                                              drafts  reads open  reads published
PEOPLE = [
    (lambda branch: officer_of_all(branch.programme), True, True, True),
    (officer_of, False, True, True),
    (lambda branch: officer_of_all(ProgrammeFactory.create()), False, False, True),
    (lambda branch: auditor(), False, True, True),
    (lambda branch: platform_administrator(), False, False, True),
    (lambda branch: stranger(), False, False, True),
    (lambda branch: AnonymousUser(), False, False, True),
]


@pytest.mark.parametrize(("person", "drafts", "reads_open", "reads_published"), PEOPLE)
def test_who_may_what_with_a_duty(person, drafts, reads_open, reads_published) -> None:
    branch = BranchFactory.create(programme__launched_on=LAUNCH)
    duty = open_duty(kept(branch.programme))
    account = person(branch)

    assert Duty.objects.visible_to(account).filter(pk=duty.pk).exists() is reads_open
    assert account.has_perm(Can.DRAFT_DUTY, duty) is drafts
    published(duty)
    assert Duty.objects.visible_to(account).filter(pk=duty.pk).exists() is reads_published
    assert duty.deadline_on == FIRST_DUE


def test_what_a_hidden_programme_published_is_not_public_here() -> None:
    programme = ProgrammeFactory.create(launched_on=LAUNCH, is_public=False)
    published(open_duty(kept(programme)))

    assert not Duty.objects.visible_to(stranger()).exists()
