"""Correction notes on locked returns, for those who write and decide on them."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.forms import ActionForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.figures.actions.return_notes import approve_note, note_correction, reject_note
from niukou.figures.forms.returns import ApproveNoteForm, NoteCorrectionForm, RejectNoteForm
from niukou.figures.models import ReturnLine, ReturnNote
from niukou.figures.queries.returns import typed
from niukou.figures.returns.lines import label_of_line
from niukou.figures.rules import Can


@require_http_methods(["GET", "POST"])
def line_note(request: SignedInRequest, pk: int, code: str) -> HttpResponse:
    """Say what a line of a locked return should say."""
    lines = ReturnLine.objects.visible_to(request.user).accepted().with_standing()
    named = lines.select_related("site_return__site__hospital", "site_return__site__branch")
    line = get_object_or_404(named, site_return=pk, code=code)
    authorize(request.user, Can.FILE_RETURN, line.site_return)
    form = NoteCorrectionForm(request.POST or None, line=line, by=request.user)
    if form.submit(partial(note_correction, line, by=request.user)):
        messages.success(request, _("The note waits for another officer's approval."))
        return go(request, line.site_return)
    context = {
        "line": line,
        "one": line.site_return,
        "label": label_of_line(line.code),
        "standing": typed(line.unit, line.standing),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return page(request, "figures/return_note_add.html", context, status=status)


@require_GET
def return_note(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show what is noted beside what was accepted, and to whom it may, the decision."""
    return _detail(request, _found(request, pk))


@require_POST
def return_note_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    note, form = _found(request, pk), ApproveNoteForm(request.POST)
    authorize(request.user, Can.DECIDE_RETURN_NOTE, note)
    if form.submit(partial(approve_note, note, by=request.user)):
        messages.success(request, _("The note stands. Figures count what it says."))
        return go(request, note.line.site_return)
    return _detail(request, note, approving=form)


@require_POST
def return_note_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    note, form = _found(request, pk), RejectNoteForm(request.POST)
    authorize(request.user, Can.DECIDE_RETURN_NOTE, note)
    if form.submit(partial(reject_note, note, by=request.user)):
        messages.success(request, _("The note is rejected; the line stands as it was."))
        return go(request, note.line.site_return)
    return _detail(request, note, rejecting=form)


def _found(request: SignedInRequest, pk: int) -> ReturnNote:
    notes = ReturnNote.objects.visible_to(request.user).with_names()
    scoped = notes.select_related(
        "line__site_return__site__hospital", "line__site_return__site__branch"
    )
    return get_object_or_404(scoped, pk=pk)


def _detail(
    request: SignedInRequest,
    note: ReturnNote,
    *,
    approving: ActionForm | None = None,
    rejecting: ActionForm | None = None,
) -> HttpResponse:
    line = note.line
    context = {
        "note": note,
        "one": line.site_return,
        "label": label_of_line(line.code),
        "stated": typed(line.unit, line.stated_value),
        "says": typed(line.unit, note.says_value),
        "approving": approving or ApproveNoteForm(),
        "rejecting": rejecting or RejectNoteForm(),
        "is_own": note.requested_by_id == request.user.pk,
    }
    status = 422 if approving or rejecting else 200
    return page(request, "figures/return_note.html", context, status=status)
