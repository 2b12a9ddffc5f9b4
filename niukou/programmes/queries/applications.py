"""An application as people read it: by sections, as handed in, with what is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from niukou.programmes.answers import said
from niukou.programmes.models import (
    Application,
    ApplicationAnswer,
    CallForm,
    CheckItem,
    FormField,
    Recommendation,
    Site,
    Submission,
)


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One question and what was answered; ``text`` "" where nothing was, a file by its name."""

    section: str
    label: str
    text: str
    url: str = ""
    field_id: int = 0
    finding: CheckItem | None = None


@dataclass(frozen=True, slots=True)
class ShownSection:
    """The questions that stand under one heading."""

    name: str
    answers: list[ShownAnswer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FormSection:
    """One heading of a form with its questions, and how many of them wait for an answer."""

    name: str
    number: int
    fields: list[FormField]
    missing: list[FormField] = field(default_factory=list)


def questions_of(form: CallForm) -> list[FormField]:
    return list(form.questions.order_by("position"))


def form_sections(
    questions: Iterable[FormField], missing: Iterable[FormField] = ()
) -> list[FormSection]:
    """Return the questions by their headings, in the order in which headings first appear."""
    waiting = {one.pk for one in missing}
    by_name: dict[str, list[FormField]] = {}
    for one in questions:
        by_name.setdefault(one.section, []).append(one)
    return [
        FormSection(name, number, fields, [one for one in fields if one.pk in waiting])
        for number, (name, fields) in enumerate(by_name.items(), start=1)
    ]


def working_answers(application: Application) -> dict[int, ApplicationAnswer]:
    """Return what is typed now, by the key of its question."""
    answers = application.answers.working().select_related("file")
    return {answer.field_id: answer for answer in answers}


def missing_from(
    application: Application, questions: Iterable[FormField], answers: dict[int, ApplicationAnswer]
) -> list[FormField]:
    """Return the questions that must be answered before the application is handed in."""
    return [
        one
        for one in questions
        if one.is_required and (one.pk not in answers or answers[one.pk].value is None)
    ]


def last_submission(application: Application) -> Submission | None:
    return application.submissions.order_by("-ordinal").first()


def last_submission_at(site: Site) -> Submission | None:
    """Return what the application of ``site`` said when last handed in; None: there is none."""
    handed_in = Submission.objects.filter(application__site=site).select_related("application")
    return handed_in.order_by("-ordinal").first()


def shown_answers(
    submission: Submission,
    *,
    findings: dict[int, CheckItem] | None = None,
    is_blinded: bool = False,
) -> list[ShownAnswer]:
    """Return all questions with their answers as handed in; blinded: none that tells who it is."""
    questions = FormField.objects.filter(form=submission.application.form_id)
    if is_blinded:
        questions = questions.filter(is_identifying=False)
    given = submission.answers.select_related("file")
    answers = {answer.field_id: answer for answer in given}
    return [
        _shown(one, answers.get(one.pk), (findings or {}).get(one.pk), is_blinded=is_blinded)
        for one in questions.order_by("position")
    ]


def by_section(answers: Iterable[ShownAnswer]) -> list[ShownSection]:
    """Return answers under their headings."""
    by_name: dict[str, list[ShownAnswer]] = {}
    for answer in answers:
        by_name.setdefault(answer.section, []).append(answer)
    return [ShownSection(name, group) for name, group in by_name.items()]


def answers_for_panel(site: Site, *, is_blinded: bool) -> list[ShownAnswer]:
    """Return what a panel reads of ``site``: its application as it was last handed in.

    Blinded, questions that tell the hospital are left out, and files are called by what they
    were asked for: the name of a file can say whose it is. Empty: nothing was handed in here.
    """
    submission = last_submission_at(site)
    return shown_answers(submission, is_blinded=is_blinded) if submission else []


def recommendation_of(application: Application) -> Recommendation | None:
    """Return what the organisation now named says of the application, if it did."""
    if application.recommender_id is None:
        return None
    given = application.recommendations.filter(organisation=application.recommender_id)
    return given.select_related("organisation", "letter", "recommended_by").first()


def _shown(
    question: FormField,
    answer: ApplicationAnswer | None,
    finding: CheckItem | None,
    *,
    is_blinded: bool,
) -> ShownAnswer:
    value: Any = answer.value if answer else None
    url = ""
    text = said(question, value)
    if answer and answer.file:
        url = answer.file.get_absolute_url()
        text = question.label if is_blinded else answer.file.name
    return ShownAnswer(question.section, question.label, text, url, question.pk, finding)
