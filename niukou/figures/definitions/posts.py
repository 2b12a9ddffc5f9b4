"""What is counted of posts: funded, filled and vacant ones, their hospitals and their holders.

A post is no hospital and no person (DOMAIN.md A1.7): each of the three has figures of its own.
"""

from datetime import date

from django.db.models import (
    Avg,
    Case,
    CharField,
    DateField,
    DecimalField,
    Exists,
    F,
    OuterRef,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.definitions.measures import median_days
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope, Tally
from niukou.people.models import Licence
from niukou.programmes.models import Post, PostHolding, PostKind

TARGETS = gettext_lazy(
    "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
)
RECORDED = gettext_lazy("Computed from the posts and holdings recorded here")

POST_LINE = line_of(F("number"), F("site__number"), day_part("approved_on"))
VACANT_LINE = line_of(F("number"), F("site__number"), day_part("vacant_since"))
HOLDING_LINE = line_of(Cast("pk", CharField()), F("post__site__number"), day_part("from_on"))
LICENSED = Case(
    When(licence_part="licensed", then=Value(1)), default=Value(0), output_field=DecimalField()
)
LICENSED_LINE = line_of(
    Cast("pk", CharField()), F("post__site__number"), day_part("from_on"), F("licence_part")
)


# --- evidence ----------------------------------------------------------------------------------
def posts_funded(scope: Scope, as_of: date) -> Evidence:
    """Posts approved by the end of the day and not ended by then."""
    posts = Post.objects.funded(on=as_of).filter(scope.among("site__branch"))
    return _named(posts.annotate(line=POST_LINE).order_by("approved_on", "pk"))


def posts_vacant(scope: Scope, as_of: date) -> Evidence:
    """Funded posts that nobody holds at the end of the day, with the first day nobody did."""
    posts = Post.objects.vacant(on=as_of).with_vacant_since(on=as_of)
    found = posts.filter(scope.among("site__branch")).annotate(
        line=VACANT_LINE, asked_on=Value(as_of, output_field=DateField())
    )
    return _named(found.order_by("vacant_since", "pk"))


def holdings_in_force(scope: Scope, as_of: date) -> Evidence:
    """Holdings in force at the end of the day: one of each filled post."""
    holdings = PostHolding.objects.in_force(on=as_of)
    return _held(holdings.filter(scope.among("post__site__branch")).annotate(line=HOLDING_LINE))


def holdings_begun(scope: Scope, as_of: date) -> Evidence:
    """Holdings that began by the end of the day, ended or not."""
    holdings = PostHolding.objects.filter(scope.among("post__site__branch"), from_on__lte=as_of)
    return _held(holdings.annotate(line=HOLDING_LINE))


def seconded_in_force(scope: Scope, as_of: date) -> Evidence:
    return holdings_in_force(scope, as_of).filter(post__kind=PostKind.SECONDED)


def employed_in_force(scope: Scope, as_of: date) -> Evidence:
    return holdings_in_force(scope, as_of).filter(post__kind=PostKind.EMPLOYED)


def holders_with_licence(scope: Scope, as_of: date) -> Evidence:
    """Holdings in force, each with whether its holder has a valid licence on that day."""
    valid = Licence.objects.valid(on=as_of).filter(person=OuterRef("person"))
    marked = Case(When(Exists(valid), then=Value("licensed")), default=Value("unlicensed"))
    holdings = PostHolding.objects.in_force(on=as_of).filter(scope.among("post__site__branch"))
    found = holdings.annotate(licence_part=Cast(marked, TextField())).annotate(line=LICENSED_LINE)
    return _held(found)


def _named(posts: Evidence) -> Evidence:
    return posts.select_related("site", "site__hospital")


def _held(holdings: Evidence) -> Evidence:
    in_order = holdings.order_by("from_on", "pk")
    return in_order.select_related("post", "post__site", "post__site__hospital")


# --- measures, and who may read the records -------------------------------------------------------
def own_posts(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(pk__in=Post.objects.visible_to(user).values("pk"))


def own_holdings(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(post__in=Post.objects.visible_to(user).values("pk"))


def _days_vacant(post: Post) -> int:
    since: date = post.vacant_since  # type: ignore[attr-defined]  # annotated by the evidence
    asked_on: date = post.asked_on  # type: ignore[attr-defined]
    return (asked_on - since).days + 1


# --- rows --------------------------------------------------------------------------------------
def post_row(record: Post) -> EvidenceRow:
    return EvidenceRow(
        reference=record.number,
        hospital=record.site.hospital.official_name,
        site=record.site.number,
        on=record.approved_on,
        detail=f"{record.get_kind_display()} · {record.title}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def vacant_row(record: Post) -> EvidenceRow:
    days = _days_vacant(record)
    said = ngettext("vacant for %d day", "vacant for %d days", days) % days
    return EvidenceRow(
        reference=record.number,
        hospital=record.site.hospital.official_name,
        site=record.site.number,
        on=record.vacant_since,  # type: ignore[attr-defined]  # annotated by the evidence
        detail=said,
        line=record.line,  # type: ignore[attr-defined]
    )


def holding_row(record: PostHolding) -> EvidenceRow:
    post = record.post
    return EvidenceRow(
        reference=post.number,
        hospital=post.site.hospital.official_name,
        site=post.site.number,
        on=record.from_on,
        detail=f"{post.get_kind_display()} · {post.title}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def licence_row(record: PostHolding) -> EvidenceRow:
    row = holding_row(record)
    is_licensed = record.licence_part == "licensed"  # type: ignore[attr-defined]  # annotated above
    said = _("with a valid licence") if is_licensed else _("without a valid licence")
    return EvidenceRow(row.reference, row.hospital, row.site, row.on, detail=said, line=row.line)


POSTS_FUNDED = Indicator(
    code="posts-funded",
    label=gettext_lazy("Posts funded"),
    unit=Unit.POSTS,
    source=TARGETS,
    counts=gettext_lazy(
        "Posts for medical social workers paid for by the programme: approved on that day or "
        "before, and not ended by then, filled or not. A post is no person and no hospital: one "
        "post may be held by several persons in turn."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=posts_funded,
    shows=post_row,
    narrows=own_posts,
)
POSTS_FILLED = Indicator(
    code="posts-filled",
    label=gettext_lazy("Posts filled"),
    unit=Unit.POSTS,
    source=RECORDED,
    counts=gettext_lazy(
        "Funded posts that somebody holds at the end of the day: from the first day in the post "
        "to the last. Filled and vacant posts together are the posts funded."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=holdings_in_force,
    shows=holding_row,
    narrows=own_holdings,
)
POSTS_VACANT = Indicator(
    code="posts-vacant",
    label=gettext_lazy("Posts vacant"),
    unit=Unit.POSTS,
    source=RECORDED,
    counts=gettext_lazy(
        "Funded posts that nobody holds at the end of the day, whether nobody held them yet or "
        "somebody left."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=posts_vacant,
    shows=vacant_row,
    narrows=own_posts,
)
POSTS_SECONDED_FILLED = Indicator(
    code="posts-seconded-filled",
    label=gettext_lazy("Seconded posts filled"),
    unit=Unit.POSTS,
    source=RECORDED,
    counts=gettext_lazy(
        "Filled posts whose holder is employed by a social service agency and sent to the hospital."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=seconded_in_force,
    shows=holding_row,
    narrows=own_holdings,
)
POSTS_EMPLOYED_FILLED = Indicator(
    code="posts-employed-filled",
    label=gettext_lazy("Employed posts filled"),
    unit=Unit.POSTS,
    source=RECORDED,
    counts=gettext_lazy("Filled posts whose holder is employed by the hospital itself."),
    none_means=ZERO_IS_COUNTED,
    finds=employed_in_force,
    shows=holding_row,
    narrows=own_holdings,
)
HOSPITALS_WITH_FILLED_POST = Indicator(
    code="hospitals-with-filled-post",
    label=gettext_lazy("Hospitals with a filled post"),
    unit=Unit.HOSPITALS,
    source=RECORDED,
    counts=gettext_lazy(
        "Hospitals in which somebody holds a post of the programme at the end of the day. A "
        "hospital counts once, however many posts are filled; it no longer counts when the last "
        "holder has left."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=holdings_in_force,
    one_per="post__site__hospital",
    first_by=("from_on", "pk"),
    shows=holding_row,
    narrows=own_holdings,
)
# "Supported to receive a seconded worker or to hire one" (DOMAIN.md A1.4) is an achievement: it
# counts from the first day somebody held a post there, and is not undone when they leave. How
# many hospitals have somebody on a day is the figure above.
HOSPITALS_WITH_WORKER = Indicator(
    code="hospitals-with-worker",
    label=gettext_lazy("Hospitals helped to second or hire a worker"),
    unit=Unit.HOSPITALS,
    source=TARGETS,
    counts=gettext_lazy(
        "Hospitals that received a seconded medical social worker, or hired one, with the "
        "programme's help: somebody began to hold a post there on that day or before. A hospital "
        "counts once and for good, also when the post is vacant later. Hospitals, not posts: the "
        "two never add up."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=holdings_begun,
    one_per="post__site__hospital",
    first_by=("from_on", "pk"),
    shows=holding_row,
    narrows=own_holdings,
)
PERSONS_IN_POSTS = Indicator(
    code="persons-in-posts",
    label=gettext_lazy("Persons in posts"),
    unit=Unit.PERSONS,
    source=RECORDED,
    counts=gettext_lazy(
        "Persons who hold at least one post at the end of the day. Somebody with two part-time "
        "posts counts once. Names are never part of the figure."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=holdings_in_force,
    one_per="person",
    first_by=("from_on", "pk"),
    shows=holding_row,
    narrows=own_holdings,
)
DAYS_VACANT = Indicator(
    code="days-vacant",
    label=gettext_lazy("Days a vacant post has been vacant"),
    unit=Unit.DAYS,
    source=RECORDED,
    counts=gettext_lazy(
        "For each post vacant at the end of the day: the days nobody held it since its approval "
        "or since the last holder left, that day included. The figure is the median of them."
    ),
    none_means=gettext_lazy("No post was vacant: there is nothing to measure. It is not 0."),
    finds=posts_vacant,
    shows=vacant_row,
    measure=median_days("vacant_since", "asked_on", with_last=True),
    narrows=own_posts,
)
LICENSED_HOLDERS = Indicator(
    code="licensed-holders",
    label=gettext_lazy("Holders of posts with a licence"),
    unit=Unit.SHARE,
    source=RECORDED,
    counts=gettext_lazy(
        "Of the persons who hold a post at the end of the day, the share with a registration as "
        "social worker that is valid on that day, of whatever level."
    ),
    none_means=gettext_lazy("Nobody held a post: there is nothing to measure. It is not 0 %."),
    finds=holders_with_licence,
    one_per="person",
    first_by=("from_on", "pk"),
    shows=licence_row,
    measure=Tally(Round(Avg(LICENSED), 4)),  # 0 to 1
    narrows=own_holdings,
)

INDICATORS = (
    POSTS_FUNDED,
    POSTS_FILLED,
    POSTS_VACANT,
    POSTS_SECONDED_FILLED,
    POSTS_EMPLOYED_FILLED,
    HOSPITALS_WITH_WORKER,
    HOSPITALS_WITH_FILLED_POST,
    PERSONS_IN_POSTS,
    LICENSED_HOLDERS,
    DAYS_VACANT,
)
