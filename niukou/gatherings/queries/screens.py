"""What stands on the screen of a gathering."""

from base64 import b64encode
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from niukou.core.normalise import clean_text
from niukou.core.paper import qr_svg
from niukou.gatherings.models import Attendance, Gathering


@dataclass(frozen=True, slots=True)
class ShownCode:
    """The code of a moment: as it is typed, as it is read, and how long it stays."""

    code: str
    shown: str
    seconds_left: int


def check_in_url(gathering: Gathering, code: str = "") -> str:
    """Return the address people type, or with its code the one in the picture on the screen."""
    path = reverse("gatherings:check-in", args=[gathering.number])
    query = f"?{urlencode({'code': code})}" if code else ""
    return f"{settings.NIUKOU_PUBLIC_URL}{path}{query}"


def qr_picture(text: str) -> str:
    """Return ``text`` as a QR code, fit for the source of a picture."""
    return f"data:image/svg+xml;base64,{b64encode(qr_svg(text).encode()).decode('ascii')}"


def gathering_of_screen(number: str) -> Gathering:
    """Return the gathering of that number, for whoever may hold its code.

    Where there is none, an unsaved one: no code proves anything of it, as of a real one
    whose code somebody guesses.
    """
    rows = Gathering.objects.select_related("campus__organisation")
    return rows.filter(number=number).first() or Gathering(number=number)


def attendance_of(gathering: Gathering, pk: int, *, name: str) -> Attendance | None:
    """Return that attendance where it is of somebody of this name; None once it was struck off."""
    rows = gathering.attendances.filter(pk=pk, person__official_name=clean_text(name))
    return rows.select_related("person").first()
