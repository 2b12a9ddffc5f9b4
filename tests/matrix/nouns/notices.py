"""A public notice and what is objected to it."""

from datetime import date
from typing import Any

from niukou.programmes.actions.notices import (
    NotPublished,
    PublishedAlready,
    edit_notice,
    end_notice,
    extend_notice,
    publish_notice,
)
from niukou.programmes.actions.objections import (
    AnsweredAlready,
    answer_objection,
    record_objection,
    reveal_objector,
)
from niukou.programmes.models import (
    Channel,
    NoticeStatus,
    Objection,
    ObjectionOutcome,
    PublicNotice,
    Site,
)
from niukou.programmes.rules import Can
from tests.factories import officer_of
from tests.factories.review import (
    MONDAY,
    accepted_site,
    drafted,
    know_the_year,
    objected,
    published,
)
from tests.matrix.table import Act, Noun

AFTER = date(2026, 10, 21)  # after the last day of a notice of five working days
N = NoticeStatus
UNANSWERED = "unanswered"


def in_status(status: str, site: Site) -> PublicNotice:
    know_the_year()
    if status == N.DRAFT:
        return drafted(site)
    notice = published(site)
    return end_notice(notice, on=AFTER, by=officer_of(site.branch)) if status == N.ENDED else notice


def objection_in(outcome: str, site: Site) -> Objection:
    objection = objected(published(site))
    if outcome == UNANSWERED:
        return objection
    return answer_objection(objection, **answered(outcome), by=officer_of(site.branch))


def answered(outcome: str) -> dict[str, Any]:
    return {"outcome": ObjectionOutcome(outcome), "answer": "演示答复", "on": MONDAY}


NOTICES = Noun(
    "notice",
    NoticeStatus,
    in_status,
    place=accepted_site,
    acts=(
        Act(
            edit_notice,
            Can.RUN_NOTICE,
            {N.DRAFT},
            PublishedAlready,
            lambda notice: {
                "version": notice.version,
                "title": "演示",
                "text": "演示",
                "workdays": 6,
                "sites": [one.site for one in notice.notice_sites.select_related("site")],
                "why": "演示",
            },
        ),
        Act(
            publish_notice,
            Can.RUN_NOTICE,
            {N.DRAFT},
            PublishedAlready,
            lambda notice: {"version": notice.version, "on": MONDAY},
        ),
        Act(
            extend_notice,
            Can.RUN_NOTICE,
            {N.PUBLISHED},
            NotPublished,
            lambda notice: {"last_on": date(2026, 11, 6), "why": "演示", "on": MONDAY},
        ),
        Act(end_notice, Can.RUN_NOTICE, {N.PUBLISHED}, NotPublished, lambda notice: {"on": AFTER}),
        Act(
            record_objection,
            Can.RUN_NOTICE,
            {N.PUBLISHED},
            NotPublished,
            lambda notice: {"text": "演示", "channel": Channel.LETTER, "on": AFTER},
        ),
    ),
)
OBJECTIONS = Noun(
    "objection",
    (UNANSWERED, *ObjectionOutcome),
    objection_in,
    place=accepted_site,
    acts=(
        Act(
            answer_objection,
            Can.ANSWER_OBJECTION,
            {UNANSWERED},
            AnsweredAlready,
            lambda objection: answered(ObjectionOutcome.NOT_UPHELD),
        ),
        Act(
            reveal_objector,
            Can.ANSWER_OBJECTION,
            {UNANSWERED, *ObjectionOutcome},
            inputs=lambda objection: {"reason": "演示"},
        ),
    ),
)
NOUNS = [NOTICES, OBJECTIONS]
