"""Who may open which address: the whole table, held against the running pages.

Every viewer asks for every address by GET, each with records of one unpublished branch.
302: to the sign-in. 404: not there for them. 403: there, but not theirs to do. 405: only by
a form. A new address fails here until somebody has thought about each viewer.
"""

import pytest
from django.urls import get_resolver, reverse

from tests.access.conftest import World
from tests.architecture.test_doors import patterns

VIEWERS = (
    "nobody",
    "stranger",
    "platform",  # administrator of the platform
    "officer",  # of the branch
    "elsewhere",  # officer of another branch of the same programme
    "programme",  # officer of the whole programme
    "hospital",  # administrator of the site's hospital
    "coordinator",  # of the site's hospital
    "auditor",
)
# address                          nobody stranger platform officer elsewhere programme hospital coordinator auditor
TABLE = {
    "portal:home": "200 200 200 200 200 200 200 200 200",
    "portal:programme": "200 200 200 200 200 200 200 200 200",
    "portal:branch": "404 404 404 404 404 404 404 404 404",
    "portal:station": "404 404 404 404 404 404 404 404 404",
    "portal:station-photo": "404 404 404 404 404 404 404 404 404",
    "portal:verify": "200 200 200 200 200 200 200 200 200",
    "desk:home": "302 200 200 200 200 200 200 200 200",
    "desk:search": "302 200 200 200 200 200 200 200 200",
    "desk:reminders": "302 200 200 200 200 200 200 200 200",
    "desk:reminders-change": "302 200 200 200 200 200 200 200 200",
    "desk:reminders-switch": "302 405 405 405 405 405 405 405 405",
    "desk:reminders-test": "302 405 405 405 405 405 405 405 405",
    "desk:reminders-stop": "200 200 200 200 200 200 200 200 200",
    "figures:programme-overview": "302 200 200 200 200 200 200 200 200",
    "figures:branch-board": "302 404 200 200 404 200 404 404 200",
    "figures:giving-list": "302 200 200 200 200 200 200 200 200",
    "figures:giving": "302 404 404 404 404 404 404 404 404",
    "figures:site-figures": "302 404 404 200 404 200 200 200 200",
    "figures:indicator-list": "200 200 200 200 200 200 200 200 200",
    "figures:figure-detail": "200 200 200 200 200 200 200 200 200",
    "figures:evidence-export": "200 200 200 200 200 200 200 200 200",
    "figures:reading-record": "302 403 403 403 403 200 403 403 403",
    "figures:claim-check": "302 200 200 200 200 200 200 200 200",
    "figures:figure-publish": "302 403 403 403 403 200 403 403 403",
    "figures:publication-list": "200 200 200 200 200 200 200 200 200",
    "figures:publication-detail": "404 404 200 200 404 200 404 404 200",
    "figures:publication-paper": "404 404 200 200 404 200 404 404 200",
    "figures:correction-propose": "302 404 403 200 404 200 404 404 403",
    "figures:correction-detail": "302 404 404 200 404 200 404 404 200",
    "figures:correction-approve": "302 405 405 405 405 405 405 405 405",
    "figures:correction-reject": "302 405 405 405 405 405 405 405 405",
    "programmes:programme-list": "302 200 200 200 200 200 200 200 200",
    "programmes:programme-start": "302 403 200 403 403 403 403 403 403",
    "programmes:programme-edit": "302 403 403 403 403 200 403 403 403",
    "programmes:initiators-name": "302 403 200 403 403 200 403 403 403",
    "programmes:branch-open": "302 403 403 403 403 200 403 403 403",
    "programmes:officer-list": "302 200 200 200 200 200 200 200 200",
    "programmes:officer-appoint": "302 403 200 403 403 200 403 403 403",
    "programmes:officer-end": "302 404 200 403 403 200 404 404 403",
    "programmes:target-list": "302 200 200 200 200 200 200 200 200",
    "programmes:target-set": "302 403 403 403 403 200 403 403 403",
    "programmes:target-correct": "302 403 403 403 403 200 403 403 403",
    "programmes:branch-edit": "302 404 403 200 404 200 404 404 403",
    "programmes:site-propose": "302 404 403 200 404 200 404 404 403",
    "programmes:site-import": "302 404 403 200 404 200 404 404 403",
    "programmes:site-list": "302 200 200 200 200 200 200 200 200",
    "programmes:site-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:site-edit": "302 404 404 200 404 200 403 200 403",
    "programmes:site-move": "302 404 404 200 404 200 403 403 403",
    "programmes:site-sign": "302 404 404 200 404 200 403 403 403",
    "programmes:step-correct": "302 404 404 200 404 200 403 403 403",
    "programmes:contact-name": "302 404 404 200 404 200 403 200 403",
    "programmes:contact-end": "302 404 404 200 404 200 403 200 403",
    "programmes:file-attach": "302 404 404 200 404 200 403 200 403",
    "programmes:station-plan": "302 404 404 200 404 200 403 200 403",
    "programmes:station-open": "302 404 404 200 404 200 403 403 403",
    "programmes:opening-correct": "302 404 404 200 404 200 403 403 403",
    "programmes:station-edit": "302 404 404 200 404 200 403 200 403",
    "programmes:template-list": "302 404 404 200 200 200 404 404 200",
    "programmes:template-draft": "302 403 403 403 403 200 403 403 403",
    "programmes:template-detail": "302 404 404 200 200 200 404 404 200",
    "programmes:template-edit": "302 404 404 403 403 200 404 404 403",
    "programmes:template-publish": "302 405 405 405 405 405 405 405 405",
    "programmes:template-revise": "302 405 405 405 405 405 405 405 405",
    "programmes:template-retire": "302 405 405 405 405 405 405 405 405",
    "programmes:signing-list": "302 404 404 200 404 200 404 404 200",
    "programmes:signing-hold": "302 404 404 200 404 200 404 404 403",
    "programmes:signing-detail": "302 404 404 200 404 200 404 404 200",
    "programmes:signing-correct": "302 404 404 200 404 200 404 404 403",
    "programmes:site-agreements": "302 404 404 200 404 200 200 200 200",
    "programmes:agreement-prepare": "302 404 404 200 404 200 403 403 403",
    "programmes:draft-edit": "302 404 404 200 404 200 403 403 403",
    "programmes:draft-drop": "302 404 404 200 404 200 403 403 403",
    "programmes:draft-paper": "302 404 404 200 404 200 200 200 200",
    "programmes:post-list": "302 200 200 200 200 200 200 200 200",
    "programmes:post-export": "302 200 200 200 200 200 200 200 200",
    "programmes:post-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:post-edit": "302 404 404 200 404 200 403 403 403",
    "programmes:post-advertise": "302 404 404 200 404 200 403 200 403",
    "programmes:post-fill": "302 404 404 200 404 200 403 200 403",
    "programmes:post-vacate": "302 404 404 200 404 200 403 200 403",
    "programmes:post-end": "302 404 404 200 404 200 403 403 403",
    "programmes:holding-correct": "302 404 404 200 404 200 403 403 403",
    "programmes:site-posts": "302 404 404 200 404 200 200 200 200",
    "programmes:post-approve": "302 404 404 200 404 200 403 403 403",
    "programmes:branch-posts": "302 404 404 200 404 200 404 404 200",
    "programmes:post-import": "302 404 403 200 404 200 404 404 403",
    "programmes:post-month-list": "302 200 200 200 200 200 200 200 200",
    "programmes:post-month-export": "302 200 200 200 200 200 200 200 200",
    "programmes:post-month-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:post-month-prove": "302 404 404 200 404 200 403 200 403",
    "programmes:post-month-check": "302 405 405 405 405 405 405 405 405",
    "programmes:post-month-return": "302 404 404 200 404 200 403 403 403",
    "programmes:post-month-pay": "302 404 404 403 404 200 403 403 403",
    "programmes:post-month-settle": "302 404 404 403 404 200 403 403 403",
    "programmes:post-months-check": "302 404 404 200 404 200 403 403 403",
    "programmes:post-months-pay": "302 404 404 403 404 200 403 403 403",
    "programmes:subsidy-list": "302 404 404 200 200 200 404 404 200",
    "programmes:subsidy-set": "302 403 403 403 403 200 403 403 403",
    "programmes:subsidy-correct": "302 404 404 403 403 200 404 404 403",
    "programmes:site-stations": "302 404 404 200 404 200 200 200 200",
    "programmes:site-building": "302 404 404 200 404 200 200 200 200",
    "programmes:photo-list": "302 404 404 200 404 200 200 200 200",
    "programmes:design-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:self-check-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:acceptance-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:acceptance-paper": "302 404 404 200 404 200 200 200 200",
    "programmes:asset-detail": "302 404 404 200 404 200 200 200 200",
    "programmes:station-pause": "302 404 404 200 404 200 403 403 403",
    "programmes:station-reopen": "302 404 404 200 404 200 403 403 403",
    "programmes:station-end": "302 404 404 200 404 200 403 403 403",
    "programmes:spell-correct": "302 404 404 200 404 200 403 403 403",
    "programmes:photo-publish": "302 404 404 200 404 200 403 403 403",
    "programmes:acceptance-record": "302 404 404 200 404 200 403 403 403",
    "programmes:acceptance-withdraw": "302 404 404 200 404 200 403 403 403",
    "programmes:plaque-edit": "302 404 404 200 404 200 403 200 403",
    "programmes:station-zones": "302 404 404 200 404 200 403 200 403",
    "programmes:station-hours": "302 404 404 200 404 200 403 200 403",
    "programmes:photo-add": "302 404 404 200 404 200 200 200 403",
    "programmes:photo-edit": "302 404 404 200 404 200 200 200 403",
    "programmes:design-submit": "302 404 404 200 404 200 200 200 403",
    "programmes:acceptance-scan": "302 404 404 200 404 200 200 200 403",
    "programmes:defect-report": "302 404 404 200 404 200 200 200 403",
    "programmes:defect-mend": "302 404 404 200 404 200 200 200 403",
    "programmes:defect-confirm": "302 404 404 200 404 200 200 200 403",
    "programmes:defect-send-back": "302 404 404 200 404 200 200 200 403",
    "programmes:asset-receive": "302 404 404 200 404 200 200 200 403",
    "programmes:asset-move": "302 404 404 200 404 200 200 200 403",
    "programmes:asset-edit": "302 404 404 200 404 200 200 200 403",
    "programmes:asset-import": "302 404 404 200 404 200 200 200 403",
    "programmes:self-check-record": "302 404 404 403 404 403 200 200 403",
    "programmes:acceptance-sign": "302 404 404 403 404 403 200 200 403",
    "programmes:asset-list": "302 200 200 200 200 200 200 200 200",
    "programmes:asset-export": "302 200 200 200 200 200 200 200 200",
    "programmes:checklist-list": "302 200 200 200 200 200 200 200 200",
    "programmes:term-list": "302 200 200 200 200 200 200 200 200",
    "programmes:checklist-write": "302 403 403 403 403 200 403 403 403",
    "programmes:term-set": "302 403 403 403 403 200 403 403 403",
    "network:organisation-list": "302 200 200 200 200 200 200 200 200",
    "network:organisation-export": "302 200 200 200 200 200 200 200 200",
    "network:organisation-register": "302 403 200 200 200 200 200 403 403",
    "network:organisation-detail": "302 200 200 200 200 200 200 200 200",
    "network:organisation-edit": "302 403 200 403 403 403 200 403 403",
    "network:campus-add": "302 403 200 403 403 403 200 403 403",
    "network:person-bring-in": "302 403 200 403 403 403 200 403 403",
    "network:campus-edit": "302 403 200 403 403 403 200 403 403",
    "network:role-grant": "302 404 200 404 404 404 200 404 403",
    "network:role-end": "302 404 200 404 404 404 200 404 403",
    "network:office-appoint": "302 404 200 403 404 403 200 403 403",
    "network:office-end": "302 404 200 403 404 403 200 403 403",
    "network:agreement-list": "302 200 200 200 200 200 200 200 200",
    "network:agreement-export": "302 200 200 200 200 200 200 200 200",
    "network:agreement-record": "302 403 403 200 200 200 200 403 403",
    "network:agreement-edit": "302 404 404 200 404 200 403 403 403",
    "network:agreement-scan": "302 404 404 200 404 200 403 403 403",
    "network:agreement-paper": "302 404 404 200 404 200 200 200 200",
    "network:agreement-detail": "302 404 404 200 404 200 200 200 200",
    "network:holiday-list": "302 200 200 200 200 200 200 200 200",
    "network:holiday-add": "302 403 200 403 403 403 403 403 403",
    "network:holiday-year": "302 200 200 200 200 200 200 200 200",
    "network:holiday-edit": "302 403 200 403 403 403 403 403 403",
    "network:holiday-remove": "302 403 200 403 403 403 403 403 403",
    "people:person-list": "302 200 200 200 200 200 200 200 200",
    "people:person-register": "302 403 200 200 200 200 200 403 403",
    "people:person-detail": "302 404 200 200 404 200 200 200 200",
    "people:person-edit": "302 404 200 200 404 200 200 403 403",
    "people:person-reveal": "302 404 403 200 404 200 200 403 403",
    "people:licence-add": "302 404 200 403 404 403 200 403 403",
    "people:licence-edit": "302 404 200 403 404 403 200 403 403",
    "people:account-open": "302 404 200 403 404 403 200 403 403",
    "people:account-list": "302 200 200 200 200 200 200 200 200",
    "people:account-detail": "302 404 200 404 404 404 200 404 200",
    "people:account-invite": "302 405 405 405 405 405 405 405 405",
    "people:account-close": "302 404 200 404 404 404 403 404 403",
    "people:account-reopen": "302 404 200 404 404 404 403 404 403",
    "people:account-change-email": "302 404 200 404 404 404 403 404 403",
    "people:account-reset-factors": "302 404 200 404 404 404 403 404 403",
    "people:sessions-end": "302 405 405 405 405 405 405 405 405",
    "people:my-account": "302 200 200 200 200 200 200 200 200",
    "people:token-list": "302 200 200 200 200 200 200 200 200",
    "people:token-make": "302 200 200 200 200 200 200 200 200",
    "people:token-revoke": "302 405 405 405 405 405 405 405 405",
    "core:lookup": "302 200 200 200 200 200 200 200 200",
    "core:file-download": "302 404 404 200 404 200 200 200 200",
    "core:import-template": "302 200 200 200 200 200 200 200 200",
    "core:import-detail": "302 404 404 200 404 404 404 404 404",
    "core:import-confirm": "302 405 405 405 405 405 405 405 405",
    "core:import-discard": "302 405 405 405 405 405 405 405 405",
    "core:import-refused": "302 404 404 200 404 404 404 404 404",
    "core:up": "200 200 200 200 200 200 200 200 200",
    "core:kit": "302 200 200 200 200 200 200 200 200",
}  # fmt: skip


def ours() -> dict[str, object]:
    return {
        name: pattern
        for name, pattern in patterns(get_resolver())
        if pattern.callback.__module__.startswith("niukou") and ":" in name
        if not name.startswith("api-1:") and not name.endswith(":?")
    }


def test_the_table_names_every_address() -> None:
    assert sorted(TABLE) == sorted(ours())


@pytest.mark.parametrize("viewer", VIEWERS)
def test_each_viewer_opens_what_the_table_says(world: World, viewer: str) -> None:
    place = VIEWERS.index(viewer)
    browser = world.browser(viewer)

    answered = {
        name: browser.get(reverse(name, args=world.arguments.get(name, []))).status_code
        for name in TABLE
    }

    assert answered == {name: int(codes.split()[place]) for name, codes in TABLE.items()}
