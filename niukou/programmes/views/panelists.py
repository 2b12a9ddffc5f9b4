"""Pages on which reviewers are invited, and what stands on a panel is taken off before it opens."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.htmx import SignedInRequest, go
from niukou.programmes.actions.panels import (
    invite_panelist,
    remove_criterion,
    remove_panelist,
    remove_site,
)
from niukou.programmes.forms.panels import ConfirmForm, InvitePanelistForm
from niukou.programmes.models import Criterion, Panel, Panelist, PanelSite
from niukou.programmes.views.acting import Act, act_page
from niukou.programmes.views.panels import panel_trail, run_panel_or_404


@require_http_methods(["GET", "POST"])
def panelist_invite(request: SignedInRequest, number: str) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    form = InvitePanelistForm(request.POST or None, by=request.user)
    if form.submit(partial(invite_panelist, panel, by=request.user)):
        messages.success(request, _("%s sits on the panel.") % form.result.name)
        return go(request, panel)
    act = Act(
        _("Invite a reviewer"),
        _("Invite"),
        panel_trail(panel),
        subtitle=panel.title,
        note=_(
            "The register is searched for ties to the hospitals, such as roles and offices. "
            "Who is tied never sees that application, and the record says why."
        ),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def criterion_remove(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    criteria = Criterion.objects.visible_to(request.user).filter(panel=panel)
    criterion = get_object_or_404(criteria.select_related("panel"), pk=pk)
    return _take_off(request, panel, partial(remove_criterion, criterion), criterion.label)


@require_http_methods(["GET", "POST"])
def panelist_remove(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    panelists = Panelist.objects.visible_to(request.user).filter(panel=panel)
    panelist = get_object_or_404(panelists.select_related("panel", "account__person"), pk=pk)
    return _take_off(request, panel, partial(remove_panelist, panelist), panelist.name)


@require_http_methods(["GET", "POST"])
def panel_site_remove(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    panel = run_panel_or_404(request, number)
    placed = PanelSite.objects.visible_to(request.user).filter(panel=panel)
    panel_site = get_object_or_404(placed.select_related("panel", "site__hospital"), pk=pk)
    named = f"{panel_site.site} {panel_site.site.hospital}"
    return _take_off(request, panel, partial(remove_site, panel_site), named)


def _take_off(
    request: SignedInRequest, panel: Panel, action: Callable[..., Any], named: str
) -> HttpResponse:
    form = ConfirmForm(request.POST if request.method == "POST" else None, by=request.user)
    if form.submit(partial(action, by=request.user)):
        messages.success(request, _("“%s” is taken off the panel.") % named)
        return go(request, panel)
    act = Act(
        _("Take off the panel"),
        _("Take it off"),
        panel_trail(panel),
        subtitle=named,
        note=_("Only until the panel opens. The history keeps that it stood there."),
        tone="danger",
    )
    return act_page(request, act, form)
