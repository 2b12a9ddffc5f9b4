"""Pages of how long a step may take."""

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
from niukou.core.http import export
from niukou.programmes.actions.terms import set_step_term
from niukou.programmes.exports.programmes import TERMS
from niukou.programmes.forms.step_terms import SetStepTermForm
from niukou.programmes.models import Programme, StepTerm
from niukou.programmes.rules import Can

IN_ORDER = ("status", "-from_on")


@require_GET
def term_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    terms = StepTerm.objects.visible_to(request.user).filter(programme=programme)
    context = {
        "programme": programme,
        "terms": terms.order_by(*IN_ORDER),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/term_list.html", context)


@require_GET
def term_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    terms = StepTerm.objects.visible_to(request.user).filter(programme=programme)
    return export(request, terms.order_by(*IN_ORDER), TERMS, filename=_("When steps are due"))


@require_http_methods(["GET", "POST"])
def term_set(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.SET_STEP_TERM, programme)
    initial = {"status": request.GET.get("status", "")}
    form = SetStepTermForm(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(set_step_term, programme, by=request.user)):
        messages.success(request, _("The term is set."))
        return go(request, reverse("programmes:term-list", args=[slug]))
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/term_set.html", context, status=status)
