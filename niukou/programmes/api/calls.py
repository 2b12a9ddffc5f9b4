"""Calls and applications, spoken in JSON. A public call needs no token, an application does."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.people.tokens import OPEN
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Application, Call, CallPhase, FieldKind, Site
from niukou.programmes.queries.applications import questions_of
from niukou.programmes.queries.calls import form_in_force
from niukou.programmes.queries.handed_in import handed_in_of

router = Router()


class CallOut(Schema):
    """``closes_on`` is the first day it no longer takes applications."""

    number: str
    branch: str
    title: str
    who_may_apply: str
    what_is_granted: str
    procedure: str
    contact: str
    asks_recommendation: bool
    opens_on: date
    closes_on: date
    phase: CallPhase
    end_reason: str

    @staticmethod
    def resolve_branch(call: Call) -> str:
        return call.branch.slug

    @staticmethod
    def resolve_phase(call: Call) -> CallPhase:
        return call.phase(on=timezone.localdate())


class QuestionOut(Schema):
    section: str
    label: str
    help: str
    kind: FieldKind
    unit: str
    choices: list[str]
    is_required: bool


class CallWithFormOut(CallOut):
    """A call with what it asks: the questions of the version now in force."""

    form_version: int | None
    questions: list[QuestionOut]

    @staticmethod
    def resolve_form_version(call: Call) -> int | None:
        form = form_in_force(call)
        return form.version_number if form else None

    @staticmethod
    def resolve_questions(call: Call) -> list[Any]:
        form = form_in_force(call)
        return list(questions_of(form)) if form else []


class AnswerOut(Schema):
    """``text`` "" where nothing was answered; ``url`` "" where it is no file."""

    section: str
    label: str
    text: str
    url: str


class ApplicationOut(Schema):
    """An application as it was last handed in; no answers as long as it was not."""

    site: str
    call: str
    hospital: str
    status: SiteStatus
    form_version: int
    first_submitted_at: datetime | None
    handed_in_times: int
    answers: list[AnswerOut]


@router.get("/calls", response=list[CallOut], auth=OPEN)
@paginate
def calls(request: SignedInRequest) -> QuerySet[Call]:
    rows = Call.objects.visible_to(request.user).select_related("branch")
    return rows.order_by("-opens_on", "-pk")


@router.get("/calls/{number}", response=CallWithFormOut, auth=OPEN)
def call(request: SignedInRequest, number: str) -> Call:
    rows = Call.objects.visible_to(request.user).select_related("branch")
    return get_object_or_404(rows, number=number)


@router.get("/sites/{number}/application", response=ApplicationOut)
def application(request: SignedInRequest, number: str) -> dict[str, Any]:
    worked_on = Site.objects.worked_on_by(request.user).values("pk")
    rows = Application.objects.visible_to(request.user).filter(site__in=worked_on)
    found = get_object_or_404(
        rows.select_related("site__hospital", "call", "form"), site__number=number
    )
    known = handed_in_of(found, request.user)
    return {
        "site": found.site.number,
        "call": found.call.number,
        "hospital": found.site.hospital.official_name,
        "status": found.site.status,
        "form_version": found.form.version_number,
        "first_submitted_at": found.first_submitted_at,
        "handed_in_times": len(known.submissions),
        "answers": [answer for section in known.sections for answer in section.answers],
    }
