"""What the addresses of panel and notice are asked for."""

from typing import Any

from niukou.programmes.models import Site
from tests.factories.review import review_of_branch


def under_review(site: Site) -> dict[str, list[Any]]:
    """Return their arguments: records of the branch of ``site``."""
    made = review_of_branch(site)
    panel, notice = [made.panel.number], [made.notice.number]
    addresses = {
        "programmes:branch-review": [site.branch.slug],
        "programmes:panel-prepare": [site.branch.slug],
        "programmes:notice-draft": [site.branch.slug],
        "programmes:criterion-remove": [*panel, made.panel.criteria.get().pk],
        "programmes:panelist-remove": [*panel, made.panel.panelists.get().pk],
        "programmes:panel-site-remove": [*panel, made.panel.panel_sites.get().pk],
        "programmes:site-determine": [*panel, made.panel.panel_sites.get().pk],
        "programmes:sheet-detail": [made.closed.number, made.sheet.pk],
        "programmes:determination-letter": [made.determination.number],
        "programmes:site-review": [site.number],
        "programmes:review-file": [made.sheet.pk, 1],
    }
    for name in ("detail", "edit", "open", "close", "sites-add"):
        addresses[f"programmes:panel-{name}"] = panel
    for name in ("criterion-add", "panelist-invite"):
        addresses[f"programmes:{name}"] = panel
    for name in ("detail", "declare", "recuse"):
        addresses[f"programmes:review-{name}"] = [made.sheet.pk]
    for name in ("detail", "edit", "publish", "extend", "end"):
        addresses[f"programmes:notice-{name}"] = notice
    for name in ("notice", "notice-object", "notice-receipt"):
        addresses[f"portal:{name}"] = [site.branch.programme.slug, *notice]
    objection = [made.objection.number]
    return addresses | {
        "programmes:objection-record": notice,
        "programmes:objection-detail": objection,
        "programmes:objector-reveal": objection,
    }
