"""The words beside a number that tell a plan from a result, and which figure it speaks of."""

import re
from dataclasses import dataclass
from enum import StrEnum

from niukou.figures.claims.units import Counted


class Tense(StrEnum):
    """Whether a sentence speaks of what shall be, what is, or does not say."""

    PLANNED = "PLANNED"
    DONE = "DONE"
    OPEN = "OPEN"


PLAN = re.compile(
    "即将|将(?!近)|计划|规划|拟|力争|争取|力求|目标|预计|未来|建成后|[年月天]内|今后|为期|到20[0-9]{2}年"
)
RESULT = re.compile("已|累计|截至|目前|至今|共计|完成|实现了|此前|当日|当天|同日")
DEED = re.compile("签约|签署|签订|揭牌|启用|投入使用|参加|出席|到场|举行|成立|开业|历时|[^为除]了")


def tense_of(before: str, after: str) -> Tense | None:
    """Return what the clause around a number says; None where it says nothing.

    The word nearest before the number decides, else the first one after it. A deed alone
    ("signed") is a result only where no plan stands beside it: 拟签约 is a plan.
    """
    marks = [(found.start(), Tense.PLANNED) for found in PLAN.finditer(before)]
    marks += [(found.start(), Tense.DONE) for found in RESULT.finditer(before)]
    if marks:
        return max(marks)[1]
    later = [(found.start(), Tense.PLANNED) for found in PLAN.finditer(after)]
    later += [(found.start(), Tense.DONE) for found in RESULT.finditer(after)]
    if later:
        return min(later)[1]
    return Tense.DONE if DEED.search(before) or DEED.search(after) else None


# One more, each, of them: a part, which is held against no total.
PART = re.compile("(?:新增|增加|再|又|另有|其余|其中|每|平均|占)[^，。,;；、]{0,6}$")


SIGNING_GROUPS = "signing-groups"  # not in the book: the groups of the hospitals signed
SPOKEN_OF_WITH = {SIGNING_GROUPS: "hospitals-signed"}  # whose readings name them


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that lead from a number to an indicator; ``also`` must stand in its sentence."""

    code: str
    unit: Counted
    words: re.Pattern[str]
    also: str = ""


CUES = (
    Cue("hospitals-signed", Counted.HOSPITALS, re.compile("签|试点|协议")),
    Cue("hospitals-with-station", Counted.HOSPITALS, re.compile("建|服务站|社工站|揭牌|启用|落成")),
    Cue("hospitals-with-worker", Counted.HOSPITALS, re.compile("派驻|聘|派遣|配备")),
    Cue("agreements-signed", Counted.AGREEMENTS, re.compile("签|协议")),
    Cue(SIGNING_GROUPS, Counted.SIGNING_GROUPS, re.compile("签|试点")),
    Cue("hospitals-applied", Counted.HOSPITALS, re.compile("申请|申报|报名")),
    Cue("applications-received", Counted.APPLICATIONS, re.compile("收到|提交|递交|受理")),
    Cue("applications-returned", Counted.APPLICATIONS, re.compile("退回|补件|补正")),
    Cue("applications-passed-formal-check", Counted.APPLICATIONS, re.compile("通过|审查|初审")),
    Cue("stations-opened", Counted.STATIONS, re.compile("站|揭牌|启用|开放|落成")),
    Cue("hospitals-with-filled-post", Counted.HOSPITALS, re.compile("在岗|有社工")),
    Cue("stations-operating", Counted.STATIONS, re.compile("运行|运营|运转")),
    Cue("stations-paused", Counted.STATIONS, re.compile("暂停|停用|停办")),
    Cue("sites-reviewed", Counted.HOSPITALS, re.compile("评审|评议")),
    Cue("sites-accepted", Counted.HOSPITALS, re.compile("入选|评审通过|通过评审")),
    Cue("reviewers-recused", Counted.PERSON_TIMES, re.compile("回避")),
    Cue("objections-received", Counted.OBJECTIONS, re.compile("异议")),
    Cue("days-notice", Counted.DAYS, re.compile("公示")),
    Cue("posts-funded", Counted.POSTS, re.compile("资助|支持|岗|设立")),
    Cue("posts-filled", Counted.POSTS, re.compile("在岗|到岗|上岗|有人")),
    Cue("posts-vacant", Counted.POSTS, re.compile("空缺|空岗|缺人")),
    Cue("posts-seconded-filled", Counted.POSTS, re.compile("派驻")),
    Cue("posts-employed-filled", Counted.POSTS, re.compile("聘任|聘用")),
    Cue("persons-in-posts", Counted.PERSONS, re.compile("在岗|到岗|上岗")),
    Cue("licensed-holders", Counted.SHARE, re.compile("持证")),
    Cue("days-vacant", Counted.DAYS, re.compile("空缺|空岗")),
    Cue("workers-trained", Counted.PERSONS, re.compile("培训|培养|参训|结业|学员")),
    Cue("training-person-times", Counted.PERSON_TIMES, re.compile("培训|参训|学员|听课")),
    Cue("advocacy-reach", Counted.PERSON_TIMES, re.compile("倡导|宣传|义诊|覆盖|受众|科普")),
    Cue("trainings-held", Counted.SESSIONS, re.compile("培训|授课|讲座")),
    Cue("exchange-events", Counted.SESSIONS, re.compile("交流|研讨|论坛|参访|沙龙")),
    Cue("advocacy-events", Counted.SESSIONS, re.compile("倡导|宣传|义诊|科普")),
    Cue("research-events", Counted.SESSIONS, re.compile("调研|调查|访谈")),
    Cue("gatherings-held", Counted.SESSIONS, re.compile("活动")),
    Cue("training-hours", Counted.HOURS, re.compile("培训|学时|授课"), also="人"),
    Cue(
        "days-signing-to-opening",
        Counted.DAYS,
        re.compile("揭牌|启用|开放|开门|投入使用|落成|建成"),
        also="签",
    ),
    Cue("days-acceptance", Counted.DAYS, re.compile("验收"), also="建"),
    Cue("person-times-served", Counted.PERSON_TIMES, re.compile("服务|受益|惠及|帮助")),
    Cue("cases-opened", Counted.CASES, re.compile("开案|接案|新开|开展|跟进")),
    Cue("cases-closed", Counted.CASES, re.compile("结案")),
    Cue("group-sessions", Counted.SESSIONS, re.compile("小组")),
    Cue("volunteer-hours", Counted.HOURS, re.compile("志愿|义工")),
    Cue("satisfaction-share", Counted.SHARE, re.compile("满意")),
)
NEAR, CLAUSE, SENTENCE = 3, 2, 1


def cued(unit: Counted, near: str, clause: str, sentence: str) -> tuple[str, ...]:
    """Return the codes of the indicators these words lead to: the nearest words win."""
    scores: dict[str, int] = {}
    for cue in CUES:
        if cue.unit != unit or cue.also not in sentence:
            continue
        places = ((NEAR, near), (CLAUSE, clause), (SENTENCE, sentence))
        scores[cue.code] = next((score for score, part in places if cue.words.search(part)), 0)
    best = max(scores.values(), default=0)
    return tuple(code for code, score in scores.items() if score == best and best > 0)


PROVINCES = [
    "北京",
    "天津",
    "河北",
    "山西",
    "内蒙古",
    "辽宁",
    "吉林",
    "黑龙江",
    "上海",
    "江苏",
    "浙江",
    "安徽",
    "福建",
    "江西",
    "山东",
    "河南",
    "湖北",
    "湖南",
    "广东",
    "广西",
    "海南",
    "重庆",
    "四川",
    "贵州",
    "云南",
    "西藏",
    "陕西",
    "甘肃",
    "青海",
    "宁夏",
    "新疆",
    "台湾",
    "香港",
    "澳门",
]  # read in two lines
ELSEWHERE = re.compile(f"(?:{'|'.join(PROVINCES)})(?:省|市|自治区|站|分站)")
COUNTRY = re.compile("全国")
