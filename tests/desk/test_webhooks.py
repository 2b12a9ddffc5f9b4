"""Only known chats get messages: no address leads anywhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.desk.webhooks import (
    SERVICES,
    AddressNotKnown,
    NotDelivered,
    is_public,
    post,
    read_address,
    service_of,
)
from tests.factories.desk import LOCAL, listening_chat

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"
TOKEN = "d41d8cd98f00b204"

PASTED = [
    (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}", f"wecombot://{KEY}"),
    (f"  wecombot://{KEY}/ ", f"wecombot://{KEY}"),
    (f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}", f"dingtalk://{TOKEN}"),
    (f"dingtalk://SEC{TOKEN}@{TOKEN}", f"dingtalk://SEC{TOKEN}@{TOKEN}"),
    (f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}", f"feishu://{KEY}"),
    (f"https://open.larksuite.com/open-apis/bot/v2/hook/{KEY}", f"lark://{KEY}"),
]


@pytest.mark.parametrize(("pasted", "kept"), PASTED)
def test_what_a_robot_shows_is_read_and_kept_short(pasted: str, kept: str) -> None:
    assert read_address(pasted) == kept
    assert read_address(kept) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "mailto://somebody:secret@example.org",
        "json://127.0.0.1/hook",
        "jsons://example.org/hook",
        f"http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com.example.org/cgi-bin/webhook/send?key={KEY}",
        f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}&debug=1",
        f"wecombot://{KEY}?redirect=yes&verify=no",
        f"wecombot://{KEY}/../../admin",
        f"feishu://user@{KEY}",
        "lark://127.0.0.1/hook",
        f"https://open.feishu.cn@127.0.0.1/open-apis/bot/v2/hook/{KEY}",
        "file:///etc/passwd",
        f"wecombot://{KEY}\nHost: 127.0.0.1",
    ],
)
def test_anything_else_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(AddressNotKnown) as refusal:
        read_address(typed)

    assert refusal.value.field == "address"
    assert refusal.value.message


@given(st.text(max_size=60))
def test_no_text_becomes_an_address_outside_the_known_schemes(typed: str) -> None:
    try:
        kept = read_address(f"https://{typed}")
    except AddressNotKnown:
        return
    assert kept.partition("://")[0] in SERVICES


@pytest.mark.parametrize(
    "inner",
    [
        "127.0.0.1",
        "10.0.0.8",
        "172.16.3.4",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "::1",
        "fe80::1%eth0",
        "fd00::1",
        "::ffff:10.0.0.8",
        "2002:0a00:0001::",
        "224.0.0.1",
    ],
)
def test_addresses_inside_a_network_are_not_public(inner: str) -> None:
    assert not is_public(inner)


@pytest.mark.parametrize("outer", ["8.8.8.8", "2400:3200::1"])
def test_addresses_of_the_internet_are_public(outer: str) -> None:
    assert is_public(outer)


def test_a_chat_service_is_named_and_its_token_is_not() -> None:
    assert KEY not in service_of(f"wecombot://{KEY}")
    assert service_of("json://relay.example.org/x") == "relay.example.org"


def test_a_host_of_ones_own_gets_the_message_and_leads_nowhere_else(settings) -> None:
    settings.NIUKOU_WEBHOOK_HOSTS = [LOCAL]
    with listening_chat() as chat, listening_chat() as elsewhere:
        post(chat.address, title="标题", body="正文")
        assert [(one["title"], one["message"]) for one in chat.messages] == [("标题", "正文")]

        chat.status, chat.location = 307, elsewhere.address.replace("json:", "http:")
        with pytest.raises(NotDelivered):
            post(chat.address, title="标题", body="正文")
        assert elsewhere.messages == []

        settings.NIUKOU_WEBHOOK_HOSTS = []
        with pytest.raises(AddressNotKnown):
            post(chat.address, title="标题", body="正文")
    assert len(chat.messages) == 2


def test_what_a_service_refuses_was_not_delivered(settings) -> None:
    settings.NIUKOU_WEBHOOK_HOSTS = [LOCAL]
    with listening_chat() as chat:
        chat.status = 500
        with pytest.raises(NotDelivered):
            post(chat.address, title="标题", body="正文")
    with pytest.raises(NotDelivered):  # nobody listens there any more
        post(chat.address, title="标题", body="正文")
