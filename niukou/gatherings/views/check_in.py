"""The screen in the hall, and the telephone that scans it."""

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.attempts import Attempts
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.gatherings.actions.check_in import check_in, check_in_by_name, show_code, take_ticket
from niukou.gatherings.forms.attendance import CheckInByNameForm, CodeForm
from niukou.gatherings.models import Attendance
from niukou.gatherings.queries.overview import counts_of
from niukou.gatherings.queries.screens import (
    attendance_of,
    check_in_url,
    gathering_of_screen,
    qr_picture,
)
from niukou.gatherings.queries.told import when_of, where_of
from niukou.gatherings.rules import Can
from niukou.gatherings.views.found import find_gathering

# A whole hall shares one address, so by address only many failures count.
BY_NAME = Attempts("check-in-name", most=5, seconds=600)
BY_ADDRESS = Attempts("check-in-address", most=60, seconds=600)


@never_cache
@require_GET
def screen(request: SignedInRequest, number: str) -> HttpResponse:
    """Show the code of this moment, large enough for the last row."""
    gathering = find_gathering(request, number, Can.SHOW_CODE)
    try:
        code = show_code(gathering, at=timezone.now(), by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return go(request, gathering)
    context = {
        "gathering": gathering,
        "when": when_of(gathering),
        "where": where_of(gathering),
        "code": code,
        "address": check_in_url(gathering),
        "picture": qr_picture(check_in_url(gathering, code.code)),
        "counts": counts_of(gathering),
    }
    partials = {"check-in-code"}
    return page(request, "gatherings/check_in_screen.html", context, partials=partials)


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def telephone(request: HttpRequest, number: str) -> HttpResponse:
    """Check somebody in who holds the code: with an account by one tap, else by name."""
    desk = _Desk(request, number)
    desk.take_code()
    if request.method == "POST" and desk.ticket and "code" not in request.POST:
        desk.enter()
    status = 422 if desk.is_refused else 200
    return page(request, "gatherings/check_in.html", desk.context(), status=status)


class _Desk:
    """One telephone at the check-in: what it has shown, typed, and been told."""

    def __init__(self, request: HttpRequest, number: str) -> None:
        # Whoever has no code learns nothing of a gathering, not even that there is one.
        self.request, self.gathering = request, gathering_of_screen(number)
        self.key = f"check-in-{number}"
        self.ticket: str = request.session.get(self.key, "")
        self.refusal = ""
        self.is_refused = False
        self.attendance: Attendance | None = None
        self.by_name = CheckInByNameForm(by=request.user)

    def take_code(self) -> None:
        """Give a ticket for the code that was scanned or typed: it outlasts the sign-in."""
        request = self.request
        code = (request.POST if request.method == "POST" else request.GET).get("code", "")
        if not code:
            return
        try:
            self.ticket = take_ticket(self.gathering, code=code[:60], at=timezone.now())
            request.session[self.key] = self.ticket
        except DomainError as refusal:
            self.refuse(refusal.message)

    def enter(self) -> None:
        if self.request.user.is_authenticated:
            self.enter_account()
        else:
            self.enter_name()

    def enter_account(self) -> None:
        said: dict[str, Any] = {"code": self.ticket, "by": self.request.user}
        try:
            self.attendance = check_in(self.gathering, at=timezone.now(), **said)
        except DomainError as refusal:
            self.refuse(refusal.message)

    def enter_name(self) -> None:
        """Check in by name; a telephone does so for one person, and may not try for ever."""
        request, done = self.request, f"{self.key}-done"
        keys = f"{self.key} {request.POST.get('name', '').strip()}", _address(request)
        if known := request.session.get(done):
            return self.tell_again(known)
        if BY_NAME.are_used_up(keys[0]) or BY_ADDRESS.are_used_up(keys[1]):
            return self.refuse(_("Too many tries. Ask at the desk, or wait ten minutes."))
        self.by_name = CheckInByNameForm(request.POST, by=request.user)
        said: dict[str, Any] = {"code": self.ticket, "at": timezone.now(), "by": request.user}
        if self.by_name.submit(partial(check_in_by_name, self.gathering, **said)):
            self.attendance = self.by_name.result
            request.session[done] = self.by_name.result.pk
            return None
        BY_NAME.note_failure(keys[0])
        BY_ADDRESS.note_failure(keys[1])
        self.is_refused = True
        return None

    def tell_again(self, known: int) -> None:
        """Answer a second tap as the first: only another name is a second person."""
        name = self.request.POST.get("name", "")
        self.attendance = attendance_of(self.gathering, known, name=name)
        if self.attendance is None:
            message = _("This telephone has checked somebody in already. Ask at the desk.")
            self.refuse(message)

    def refuse(self, message: str) -> None:
        self.refusal, self.is_refused = message, True

    def context(self) -> dict[str, Any]:
        gathering = self.gathering if self.ticket else None
        return {
            "gathering": gathering,
            "when": when_of(gathering) if gathering else "",
            "where": where_of(gathering) if gathering else "",
            "ticket": self.ticket,
            "refusal": self.refusal,
            "attendance": self.attendance,
            "by_name": self.by_name,
            "code_form": CodeForm(),
        }


def _address(request: HttpRequest) -> str:
    return str(get_adapter().get_client_ip(request))
