"""A formal check as people read it: what is to be looked at, and what was found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Application,
    CheckItem,
    CheckOutcome,
    FormalCheck,
    FormField,
)
from niukou.programmes.queries.applications import ShownAnswer, shown_answers


def looked_for(check: FormalCheck) -> list[FormField]:
    """Return the questions to look at: those that were answered or had to be."""
    answered = check.submission.answers.values("field")
    questions = FormField.objects.filter(form=check.submission.application.form_id)
    return list(questions.filter(Q(is_required=True) | Q(pk__in=answered)).order_by("position"))


def findings_of(check: FormalCheck) -> dict[int, CheckItem]:
    """Return what was found, by the key of its question."""
    items = check.items.select_related("field").order_by("field__position")
    return {item.field_id: item for item in items}


def unseen_in(check: FormalCheck) -> list[FormField]:
    """Return the questions nobody has looked at yet."""
    seen = findings_of(check)
    return [question for question in looked_for(check) if question.pk not in seen]


@dataclass(frozen=True, slots=True)
class Mend:
    """Why an application came back: the officer's words, and what is wrong, question by question."""

    reason: str
    faults: list[CheckItem]


def mend_of(check: FormalCheck) -> Mend:
    """Return why ``check`` returned an application; its faults come with their questions."""
    faults = check.items.filter(is_complete=False).select_related("field")
    return Mend(check.reason, list(faults.order_by("field__position")))


def what_to_mend(application: Application) -> Mend | None:
    """Return why an application came back from its last check; None: it did not."""
    if application.site.status != SiteStatus.RETURNED:
        return None
    checks = FormalCheck.objects.filter(submission__application=application)
    last = checks.order_by("-submission__ordinal").first()
    return mend_of(last) if last and last.outcome == CheckOutcome.RETURNED else None


# How many days a hospital is usually given; an officer chooses otherwise at will.
USUAL_DAYS_TO_MEND = timedelta(days=14)


def proposed_last_day(on: date) -> date:
    """Return the first day on which a hospital returned today could no longer hand in again."""
    return on + USUAL_DAYS_TO_MEND + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CheckLine:
    """An answer beside what is found of it; ``state`` and ``remark`` are inputs of a form."""

    answer: ShownAnswer
    state: Any
    remark: Any


def check_lines(
    check: FormalCheck, questions: Iterable[FormField], inputs: Any
) -> list[tuple[str, list[CheckLine]]]:
    """Return the answers to look at under their headings, each with its inputs."""
    names = {question.pk: question.name for question in questions}
    found: dict[str, list[CheckLine]] = {}
    for answer in shown_answers(check.submission):
        if answer.field_id in names:
            name = names[answer.field_id]
            line = CheckLine(answer, inputs[name], inputs[f"{name}-remark"])
            found.setdefault(answer.section, []).append(line)
    return list(found.items())
