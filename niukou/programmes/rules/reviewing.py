"""Who somebody is to a panel, a review, a notice."""

from rules import predicate

from niukou.people.models import Account
from niukou.programmes.models import Objection, Panel, PanelSite, PublicNotice, Review
from niukou.programmes.rules.holders import branches_run_by


@predicate
def runs_panel(user: Account, panel: Panel) -> bool:
    """Officer of the branch the panel is of."""
    return panel.branch_id in branches_run_by(user)


@predicate
def runs_panel_of_site(user: Account, panel_site: PanelSite) -> bool:
    """Officer of the branch whose panel the site stands on."""
    return panel_site.panel.branch_id in branches_run_by(user)


@predicate
def is_its_reviewer(user: Account, review: Review) -> bool:
    """The reviewer it is assigned to."""
    return review.panelist.account_id == user.pk


@predicate
def runs_notice(user: Account, notice: PublicNotice) -> bool:
    """Officer of the branch the notice is of."""
    return notice.branch_id in branches_run_by(user)


@predicate
def runs_notice_of_objection(user: Account, objection: Objection) -> bool:
    """Officer of the branch whose notice is objected to."""
    return objection.notice.branch_id in branches_run_by(user)
