"""Pages of what a programme promised."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.programmes.actions.targets import correct_target, set_target
from niukou.programmes.exports.programmes import TARGETS
from niukou.programmes.forms.programmes import CorrectTargetForm, SetTargetForm
from niukou.programmes.models import Programme, Target
from niukou.programmes.rules import Can


@require_GET
def target_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    context = {"programme": programme, "targets": _targets(request, programme)}
    return page(request, "programmes/target_list.html", context)


@require_GET
def target_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    return export(request, _targets(request, programme), TARGETS, filename=_("Targets"))


@require_http_methods(["GET", "POST"])
def target_set(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.SET_TARGET, programme)
    form = SetTargetForm(request.POST or None, programme=programme, by=request.user)
    if form.submit(partial(set_target, programme, by=request.user)):
        messages.success(request, _("The target is set."))
        return go(request, form.result)
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/target_set.html", context, status=status)


@require_http_methods(["GET", "POST"])
def target_correct(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    targets = Target.objects.visible_to(request.user).select_related("programme", "branch")
    target = get_object_or_404(targets, pk=pk, programme__slug=slug)
    authorize(request.user, Can.SET_TARGET, target.programme)
    form = CorrectTargetForm(request.POST or None, subject=target, by=request.user)
    if form.submit(partial(correct_target, target, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, target)
    context = {"programme": target.programme, "target": target, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/target_correct.html", context, status=status)


def _targets(request: SignedInRequest, programme: Programme) -> QuerySet[Target]:
    targets = Target.objects.visible_to(request.user).filter(programme=programme)
    named = targets.select_related("branch", "programme")
    return named.order_by("branch__launched_on", "indicator", "from_on", "pk")
