"""The disclosure calendar of the programme: duties from its real launch, texts that are invented."""

from datetime import date

from django.utils import timezone

from niukou.desk.demo.invented import MARK
from niukou.figures.actions.duties import (
    approve_duty,
    decide_duty_note,
    draft_duty,
    keep_calendar,
    note_duty,
    publish_duty,
)
from niukou.figures.duties.drafts import TO_FILL_IN, draft_of
from niukou.figures.models import Duty
from niukou.people.models import Account
from niukou.programmes.models import Programme

ADDRESS = "https://example.org/progress"  # nobody's page: nothing of it was published anywhere


def build_disclosure(programme: Programme, accounts: dict[str, Account], *, today: date) -> None:
    """Keep the calendar from today on: what the real foundation published before is its own.

    One text is published with a note, the next is drafted; both say that they are invented.
    """
    officer, other = (Account.objects.get(pk=accounts[who].pk) for who in ("officer", "approver"))
    keep_calendar(programme, from_on=today, on=today, by=officer)
    entries = Duty.objects.filter(programme=programme, kind="PROGRESS").order_by("deadline_on")
    first, following = entries.select_related("programme")[:2]
    done = _published(first, today=today, by=officer, other=other)
    note = note_duty(done, text=f"本期活动场次少计一场，应加一场（{MARK}）。", by=officer)
    decide_duty_note(note, approve=True, by=other)
    _drafted(Duty.objects.select_related("programme").get(pk=following.pk), today, by=officer)


def _drafted(duty: Duty, today: date, *, by: Account) -> Duty:
    text = f"（{MARK}）{draft_of(duty, today=today)}"
    return draft_duty(duty, version=duty.version, text=text, by=by)


def _published(duty: Duty, *, today: date, by: Account, other: Account) -> Duty:
    said = f"按计划开展，内容为虚构（{MARK}）。"
    text = f"（{MARK}）{draft_of(duty, today=today)}".replace(TO_FILL_IN, said)
    duty = draft_duty(duty, version=duty.version, text=text, by=by)
    duty = approve_duty(duty, version=duty.version, by=other)
    return publish_duty(duty, on=timezone.localdate(), url=ADDRESS, today=today, by=by)
