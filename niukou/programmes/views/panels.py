"""Pages of a panel: prepared, filled, opened, closed."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.programmes.actions.panels import (
    add_criterion,
    add_sites,
    close_panel,
    edit_panel,
    open_panel,
    prepare_panel,
)
from niukou.programmes.exports.panels import panel_tables
from niukou.programmes.forms.panels import (
    AddCriterionForm,
    AddSitesForm,
    EditPanelForm,
    OnDayForm,
    PreparePanelForm,
)
from niukou.programmes.models import Branch, Panel, PanelStatus, Review
from niukou.programmes.queries.notices import waiting_for_notice
from niukou.programmes.queries.panels import handed_in, matrix, sheets_of
from niukou.programmes.rules import Can
from niukou.programmes.views.acting import Act, act_page


def branch_trail(branch: Branch) -> list[tuple[str, str]]:
    """Return the pages above whatever belongs to the panels and notices of ``branch``."""
    return [
        (str(branch.programme), branch.programme.get_absolute_url()),
        (str(branch), branch.get_absolute_url()),
        (_("Review and notice"), reverse("programmes:branch-review", args=[branch.slug])),
    ]


def panel_trail(panel: Panel) -> list[tuple[str, str]]:
    return [*branch_trail(panel.branch), (panel.number, panel.get_absolute_url())]


def run_panel_or_404(request: SignedInRequest, number: str) -> Panel:
    """Return the panel, which its reader may run.

    Raises:
        Http404: it is not there for them.
        PermissionDenied: they may read it and nothing else.
    """
    panels = Panel.objects.visible_to(request.user).select_related("branch__programme")
    panel = get_object_or_404(panels, number=number)
    authorize(request.user, Can.RUN_PANEL, panel)
    return panel


@require_GET
def panel_detail(request: SignedInRequest, number: str) -> HttpResponse:
    panels = Panel.objects.visible_to(request.user).select_related("branch__programme")
    panel = get_object_or_404(panels, number=number)
    context = {
        "panel": panel,
        "trail": branch_trail(panel.branch),
        "criteria": panel.criteria.order_by("position"),
        "matrix": matrix(panel),
        "accepted": waiting_for_notice(panel.branch).filter(panel_sites__panel=panel)
        if panel.status == PanelStatus.CLOSED
        else [],
    }
    return page(request, "programmes/review/panel_detail.html", context)


@require_GET
def panel_export(request: SignedInRequest, number: str) -> FileResponse:
    """Hand out the panel with every score sheet its reader could open, and no draft."""
    panel = get_object_or_404(Panel.objects.visible_to(request.user), number=number)
    reviews = handed_in(Review.objects.visible_to(request.user), panel)
    tables = panel_tables(
        panel,
        matrix(panel),
        handed_in=reviews,
        scores=sheets_of(reviews),
        criteria=panel.criteria.order_by("position"),
    )
    return export_tables(tables, filename=f"{panel.number}-{timezone.localdate()}")


@require_http_methods(["GET", "POST"])
def panel_prepare(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme")
    branch = get_object_or_404(branches, slug=slug)
    authorize(request.user, Can.PREPARE_PANEL, branch)
    form = PreparePanelForm(request.POST or None, by=request.user)
    if form.submit(partial(prepare_panel, branch, by=request.user)):
        messages.success(request, _("The panel is prepared. Say what it scores, and by whom."))
        return go(request, form.result)
    act = Act(
        _("Prepare a panel"),
        _("Prepare it"),
        branch_trail(branch),
        note=_(
            "Reviewers see nothing before you open it. Whether it is blinded cannot be changed later."
        ),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def panel_edit(request: SignedInRequest, number: str) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    form = EditPanelForm(request.POST or None, subject=panel, by=request.user)
    if form.submit(partial(edit_panel, panel, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, panel)
    act = Act(_("Edit the panel"), _("Save"), panel_trail(panel), subtitle=panel.title)
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def criterion_add(request: SignedInRequest, number: str) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    form = AddCriterionForm(request.POST or None, by=request.user)
    if form.submit(partial(add_criterion, panel, by=request.user)):
        messages.success(request, _("The criterion is added."))
        return go(request, panel)
    act = Act(
        _("Add a criterion"),
        _("Add it"),
        panel_trail(panel),
        subtitle=panel.title,
        note=_("Criteria can be added and taken off until the panel opens; then they stay."),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def sites_add(request: SignedInRequest, number: str) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    form = AddSitesForm(request.POST or None, panel=panel, by=request.user)
    if form.submit(partial(add_sites, panel, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The sites stand before the panel."))
        return go(request, panel)
    act = Act(
        _("Add sites"),
        _("Put them before the panel"),
        panel_trail(panel),
        subtitle=panel.title,
        note=_(
            "Each reviewer gets each site, but for hospitals the register shows they are tied to."
        ),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def panel_open(request: SignedInRequest, number: str) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    form = OnDayForm(request.POST or None, by=request.user)
    if form.submit(partial(open_panel, panel, by=request.user)):
        messages.success(request, _("The panel is open: its reviewers find it on their desk."))
        return go(request, panel)
    act = Act(
        _("Open the panel"),
        _("Open it"),
        panel_trail(panel),
        subtitle=panel.title,
        warning=_("From now on its reviewers read the applications, and the criteria stay."),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def panel_close(request: SignedInRequest, number: str) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    form = OnDayForm(request.POST or None, by=request.user)
    if form.submit(partial(close_panel, panel, by=request.user)):
        messages.success(request, _("The reviews are closed: means and ranks stand."))
        return go(request, panel)
    waiting = matrix(panel).waiting
    told = _("%s reviews are still to come.") % waiting if waiting else ""
    warning = _("After that no points are taken, and you can decide.")
    act = Act(
        _("Close the reviews"),
        _("Close them"),
        panel_trail(panel),
        subtitle=panel.title,
        warning=f"{told} {warning}".strip(),
    )
    return act_page(request, act, form)
