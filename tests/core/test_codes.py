"""The codes of organisations and persons."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.codes import (
    REGISTERED_AS,
    SYNTHETIC_REGION,
    USCC_SIGNS,
    BadCode,
    Fault,
    credit_code_check,
    id_number_check,
    normalise_code,
    organisation_code_check,
    read_credit_code,
    read_id_number,
    synthetic_credit_code,
    synthetic_id_number,
)

TODAY = date(2024, 11, 23)
births = st.dates(min_value=date(1930, 1, 1), max_value=TODAY)
registrations = st.sampled_from(sorted(REGISTERED_AS))
sequences = st.integers(0, 999)


def anywhere(code: str, year: int) -> bool:
    return True


def nowhere(code: str, year: int) -> bool:
    return False


def read_id(text, is_known_region=anywhere):
    return read_id_number(text, is_known_region=is_known_region, today=TODAY)


def with_check(body: str) -> str:
    return body + id_number_check(body)


# The standards print these examples of their check characters.
def test_check_characters_agree_with_the_standards():
    assert id_number_check("11010519491231002") == "X"
    assert id_number_check("44052418800101001") == "4"
    assert organisation_code_check("D2143569") == "X"


@given(registrations, st.integers(0, 9_999_999))
def test_a_synthetic_credit_code_reads_back(registration, sequence):
    code = synthetic_credit_code(registration=registration, sequence=sequence)
    read = read_credit_code(code)

    assert (read.code, read.department + read.kind) == (code, registration)
    assert read.region == SYNTHETIC_REGION
    assert organisation_code_check(read.subject[:8]) == read.subject[8]
    assert str(read.registered_as)


@given(registrations, st.integers(0, 9_999_999), st.integers(8, 17), st.sampled_from(USCC_SIGNS))
def test_one_mistyped_character_of_a_credit_code_is_found(registration, sequence, place, sign):
    code = synthetic_credit_code(registration=registration, sequence=sequence)
    mistyped = code[:place] + sign + code[place + 1 :]

    if mistyped == code:
        assert read_credit_code(mistyped).code == code
    else:
        with pytest.raises(BadCode) as refusal:
            read_credit_code(mistyped)
        assert refusal.value.fault == Fault.CHECK


@pytest.mark.parametrize(
    ("start", "words"),
    [("12", "public institution"), ("53", "foundation"), ("52", "social service agency")],
)
def test_a_credit_code_says_what_was_registered(start, words):
    assert (
        read_credit_code(synthetic_credit_code(registration=start, sequence=7)).registered_as
        == words
    )


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda code: code[:-1], Fault.LENGTH),
        (lambda code: "", Fault.LENGTH),
        (lambda code: code[:10] + "I" + code[11:], Fault.CHARACTER),
        (lambda code: code[:10] + "*" + code[11:], Fault.CHARACTER),
        (lambda code: code[:4] + "A" + code[5:], Fault.CHARACTER),
        (lambda code: "14" + code[2:], Fault.REGISTRATION),
        (lambda code: code[:-1] + ("0" if code[-1] != "0" else "1"), Fault.CHECK),
    ],
)
def test_a_bad_credit_code_says_which_part_is_wrong(change, fault):
    good = synthetic_credit_code(registration="53", sequence=42)

    with pytest.raises(BadCode) as refusal:
        read_credit_code(change(good))

    assert refusal.value.fault == fault
    assert refusal.value.message


@given(births, sequences)
def test_a_synthetic_id_number_reads_back(born_on, sequence):
    read = read_id(synthetic_id_number(born_on=born_on, sequence=sequence))

    assert (read.born_on, read.region, read.is_male) == (
        born_on,
        SYNTHETIC_REGION,
        sequence % 2 == 1,
    )


def test_a_synthetic_id_number_is_refused_where_only_real_regions_are_known():
    number = synthetic_id_number(born_on=date(1990, 1, 1), sequence=1)

    with pytest.raises(BadCode) as refusal:
        read_id(number, is_known_region=lambda code, year: code == "330106")

    assert refusal.value.fault == Fault.REGION


@given(births, sequences, st.integers(14, 17), st.sampled_from("0123456789"))
def test_one_mistyped_digit_of_an_id_number_is_found(born_on, sequence, place, digit):
    number = synthetic_id_number(born_on=born_on, sequence=sequence)
    mistyped = number[:place] + digit + number[place + 1 :]

    if mistyped == number:
        assert read_id(mistyped).code == number
    else:
        with pytest.raises(BadCode) as refusal:
            read_id(mistyped)
        assert refusal.value.fault == Fault.CHECK


def test_a_county_made_after_2012_is_known_when_the_caller_knows_it():
    asked = []

    def since_2021(code: str, year: int) -> bool:
        asked.append((code, year))
        return code == "330114"

    assert read_id(with_check("33011419900101001"), since_2021).region == "330114"
    assert asked == [("330114", 1990)]


@pytest.mark.parametrize("region", ["810000", "820000", "830000"])
def test_residence_permits_of_hong_kong_macau_and_taiwan_are_known(region):
    assert read_id(with_check(f"{region}19900101001"), nowhere).region == region


@pytest.mark.parametrize(
    ("text", "fault", "words"),
    [
        ("330106900101001", Fault.LENGTH, "15-digit"),
        ("33010619900101", Fault.LENGTH, "14 characters"),
        ("", Fault.LENGTH, "0 characters"),
        ("33010X199001010010", Fault.CHARACTER, "17 figures"),
        ("三30106199001010010", Fault.CHARACTER, "17 figures"),
        ("330106199002300019", Fault.DATE, "19900230"),
        ("330106209901010011", Fault.DATE, "still to come"),
    ],
)
def test_a_bad_id_number_says_which_part_is_wrong(text, fault, words):
    with pytest.raises(BadCode, match=words) as refusal:
        read_id(text)

    assert refusal.value.fault == fault


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        " 110105 19491231 002X",
        "110105-19491231-002x",
    ],
)
def test_codes_are_read_in_any_width_and_spacing(typed):
    assert normalise_code(typed) == "11010519491231002X"
    assert read_id(typed).born_on == date(1949, 12, 31)


@given(st.text(max_size=22))
def test_any_text_is_read_or_refused_in_words(text):
    for read in (read_credit_code, read_id):
        try:
            assert str(read(text)) == normalise_code(text)
        except BadCode as refusal:
            assert refusal.message  # noqa: PT017  # either outcome is right


@given(st.text(alphabet=USCC_SIGNS, min_size=17, max_size=17))
def test_the_check_character_is_one_of_the_code_s_own(body):
    assert credit_code_check(body) in USCC_SIGNS
