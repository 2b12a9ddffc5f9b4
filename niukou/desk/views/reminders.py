"""Pages of one's own reminders, and the page that a mail's link leads to."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.desk.actions.reminders import (
    change_reminders,
    send_test,
    stop_by_link,
    switch_reminders,
)
from niukou.desk.forms.reminders import FORMS
from niukou.desk.models import Channel
from niukou.desk.queries.reminders import setting_of, shown_settings
from niukou.desk.stop_links import LinkNotGenuine, account_of


def _channel(slug: str) -> Channel:
    try:
        return Channel(slug.upper())
    except ValueError as error:
        raise Http404 from error


@require_GET
def reminders(request: SignedInRequest) -> HttpResponse:
    return page(request, "desk/reminders.html", {"shown": shown_settings(request.user)})


@require_http_methods(["GET", "POST"])
def reminders_change(request: SignedInRequest, channel: str) -> HttpResponse:
    kind, user = _channel(channel), request.user
    setting = setting_of(user, kind)
    form = FORMS[kind](request.POST or None, subject=setting, by=user)
    if form.submit(partial(change_reminders, user, kind, by=user)):
        messages.success(request, _("Your reminders are changed."))
        return go(request, "desk:reminders")
    status = 422 if form.is_bound else 200
    context = {"form": form, "setting": setting}
    return page(request, "desk/reminders_change.html", context, status=status)


@require_POST
def reminders_switch(request: SignedInRequest, channel: str) -> HttpResponse:
    """Switch a channel on or off, as the button says."""
    is_on = request.POST.get("is_on") == "on"
    try:
        setting = switch_reminders(request.user, _channel(channel), is_on=is_on, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return go(request, "desk:reminders")
    said = _("%s: reminders are on.") if is_on else _("%s: no reminders come any more.")
    messages.success(request, said % setting.get_channel_display())
    return go(request, "desk:reminders")


@require_POST
def reminders_test(request: SignedInRequest, channel: str) -> HttpResponse:
    kind = _channel(channel)
    try:
        send_test(request.user, kind, at=timezone.now(), by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("The test message has left. Look whether it arrived."))
    return go(request, "desk:reminders")


@csrf_exempt  # the link itself proves whose it is, and mailboxes press its button for people
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def reminders_stop(request: HttpRequest, key: str) -> HttpResponse:
    """Ask once, then stop the mails of whoever holds the link."""
    is_stopped = request.method == "POST"
    try:
        account = stop_by_link(key) if is_stopped else account_of(key)
    except LinkNotGenuine as refusal:
        raise Http404 from refusal
    context = {"address": account.email, "is_stopped": is_stopped}
    return page(request, "desk/reminders_stop.html", context)
