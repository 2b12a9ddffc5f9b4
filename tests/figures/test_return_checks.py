"""What does not add up in a return, and what only needs a word."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from niukou.figures.returns.checks import (
    JUMP_LEAST,
    NOT_MORE_THAN,
    Kind,
    Stated,
    findings,
    refused,
)
from niukou.figures.returns.lines import LINES, WHOLE, Section
from tests.factories.returns import GOOD

GOOD_VALUES = {code: Decimal(value) for code, value in GOOD.items()}
NUMBERS = st.integers(0, 400).map(Decimal)


def stated(before=(), known=(), remarks=(), **changed: object) -> Stated:
    said = {code.replace("_", "-"): value for code, value in changed.items()}
    values = GOOD_VALUES | {
        code: None if value is None else Decimal(str(value)) for code, value in said.items()
    }
    return Stated(
        start_on=date(2026, 1, 1),
        end_on=date(2026, 2, 1),
        values=values,
        known=dict(known),
        remarks=dict(remarks),
        before=dict(before),
    )


def found(**said: object) -> list[tuple[str, Kind]]:
    return [(one.code, one.kind) for one in findings(stated(**said))]


def test_a_good_month_has_nothing_to_say() -> None:
    assert found() == []


def test_more_persons_than_person_times_is_told_with_both_numbers() -> None:
    [one] = findings(stated(persons_served=121))

    assert (one.code, one.kind, one.stops) == ("persons-served", Kind.REFUSED, True)
    assert "121" in one.message
    assert "120" in one.message
    assert found(persons_served=120) == []


def test_cases_closed_come_from_those_active_before_and_those_opened() -> None:
    before = {"cases-active": Decimal(3)}

    assert found(before=before, cases_closed=9, cases_active=0) == []
    assert found(before=before, cases_closed=10) == [("cases-closed", Kind.REFUSED)]
    assert found(before=before, cases_closed=2, cases_active=6) == [("cases-active", Kind.ASKS)]
    assert found(cases_closed=10) == []  # nothing is known of the period before


def test_what_is_missing_is_refused_and_a_mean_of_nobody_is_not() -> None:
    assert found(groups=None) == [("groups", Kind.REFUSED)]
    assert found(satisfaction_mean=None) == []
    assert found(satisfaction_mean="0.9") == [("satisfaction-mean", Kind.REFUSED)]
    assert found(satisfaction_mean="5.01") == [("satisfaction-mean", Kind.REFUSED)]


def test_a_jump_asks_for_a_word_and_never_refuses() -> None:
    before = {"person-times": Decimal(30)}
    jumped = {"before": before, "person_times": 120}

    assert found(**jumped) == [("person-times", Kind.ASKS)]
    [one] = findings(stated(**jumped, remarks={"person-times": "开展义诊"}))
    assert (one.is_answered, one.stops) == (True, False)
    assert found(before=before, person_times=90) == []  # three times as much is no jump yet
    assert found(before={"activities": Decimal(0)}, activities=JUMP_LEAST) == []
    assert found(before={"person-times": Decimal(0)}, person_times=120) == [
        ("person-times", Kind.ASKS)
    ]


def test_a_blank_remark_is_no_word() -> None:
    [one] = findings(stated(known={"groups": Decimal(2)}, remarks={"groups": "  "}))

    assert one.stops


def test_a_line_that_is_no_longer_asked_stands_in_nobodys_way() -> None:
    assert found(former_line=None) == []


@given(st.dictionaries(st.sampled_from(sorted(GOOD)), NUMBERS))
def test_what_is_handed_in_never_contradicts_itself(changed) -> None:
    one = stated(**{code.replace("-", "_"): value for code, value in changed.items()})

    if refused(one):
        return
    always = [pair for pair in NOT_MORE_THAN if pair[0] != "satisfaction-answers"]
    assert all(one.values[less] <= one.values[more] for less, more in always)
    answers = one.values["satisfaction-answers"]
    assert not answers or 0 <= one.values["satisfied-answers"] / answers <= 1


@given(st.dictionaries(st.sampled_from(sorted(LINES)), st.none() | NUMBERS), st.booleans())
def test_every_remarkable_thing_can_be_answered_with_a_remark(changed, is_known: bool) -> None:
    other = {code: Decimal(1) for code in LINES}
    said = {code.replace("-", "_"): value for code, value in changed.items()}
    remarks = dict.fromkeys(LINES, "已核对")
    one = stated(**said, before=other, known=other if is_known else {}, remarks=remarks)

    assert all(not found.stops for found in findings(one) if found.kind == Kind.ASKS)


def test_every_line_says_what_it_counts_and_has_its_section() -> None:
    texts = [text for line in LINES.values() for text in (line.label, line.counts, line.source)]
    assert all(len(str(text)) > 1 for text in texts)
    assert {line.section for line in LINES.values()} == set(Section)
    assert all(line.unit in WHOLE or line.unit in {"HOURS", "POINTS"} for line in LINES.values())


def test_mandatory_reports_are_not_asked() -> None:
    assert [code for code in LINES if "report" in code or "safeguard" in code] == []
