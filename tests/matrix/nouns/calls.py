"""A call for hospitals, and the next version of its form."""

from datetime import timedelta
from typing import Any

from niukou.programmes.actions.applications import CallNotOpen, begin_application
from niukou.programmes.actions.call_forms import (
    CallNotPublished,
    FormIsPublished,
    add_question,
    edit_question,
    move_question,
    publish_form,
    remove_question,
    revise_form,
)
from niukou.programmes.actions.calls import (
    CallHasEnded,
    NoDraftCall,
    cancel_call,
    close_call,
    edit_call,
    publish_call,
)
from niukou.programmes.models import Call, CallForm, CallStatus, FieldKind, FormField, Site
from niukou.programmes.rules import Can
from tests.factories import officer_of
from tests.factories.calls import HANDED_IN, OPENS, draft_of_a_call, open_call
from tests.factories.programmes import draft_site
from tests.matrix.table import Act, Noun

C = CallStatus
RUNNING = {C.DRAFT, C.PUBLISHED}
ENDS = {"on": HANDED_IN, "reason": "演示"}
QUESTION = {"section": "医院", "label": "演示问题", "kind": FieldKind.TEXT}
FINAL = "form published"


def in_status(status: str, site: Site) -> Call:
    if status == C.DRAFT:
        return draft_of_a_call(branch=site.branch)
    call, by = open_call(branch=site.branch), officer_of(site.branch)
    if status == C.PUBLISHED:
        return call
    return (close_call if status == C.CLOSED else cancel_call)(call, **ENDS, by=by)


def form_in(state: str, site: Site) -> CallForm:
    """Return a form being drawn up, of a call in that state; or one that is published."""
    if state == FINAL:
        return in_status(C.PUBLISHED, site).forms.get()
    if state == C.DRAFT:
        return in_status(C.DRAFT, site).forms.get()
    call, by = in_status(C.PUBLISHED, site), officer_of(site.branch)
    form = revise_form(call, on=HANDED_IN, by=by)
    if state != C.PUBLISHED:
        (close_call if state == C.CLOSED else cancel_call)(call, **ENDS, by=by)
    return form


def said(call: Call) -> dict[str, Any]:
    kept = ("title", "who_may_apply", "what_is_granted", "procedure", "asks_recommendation")
    return {name: getattr(call, name) for name in (*kept, "opens_on", "version")} | {
        "contact": "演示联系人",
        "closes_on": call.closes_on + timedelta(days=7),
        "why": "演示",
    }


def first(form: CallForm) -> FormField:
    return form.questions.order_by("position")[0]


CALLS = Noun(
    "call",
    CallStatus,
    in_status,
    place=draft_site,
    acts=(
        Act(edit_call, Can.EDIT_CALL, RUNNING, CallHasEnded, said),
        Act(publish_call, Can.PUBLISH_CALL, {C.DRAFT}, NoDraftCall, lambda call: {"on": OPENS}),
        Act(close_call, Can.END_CALL, {C.PUBLISHED}, CallHasEnded, lambda call: ENDS),
        Act(cancel_call, Can.END_CALL, {C.PUBLISHED}, CallHasEnded, lambda call: ENDS),
        Act(
            revise_form,
            Can.EDIT_CALL,
            {C.PUBLISHED},
            (CallNotPublished, CallHasEnded),
            lambda call: {"on": HANDED_IN},
        ),
        Act(
            begin_application,
            Can.BEGIN_APPLICATION,
            {C.PUBLISHED},
            CallNotOpen,
            lambda call: {"hospital": call.branch.sites.get().hospital, "on": HANDED_IN},
        ),
    ),
)
FORMS = Noun(
    "form of a call",
    (*CallStatus, FINAL),
    form_in,
    place=draft_site,
    acts=(
        Act(
            publish_form,
            Can.PUBLISH_CALL,
            {C.PUBLISHED},
            (CallNotPublished, CallHasEnded, FormIsPublished),
            lambda form: {"on": HANDED_IN},
        ),
        Act(
            add_question,
            Can.EDIT_CALL,
            RUNNING,
            (CallHasEnded, FormIsPublished),
            lambda form: QUESTION,
        ),
        Act(
            edit_question,
            Can.EDIT_CALL,
            RUNNING,
            (CallHasEnded, FormIsPublished),
            lambda form: {"version": first(form).version, "label": "演示问题"},
            first,
        ),
        Act(
            move_question,
            Can.EDIT_CALL,
            RUNNING,
            (CallHasEnded, FormIsPublished),
            lambda form: {"is_up": False},
            first,
        ),
        Act(
            remove_question, Can.EDIT_CALL, RUNNING, (CallHasEnded, FormIsPublished), subject=first
        ),
    ),
)
NOUNS = [CALLS, FORMS]
