"""Pages of the calls of a branch: list, draw up, page, edit, publish, end."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.calls import (
    cancel_call,
    close_call,
    draft_call,
    edit_call,
    publish_call,
)
from niukou.programmes.exports.calls import call_columns
from niukou.programmes.forms.calls import ConfirmForm, DraftCallForm, EditCallForm, EndCallForm
from niukou.programmes.models import Application, Branch, Call
from niukou.programmes.queries.applications import form_sections, questions_of
from niukou.programmes.queries.calls import calls_of, form_drawn_up, form_in_force, hospitals_for
from niukou.programmes.rules import Can


@require_GET
def call_list(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    branch = get_object_or_404(branches, slug=slug)
    today = timezone.localdate()
    calls = [(call, call.phase(on=today)) for call in calls_of(branch, request.user)]
    context = {"branch": branch, "tabs": tabs_of(branch, request.user, "calls"), "calls": calls}
    return page(request, "programmes/call_list.html", context)


@require_GET
def call_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out the calls of the list; how many were handed in is for who draws calls up."""
    branches = Branch.objects.visible_to(request.user).select_related("programme")
    branch = get_object_or_404(branches, slug=slug)
    drafts = request.user.has_perm(Can.DRAFT_CALL, branch)
    columns = call_columns(on=timezone.localdate(), counts=drafts)
    return export(request, calls_of(branch, request.user), columns, filename=_("Calls"))


@require_http_methods(["GET", "POST"])
def call_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme")
    branch = get_object_or_404(branches, slug=slug)
    authorize(request.user, Can.DRAFT_CALL, branch)
    form = DraftCallForm(request.POST or None, by=request.user)
    if form.submit(partial(draft_call, branch, by=request.user)):
        messages.success(request, _("The call is a draft. Look through its form, then publish it."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"branch": branch, "form": form}
    return page(request, "programmes/call_draft.html", context, status=status)


@require_GET
def call_detail(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    form = form_in_force(call) or form_drawn_up(call)
    applications = Application.objects.visible_to(request.user).filter(call=call)
    applications = applications.select_related("site__hospital").order_by("site__number")
    context = {
        "call": call,
        "phase": call.phase(on=timezone.localdate()),
        "form": form,
        "sections": form_sections(questions_of(form)) if form else [],
        "applications": applications,
        "may_apply": hospitals_for(request.user).exists(),
    }
    return page(request, "programmes/call_detail.html", context)


@require_http_methods(["GET", "POST"])
def call_edit(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    authorize(request.user, Can.EDIT_CALL, call)
    form = EditCallForm(request.POST or None, subject=call, by=request.user)
    if form.submit(partial(edit_call, call, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, call)
    status = 422 if form.is_bound else 200
    context = {"call": call, "form": form}
    return page(request, "programmes/call_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def call_publish(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    authorize(request.user, Can.PUBLISH_CALL, call)
    form = ConfirmForm(request.POST or None, by=request.user)
    if form.submit(partial(publish_call, call, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The call is published."))
        return go(request, call)
    status = 422 if form.is_bound else 200
    asked = form_drawn_up(call)
    context = {"call": call, "form": form, "questions": questions_of(asked) if asked else []}
    return page(request, "programmes/call_publish.html", context, status=status)


def call_close(request: SignedInRequest, number: str) -> HttpResponse:
    return _end(request, number, action=close_call, told=_("The call is closed."), how="close")


def call_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    return _end(request, number, action=cancel_call, told=_("The call is cancelled."), how="cancel")


@require_http_methods(["GET", "POST"])
def _end(
    request: SignedInRequest, number: str, *, action: Any, told: str, how: str
) -> HttpResponse:
    call = _call(request, number)
    authorize(request.user, Can.END_CALL, call)
    form = EndCallForm(request.POST or None, by=request.user)
    if form.submit(partial(action, call, on=timezone.localdate(), by=request.user)):
        messages.success(request, told)
        return go(request, call)
    status = 422 if form.is_bound else 200
    context = {
        "call": call,
        "form": form,
        "applications_count": Application.objects.visible_to(request.user)
        .filter(call=call)
        .count(),
    }
    return page(request, f"programmes/call_{how}.html", context, status=status)


def _call(request: SignedInRequest, number: str) -> Call:
    calls = Call.objects.visible_to(request.user).select_related("branch__programme")
    return get_object_or_404(calls, number=number)
