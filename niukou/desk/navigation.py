"""What the shell around every page shows: the areas one may enter, the banner, the language."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251  # a context processor is called with the request
from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Area:
    """One line of the side navigation."""

    label: str
    url: str
    icon: str
    is_current: bool


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return what ``templates/layouts`` need on every page; nothing here asks the database."""
    return {"navigation": areas(request.path), "demo_world": settings.NIUKOU_DEMO}


def areas(path: str) -> list[Area]:
    """Return the side navigation, the area of ``path`` marked as current."""
    lines: list[tuple[Callable[[], str], str, str]] = [
        (lambda: _("Desk"), "desk:home", "home"),
    ]
    found = []
    for label, name, icon in lines:
        url = reverse(name)
        found.append(Area(label(), url, icon, path.startswith(url)))
    return found
