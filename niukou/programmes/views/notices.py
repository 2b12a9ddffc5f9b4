"""Pages of panels and notices of a branch, and of one notice: drafted, published, extended, ended."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.notices import (
    draft_notice,
    edit_notice,
    end_notice,
    extend_notice,
    publish_notice,
)
from niukou.programmes.exports.notices import accepted_table, notice_tables, notices_table
from niukou.programmes.exports.panels import panels_table, unplaced_table
from niukou.programmes.forms.notices import (
    DraftNoticeForm,
    EditNoticeForm,
    ExtendNoticeForm,
    PublishNoticeForm,
)
from niukou.programmes.forms.panels import OnDayForm
from niukou.programmes.models import Branch, Objection, PublicNotice
from niukou.programmes.queries.branch_review import branch_review_of
from niukou.programmes.queries.notices import planned_last_day, sites_named
from niukou.programmes.rules import Can, oversees_branch
from niukou.programmes.views.acting import Act, act_page
from niukou.programmes.views.panels import branch_trail


def notice_trail(notice: PublicNotice) -> list[tuple[str, str]]:
    return [*branch_trail(notice.branch), (notice.number, notice.get_absolute_url())]


def run_notice_or_404(request: SignedInRequest, number: str) -> PublicNotice:
    """Return the notice, which its reader may run.

    Raises:
        Http404: it is not there for them.
        PermissionDenied: they may read it and nothing else.
    """
    notice = _notice_or_404(request, number)
    authorize(request.user, Can.RUN_NOTICE, notice)
    return notice


@require_GET
def branch_review(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = _overseen_or_404(request, slug)
    context = {
        "branch": branch,
        "tabs": tabs_of(branch, request.user, "review"),
        "known": branch_review_of(branch, on=timezone.localdate()),
    }
    return page(request, "programmes/review/branch_review.html", context)


@require_GET
def review_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out the panels and notices of a branch, and the sites that wait for one."""
    branch, today = _overseen_or_404(request, slug), timezone.localdate()
    known = branch_review_of(branch, on=today)
    tables = [
        panels_table(known.panels),
        unplaced_table(known.unplaced),
        notices_table(known.notices),
        accepted_table(known.accepted),
    ]
    return export_tables(tables, filename=f"{_('Review and notice')}-{branch.code}-{today}")


@require_GET
def notice_detail(request: SignedInRequest, number: str) -> HttpResponse:
    notice = _notice_or_404(request, number)
    context = {
        "notice": notice,
        "trail": branch_trail(notice.branch),
        "today": timezone.localdate(),
        "sites": sites_named(notice),
        "extensions": notice.extensions.order_by("pk"),
        "objections": _objections(request, notice),
    }
    return page(request, "programmes/review/notice_detail.html", context)


@require_GET
def notice_export(request: SignedInRequest, number: str) -> FileResponse:
    """Hand out the notice with its sites and objections; who objected is sealed and stays so."""
    notice = _notice_or_404(request, number)
    tables = notice_tables(
        notice,
        sites=sites_named(notice),
        objections=_objections(request, notice),
        extensions=notice.extensions.order_by("pk"),
    )
    return export_tables(tables, filename=f"{notice.number}-{timezone.localdate()}")


@require_http_methods(["GET", "POST"])
def notice_draft(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme")
    branch = get_object_or_404(branches, slug=slug)
    authorize(request.user, Can.DRAFT_NOTICE, branch)
    form = DraftNoticeForm(request.POST or None, branch=branch, by=request.user)
    if form.submit(partial(draft_notice, branch, by=request.user)):
        messages.success(request, _("The notice is drafted. Read it once more, then publish it."))
        return go(request, form.result)
    act = Act(_("Draft a notice"), _("Keep the draft"), branch_trail(branch))
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def notice_edit(request: SignedInRequest, number: str) -> HttpResponse:
    notice = run_notice_or_404(request, number)
    form = EditNoticeForm(request.POST or None, subject=notice, by=request.user)
    if form.submit(partial(edit_notice, notice, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, notice)
    act = Act(_("Edit the notice"), _("Save"), notice_trail(notice), subtitle=notice.title)
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def notice_publish(request: SignedInRequest, number: str) -> HttpResponse:
    notice, today = run_notice_or_404(request, number), timezone.localdate()
    form = PublishNoticeForm(
        request.POST or None, by=request.user, initial={"version": notice.version}
    )
    if form.submit(partial(publish_notice, notice, on=today, by=request.user)):
        messages.success(request, _("The notice is published: anybody may object."))
        return go(request, notice)
    context = {
        "notice": notice,
        "trail": notice_trail(notice),
        "form": form,
        "sites": sites_named(notice),
        "last_on": planned_last_day(notice, on=today),
    }
    status = 422 if form.is_bound else 200
    return page(request, "programmes/review/notice_publish.html", context, status=status)


@require_http_methods(["GET", "POST"])
def notice_extend(request: SignedInRequest, number: str) -> HttpResponse:
    notice = run_notice_or_404(request, number)
    form = ExtendNoticeForm(request.POST or None, by=request.user)
    if form.submit(partial(extend_notice, notice, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The notice runs longer."))
        return go(request, notice)
    act = Act(
        _("Extend the notice"),
        _("Extend it"),
        notice_trail(notice),
        subtitle=notice.title,
        warning=_("A notice is made longer, never shorter."),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def notice_end(request: SignedInRequest, number: str) -> HttpResponse:
    notice = run_notice_or_404(request, number)
    form = OnDayForm(request.POST or None, by=request.user)
    if form.submit(partial(end_notice, notice, by=request.user)):
        messages.success(request, _("The notice is over."))
        return go(request, notice)
    act = Act(
        _("End the notice"),
        _("End it"),
        notice_trail(notice),
        subtitle=notice.title,
        warning=_("After that no objection is recorded. The public can still read the notice."),
    )
    return act_page(request, act, form)


def _overseen_or_404(request: SignedInRequest, slug: str) -> Branch:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    branch = get_object_or_404(branches, slug=slug)
    if not oversees_branch(request.user, branch):
        raise Http404
    return branch


def _notice_or_404(request: SignedInRequest, number: str) -> PublicNotice:
    notices = PublicNotice.objects.overseen_by(request.user).select_related("branch__programme")
    return get_object_or_404(notices, number=number)


def _objections(request: SignedInRequest, notice: PublicNotice) -> QuerySet[Objection]:
    objections = Objection.objects.visible_to(request.user).filter(notice=notice)
    return objections.select_related("site").order_by("received_at")
