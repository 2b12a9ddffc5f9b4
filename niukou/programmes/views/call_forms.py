"""Pages on which the form of a call is drawn up: its questions, a preview, its next version."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.programmes.actions.call_forms import (
    add_question,
    edit_question,
    move_question,
    publish_form,
    remove_question,
    revise_form,
)
from niukou.programmes.forms.applications import preview_of
from niukou.programmes.forms.calls import (
    AddQuestionForm,
    ConfirmForm,
    EditQuestionForm,
    sections_in,
)
from niukou.programmes.models import Call, CallForm, FormField
from niukou.programmes.queries.applications import form_sections, questions_of
from niukou.programmes.queries.calls import form_drawn_up, form_in_force
from niukou.programmes.rules import Can


@require_GET
def form_detail(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    drawn_up = form_drawn_up(call)
    form = drawn_up or form_in_force(call)
    context = {
        "call": call,
        "form": form,
        "is_drawn_up": drawn_up is not None,
        "sections": form_sections(questions_of(form)) if form else [],
    }
    return page(request, "programmes/form_detail.html", context)


@require_GET
def form_preview(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    form = form_drawn_up(call) or form_in_force(call)
    sections = (
        [(section, preview_of(section.fields)) for section in form_sections(questions_of(form))]
        if form
        else []
    )
    context = {"call": call, "form": form, "sections": sections}
    return page(request, "programmes/form_preview.html", context)


@require_http_methods(["GET", "POST"])
def question_add(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    drawn_up = get_object_or_404(_drawn_up(request), call=call)
    initial = {"section": request.GET.get("section", "")}
    form = AddQuestionForm(request.POST or None, by=request.user, initial=initial)
    if form.submit(partial(add_question, drawn_up, by=request.user)):
        messages.success(request, _("The question is added."))
        return go(request, f"{drawn_up.get_absolute_url()}#question-{form.result.pk}")
    status = 422 if form.is_bound else 200
    context = {"call": call, "form": form, "sections": sections_in(drawn_up)}
    return page(request, "programmes/question_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def question_edit(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    question = _question(request, number, pk)
    form = EditQuestionForm(request.POST or None, subject=question, by=request.user)
    if form.submit(partial(edit_question, question, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, f"{question.get_absolute_url()}#question-{question.pk}")
    status = 422 if form.is_bound else 200
    context = {
        "call": question.form.call,
        "question": question,
        "form": form,
        "sections": sections_in(question.form),
    }
    return page(request, "programmes/question_edit.html", context, status=status)


@require_POST
def question_move(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    question = _question(request, number, pk)
    try:
        move_question(question, is_up="up" in request.POST, by=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, f"{question.get_absolute_url()}#question-{question.pk}")


@require_POST
def question_remove(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    question = _question(request, number, pk)
    url = question.get_absolute_url()
    try:
        remove_question(question, by=request.user)
        messages.success(request, _("“%s” is asked no more.") % question)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, url)


@require_http_methods(["GET", "POST"])
def form_revise(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    authorize(request.user, Can.EDIT_CALL, call)
    form = ConfirmForm(request.POST or None, by=request.user)
    if form.submit(partial(revise_form, call, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The next version can be changed now."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/form_revise.html", {"call": call, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def form_publish(request: SignedInRequest, number: str) -> HttpResponse:
    call = _call(request, number)
    authorize(request.user, Can.PUBLISH_CALL, call)
    drawn_up = get_object_or_404(_drawn_up(request), call=call)
    form = ConfirmForm(request.POST or None, by=request.user)
    if form.submit(partial(publish_form, drawn_up, on=timezone.localdate(), by=request.user)):
        messages.success(request, _("The new version is asked from now on."))
        return go(request, call)
    status = 422 if form.is_bound else 200
    context = {"call": call, "form": form, "version_number": drawn_up.version_number}
    return page(request, "programmes/form_publish.html", context, status=status)


def _call(request: SignedInRequest, number: str) -> Call:
    """Return a call whose form this person draws up."""
    calls = Call.objects.visible_to(request.user).select_related("branch__programme")
    call = get_object_or_404(calls, number=number)
    authorize(request.user, Can.EDIT_CALL, call)
    return call


def _drawn_up(request: SignedInRequest) -> QuerySet[CallForm]:
    forms = CallForm.objects.visible_to(request.user).filter(published_on=None)
    return forms.select_related("call")


def _question(request: SignedInRequest, number: str, pk: int) -> FormField:
    questions = FormField.objects.visible_to(request.user).filter(form__published_on=None)
    found = get_object_or_404(
        questions.select_related("form__call__branch__programme"), pk=pk, form__call__number=number
    )
    authorize(request.user, Can.EDIT_CALL, found.form.call)
    return found
