"""A notice runs its working days; objections are answered before anything is signed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from niukou.core.errors import EditConflict
from niukou.core.workdays import YearNotFilled
from niukou.network.actions.agreements import edit_agreement
from niukou.network.models import Agreement
from niukou.programmes.actions import notices as refusals
from niukou.programmes.actions import objections, review_gates
from niukou.programmes.actions.notices import (
    draft_notice,
    edit_notice,
    end_notice,
    extend_notice,
    publish_notice,
)
from niukou.programmes.actions.objections import (
    answer_objection,
    receive_objection,
    record_objection,
    reveal_objector,
)
from niukou.programmes.actions.sites import move_site, sign_site
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Channel,
    Objection,
    ObjectionLook,
    ObjectionOutcome,
    PublicNotice,
    Site,
)
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    BranchFactory,
    officer_of,
    stranger,
)
from tests.factories.review import (
    MONDAY,
    accepted_site,
    closed_panel,
    drafted,
    know_the_year,
    objected,
    published,
    waiting_site,
)

pytestmark = pytest.mark.django_db
LAST = date(2026, 10, 19)  # the fifth working day after Monday the 12th
AFTER = LAST + timedelta(days=1)
UPHELD, NOT_UPHELD = ObjectionOutcome.UPHELD, ObjectionOutcome.NOT_UPHELD


def officer(notice: PublicNotice):
    return officer_of(notice.branch)


def answered(objection: Objection, outcome: ObjectionOutcome) -> Objection:
    by = officer(objection.notice)
    return answer_objection(objection, outcome=outcome, answer="已核实。", on=AFTER, by=by)


def sign(site: Site, *, on: date) -> Site:
    agreement = AgreementFactory.create(signed_on=on)
    AgreementPartyFactory.create(agreement=agreement, organisation=site.hospital)
    return sign_site(site, agreement=agreement, by=officer_of(site.branch))


# --- the notice ------------------------------------------------------------------------------
def test_publishing_counts_working_days_after_the_day_and_moves_the_sites() -> None:
    site = accepted_site()

    notice = published(site)

    assert (notice.from_on, notice.last_on, notice.status) == (MONDAY, LAST, "PUBLISHED")
    assert [notice.runs_on(day) for day in (MONDAY, LAST, AFTER)] == [True, True, False]
    site.refresh_from_db()
    assert site.status == SiteStatus.PUBLIC_NOTICE
    assert site.steps.order_by("-pk").first().on == MONDAY


def test_a_holiday_on_the_way_makes_it_longer() -> None:
    know_the_year()
    notice = drafted(accepted_site())
    before_the_holiday = date(2026, 9, 25)
    Site.objects.get().steps.update(on=before_the_holiday)

    made = publish_notice(notice, version=notice.version, on=before_the_holiday, by=officer(notice))

    # Friday; 28, 29, 30 September, not the 1st of October, the 2nd, Monday the 5th
    assert made.last_on == date(2026, 10, 5)


def test_draft_refuses_what_was_not_accepted_and_too_few_days() -> None:
    undecided = closed_panel().panel_sites.get().site
    branch = undecided.branch
    fields = {"title": "公示", "text": "如下", "by": officer_of(branch)}

    for site in (undecided, waiting_site(branch), accepted_site()):
        with pytest.raises(refusals.NotAccepted):
            draft_notice(branch, workdays=5, sites=[site], **fields)
    with pytest.raises(refusals.NoticeTooShort):
        draft_notice(branch, workdays=4, sites=[], **fields)
    with pytest.raises(PermissionDenied):
        draft_notice(branch, workdays=5, sites=[], title="", text="", by=stranger())


def test_edit_changes_a_draft_for_one_at_a_time() -> None:
    first = accepted_site()
    second = accepted_site(first.branch)
    notice = drafted(first)
    new = {"title": "改过", "text": "新", "workdays": 7, "sites": [second], "why": "换一家"}

    edited = edit_notice(notice, version=notice.version, **new, by=officer(notice))

    assert [one.site for one in edited.notice_sites.all()] == [second]
    with pytest.raises(EditConflict):
        edit_notice(notice, version=notice.version, **new, by=officer(notice))
    with pytest.raises(PermissionDenied):
        edit_notice(notice, version=edited.version, **new, by=stranger())


def test_publish_refuses() -> None:
    know_the_year()
    hidden = drafted(accepted_site(BranchFactory.create(is_public=False)))
    empty = draft_notice(hidden.branch, title="", text="", workdays=5, sites=[], by=officer(hidden))
    notice = drafted(accepted_site())

    with pytest.raises(refusals.BranchNotPublic):
        publish_notice(hidden, version=hidden.version, on=MONDAY, by=officer(hidden))
    with pytest.raises(DayToCome):
        publish_notice(notice, version=notice.version, on=date(2999, 1, 1), by=officer(notice))
    with pytest.raises(PermissionDenied):
        publish_notice(notice, version=notice.version, on=MONDAY, by=stranger())
    hidden.branch.is_public = True
    hidden.branch.save()
    with pytest.raises(refusals.NoSiteOnNotice):
        publish_notice(empty, version=empty.version, on=MONDAY, by=officer(empty))
    with pytest.raises(EditConflict):
        publish_notice(notice, version=notice.version + 1, on=MONDAY, by=officer(notice))
    publish_notice(notice, version=notice.version, on=MONDAY, by=officer(notice))
    with pytest.raises(refusals.PublishedAlready):
        publish_notice(notice, version=notice.version, on=MONDAY, by=officer(notice))
    with pytest.raises(refusals.PublishedAlready):
        edit_notice(
            notice,
            version=notice.version + 1,
            title="改",
            text="改",
            workdays=5,
            sites=[],
            why="改",
            by=officer(notice),
        )


def test_a_site_that_withdrew_or_went_on_another_notice_holds_the_publication_up() -> None:
    know_the_year()
    site = accepted_site()
    first, second = drafted(site), drafted(site)
    publish_notice(first, version=first.version, on=MONDAY, by=officer(first))

    with pytest.raises(refusals.NotAccepted):
        publish_notice(second, version=second.version, on=MONDAY, by=officer(second))


def test_nobody_guesses_the_holidays_of_a_year() -> None:
    notice = drafted(accepted_site())

    with pytest.raises(YearNotFilled):
        publish_notice(notice, version=notice.version, on=MONDAY, by=officer(notice))


def test_what_was_published_is_frozen_in_the_database() -> None:
    notice = published()
    rows = PublicNotice.objects.filter(pk=notice.pk)

    for changed in ({"text": "改"}, {"from_on": LAST}, {"workdays": 1}, {"until_on": LAST}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**changed)
    for gone in (notice.notice_sites.all().delete, rows.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            gone()


def test_a_notice_is_extended_forward_with_a_reason_the_public_reads() -> None:
    notice = published()
    by = officer(notice)

    made = extend_notice(notice, last_on=AFTER, why="系统维护", on=LAST, by=by)

    assert (made.last_on, made.extensions.get().why) == (AFTER, "系统维护")
    for last_on in (LAST, AFTER):
        with pytest.raises(refusals.OnlyForward):
            extend_notice(notice, last_on=last_on, why="改短", on=LAST, by=by)
    with pytest.raises(refusals.ReasonMissing):
        extend_notice(notice, last_on=date(2026, 11, 1), why=" ", on=LAST, by=by)
    with pytest.raises(refusals.OnlyForward):
        extend_notice(notice, last_on=date(2026, 11, 1), why="补", on=date(2026, 11, 2), by=by)
    with pytest.raises(PermissionDenied):
        extend_notice(notice, last_on=date(2026, 11, 1), why="补", on=LAST, by=stranger())
    draft = drafted(accepted_site())
    with pytest.raises(refusals.NotPublished):
        extend_notice(draft, last_on=AFTER, why="补", on=LAST, by=officer(draft))


def test_a_notice_ends_after_its_last_day_with_every_objection_answered() -> None:
    notice = published()
    objection = objected(notice)
    by = officer(notice)

    with pytest.raises(refusals.NoticeStillRuns):
        end_notice(notice, on=LAST, by=by)
    with pytest.raises(refusals.ObjectionsOpen):
        end_notice(notice, on=AFTER, by=by)
    with pytest.raises(PermissionDenied):
        end_notice(notice, on=AFTER, by=stranger())
    answered(objection, NOT_UPHELD)
    ended = end_notice(notice, on=AFTER, by=by)

    assert (ended.status, ended.ended_on) == ("ENDED", AFTER)
    with pytest.raises(refusals.NotPublished):
        end_notice(notice, on=AFTER, by=by)


# --- objections ------------------------------------------------------------------------------
def test_an_objection_needs_no_account_and_gets_a_receipt_nobody_can_guess() -> None:
    notice = published()

    first, second = objected(notice), objected(notice, on=LAST)

    assert [first.number, second.number] == [f"{notice.number}-01", f"{notice.number}-02"]
    assert len({first.receipt, second.receipt}) == 2
    assert len(first.receipt) == 14
    assert (str(first.name), str(first.contact)) == ("演**", "****00")


@pytest.mark.parametrize("on", [MONDAY - timedelta(days=1), AFTER])
def test_the_page_takes_objections_while_the_notice_runs(on) -> None:
    notice = published()

    with pytest.raises(objections.NoticeNotRunning):
        objected(notice, on=on)
    with pytest.raises(objections.NoticeNotRunning):
        objected(drafted(accepted_site()), on=MONDAY)


def test_an_objection_says_something_about_a_site_of_the_notice() -> None:
    notice = published()

    with pytest.raises(objections.NotOnThisNotice):
        objected(notice, site=accepted_site())
    with pytest.raises(objections.TextMissing):
        receive_objection(notice, text="  ", on=MONDAY)


def test_what_came_by_letter_is_recorded_until_the_notice_has_ended() -> None:
    notice = published()
    by = officer(notice)
    fields = {"text": "来信反映。", "on": AFTER, "by": by}

    made = record_objection(notice, channel=Channel.LETTER, **fields)

    assert (made.channel, made.recorded_by, made.name) == ("LETTER", by, None)
    with pytest.raises(objections.ChannelIsThePage):
        record_objection(notice, channel=Channel.WEB, **fields)
    with pytest.raises(PermissionDenied):
        record_objection(notice, channel=Channel.LETTER, **fields | {"by": stranger()})
    early = fields | {"on": MONDAY - timedelta(days=1)}
    with pytest.raises(objections.NoticeNotRunning):
        record_objection(notice, channel=Channel.LETTER, **early)
    with pytest.raises(DayToCome):
        record_objection(notice, channel=Channel.LETTER, **fields | {"on": date(2999, 1, 1)})
    answered(made, ObjectionOutcome.WITHDRAWN)
    end_notice(notice, on=AFTER, by=by)
    with pytest.raises(objections.NotPublished):
        record_objection(notice, channel=Channel.LETTER, **fields)


def test_an_answer_is_given_once_with_its_words_by_an_officer() -> None:
    objection = objected(published())
    by = officer(objection.notice)
    given = {"outcome": UPHELD, "answer": "属实。", "on": LAST}

    with pytest.raises(objections.AnswerMissing):
        answer_objection(objection, **given | {"answer": " "}, by=by)
    early = given | {"on": MONDAY - timedelta(days=1)}
    with pytest.raises(objections.NoticeNotRunning):
        answer_objection(objection, **early, by=by)
    with pytest.raises(DayToCome):
        answer_objection(objection, **given | {"on": date(2999, 1, 1)}, by=by)
    with pytest.raises(PermissionDenied):
        answer_objection(objection, **given, by=stranger())
    done = answer_objection(objection, **given, by=by)
    assert (done.outcome, done.answered_on, done.answered_by) == (UPHELD, LAST, by)
    with pytest.raises(objections.AnsweredAlready):
        answer_objection(objection, **given, by=by)


def test_a_look_at_who_objected_is_kept_for_ever_with_its_reason() -> None:
    objection = objected(published())
    by = officer(objection.notice)

    with pytest.raises(objections.ReasonMissing):
        reveal_objector(objection, reason=" ", by=by)
    with pytest.raises(PermissionDenied):
        reveal_objector(objection, reason="好奇", by=stranger())
    assert ObjectionLook.objects.exists() is False
    assert reveal_objector(objection, reason="回电核实", by=by) == ("演示群众", "13800000000")

    assert ObjectionLook.objects.get().reason == "回电核实"
    with pytest.raises(DatabaseError), transaction.atomic():
        ObjectionLook.objects.all().delete()


# --- the gate before the signature -----------------------------------------------------------
@pytest.mark.parametrize(("on", "passes"), [(MONDAY, False), (LAST, False), (AFTER, True)])
def test_a_site_is_signed_after_the_last_day_of_its_notice(on, passes) -> None:
    site = accepted_site()
    published(site)
    site.refresh_from_db()

    if passes:
        assert sign(site, on=on).status == SiteStatus.SIGNED
    else:
        with pytest.raises(review_gates.NoticeStillRuns):
            sign(site, on=on)


@pytest.mark.parametrize("to_whole", [True, False])
@pytest.mark.parametrize(
    ("outcome", "refusal"),
    [
        (None, review_gates.ObjectionOpen),
        (UPHELD, review_gates.ObjectionUpheld),
        (NOT_UPHELD, None),
        (ObjectionOutcome.WITHDRAWN, None),
    ],
)
def test_nothing_is_signed_over_an_objection(to_whole, outcome, refusal) -> None:
    site = accepted_site()
    notice = published(site)
    site.refresh_from_db()
    objection = objected(notice, site=None if to_whole else site)
    if outcome:
        answered(objection, outcome)

    if refusal:
        with pytest.raises(refusal):
            sign(site, on=AFTER)
    else:
        assert sign(site, on=AFTER).status == SiteStatus.SIGNED


def test_an_objection_to_one_site_does_not_hold_up_another() -> None:
    site = accepted_site()
    other = accepted_site(site.branch)
    notice = published(site, other)
    answered(objected(notice, site=other), UPHELD)
    site.refresh_from_db()

    assert sign(site, on=AFTER).status == SiteStatus.SIGNED


def test_an_agreement_cannot_be_dated_back_into_the_notice() -> None:
    site = accepted_site()
    notice = published(site)
    site.refresh_from_db()
    sign(site, on=AFTER)
    agreement = Agreement.objects.get()
    facts = {
        "title": agreement.title,
        "signed_on": LAST,
        "signing_group": None,
        "cohort": "",
        "starts_on": None,
        "ends_on": None,
        "ended_on": None,
    }

    with pytest.raises(review_gates.NoticeStillRuns):
        edit_agreement(
            agreement, version=agreement.version, why="笔误", by=officer(notice), **facts
        )


def test_what_was_decided_elsewhere_is_signed_without_a_notice_here() -> None:
    site = waiting_site(BranchFactory.create())
    move_site(
        site,
        to=SiteStatus.PUBLIC_NOTICE,
        on=MONDAY,
        by=officer_of(site.branch),
        note="纸质公示",
    )

    assert sign(site, on=AFTER).status == SiteStatus.SIGNED
