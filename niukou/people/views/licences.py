"""Pages of licences."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.people.actions.licences import add_licence, edit_licence
from niukou.people.forms import AddLicenceForm, EditLicenceForm
from niukou.people.models import Licence, Person
from niukou.people.rules import Can


@require_http_methods(["GET", "POST"])
def licence_add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.ADD_LICENCE, person)
    form = AddLicenceForm(request.POST or None, by=request.user)
    if form.submit(partial(add_licence, person, by=request.user)):
        messages.success(request, _("The licence is recorded."))
        return go(request, person)
    status = 422 if form.is_bound else 200
    context = {"person": person, "form": form}
    return page(request, "people/licence_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def licence_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    licences = Licence.objects.visible_to(request.user).select_related("person")
    licence = get_object_or_404(licences, pk=pk)
    authorize(request.user, Can.ADD_LICENCE, licence.person)
    form = EditLicenceForm(request.POST or None, subject=licence, by=request.user)
    if form.submit(partial(edit_licence, licence, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, licence)
    status = 422 if form.is_bound else 200
    context = {"person": licence.person, "form": form}
    return page(request, "people/licence_edit.html", context, status=status)
