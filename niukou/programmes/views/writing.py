"""The page on which a hospital types its application: section by section, saved and come back to."""

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.errors import DomainError, EditConflict
from niukou.core.htmx import SignedInRequest, go, page
from niukou.people.models import Account
from niukou.programmes.actions.applications import WRITABLE, name_recommender, save_answers
from niukou.programmes.forms.applications import AnswersForm, RecommenderForm
from niukou.programmes.models import Application
from niukou.programmes.queries.applications import (
    FormSection,
    form_sections,
    missing_from,
    questions_of,
    working_answers,
)
from niukou.programmes.queries.formal_checks import what_to_mend
from niukou.programmes.rules import Can
from niukou.programmes.views.applications import own_application


@require_http_methods(["GET", "POST"])
def application_write(request: SignedInRequest, number: str) -> HttpResponse:
    application = own_application(request, number)
    authorize(request.user, Can.WRITE_APPLICATION, application)
    if application.site.status not in WRITABLE:
        messages.info(request, _("It is handed in: what was typed stays as it is."))
        return go(request, application)
    questions = questions_of(application.form)
    answers = working_answers(application)
    sections = form_sections(questions, missing_from(application, questions, answers))
    section = chosen_of(sections, request.GET.get("section", ""))
    form = AnswersForm(
        request.POST or None,
        request.FILES or None,
        application=application,
        questions=section.fields,
        answers=answers,
    )
    if form.is_bound and saved(form, application, by=request.user):
        messages.success(request, _("Saved."))
        return go(request, address_after(request, application, sections, section))
    status = 422 if form.is_bound else 200
    context = writing_context(application, sections, section, form)
    return page(request, "programmes/application_write.html", context, status=status)


@require_http_methods(["GET", "POST"])
def recommender_name(request: SignedInRequest, number: str) -> HttpResponse:
    application = own_application(request, number)
    authorize(request.user, Can.WRITE_APPLICATION, application)
    if application.site.status not in WRITABLE:
        return go(request, application)
    known = {"version": application.version, "recommender": application.recommender}
    form = RecommenderForm(request.POST or None, by=request.user, initial=known)
    if form.submit(partial(name_recommender, application, by=request.user)):
        messages.success(request, _("Saved."))
        return go(request, reverse("programmes:application-write", args=[number]))
    status = 422 if form.is_bound else 200
    context = {"application": application, "site": application.site, "form": form}
    return page(request, "programmes/recommender_name.html", context, status=status)


def chosen_of(sections: list[FormSection], number: str) -> FormSection:
    """Return the section of that number; anything else is the first that waits for an answer."""
    waiting = next((one for one in sections if one.missing), sections[0])
    return next((one for one in sections if str(one.number) == number), waiting)


def saved(form: AnswersForm, application: Application, *, by: Account) -> bool:
    """Keep what is right of a section; True when all of it was."""
    form.is_valid()
    typed = form.typed()
    if "version" in form.cleaned_data:
        try:
            kept = save_answers(
                application, version=form.cleaned_data["version"], answers=typed, by=by
            )
            form.keep_going(kept, working_answers(kept))
        except DomainError as refusal:
            if isinstance(refusal, EditConflict):
                form.compare(working_answers(application))
            form.refuse(refusal)
    return not form.errors


def address_after(
    request: SignedInRequest,
    application: Application,
    sections: list[FormSection],
    now: FormSection,
) -> str:
    """Return where saving leads: on to the next section, to the end, or back to the same."""
    url = reverse("programmes:application-write", args=[application.site.number])
    if "next" not in request.POST:
        return f"{url}?section={now.number}"
    if now.number < len(sections):
        return f"{url}?section={now.number + 1}"
    return reverse("programmes:application-submit", args=[application.site.number])


def writing_context(
    application: Application, sections: list[FormSection], now: FormSection, form: AnswersForm
) -> dict[str, Any]:
    """Return what the page needs: the section, the others beside it, what is missing or to mend."""
    return {
        "application": application,
        "site": application.site,
        "form": form,
        "section": now,
        "sections": sections,
        "missing_count": sum(len(one.missing) for one in sections),
        "is_last": now.number == len(sections),
        "mend": what_to_mend(application),
    }
