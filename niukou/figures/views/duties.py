"""The disclosure calendar of a programme, and what is done about each duty."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.forms import ActionForm
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.figures.actions.duties import (
    approve_duty,
    decide_duty_note,
    draft_duty,
    keep_calendar,
    note_duty,
    publish_duty,
)
from niukou.figures.duties.drafts import draft_of
from niukou.figures.exports.duties import duties_table
from niukou.figures.forms.duties import (
    ApproveDutyForm,
    DecideDutyNoteForm,
    DraftDutyForm,
    KeepCalendarForm,
    NoteDutyForm,
    PublishDutyForm,
)
from niukou.figures.models import Duty, DutyNote
from niukou.figures.queries.duties import calendar_of, duties_of
from niukou.figures.rules import Can
from niukou.people.queries import names_of
from niukou.programmes.models import Programme


@require_GET
def disclosure(request: SignedInRequest, slug: str) -> HttpResponse:
    """List what a programme has to publish, overdue ones on top, and what it has."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    context = {
        "programme": programme,
        "tabs": tabs_of(programme, request.user, "disclosure"),
        "calendar": calendar_of(programme, request.user, on=timezone.localdate()),
    }
    return page(request, "figures/disclosure.html", context)


@require_GET
def disclosure_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    today = timezone.localdate()
    table = duties_table(duties_of(programme, request.user), on=today)
    return export_tables([table], filename=f"{table.name}-{programme.slug}-{today}")


@require_http_methods(["GET", "POST"])
def disclosure_keep(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say from which day on the duties are kept here."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.KEEP_CALENDAR, programme)
    today = timezone.localdate()
    kept = calendar_of(programme, request.user, on=today).kept_from_on
    initial = {"from_on": kept or today}
    form = KeepCalendarForm(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(keep_calendar, programme, on=today, by=request.user)):
        messages.success(request, _("The calendar is kept, and its duties are made."))
        return go(request, reverse("figures:disclosure", args=[slug]))
    status = 422 if form.is_bound else 200
    context = {"programme": programme, "form": form}
    return page(request, "figures/disclosure_keep.html", context, status=status)


@require_GET
def duty_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    return _detail(request, found_duty(request, pk))


@require_http_methods(["GET", "POST"])
def duty_draft(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the text; it begins with what is built from the data."""
    duty = found_duty(request, pk)
    authorize(request.user, Can.DRAFT_DUTY, duty)
    built = draft_of(duty, today=timezone.localdate())
    if "anew" in request.GET:
        duty.text = ""
    form = DraftDutyForm(request.POST or None, subject=duty, by=request.user, built=built)
    if form.submit(partial(draft_duty, duty, by=request.user)):
        messages.success(request, _("The text is kept. Another officer approves it."))
        return go(request, duty)
    status = 422 if form.is_bound else 200
    context = {"duty": duty, "programme": duty.programme, "form": form}
    return page(request, "figures/duty_draft.html", context, status=status)


@require_POST
def duty_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    duty, form = found_duty(request, pk), ApproveDutyForm(request.POST)
    authorize(request.user, Can.APPROVE_DUTY, duty)
    if form.submit(partial(approve_duty, duty, by=request.user)):
        messages.success(request, _("The text is approved. Publish it, then say here where."))
        return go(request, duty)
    return _detail(request, duty, acting=form)


@require_http_methods(["GET", "POST"])
def duty_publish(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record where the text was published; from then on everybody reads it here, too."""
    duty = found_duty(request, pk)
    authorize(request.user, Can.PUBLISH_DUTY, duty)
    form = PublishDutyForm(request.POST or None, request.FILES or None, by=request.user)
    today = timezone.localdate()
    if form.submit(partial(publish_duty, duty, today=today, by=request.user)):
        messages.success(request, _("It is recorded as published."))
        return go(request, duty)
    status = 422 if form.is_bound else 200
    context = {"duty": duty, "programme": duty.programme, "form": form}
    return page(request, "figures/duty_publish.html", context, status=status)


@require_http_methods(["GET", "POST"])
def duty_note(request: SignedInRequest, pk: int) -> HttpResponse:
    duty = found_duty(request, pk)
    authorize(request.user, Can.NOTE_DUTY, duty)
    form = NoteDutyForm(request.POST or None, by=request.user)
    if form.submit(partial(note_duty, duty, by=request.user)):
        messages.success(request, _("The note waits for another officer's approval."))
        return go(request, duty)
    status = 422 if form.is_bound else 200
    context = {"duty": duty, "programme": duty.programme, "form": form}
    return page(request, "figures/duty_note.html", context, status=status)


@require_POST
def duty_note_approve(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, approve=True, said=_("The note is printed below the text."))


@require_POST
def duty_note_reject(request: SignedInRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, approve=False, said=_("The note is rejected."))


def _decide(request: SignedInRequest, pk: int, *, approve: bool, said: str) -> HttpResponse:
    notes = DutyNote.objects.visible_to(request.user).select_related("duty__programme")
    note, form = get_object_or_404(notes, pk=pk), DecideDutyNoteForm(request.POST)
    authorize(request.user, Can.DECIDE_DUTY_NOTE, note)
    if form.submit(partial(decide_duty_note, note, approve=approve, by=request.user)):
        messages.success(request, said)
        return go(request, note.duty)
    return _detail(request, found_duty(request, note.duty_id), acting=form)


def found_duty(request: SignedInRequest, pk: int) -> Duty:
    return get_object_or_404(Duty.objects.visible_to(request.user).with_names(), pk=pk)


def _detail(
    request: SignedInRequest, duty: Duty, *, acting: ActionForm | None = None
) -> HttpResponse:
    notes = DutyNote.objects.visible_to(request.user).filter(duty=duty).with_names()
    is_inside = request.user.has_perm(Can.DRAFT_DUTY, duty)
    context = {
        "duty": duty,
        "programme": duty.programme,
        "is_overdue": duty.is_overdue(timezone.localdate()),
        "notes": notes.order_by("pk"),
        "approving": ApproveDutyForm(initial={"version": duty.version}),
        "acting": acting,
        "is_own": duty.drafted_by_id == request.user.pk,
        "changes": changes_of(duty, names=names_of, sealed=["text"]) if is_inside else [],
    }
    status = 422 if acting else 200
    return page(request, "figures/duty_detail.html", context, status=status)
