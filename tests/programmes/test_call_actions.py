"""What can be done to a call and its form, and what is refused."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from niukou.core.errors import EditConflict
from niukou.programmes.actions import call_forms as of_forms
from niukou.programmes.actions import calls as refusals
from niukou.programmes.actions.call_forms import (
    add_question,
    edit_question,
    move_question,
    publish_form,
    remove_question,
    revise_form,
)
from niukou.programmes.actions.calls import (
    cancel_call,
    close_call,
    draft_call,
    edit_call,
    publish_call,
)
from niukou.programmes.models import Call, CallPhase, CallStatus, FieldKind, FormField
from tests.factories import BranchFactory, officer_of, stranger
from tests.factories.calls import (
    CLOSES,
    OPENS,
    CallFactory,
    begun,
    draft_of_a_call,
    open_call,
)

pytestmark = pytest.mark.django_db
SAID = {
    "title": "第二批征集",
    "who_may_apply": "省内医院",
    "what_is_granted": "一间服务站",
    "procedure": "审查、评审、公示",
    "contact": "项目办",
    "opens_on": OPENS,
    "closes_on": CLOSES,
}
WITHIN = date(2026, 3, 20)


def officer(call: Call):
    return officer_of(call.branch)


# --- the call ----------------------------------------------------------------------------------
def test_draft_takes_a_number_and_asks_what_is_usual() -> None:
    branch = BranchFactory.create(code="YS")

    call = draft_call(branch, by=officer_of(branch), **SAID)

    assert (call.number, call.status, call.published_on) == ("YS-C01", CallStatus.DRAFT, None)
    questions = list(call.forms.get().questions.order_by("position"))
    assert len(questions) > 20
    assert [one.position for one in questions] == list(range(1, len(questions) + 1))
    assert {one.kind for one in questions} == set(FieldKind)


def test_draft_refuses_a_call_without_a_day_and_who_does_not_run_the_branch() -> None:
    branch = BranchFactory.create()

    with pytest.raises(refusals.ClosesBeforeItOpens):
        draft_call(branch, by=officer_of(branch), **SAID | {"closes_on": OPENS})
    for by in (stranger(), officer_of(BranchFactory.create(programme=branch.programme))):
        with pytest.raises(PermissionDenied):
            draft_call(branch, by=by, **SAID)


@pytest.mark.parametrize(
    ("status", "on", "phase"),
    [
        (CallStatus.DRAFT, WITHIN, CallPhase.DRAFT),
        (CallStatus.PUBLISHED, date(2026, 2, 28), CallPhase.COMING),
        (CallStatus.PUBLISHED, OPENS, CallPhase.OPEN),
        (CallStatus.PUBLISHED, date(2026, 4, 30), CallPhase.OPEN),
        (CallStatus.PUBLISHED, CLOSES, CallPhase.OVER),
        (CallStatus.CLOSED, WITHIN, CallPhase.OVER),
        (CallStatus.CANCELLED, WITHIN, CallPhase.CANCELLED),
    ],
)
def test_phase_follows_from_the_dates(status, on, phase) -> None:
    assert CallFactory.build(status=status, branch=None).phase(on=on) == phase


def test_publish_shows_call_and_form_and_freezes_the_form() -> None:
    call = draft_of_a_call()

    published = publish_call(call, on=WITHIN, by=officer(call))

    form = call.forms.get()
    assert (published.status, published.published_on) == (CallStatus.PUBLISHED, WITHIN)
    assert form.published_on == WITHIN
    for write in (
        lambda: form.questions.update(label="改"),
        lambda: form.questions.all().delete(),
        lambda: FormField.objects.create(
            form=form, position=9, section="x", label="x", kind=FieldKind.TEXT
        ),
        lambda: call.forms.update(published_on=None),
    ):
        with pytest.raises(DatabaseError, match="pgtrigger"), transaction.atomic():
            write()


def test_publish_refuses_a_hidden_branch_a_past_day_an_empty_form_and_a_second_time() -> None:
    hidden = draft_of_a_call(branch__is_public=False)
    empty, call = draft_of_a_call(), draft_of_a_call()
    empty.forms.get().questions.all().delete()

    for refusal, subject, on in (
        (refusals.BranchNotPublic, hidden, WITHIN),
        (refusals.AskedNothing, empty, WITHIN),
        (refusals.OverAlready, call, CLOSES),
        (refusals.NoDraftCall, open_call(), WITHIN),
    ):
        with pytest.raises(refusal):
            publish_call(subject, on=on, by=officer(subject))
    with pytest.raises(PermissionDenied):
        publish_call(call, on=WITHIN, by=stranger())


def test_edit_changes_words_and_lets_a_published_call_close_later_only() -> None:
    call = open_call()
    said = SAID | {"asks_recommendation": False, "why": "延期"}
    by = officer(call)

    edited = edit_call(call, version=1, by=by, **said | {"closes_on": date(2026, 6, 1)})
    assert (edited.title, edited.closes_on) == ("第二批征集", date(2026, 6, 1))
    for change in (
        {"closes_on": date(2026, 5, 31)},
        {"opens_on": date(2026, 3, 2)},
        {"asks_recommendation": True},
    ):
        with pytest.raises(refusals.DateIsPromised) as refused:
            edit_call(edited, version=2, by=by, **said | {"closes_on": date(2026, 6, 1)} | change)
        assert refused.value.field == next(iter(change))
    with pytest.raises(EditConflict):
        edit_call(call, version=1, by=by, **said)
    with pytest.raises(PermissionDenied):
        edit_call(call, version=2, by=stranger(), **said)


@pytest.mark.parametrize(
    ("end", "status"), [(close_call, CallStatus.CLOSED), (cancel_call, CallStatus.CANCELLED)]
)
def test_close_and_cancel_end_a_published_call_for_a_reason(end, status) -> None:
    call, draft = open_call(), draft_of_a_call()
    said = {"on": WITHIN, "reason": "名额已满"}

    ended = end(call, by=officer(call), **said)

    assert (ended.status, ended.ended_on, ended.end_reason) == (status, WITHIN, "名额已满")
    for subject in (ended, draft):
        with pytest.raises(refusals.CallHasEnded):
            end(subject, by=officer(subject), **said)
    with pytest.raises(refusals.CallHasEnded):
        edit_call(ended, version=2, by=officer(call), asks_recommendation=False, why="改", **SAID)
    with pytest.raises(PermissionDenied):
        end(open_call(), by=stranger(), **said)


def test_the_database_refuses_an_end_without_a_reason() -> None:
    call = open_call()

    with pytest.raises(IntegrityError, match="ends_on_a_day_for_a_reason"), transaction.atomic():
        Call.objects.filter(pk=call.pk).update(status=CallStatus.CLOSED)


# --- its form ----------------------------------------------------------------------------------
ASKED = {"section": "医院", "label": "员工人数", "kind": FieldKind.NUMBER}


def labels(form) -> list[str]:
    return list(form.questions.order_by("position").values_list("label", flat=True))


def test_add_asks_at_the_end_of_the_section_and_a_new_section_comes_last() -> None:
    form = draft_of_a_call().forms.get()
    by = officer(form.call)

    add_question(form, by=by, **ASKED)
    add_question(form, by=by, **ASKED | {"section": "附件", "label": "附件"})

    assert labels(form) == ["问题1", "问题2", "员工人数", "问题3", "附件"]


def test_move_changes_places_within_the_section_and_stays_at_its_ends() -> None:
    form = draft_of_a_call().forms.get()
    by = officer(form.call)
    first, second, third = form.questions.order_by("position")

    move_question(second, is_up=True, by=by)
    assert labels(form) == ["问题2", "问题1", "问题3"]
    move_question(first, is_up=False, by=by)
    move_question(third, is_up=True, by=by)
    assert labels(form) == ["问题2", "问题1", "问题3"]


def test_edit_and_remove_change_a_draft_and_tell_the_second_editor() -> None:
    form = draft_of_a_call().forms.get()
    by = officer(form.call)
    asked = form.questions.order_by("position")[0]

    edit_question(asked, version=1, by=by, **ASKED)
    with pytest.raises(EditConflict):
        edit_question(asked, version=1, by=by, **ASKED)
    remove_question(asked, by=by)

    assert labels(form) == ["问题2", "问题3"]


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        ({"kind": FieldKind.CHOICE}, of_forms.ChoicesMissing),
        ({"kind": FieldKind.CHOICE, "choices": ["一"]}, of_forms.ChoicesMissing),
        ({"choices": ["一", "二"]}, of_forms.ChoicesMissing),
        ({"lowest": 3, "highest": 2}, of_forms.LimitsOutOfOrder),
    ],
)
def test_add_refuses_what_cannot_be_asked(asked, refusal) -> None:
    form = draft_of_a_call().forms.get()

    with pytest.raises(refusal):
        add_question(form, by=officer(form.call), **ASKED | asked)


def test_a_published_form_is_changed_by_its_next_version() -> None:
    call = open_call()
    first = call.forms.get()
    by = officer(call)
    asked = first.questions.order_by("position")[0]
    for change in (
        lambda: add_question(first, by=by, **ASKED),
        lambda: edit_question(asked, version=1, by=by, **ASKED),
        lambda: move_question(asked, is_up=False, by=by),
        lambda: remove_question(asked, by=by),
        lambda: publish_form(first, on=WITHIN, by=by),
    ):
        with pytest.raises(of_forms.FormIsPublished):
            change()

    second = revise_form(call, on=WITHIN, by=by)
    with pytest.raises(of_forms.FormIsBeingRevised):
        revise_form(call, on=WITHIN, by=by)
    add_question(second, by=by, **ASKED)
    early = begun(call)
    publish_form(second, on=WITHIN, by=by)
    late = begun(call)

    assert (early.form, late.form) == (first, second)
    assert set(labels(second)) - set(labels(first)) == {"员工人数"}


def test_revise_refuses_a_draft_an_ended_call_and_who_does_not_run_it() -> None:
    call, draft = open_call(), draft_of_a_call()

    with pytest.raises(of_forms.CallNotPublished):
        revise_form(draft, on=WITHIN, by=officer(draft))
    with pytest.raises(of_forms.CallNotPublished):
        publish_form(draft.forms.get(), on=WITHIN, by=officer(draft))
    with pytest.raises(refusals.CallHasEnded):
        revise_form(call, on=CLOSES, by=officer(call))
    with pytest.raises(PermissionDenied):
        revise_form(call, on=WITHIN, by=stranger())


def test_a_form_has_an_end(monkeypatch) -> None:
    monkeypatch.setattr(of_forms, "MOST_QUESTIONS", 3)
    form = draft_of_a_call().forms.get()

    with pytest.raises(of_forms.TooManyQuestions, match="3"):
        add_question(form, by=officer(form.call), **ASKED)
