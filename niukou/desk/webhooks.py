"""Addresses of group chats: what people paste, what is kept of it, how a message gets there.

Only four chat services are known, and hosts that whoever runs the machine has named. Nothing
somebody types decides on a host, a header or a redirect: a token is read out of it, that is all.
"""

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from apprise import AppriseAsset
from apprise.plugins.base import NotifyBase
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError

LONGEST_ADDRESS = 300
SECONDS = 10.0
# Redirects would lead where nobody has looked; addresses are secrets and belong in no log.
ASSET = AppriseAsset(app_id="Niukou", app_desc="Niukou", http_redirects=False, secure_logging=True)
OWN_HOST = re.compile(
    r"(?i)(?P<scheme>jsons?)://(?P<host>[\w.-]+)(?P<port>:\d{1,5})?(?P<path>/\S*)?"
)


class AddressNotKnown(DomainError):
    """It is no address of a chat that messages may be sent to."""

    field = "address"


class NotDelivered(Exception):
    """The message did not reach its channel; it is tried again later."""


@dataclass(frozen=True, slots=True)
class Service:
    """A chat service: where it lives, what its addresses look like, who speaks to it."""

    label: str | Promise
    host: str
    token: str
    native: str
    speak: Callable[..., NotifyBase]
    argument: str = "token"
    secret: str = ""

    def read(self, scheme: str, text: str) -> dict[str, str] | None:
        """Return the token, and the secret where there is one, of an address of this service."""
        prefix = rf"(?:(?P<secret>{self.secret})@)?" if self.secret else ""
        short = re.fullmatch(rf"(?i:{scheme}://){prefix}(?P<token>{self.token})/?", text)
        found = short or re.fullmatch(rf"(?i:https://{self.native})(?P<token>{self.token})/?", text)
        return {name: part for name, part in found.groupdict().items() if part} if found else None


WORD = r"[A-Za-z0-9_-]{8,120}"
SERVICES = {
    "wecombot": Service(
        gettext_lazy("WeCom"),
        "qyapi.weixin.qq.com",
        WORD,
        r"qyapi\.weixin\.qq\.com/cgi-bin/webhook/send\?key=",
        NotifyWeComBot,
        argument="key",
    ),
    "dingtalk": Service(
        gettext_lazy("DingTalk"),
        "oapi.dingtalk.com",
        r"[A-Za-z0-9]{8,120}",
        r"oapi\.dingtalk\.com/robot/send\?access_token=",
        NotifyDingTalk,
        secret=r"[A-Za-z0-9]{8,120}",  # noqa: S106  # what one looks like
    ),
    "feishu": Service(
        gettext_lazy("Feishu"),
        "open.feishu.cn",
        WORD,
        r"open\.feishu\.cn/open-apis/bot/v2/hook/",
        NotifyFeishu,
    ),
    "lark": Service(
        gettext_lazy("Lark"),
        "open.larksuite.com",
        WORD,
        r"open\.larksuite\.com/open-apis/bot/v2/hook/",
        NotifyLark,
    ),
}


def read_address(text: str) -> str:
    """Return what a chat's robot gave, as ``scheme://…``, with nothing in it but what is needed.

    Raises:
        AddressNotKnown: it belongs to none of the services, nor to a host named in the settings.
    """
    text = text.strip()
    for scheme, service in SERVICES.items():
        if found := service.read(scheme, text):
            secret = f"{found['secret']}@" if "secret" in found else ""
            return f"{scheme}://{secret}{found['token']}"
    own = OWN_HOST.fullmatch(text)
    if own and own["host"].lower() in settings.NIUKOU_WEBHOOK_HOSTS:
        scheme, host = own["scheme"].lower(), own["host"].lower()
        return f"{scheme}://{host}{own['port'] or ''}{own['path'] or '/'}"
    raise AddressNotKnown(
        _("This is no address of a robot of WeCom, DingTalk, Feishu or Lark. Paste it as it is.")
    )


def service_of(address: str) -> str:
    """Return the name of the service an address belongs to, or the host of one's own."""
    parts = urlsplit(address)
    known = SERVICES.get(parts.scheme)
    return str(known.label) if known else parts.hostname or ""


def post(address: str, *, title: str, body: str) -> None:
    """Send a message to a chat.

    Raises:
        AddressNotKnown: the address, kept since longer, is not allowed any more.
        NotDelivered: its host cannot be reached, lies inside a private network, or refused.
    """
    address = read_address(address)
    scheme, _separator, _rest = address.partition("://")
    service = SERVICES.get(scheme)
    if service:
        _ensure_public(service.host)
        found = service.read(scheme, address) or {}
        arguments: dict[str, Any] = {service.argument: found["token"]}
        arguments |= {"secret": found["secret"]} if "secret" in found else {}
        speaker = service.speak(**arguments, **_guarded(scheme))
    else:
        own = urlsplit(address)
        place = {"host": own.hostname, "port": own.port, "fullpath": own.path}
        speaker = NotifyJSON(**place, **_guarded(scheme))  # type: ignore[no-untyped-call]  # as the library has it
    if not speaker.notify(body=body, title=title):
        raise NotDelivered(scheme)


def _guarded(scheme: str) -> dict[str, Any]:
    return {
        "schema": scheme,
        "asset": ASSET,
        "verify": True,
        "redirect": False,
        "rto": SECONDS,
        "cto": SECONDS,
    }


def _ensure_public(host: str) -> None:
    """Refuse a name that leads into a private network, whoever made it do so.

    Raises:
        NotDelivered: it does, or it leads nowhere.
    """
    try:
        found = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotDelivered(host) from error
    addresses = [str(entry[4][0]) for entry in found]
    if not addresses or not all(is_public(address) for address in addresses):
        raise NotDelivered(host)


def is_public(address: str) -> bool:
    """Say whether an IP address belongs to the internet, not to a machine or network of ours."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    return (inner or found).is_global and not found.is_multicast
