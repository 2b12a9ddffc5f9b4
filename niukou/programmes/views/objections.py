"""Pages on which officers read, record and answer objections."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.programmes.actions.objections import (
    answer_objection,
    record_objection,
    reveal_objector,
)
from niukou.programmes.forms.notices import (
    AnswerObjectionForm,
    RecordObjectionForm,
    RevealObjectorForm,
)
from niukou.programmes.models import Objection
from niukou.programmes.rules import Can
from niukou.programmes.views.acting import Act, act_page
from niukou.programmes.views.notices import notice_trail, run_notice_or_404


@require_http_methods(["GET", "POST"])
def objection_record(request: SignedInRequest, number: str) -> HttpResponse:
    notice = run_notice_or_404(request, number)
    form = RecordObjectionForm(request.POST or None, notice=notice, by=request.user)
    if form.submit(partial(record_objection, notice, by=request.user)):
        said = _(
            "Objection %(number)s is recorded. Tell its writer the receipt number: %(receipt)s"
        )
        told = {"number": form.result.number, "receipt": form.result.receipt}
        messages.success(request, said % told)
        return go(request, form.result)
    act = Act(
        _("Record an objection"),
        _("Record it"),
        notice_trail(notice),
        subtitle=notice.title,
        note=_(
            "For those who wrote, rang or came. Name and contact may be left out; they are sealed."
        ),
    )
    return act_page(request, act, form)


@require_http_methods(["GET", "POST"])
def objection_detail(request: SignedInRequest, number: str) -> HttpResponse:
    """Show an objection; to who may answer it, with the form for that."""
    objection = _found(request, number)
    if request.method == "POST":
        authorize(request.user, Can.ANSWER_OBJECTION, objection)
    form = AnswerObjectionForm(request.POST or None, by=request.user)
    today = timezone.localdate()
    if form.submit(partial(answer_objection, objection, on=today, by=request.user)):
        messages.success(request, _("The objection is answered."))
        return go(request, objection.notice)
    context = {
        "objection": objection,
        "trail": notice_trail(objection.notice),
        "form": form,
        "looks": objection.looks.select_related("by__person").order_by("-at"),
    }
    status = 422 if form.is_bound else 200
    return page(request, "programmes/review/objection_detail.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def objector_reveal(request: SignedInRequest, number: str) -> HttpResponse:
    """Ask for the reason; then show who objected on this one answer, which nobody keeps."""
    objection = _found(request, number)
    authorize(request.user, Can.ANSWER_OBJECTION, objection)
    form = RevealObjectorForm(request.POST or None, by=request.user)
    is_shown = form.submit(partial(reveal_objector, objection, by=request.user))
    trail = [*notice_trail(objection.notice), (objection.number, objection.get_absolute_url())]
    context = {"objection": objection, "trail": trail, "form": form, "is_shown": is_shown}
    status = 422 if form.is_bound and not is_shown else 200
    return page(request, "programmes/review/objector_reveal.html", context, status=status)


def _found(request: SignedInRequest, number: str) -> Objection:
    objections = Objection.objects.visible_to(request.user)
    named = objections.select_related("notice__branch__programme", "site__hospital", "recorded_by")
    return get_object_or_404(named, number=number)
