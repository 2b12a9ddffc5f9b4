"""The page on which the initiators of a programme are named."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.programmes.actions.programmes import name_initiators
from niukou.programmes.forms.programmes import NameInitiatorsForm
from niukou.programmes.models import Programme, ProgrammeOfficer
from niukou.programmes.rules import Can


@require_http_methods(["GET", "POST"])
def initiators_name(request: SignedInRequest, slug: str) -> HttpResponse:
    user = request.user
    programme = get_object_or_404(Programme.objects.visible_to(user), slug=slug)
    authorize(user, Can.NAME_INITIATORS, programme)
    if "another" in request.POST:
        form = NameInitiatorsForm.with_another_row(request.POST, subject=programme, by=user)
        context = {"programme": programme, "form": form}
        return page(request, "programmes/initiators_name.html", context)
    form = NameInitiatorsForm(request.POST or None, subject=programme, by=user)
    if form.submit(partial(name_initiators, programme, by=user)):
        if ProgrammeOfficer.objects.visible_to(user).filter(programme=programme).exists():
            messages.success(request, _("Your changes are saved."))
            return go(request, programme)
        messages.success(request, _("The initiators are named. Appoint the first officer now."))
        return go(request, reverse("programmes:officer-list", args=[slug]))
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/initiators_name.html", context, status=status)
