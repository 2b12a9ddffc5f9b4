"""Our own sentences with the numbers and traps of the public record, each with its verdict.

DOMAIN.md A1 and D5 have the facts. The sentences are written for this test.
"""

from datetime import date

import pytest

from niukou.core.quantities import Unit
from niukou.figures.claims.checking import Checked, check_draft
from niukou.figures.claims.facts import Sources
from niukou.figures.claims.finding import Found
from niukou.figures.claims.matching import Verdict
from niukou.figures.models import Reading
from niukou.programmes.models import Branch, ServiceStation
from tests.factories import (
    SIGNING_DAY,
    CampusFactory,
    ProgrammeFactory,
    ServiceStationFactory,
    TargetFactory,
)
from tests.factories.figures import OPENING_DAY, zhejiang

pytestmark = pytest.mark.django_db

LATER = date(2025, 12, 1)
PROVED, TARGET, DIFFERS = Verdict.PROVED, Verdict.TARGET, Verdict.DIFFERS
APPROXIMATE, NO_YEAR, UNKNOWN = Verdict.APPROXIMATE, Verdict.NO_YEAR, Verdict.UNKNOWN
NO_CLAIM = Verdict.NO_CLAIM


@pytest.fixture
def branch(db: None) -> Branch:
    """The programme as the public record has it: 22 signed, one station open, six targets."""
    programme = ProgrammeFactory.create(
        slug="red-button",
        official_name="红纽扣医务社工计划",
        aliases=["红纽扣医务社工项目"],
        launched_on=date(2024, 1, 1),
    )
    made = zhejiang(programme=programme)
    first = made.sites.order_by("pk").first()
    ServiceStationFactory.create(
        site=first,
        campus=CampusFactory.create(organisation=first.hospital, name="滨江院区"),
        opened_on=OPENING_DAY,
    )
    years = {"from_on": date(2024, 1, 1), "until_on": date(2027, 1, 1)}
    for code, planned, unit in (
        ("hospitals-with-station", 100, Unit.HOSPITALS),
        ("workers-trained", 1000, Unit.PERSONS),
        ("hospitals-with-worker", 300, Unit.HOSPITALS),
    ):
        TargetFactory.create(
            programme=programme, indicator=code, planned_value=planned, unit=unit, **years
        )
    return made


def checked(text: str, *, on: date = LATER, branch: Branch | None = None) -> Checked:
    return check_draft(Sources.every(), text=text, written_on=on, branch=branch)


def verdicts(text: str, **options: object) -> list[tuple[str, Verdict]]:
    return [(one.found.text, one.verdict) for one in checked(text, **options).everything]


# What is said, with the verdict of each number in it, those that claim nothing included.
SAID = [
    (
        "红纽扣医务社工计划2024年1月起步，用三年时间，计划为全国100家医院各建一个服务站，培训1,000名医务社工，并支持300家医院派驻或聘任医务社工。",
        [
            ("2024年1月", NO_CLAIM),
            ("三年", TARGET),
            ("100家医院", TARGET),
            ("一个", NO_CLAIM),
            ("1,000名", TARGET),
            ("300家医院", TARGET),
        ],
    ),
    (
        "浙江是第二站：三年内将有30家医院建站，资助60个岗位，培训200人。",
        [
            ("第二站", NO_CLAIM),
            ("三年", TARGET),
            ("30家医院", TARGET),
            ("60个", TARGET),
            ("200人", TARGET),
        ],
    ),
    (
        "2024年11月23日，基金会在莫干山院区同浙江四批共22家试点医院签约。",
        [("2024年11月23日", NO_CLAIM), ("四批", PROVED), ("22家", PROVED)],
    ),
    (
        "二〇二四年十一月二十三日，浙江站签约医院二十二家，分四批上台。",
        [("二〇二四年十一月二十三日", NO_CLAIM), ("二十二家", PROVED), ("四批", PROVED)],
    ),
    ("2024年11月23日，浙江已有23家医院签约。", [("2024年11月23日", NO_CLAIM), ("23家医院", DIFFERS)]),
    ("2024年11月22日，浙江已有22家医院签约。", [("2024年11月22日", NO_CLAIM), ("22家医院", DIFFERS)]),
    ("截至目前，浙江已有２２家医院签约。", [("２２家医院", PROVED)]),
    ("截至目前，浙江签约医院20余家。", [("20余家", APPROXIMATE)]),
    ("截至目前，浙江签约医院超过20家。", [("超过20家", APPROXIMATE)]),
    ("截至目前，浙江签约医院不少于22家。", [("不少于22家", APPROXIMATE)]),
    ("截至目前，浙江签约医院近25家。", [("近25家", DIFFERS)]),
    ("截至目前，浙江签约医院约20家。", [("约20家", APPROXIMATE)]),
    ("截至目前，浙江签约医院30多家。", [("30多家", DIFFERS)]),
    ("截至目前，浙江签约医院二十多家。", [("二十多家", APPROXIMATE)]),
    ("11月23日，浙江22家医院签约。", [("11月23日", NO_YEAR), ("22家医院", NO_YEAR)]),
    ("去年11月23日，浙江22家医院签约。", [("去年11月23日", NO_CLAIM), ("22家医院", PROVED)]),
    (
        "2025年10月31日，首个服务站在滨江院区1号楼一层揭牌，距签约342天。",
        [
            ("2025年10月31日", NO_CLAIM),
            ("1号楼", NO_CLAIM),
            ("一层", NO_CLAIM),
            ("342天", PROVED),
        ],
    ),
    (
        "2025年10月31日，浙江站有1个服务站启用，距签约343天。",
        [("2025年10月31日", NO_CLAIM), ("1个", PROVED), ("343天", DIFFERS)],
    ),
    ("截至目前，全国已有100家医院建站。", [("100家医院", TARGET)]),
    ("截至目前，浙江已培训200人。", [("200人", TARGET)]),
    ("截至目前，浙江已在两家医院建站。", [("两家医院", DIFFERS)]),
    ("浙江计划为40家医院建站。", [("40家医院", DIFFERS)]),
    ("浙江拟资助300个岗位。", [("300个", DIFFERS)]),
    ("全国拟支持60家医院聘任医务社工。", [("60家医院", DIFFERS)]),
    ("浙江目标：30家医院、60个岗位、200人。", [("30家医院", TARGET), ("60个", TARGET), ("200人", TARGET)]),
    (
        "区社会工作联合会成立，一百余人到场，150多人签到，下设六个专门委员会，已有14所市民学院。",
        [
            ("一百余人", UNKNOWN),
            ("150多人", UNKNOWN),
            ("六个", UNKNOWN),
            ("14所", UNKNOWN),
        ],
    ),
    ("2022年，基金会培训医务社工3,600名。", [("2022年", NO_CLAIM), ("3,600名", UNKNOWN)]),
    ("浙江今年新增22家签约医院，其中5家医院已建站。", [("今年", NO_CLAIM), ("22家", UNKNOWN), ("5家医院", UNKNOWN)]),
    ("自2024年1月启动以来，浙江已同22家医院签约。", [("2024年1月", NO_CLAIM), ("22家医院", PROVED)]),
    ("到2026年底，浙江建成30个服务站。", [("2026年底", NO_CLAIM), ("30个", UNKNOWN)]),
    ("江苏站已有22家医院签约。", [("22家医院", UNKNOWN)]),
    ("超过百分之三十的医院设有社工，服务1.2万人次。", [("超过百分之三十", UNKNOWN), ("1.2万人次", UNKNOWN)]),
    ("1. 第13届大会上午9时30分在3楼举行，面向0-14岁儿童，热线12345。",
        [
            ("1.", NO_CLAIM),
            ("第13届", NO_CLAIM),
            ("上午9时30分", NO_CLAIM),
            ("3楼", NO_CLAIM),
            ("0-14岁", NO_CLAIM),
            ("热线12345", NO_CLAIM),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[said[:24] for said, _ in SAID])
def test_each_number_gets_its_verdict(branch: Branch, text: str, expected: list) -> None:
    assert verdicts(text) == expected


def test_a_whole_draft_gets_the_same_verdicts_as_its_sentences(branch: Branch) -> None:
    named = [(text, expected) for text, expected in SAID if not text.startswith("1. ")]

    assert verdicts("\n".join(text for text, _ in named)) == [
        one for _, expected in named for one in expected
    ]


def test_a_verdict_carries_the_figure_with_its_scope_day_and_address(branch: Branch) -> None:
    [claim] = checked("2024年11月23日，浙江23家试点医院签约。").claims

    known = claim.known
    assert (claim.found.value, claim.found.unit) == (23, "HOSPITALS")
    assert (known.code, known.value, known.as_of) == ("hospitals-signed", 22, SIGNING_DAY)
    assert known.scope == "红纽扣医务社工计划 · 浙江站"
    assert known.url == "/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23"


def test_a_target_told_as_a_result_shows_both(branch: Branch) -> None:
    [claim] = checked("截至2025年11月30日，浙江已在30家医院建成服务站。").claims

    assert claim.verdict == TARGET
    assert (claim.known.value, claim.result.value) == (30, 1)


def test_what_sources_print_stands_beside_what_is_proved(branch: Branch) -> None:
    claims = checked("2024年11月23日，浙江四批共22家医院签约。").claims

    assert Reading.objects.count() == 2
    assert [[one.reads for one in claim.printed] for claim in claims] == [["四批", "首批"]] * 2


def test_the_form_says_what_a_draft_is_about_that_does_not_say_it(branch: Branch) -> None:
    text = "计划为30家医院建站。"

    assert checked(text, branch=branch).claims[0].known.scope.endswith("浙江站")


def test_a_target_is_not_known_before_it_was_published(branch: Branch) -> None:
    text = "浙江计划为30家医院建站。"

    assert verdicts(text, on=date(2024, 11, 22)) == [("30家医院", UNKNOWN)]
    assert verdicts(text, on=SIGNING_DAY) == [("30家医院", TARGET)]


def test_a_station_opened_later_changes_no_earlier_number(branch: Branch) -> None:
    ServiceStation.objects.update(opened_on=date(2025, 11, 30))

    assert verdicts("2025年10月31日，浙江有1个服务站启用。")[1] == ("1个", DIFFERS)


def test_places_slice_the_draft(branch: Branch) -> None:
    text = "\n".join(said for said, _ in SAID)
    found: list[Found] = [one.found for one in checked(text).everything]

    assert len(found) > 60
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert "".join(piece.text for piece in checked(text).pieces()) == text
