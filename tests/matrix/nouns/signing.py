"""The text of an agreement, what is written from it, and the act in which it is signed."""

from datetime import date
from typing import Any

from niukou.network.models import AgreementKind
from niukou.programmes.actions.signing import (
    NotWaiting,
    correct_signing,
    drop_draft,
    edit_draft,
    hold_signing,
)
from niukou.programmes.actions.templates import (
    EditionInWork,
    TemplateNotPublished,
    TemplatePublished,
    draft_template,
    edit_template,
    publish_template,
    retire_template,
    revise_template,
)
from niukou.programmes.models import (
    AgreementDraft,
    AgreementTemplate,
    DraftStatus,
    Signing,
    Site,
)
from niukou.programmes.rules import Can
from tests.factories import officer_of, officer_of_all
from tests.factories.signing import BODY, KINDS, NOON, prepared, published_template, wording_for
from tests.matrix.table import Act, Noun

D = DraftStatus
DAY = date(2026, 3, 20)
WRITING, PUBLISHED, RETIRED = "being written", "published", "retired"
HELD = "held"
ACT = {"title": "演示签约仪式", "on": DAY, "cohort": "首批"}


def draft_in(status: str, site: Site) -> AgreementDraft:
    by = officer_of(site.branch)
    draft = prepared(site.branch, by)
    if status == D.SIGNED:
        hold_signing(site.branch, **ACT, groups={draft: None}, by=by)
    if status == D.DROPPED:
        drop_draft(draft, why="演示", by=by)
    return draft


def signing_of(state: str, site: Site) -> Signing:
    by = officer_of(site.branch)
    groups: dict[AgreementDraft, int | None] = {prepared(site.branch, by): None}
    return hold_signing(site.branch, **ACT, groups=groups, by=by)


def template_in(state: str, site: Site) -> AgreementTemplate:
    programme = site.branch.programme
    by = officer_of_all(programme)
    if state == WRITING:
        return draft_template(
            programme, name="演示文本", kind=AgreementKind.PILOT, body=BODY, by=by
        )
    template = published_template(programme)
    return retire_template(template, by=by) if state == RETIRED else template


def text(template: AgreementTemplate) -> dict[str, Any]:
    said = {"version": template.version, "kind": AgreementKind.PILOT, "body": BODY}
    return said | {"kinds": KINDS, "optional": frozenset()}


NOUNS = [
    Noun(
        "prepared agreement",
        DraftStatus,
        draft_in,
        acts=(
            Act(
                edit_draft,
                Can.PREPARE_AGREEMENT,
                {D.PREPARED},
                NotWaiting,
                lambda draft: {"version": draft.version, "wording": wording_for(draft.site)},
            ),
            Act(
                drop_draft,
                Can.PREPARE_AGREEMENT,
                {D.PREPARED},
                NotWaiting,
                lambda draft: {"why": "演示"},
            ),
            Act(
                hold_signing,
                Can.HOLD_SIGNING,
                {D.PREPARED},
                NotWaiting,
                lambda draft: ACT | {"groups": {draft: 1}},
                lambda draft: draft.site.branch,
            ),
        ),
    ),
    Noun(
        "signing",
        (HELD,),
        signing_of,
        acts=(
            Act(
                correct_signing,
                Can.HOLD_SIGNING,
                {HELD},
                inputs=lambda signing: (
                    ACT
                    | {"version": signing.version, "ceremony": None, "why": "演示"}
                    | {"on": date(2026, 3, 21)}
                ),
            ),
        ),
    ),
    Noun(
        "template",
        (WRITING, PUBLISHED, RETIRED),
        template_in,
        acts=(
            Act(edit_template, Can.WRITE_TEMPLATE, {WRITING}, TemplatePublished, text),
            Act(
                publish_template,
                Can.WRITE_TEMPLATE,
                {WRITING},
                TemplatePublished,
                lambda template: {"at": NOON},
            ),
            Act(revise_template, Can.WRITE_TEMPLATE, {PUBLISHED, RETIRED}, EditionInWork),
            Act(retire_template, Can.WRITE_TEMPLATE, {PUBLISHED, RETIRED}, TemplateNotPublished),
        ),
    ),
]
