"""Reminders reach whom they should, say it once, and lose nothing."""

from datetime import date, datetime, time, timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from niukou.core.errors import EditConflict
from niukou.core.workdays import SATURDAY
from niukou.desk.actions.digests import add_missing_settings, send_digest, settings_to_look_at
from niukou.desk.actions.reminders import (
    AddressMissing,
    DidNotArrive,
    TimeIsQuiet,
    TriedJustNow,
    change_reminders,
    send_test,
    stop_by_link,
    switch_reminders,
)
from niukou.desk.models import Channel, ReminderSent, ReminderSetting
from niukou.desk.stop_links import LinkNotGenuine, stop_key
from niukou.desk.webhooks import AddressNotKnown, NotDelivered
from niukou.network.models import Role, RoleKind
from niukou.people.models import Account
from tests.factories import (
    LONG_AGO,
    BranchFactory,
    OrganisationFactory,
    RoleFactory,
    SiteFactory,
    holder,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.desk import (
    LOCAL,
    ReminderSettingFactory,
    listening_chat,
    signed_in_before,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2031, 6, 2)
assert MONDAY.weekday() < SATURDAY


def at(on: date, hour: int = 9, minute: int = 0) -> datetime:
    return datetime.combine(on, time(hour, minute), timezone.get_default_timezone())


def told(account: Account) -> ReminderSetting:
    return ReminderSettingFactory.create(account=signed_in_before(account))


def coordinator_of_a_site_without_contact() -> Account:
    site = SiteFactory.create()
    return holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital)


WISHES = {
    "version": 1,
    "is_on": True,
    "digest_at": time(9),
    "workdays_only": False,
    "quiet_from": time(20),
    "quiet_until": time(8),
    "days_before": 3,
    "language": "en",
}


def test_a_coordinator_gets_one_mail_and_the_next_day_none() -> None:
    setting = told(coordinator_of_a_site_without_contact())

    assert send_digest(setting.pk, at=at(MONDAY))
    assert not send_digest(setting.pk, at=at(MONDAY, 9, 15))
    assert not send_digest(setting.pk, at=at(MONDAY + timedelta(days=1)))

    assert [one.to for one in mail.outbox] == [[setting.account.email]]
    letter = mail.outbox[0]
    site = SiteFactory._meta.model.objects.get()
    assert f"http://127.0.0.1:8000{site.get_absolute_url()}" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].strip("<>") in letter.body


def test_mail_speaks_the_language_its_reader_chose() -> None:
    setting = told(coordinator_of_a_site_without_contact())
    setting.language = "en"
    setting.save()

    send_digest(setting.pk, at=at(MONDAY))

    assert mail.outbox[0].subject == "Niukou: 1 thing needs you"
    assert "Name somebody to call" in mail.outbox[0].body


def test_an_agreement_is_told_when_new_when_near_and_when_not_again() -> None:
    branch = BranchFactory.create()
    agreement = signed_site(branch=branch).agreements.get().agreement
    agreement.ends_on = MONDAY + timedelta(days=30)
    agreement.save()
    setting = told(officer_of(branch))

    days = [
        on
        for on in (MONDAY + timedelta(days=n) for n in range(30))
        if send_digest(setting.pk, at=at(on))
    ]

    # New on the first day; seven days before falls on a Wednesday.
    assert days == [MONDAY, agreement.ends_on - timedelta(days=7)]
    sent = ReminderSent.objects.filter(due_on=agreement.ends_on)
    assert sorted(sent.values_list("urgency", flat=True)) == ["NEW", "SOON"]


def test_what_is_done_and_comes_back_is_told_again() -> None:
    branch = BranchFactory.create()
    site = signed_site(branch=branch)
    setting = told(officer_of(branch))
    assert send_digest(setting.pk, at=at(MONDAY))

    site.status = "SUSPENDED"
    site.save()
    assert not send_digest(setting.pk, at=at(MONDAY + timedelta(days=1)))
    assert not ReminderSent.objects.exists()
    site.status = "SIGNED"
    site.save()

    assert send_digest(setting.pk, at=at(MONDAY + timedelta(days=2)))


def test_who_has_nothing_due_gets_nothing() -> None:
    setting = told(stranger())

    assert not send_digest(setting.pk, at=at(MONDAY))
    assert mail.outbox == []


def test_a_mail_names_no_person_even_where_the_desk_does() -> None:
    organisation = OrganisationFactory.create()
    administrator = holder(RoleKind.ORGANISATION_ADMINISTRATOR, organisation)
    ending = RoleFactory.create(
        organisation=organisation, until_on=MONDAY + timedelta(days=5), from_on=LONG_AGO
    )
    setting = told(administrator)

    assert send_digest(setting.pk, at=at(MONDAY))

    assert ending.account.email not in mail.outbox[0].body
    assert ending.get_absolute_url() in mail.outbox[0].body


def test_both_channels_tell_each_its_own(settings) -> None:
    settings.NIUKOU_WEBHOOK_HOSTS = [LOCAL]
    account = signed_in_before(coordinator_of_a_site_without_contact())
    with listening_chat() as chat:
        by_chat = ReminderSettingFactory.create(
            account=account, channel=Channel.WEBHOOK, address=chat.address
        )
        by_mail = ReminderSettingFactory.create(account=account)
        for setting in (by_chat, by_mail, by_chat):
            send_digest(setting.pk, at=at(MONDAY))

    assert (len(chat.messages), len(mail.outbox)) == (1, 1)
    assert account.email not in str(chat.messages)


def test_what_is_refused_is_not_recorded_and_comes_after_a_pause(settings) -> None:
    settings.NIUKOU_WEBHOOK_HOSTS = [LOCAL]
    account = signed_in_before(coordinator_of_a_site_without_contact())
    with listening_chat() as chat:
        setting = ReminderSettingFactory.create(
            account=account, channel=Channel.WEBHOOK, address=chat.address
        )
        chat.status = 500
        with pytest.raises(NotDelivered):
            send_digest(setting.pk, at=at(MONDAY))
        assert not ReminderSent.objects.exists()
        chat.status = 200

        assert not send_digest(setting.pk, at=at(MONDAY, 9, 14))
        assert send_digest(setting.pk, at=at(MONDAY, 9, 15))

    setting.refresh_from_db()
    assert (setting.failures, setting.looked_on) == (0, MONDAY)


def test_only_who_may_sign_in_and_did_once_is_looked_at() -> None:
    signed_in_before(stranger())
    stranger()
    closed = signed_in_before(stranger())
    closed.is_active = False
    closed.save()

    add_missing_settings()
    add_missing_settings()

    assert ReminderSetting.objects.count() == 1
    assert len(settings_to_look_at(at=at(MONDAY))) == 1
    assert settings_to_look_at(at=at(MONDAY, 8)) == []


def test_wishes_are_kept_and_the_history_says_who_changed_them() -> None:
    account = stranger()

    setting = change_reminders(account, Channel.EMAIL, **WISHES, by=account)

    assert (setting.digest_at, setting.days_before, setting.version) == (time(9), 3, 2)
    assert setting.pgh_event_model.objects.count() == 2


def test_an_address_is_sealed_shown_masked_and_kept_when_left_empty() -> None:
    account = stranger()
    wishes = WISHES | {"address": "wecombot://693a91f6-7bc4-97a0"}
    change_reminders(account, Channel.WEBHOOK, **wishes, by=account)

    again = change_reminders(account, Channel.WEBHOOK, **WISHES | {"version": 2}, by=account)

    again.refresh_from_db()
    assert again.address.reveal() == wishes["address"]
    assert str(again.address) == "wecombot://…"


@pytest.mark.parametrize(
    ("channel", "changed", "refusal"),
    [
        (Channel.EMAIL, {"digest_at": time(21)}, TimeIsQuiet),
        (Channel.EMAIL, {"version": 7}, EditConflict),
        (Channel.WEBHOOK, {}, AddressMissing),
        (Channel.WEBHOOK, {"address": "json://10.0.0.8/"}, AddressNotKnown),
    ],
)
def test_wishes_that_cannot_be_kept_are_refused(channel, changed, refusal) -> None:
    account = stranger()

    with pytest.raises(refusal):
        change_reminders(account, channel, **WISHES | changed, by=account)


def test_nobody_changes_switches_or_tests_for_another() -> None:
    account, other = stranger(), stranger()

    with pytest.raises(PermissionDenied):
        change_reminders(account, Channel.EMAIL, **WISHES, by=other)
    with pytest.raises(PermissionDenied):
        switch_reminders(account, Channel.EMAIL, is_on=False, by=other)
    with pytest.raises(PermissionDenied):
        send_test(account, Channel.EMAIL, at=at(MONDAY), by=other)
    assert not ReminderSetting.objects.exists()


def test_what_is_switched_off_sends_nothing_and_a_chat_needs_an_address() -> None:
    account = signed_in_before(coordinator_of_a_site_without_contact())
    setting = switch_reminders(account, Channel.EMAIL, is_on=False, by=account)

    assert not send_digest(setting.pk, at=at(MONDAY))
    with pytest.raises(AddressMissing):
        switch_reminders(account, Channel.WEBHOOK, is_on=True, by=account)


def test_a_test_message_leaves_at_any_hour_once_a_minute() -> None:
    account = stranger()
    night = at(MONDAY, 3)

    send_test(account, Channel.EMAIL, at=night, by=account)
    with pytest.raises(TriedJustNow):
        send_test(account, Channel.EMAIL, at=night + timedelta(seconds=59), by=account)
    send_test(account, Channel.EMAIL, at=night + timedelta(seconds=60), by=account)

    assert len(mail.outbox) == 2
    with pytest.raises(AddressMissing):
        send_test(account, Channel.WEBHOOK, at=night, by=account)


def test_a_test_that_fails_says_so(settings) -> None:
    settings.NIUKOU_WEBHOOK_HOSTS = [LOCAL]
    with listening_chat() as chat:
        chat.status = 403
        row = ReminderSettingFactory.create(channel=Channel.WEBHOOK, address=chat.address)
        with pytest.raises(DidNotArrive):
            send_test(row.account, Channel.WEBHOOK, at=at(MONDAY), by=row.account)


def test_the_link_of_a_mail_stops_the_mails_of_its_reader_alone() -> None:
    account, other = told(stranger()).account, told(stranger()).account

    stop_by_link(stop_key(account))
    stop_by_link(stop_key(account))

    on = dict(ReminderSetting.objects.values_list("account", "is_on"))
    assert on == {account.pk: False, other.pk: True}
    with pytest.raises(LinkNotGenuine):
        stop_by_link(stop_key(account)[:-1] + "_")
    with pytest.raises(LinkNotGenuine):
        stop_by_link(str(other.pk))


@pytest.mark.parametrize(
    "fields",
    [
        {"channel": "WEBHOOK", "is_on": True},
        {"digest_at": time(23)},
        {"digest_at": time(12), "quiet_from": time(12), "quiet_until": time(13)},
        {"days_before": 61},
    ],
)
def test_the_database_keeps_no_setting_that_could_never_be_followed(fields: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderSettingFactory.create(**fields)


def test_the_database_records_a_stage_once() -> None:
    line = {"account": stranger(), "channel": "EMAIL", "key": "x", "urgency": "NEW", "on": MONDAY}
    ReminderSent.objects.create(**line)

    with pytest.raises(IntegrityError), transaction.atomic():
        ReminderSent.objects.create(**line)


def test_a_role_that_ended_this_morning_tells_nothing_any_more() -> None:
    setting = told(coordinator_of_a_site_without_contact())
    Role.objects.update(until_on=LONG_AGO)

    assert not send_digest(setting.pk, at=at(MONDAY))
