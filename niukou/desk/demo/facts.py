"""Public facts of the real network. Nothing here is invented; what is not published is left out."""

from dataclasses import dataclass
from datetime import date

from niukou.core.quantities import Unit
from niukou.network.models import OrganisationKind as Kind

PAPER = "《公益时报》2024年11月"
NOTICE = "中国红十字基金会公告 2024-11-25"
NOTICE_URL = "http://www.sdgy.org.cn/yizhouredian/9916.html"
NO_CODE = "公开资料未载"
NO_LEGAL_PERSON = "非实体性平台，无法人资格"

LAUNCHED_ON = date(2024, 1, 1)  # January 2024; the day was not published
SIGNED_ON = date(2024, 11, 23)
NOTICE_ON = date(2024, 11, 25)
OPENED_ON = date(2025, 10, 31)
THREE_YEARS_ON = date(2027, 1, 1)
BRANCH_THREE_YEARS_ON = date(2027, 11, 23)

FOUNDATION = "中国红十字基金会"
CHILDREN = "浙江大学医学院附属儿童医院"
MOGANSHAN, BINJIANG = "莫干山院区", "滨江院区"
STATION = "博爱社工服务站"
STATION_PLACE = "1号楼一层门急诊通道"
COHORT = "首批"


@dataclass(frozen=True, slots=True)
class PublicBody:
    """An organisation named in the sources; ``region`` is a six-digit code."""

    name: str
    kind: Kind
    region: str
    aliases: tuple[str, ...] = ()
    no_code: str = NO_CODE


BODIES = (
    PublicBody(FOUNDATION, Kind.FOUNDATION, "110000"),
    PublicBody("中国社会工作联合会", Kind.SOCIAL_ASSOCIATION, "110000"),
    PublicBody("《公益时报》社", Kind.MEDIA, "110000"),
    PublicBody("浙江省妇幼保健协会", Kind.SOCIAL_ASSOCIATION, "330000"),
    PublicBody(CHILDREN, Kind.HOSPITAL, "330000", ("浙大儿院",)),
    PublicBody("黄埔区社会工作联合会", Kind.FEDERATION, "440112"),
    PublicBody("荆州市社会工作(社区治理)学院", Kind.ACADEMY, "421000", (), NO_LEGAL_PERSON),
    PublicBody("长江大学", Kind.UNIVERSITY, "421000"),
)
INITIATORS = (FOUNDATION, "中国社会工作联合会", "《公益时报》社")


@dataclass(frozen=True, slots=True)
class Promise:
    """A published target; ``in_branch`` tells the branch's from the programme's."""

    indicator: str
    planned: int
    unit: Unit
    in_branch: bool


TARGETS = (
    Promise("hospitals-with-station", 100, Unit.HOSPITALS, in_branch=False),
    Promise("workers-trained", 1000, Unit.PERSONS, in_branch=False),
    Promise("hospitals-with-worker", 300, Unit.HOSPITALS, in_branch=False),
    Promise("hospitals-with-station", 30, Unit.HOSPITALS, in_branch=True),
    Promise("posts-funded", 60, Unit.POSTS, in_branch=True),
    Promise("workers-trained", 200, Unit.PERSONS, in_branch=True),
)

SIGNED_HOSPITALS = 22
SIGNED_READINGS = (
    (PAPER, "", SIGNED_ON, "四批共22家"),
    (NOTICE, NOTICE_URL, NOTICE_ON, "首批22家"),
)
