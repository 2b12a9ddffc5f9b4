"""What a number counts, by its measure word and noun, and how exactly it is said."""

from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy

from niukou.core.quantities import Qualifier, Unit, counted
from niukou.figures.claims.numerals import Number


class Counted(TextChoices):
    """What a draft counts: our units, and things of which we keep no figure."""

    HOSPITALS = "HOSPITALS", gettext_lazy("hospitals")
    ORGANISATIONS = "ORGANISATIONS", gettext_lazy("organisations")
    STATIONS = "STATIONS", gettext_lazy("stations")
    POSTS = "POSTS", gettext_lazy("posts")
    PERSONS = "PERSONS", gettext_lazy("persons")
    PERSON_TIMES = "PERSON_TIMES", gettext_lazy("person-times")
    AGREEMENTS = "AGREEMENTS", gettext_lazy("agreements")
    APPLICATIONS = "APPLICATIONS", gettext_lazy("applications")
    CASES = "CASES", gettext_lazy("cases")
    OBJECTIONS = "OBJECTIONS", gettext_lazy("objections")
    SESSIONS = "SESSIONS", gettext_lazy("sessions")
    HOURS = "HOURS", gettext_lazy("hours")
    MINUTES = "MINUTES", gettext_lazy("minutes")
    DAYS = "DAYS", gettext_lazy("days")
    SHARE = "SHARE", gettext_lazy("share")
    YUAN = "YUAN", gettext_lazy("yuan")
    SIGNING_GROUPS = "SIGNING_GROUPS", gettext_lazy("signing groups")
    YEARS = "YEARS", gettext_lazy("years")
    OTHER = "OTHER", gettext_lazy("things of another kind")

    def said(self, value: Number) -> str:
        """Return ``value`` with this unit in words; a share is 0 to 1."""
        if self in OURS:
            return counted(value, Unit(self.value))
        if self == Counted.OTHER:
            return f"{value:,}"
        return f"{value:,} {self.label}"


OURS = {Counted(unit.value) for unit in Unit if unit.value in Counted.values}


class Hedge(TextChoices):
    """How a draft says a number. Finer than a qualifier: "nearly" and "some" point one way."""

    EXACT = "EXACT", gettext_lazy("exact")
    ABOUT = "ABOUT", gettext_lazy("about")
    NEARLY = "NEARLY", gettext_lazy("nearly")
    AND_SOME = "AND_SOME", gettext_lazy("and some")
    MORE_THAN = "MORE_THAN", gettext_lazy("more than")
    AT_LEAST = "AT_LEAST", gettext_lazy("at least")
    AT_MOST = "AT_MOST", gettext_lazy("at most")
    SEVERAL = "SEVERAL", gettext_lazy("several times")

    @property
    def qualifier(self) -> Qualifier:
        """The qualifier a figure would bear."""
        return QUALIFIERS.get(self, Qualifier.ABOUT)

    def allows(self, said: Number, true: Number) -> bool:
        """True when who knows that it is ``true`` may put it as ``said``."""
        lowest, highest = self._borders(Decimal(said))
        is_open = self in {Hedge.AND_SOME, Hedge.MORE_THAN}
        above = true > lowest if is_open else true >= lowest
        return above and true <= highest

    def _borders(self, said: Decimal) -> tuple[Decimal, Decimal]:
        leeway = Decimal("0.1") * said
        return {
            Hedge.EXACT: (said, said),
            Hedge.ABOUT: (said - leeway, said + leeway),
            Hedge.NEARLY: (said - leeway, said),
            Hedge.AND_SOME: (said, said + last_place(said)),
            Hedge.MORE_THAN: (said, 2 * said),
            Hedge.AT_LEAST: (said, 2 * said),
            Hedge.AT_MOST: (Decimal(0), said),
            Hedge.SEVERAL: (2 * said, 10 * said),
        }[self]


QUALIFIERS = {
    Hedge.EXACT: Qualifier.EXACT,
    Hedge.AND_SOME: Qualifier.MORE_THAN,
    Hedge.SEVERAL: Qualifier.MORE_THAN,
    Hedge.MORE_THAN: Qualifier.MORE_THAN,
    Hedge.AT_LEAST: Qualifier.AT_LEAST,
}


def last_place(value: Decimal) -> Decimal:
    """Return the worth of the last place that is not zero: 10 for 120, 100 for 1,200."""
    if not value:
        return Decimal(1)
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) else Decimal(1)


BEFORE = {
    **dict.fromkeys(("不少于", "不低于", "至少", "起码"), Hedge.AT_LEAST),
    **dict.fromkeys(("不超过", "不多于", "最多", "至多"), Hedge.AT_MOST),
    **dict.fromkeys(("超过", "突破", "逾", "超"), Hedge.MORE_THAN),
    **dict.fromkeys(("将近", "接近", "近"), Hedge.NEARLY),
    **dict.fromkeys(("大约", "大概", "约有", "约"), Hedge.ABOUT),
    **dict.fromkeys(("好几", "数", "几"), Hedge.SEVERAL),
    "上": Hedge.AT_LEAST,
}
BETWEEN = {"余": Hedge.AND_SOME, "多": Hedge.AND_SOME, "几": Hedge.AND_SOME, "来": Hedge.ABOUT}
AFTER = {"以上": Hedge.AT_LEAST, "以下": Hedge.AT_MOST, "左右": Hedge.ABOUT, "上下": Hedge.ABOUT}

# Measure words that say by themselves what is counted.
BY_MEASURE = {
    "家医院": Counted.HOSPITALS,
    "人次": Counted.PERSON_TIMES,
    **dict.fromkeys(("名", "人", "位"), Counted.PERSONS),
    **dict.fromkeys(("场", "期", "次", "节"), Counted.SESSIONS),
    **dict.fromkeys(("小时", "课时", "学时"), Counted.HOURS),
    "分钟": Counted.MINUTES,
    **dict.fromkeys(("天", "日", "个工作日"), Counted.DAYS),
    **dict.fromkeys(("年", "周年"), Counted.YEARS),
    **dict.fromkeys(("%", "成"), Counted.SHARE),
    "元": Counted.YUAN,
    "批": Counted.SIGNING_GROUPS,
    "站": Counted.STATIONS,
    "岗": Counted.POSTS,
    **dict.fromkeys(("个月", "周", "季度"), Counted.OTHER),
}
# Others ask which noun follows first.
BY_NOUN = {
    "岗位": Counted.POSTS,
    "服务站": Counted.STATIONS,
    "社工站": Counted.STATIONS,
    "站点": Counted.STATIONS,
    "医院": Counted.HOSPITALS,
    "协议": Counted.AGREEMENTS,
    **dict.fromkeys(("申请", "申报"), Counted.APPLICATIONS),
    "个案": Counted.CASES,
    "异议": Counted.OBJECTIONS,
    "课程": Counted.SESSIONS,
    "培训班": Counted.SESSIONS,
    "小时": Counted.HOURS,
    **dict.fromkeys(
        ("协会", "机构", "单位", "企业", "公司", "组织", "基金会", "学院", "学校", "大学", "媒体"),
        Counted.ORGANISATIONS,
    ),
    **dict.fromkeys(("委员会", "专委会", "中心", "项目", "社区"), Counted.OTHER),
}
OF_NOUN = "家 个 所 份 项 件 处 间 座 支 种 类 条 户 套 台 对 组 本 册 张 篇 例 辆 款 层面 方面 倍".split()  # noqa: SIM905  # read in one line
