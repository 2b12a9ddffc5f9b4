"""What follows a locked return: notes, and what the figures count of them."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from niukou.figures.actions import return_notes as refusals
from niukou.figures.actions.return_notes import approve_note, note_correction, reject_note
from niukou.figures.models import NoteStatus, ReturnNote
from niukou.figures.queries.return_checks import before_of
from tests.factories import officer_of, stranger
from tests.factories.programmes import coordinator
from tests.factories.returns import MARCH, accepted, line, open_return, submitted

pytestmark = pytest.mark.django_db
WHY = "漏登一次活动"


def noted(one=None, *, code: str = "person-times", says: int = 130) -> ReturnNote:
    one = one or accepted()
    return note_correction(
        line(one, code), says_value=Decimal(says), reason=WHY, by=coordinator(one.site)
    )


def test_a_note_stands_once_another_approves_it_and_the_line_stays() -> None:
    note = noted()
    one = note.line.site_return
    assert line(one, "person-times").standing == 120

    approve_note(note, by=officer_of(one.site.branch))

    said = line(one, "person-times")
    assert (said.stated_value, said.standing) == (120, 130)


def test_the_next_return_is_held_against_what_stands() -> None:
    note = noted(code="cases-active", says=5)
    one = note.line.site_return
    approve_note(note, by=officer_of(one.site.branch))

    following = open_return(one.site, on=MARCH)

    assert before_of(following)["cases-active"] == 5


def test_note_correction_refuses() -> None:
    one = accepted()
    said = {"says_value": Decimal(130), "reason": WHY, "by": coordinator(one.site)}
    about = line(one, "person-times")

    for changed, refusal in (
        ({"reason": " "}, refusals.ReasonMissing),
        ({"says_value": Decimal(120)}, refusals.NothingToCorrect),
        ({"says_value": Decimal(39)}, refusals.WouldNotAddUp),
        ({"by": stranger()}, PermissionDenied),
    ):
        with pytest.raises(refusal):
            note_correction(about, **said | changed)
    note_correction(about, **said)
    with pytest.raises(refusals.NoteWaiting):
        note_correction(about, **said)
    open_one = submitted()
    with pytest.raises(refusals.NotLocked):
        note_correction(line(open_one, "groups"), **said | {"by": coordinator(open_one.site)})


def test_who_wrote_a_note_does_not_decide_on_it() -> None:
    one = accepted()
    officer = officer_of(one.site.branch)
    note = note_correction(
        line(one, "person-times"), says_value=Decimal(130), reason=WHY, by=officer
    )

    with pytest.raises(refusals.OwnNote):
        approve_note(note, by=officer)
    with pytest.raises(PermissionDenied):
        approve_note(note, by=coordinator(one.site))
    with pytest.raises(refusals.WhyNotMissing):
        reject_note(note, why_not="", by=officer_of(one.site.branch))
    done = reject_note(note, why_not="与签到表不符", by=officer_of(one.site.branch))
    with pytest.raises(refusals.AlreadyDecided):
        approve_note(note, by=officer_of(one.site.branch))
    assert (done.status, line(one, "person-times").standing) == (NoteStatus.REJECTED, 120)


def test_two_notes_that_contradict_each_other_do_not_both_stand() -> None:
    persons = noted(code="persons-served", says=115)
    one = persons.line.site_return
    times = noted(one, says=110)
    by = officer_of(one.site.branch)
    approve_note(persons, by=by)

    with pytest.raises(refusals.WouldNotAddUp):
        approve_note(times, by=by)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_returnnote SET says_value = 1",
        "UPDATE figures_returnnote SET status = 'PROPOSED', decided_by_id = NULL, decided_at = NULL",
        "DELETE FROM figures_returnnote",
    ],
)
def test_the_database_itself_keeps_a_note_that_was_decided(sql: str) -> None:
    note = noted()
    approve_note(note, by=officer_of(note.line.site_return.site.branch))

    with (
        pytest.raises(DatabaseError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
