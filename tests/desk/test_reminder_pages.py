"""Pages of one's own reminders, and the page behind the link of a mail."""

from typing import Any

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from niukou.desk.models import Channel, ReminderSetting
from niukou.desk.stop_links import stop_key
from tests.browser import Browser
from tests.factories import stranger
from tests.factories.desk import ReminderSettingFactory

pytestmark = pytest.mark.django_db
PAGE = "desk:reminders"
WISHES: dict[str, Any] = {
    "version": 1,
    "is_on": "on",
    "digest_at": "09:00",
    "days_before": 3,
    "quiet_from": "20:00",
    "quiet_until": "08:00",
    "language": "zh-hans",
}


def change(channel: str) -> str:
    return reverse("desk:reminders-change", args=[channel])


def test_the_page_shows_the_defaults_and_writes_nothing(
    signed_in, django_assert_max_num_queries
) -> None:
    account = stranger()
    browser = signed_in(account)
    browser.get(reverse(PAGE))

    with django_assert_max_num_queries(6):
        response = browser.get(reverse(PAGE))

    shown = {one.setting.channel: one for one in response.context["shown"]}
    assert shown[Channel.EMAIL].to == account.email
    assert (shown[Channel.EMAIL].setting.is_on, shown[Channel.WEBHOOK].to) == (True, "")
    assert not ReminderSetting.objects.exists()


def test_wishes_are_saved_and_a_second_tab_is_told(signed_in) -> None:
    browser = signed_in(stranger())

    first = browser.post(change("email"), WISHES)
    second = browser.post(change("email"), WISHES | {"days_before": 9})

    assert (first.status_code, second.status_code) == (302, 422)
    assert ReminderSetting.objects.get().days_before == 3
    assert [one.theirs for one in second.context["form"].differences] == ["3"]
    assert browser.post(change("email"), second.context["form"].data).status_code == 302
    assert ReminderSetting.objects.get().days_before == 9


def test_what_cannot_be_is_said_beside_its_field(signed_in) -> None:
    browser = signed_in(stranger())

    quiet = browser.post(change("email"), WISHES | {"digest_at": "22:00"})
    foreign = browser.post(change("webhook"), WISHES | {"address": "https://169.254.169.254/"})

    assert (quiet.status_code, foreign.status_code) == (422, 422)
    assert "digest_at" in quiet.context["form"].errors
    assert "address" in foreign.context["form"].errors


def test_the_address_of_a_chat_is_never_written_into_a_page(signed_in) -> None:
    account = stranger()
    key = "693a91f6-7bc4-97a0-0000"
    browser = signed_in(account)

    browser.post(change("webhook"), WISHES | {"address": f"wecombot://{key}"})
    pages = [browser.get(reverse(PAGE)), browser.get(change("webhook"))]

    assert ReminderSetting.objects.get().address.reveal() == f"wecombot://{key}"
    assert all(key not in one.content.decode() for one in pages)


def test_one_press_turns_off_and_on_again(signed_in) -> None:
    account = stranger()
    browser = signed_in(account)
    switch = reverse("desk:reminders-switch", args=["email"])

    browser.post(switch)
    assert not ReminderSetting.objects.get().is_on
    browser.post(switch, {"is_on": "on"})
    assert ReminderSetting.objects.get().is_on
    refused = browser.post(reverse("desk:reminders-switch", args=["webhook"]), {"is_on": "on"})
    assert refused.status_code == 302
    assert not ReminderSetting.objects.filter(channel="WEBHOOK", is_on=True).exists()


def test_a_test_message_reaches_the_mailbox_once_a_minute(signed_in) -> None:
    browser = signed_in(stranger())
    test = reverse("desk:reminders-test", args=["email"])

    with time_machine.travel("2026-06-01 08:00:00+08:00", tick=False):
        browser.post(test)
        browser.post(test)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("channel", ["sms", "email2", "WEBHOOKS"])
def test_other_channels_are_not_there(signed_in, channel: str) -> None:
    assert signed_in(stranger()).get(change(channel)).status_code == 404


def test_ones_settings_are_seen_by_oneself_alone(signed_in) -> None:
    theirs = ReminderSettingFactory.create(is_on=False)

    response = signed_in(stranger()).get(reverse(PAGE))

    assert theirs.account.email not in response.content.decode()
    assert all(one.setting.pk != theirs.pk for one in response.context["shown"])


def test_the_link_asks_first_and_one_press_stops_without_a_sign_in(anybody: Browser) -> None:
    setting = ReminderSettingFactory.create()
    link = reverse("desk:reminders-stop", args=[stop_key(setting.account)])
    strict = Browser(enforce_csrf_checks=True)

    asked = anybody.get(link)
    setting.refresh_from_db()
    assert (asked.status_code, setting.is_on) == (200, True)
    pressed = strict.post(link, {"List-Unsubscribe": "One-Click"})

    setting.refresh_from_db()
    assert (pressed.status_code, setting.is_on) == (200, False)
    assert "no-store" in pressed["Cache-Control"]


@pytest.mark.parametrize("key", ["nonsense", "MQ:1abc:forged"])
def test_a_forged_link_leads_nowhere(anybody: Browser, key: str) -> None:
    assert anybody.get(reverse("desk:reminders-stop", args=[key])).status_code == 404
    assert anybody.post(reverse("desk:reminders-stop", args=[key])).status_code == 404


def test_my_account_says_how_i_am_reminded(signed_in) -> None:
    page = signed_in(stranger()).get(reverse("people:my-account")).content.decode()

    assert f'href="{reverse(PAGE)}"' in page
    assert "08:30" in page
