"""Pages of the register of persons."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.db.models import Prefetch
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import FETCHED_ROWS, export_tables
from niukou.core.pages import paged
from niukou.core.sections import sections_of
from niukou.people.actions.persons import edit_person, register_person, reveal_sealed
from niukou.people.exports import persons_table
from niukou.people.filters import PersonFilter
from niukou.people.forms import EditPersonForm, RegisterPersonForm, RevealForm
from niukou.people.models import Account, Licence, Person, Reveal
from niukou.people.queries import changes_of, licences_on
from niukou.people.rules import Can

SEALED = ("phone", "id_number", "birth_on", "id_number_hash")
LOOKS = 10


@require_GET
def person_list(request: SignedInRequest) -> HttpResponse:
    filters = _listed(request)
    rows = paged(filters.qs, request.GET.get("page"))
    for person in rows:
        person.shown_licences = licences_on(person.licences.all(), filters.day)
    context = {"filters": filters, "rows": rows, "day": filters.day}
    return page(request, "people/person_list.html", context, partials={"person-rows"})


@require_GET
def person_export(request: SignedInRequest) -> FileResponse:
    """Hand out the list as it is narrowed: names and licences, nothing that is sealed."""
    filters = _listed(request)
    found = filters.qs.iterator(chunk_size=FETCHED_ROWS)
    table = persons_table(found, on=filters.day)
    return export_tables([table], filename=f"{table.name}-{timezone.localdate()}")


@require_GET
def person_detail(request: SignedInRequest, pk: UUID) -> HttpResponse:
    persons = Person.objects.visible_to(request.user).select_related("account")
    person = get_object_or_404(persons, pk=pk)
    accounts = Account.objects.visible_to(request.user).filter(person=person)
    has_account = hasattr(person, "account")
    licences = Licence.objects.visible_to(request.user).filter(person=person)
    reveals = Reveal.objects.visible_to(request.user).filter(person=person)
    today = timezone.localdate()
    context = {
        "person": person,
        "licences": licences_on(licences.order_by("-valid_until"), today),
        "today": today,
        "account": accounts.first() if has_account else None,
        "has_account": has_account,
        "reveals": reveals.select_related("by__person").order_by("-at")[:LOOKS],
        "changes": changes_of(person),
        "sections": sections_of(person, request.user),
    }
    return page(request, "people/person_detail.html", context)


@require_http_methods(["GET", "POST"])
def person_register(request: SignedInRequest) -> HttpResponse:
    authorize(request.user, Can.REGISTER_PERSON, Person)
    form = RegisterPersonForm(request.POST or None, by=request.user)
    if form.submit(partial(register_person, by=request.user)):
        messages.success(request, _("%s is registered.") % form.result)
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(request, "people/person_register.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def person_edit(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.EDIT_PERSON, person)
    form = EditPersonForm(request.POST or None, subject=person, by=request.user)
    if form.submit(partial(edit_person, person, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, person)
    status = 422 if form.is_bound else 200
    context = {"person": person, "form": form}
    return page(request, "people/person_edit.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def person_reveal(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Ask for the reason; then show the value on this one answer, which nobody keeps."""
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.REVEAL_PERSON, person)
    form = RevealForm(
        request.POST or None, subject=person, by=request.user, initial=request.GET.dict()
    )
    is_shown = form.submit(partial(reveal_sealed, person, by=request.user))
    status = 422 if form.is_bound and not is_shown else 200
    context = {"person": person, "form": form, "value": form.result if is_shown else None}
    return page(request, "people/person_reveal.html", context, status=status)


def _listed(request: SignedInRequest) -> PersonFilter:
    persons = Person.objects.visible_to(request.user).defer(*SEALED)
    licences = Licence.objects.visible_to(request.user).order_by("-valid_until")
    with_licences = persons.prefetch_related(Prefetch("licences", licences))
    return PersonFilter(request.GET, with_licences.order_by("pinyin_key", "pk"))
