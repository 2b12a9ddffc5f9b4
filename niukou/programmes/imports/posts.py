"""The list of posts and their holders: its columns, and how a row becomes facts."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Column, Kind, Row, Sheet
from niukou.core.imports import Outcome, Place, RowResult, offer_import
from niukou.core.normalise import same_name_key
from niukou.people.models import Account
from niukou.programmes.actions.post_import import PostDecision, PostFacts, import_posts
from niukou.programmes.models import Branch, PostKind

POSTS = "posts"
KINDS = {
    "派驻": PostKind.SECONDED,
    "seconded": PostKind.SECONDED,
    "聘任": PostKind.EMPLOYED,
    "聘用": PostKind.EMPLOYED,
    "employed": PostKind.EMPLOYED,
}
PART_TIME = {"兼职", "part time", "part-time", "否", "no"}

COLUMNS = (
    Column(
        key="hospital",
        label=gettext_lazy("Hospital or site number"),
        help=gettext_lazy("As in the branch: the number of the site, or a name of the hospital."),
        synonyms=("医院", "医院名称", "站点编号", "试点医院", "试点编号", "单位名称", "Hospital"),
        required=True,
        max_length=120,
        example="ZJ-002",
        width=30,
    ),
    Column(
        key="position",
        label=gettext_lazy("Post no. at the hospital"),
        help=gettext_lazy("1 for its first post, 2 for the second. It stays with the post."),
        synonyms=("岗位序号", "岗位", "岗位号", "序号", "Post no", "Post"),
        required=True,
        kind=Kind.ORDINAL,
        example="1",
    ),
    Column(
        key="kind",
        label=gettext_lazy("Kind of post"),
        help=gettext_lazy("派驻 (an agency seconds) or 聘任 (the hospital employs)."),
        synonyms=("岗位类型", "类型", "用工方式", "岗位性质", "Kind"),
        required=True,
        choices=("派驻", "聘任"),
        example="派驻",
    ),
    Column(
        key="employer",
        label=gettext_lazy("Employer"),
        help=gettext_lazy("Of a seconded post: the agency, as in the register of organisations."),
        synonyms=("用人单位", "派驻机构", "聘用单位", "社工机构", "机构", "Agency"),
        max_length=120,
        width=30,
    ),
    Column(
        key="title",
        label=gettext_lazy("Title of the post"),
        synonyms=("岗位名称", "职务", "职位", "Title"),
        max_length=60,
        example="医务社工",
    ),
    Column(
        key="full_time",
        label=gettext_lazy("Full time"),
        help=gettext_lazy("全职 or 兼职; left empty: 全职."),
        synonyms=("是否全职", "全职", "全职/兼职", "Full-time"),
        choices=("全职", "兼职"),
        max_length=12,
    ),
    Column(
        key="wards",
        label=gettext_lazy("Wards it covers"),
        synonyms=("服务病区", "病区", "覆盖病区", "服务科室", "科室", "Wards"),
        max_length=200,
        width=26,
    ),
    Column(
        key="approved_on",
        label=gettext_lazy("Approved on"),
        help=gettext_lazy("The first day the programme pays for the post."),
        synonyms=("批准日期", "批准时间", "获批日期", "设岗日期", "设岗时间", "Approved"),
        required=True,
        kind=Kind.DATE,
        example="2025-01-06",
    ),
    Column(
        key="holder",
        label=gettext_lazy("Holder"),
        help=gettext_lazy("One row for each person who held the post."),
        synonyms=("在岗人员", "社工姓名", "姓名", "人员", "医务社工姓名", "Name", "Worker"),
        max_length=60,
    ),
    Column(
        key="from_on",
        label=gettext_lazy("First day in the post"),
        synonyms=("到岗日期", "入职日期", "上岗日期", "到岗时间", "起始日期", "From", "Start"),
        kind=Kind.DATE,
        example="2025-03-10",
    ),
    Column(
        key="last_on",
        label=gettext_lazy("Last day in the post"),
        help=gettext_lazy("Left empty: holds it until further notice."),
        synonyms=("离岗日期", "离职日期", "离岗时间", "结束日期", "Until", "End"),
        kind=Kind.DATE,
    ),
)


class PostImporter:
    """Posts of the hospitals of a branch; the scope is its slug."""

    kind = POSTS
    sheet = Sheet("niukou-posts", gettext_lazy("Posts"), COLUMNS)

    def place(self, scope: str) -> Place:
        branch = Branch.objects.get(slug=scope)
        title = _("Import posts of %s") % branch
        return Place(title, reverse("programmes:post-import", args=[scope]))

    def apply(self, rows: Sequence[Row], *, scope: str, by: Account) -> list[RowResult]:
        branch = Branch.objects.get(slug=scope)
        known = [row for row in rows if _kind(row)]
        decided = import_posts(
            branch, [_facts(row) for row in known], today=timezone.localdate(), by=by
        )
        unclear = [_unclear(row) for row in rows if not _kind(row)]
        return unclear + [_result(decision) for decision in decided]


def _kind(row: Row) -> PostKind | None:
    return KINDS.get(row.values["kind"].strip().casefold())


def _facts(row: Row) -> PostFacts:
    said = {name: value for name, value in row.values.items() if name not in {"kind", "full_time"}}
    full = same_name_key(row.values["full_time"]) not in {same_name_key(one) for one in PART_TIME}
    kind = _kind(row) or PostKind.EMPLOYED
    return PostFacts(row=row.number, kind=kind, is_full_time=full, **said)


def _unclear(row: Row) -> RowResult:
    problem = {"kind": _("Write 派驻 or 聘任.")}
    return RowResult(row.number, Outcome.REFUSED, row.values["hospital"], problem)


def _result(decision: PostDecision) -> RowResult:
    facts = decision.facts
    is_known = decision.post is not None and decision.outcome != Outcome.REFUSED
    url = decision.post.get_absolute_url() if is_known else ""
    label = f"{facts.hospital} {facts.position} {facts.holder}".strip()
    return RowResult(facts.row, decision.outcome, label, decision.problems, url)


offer_import(PostImporter())
