"""What is decided on a site after its panel."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.numbering import next_number
from niukou.core.wording import in_working_language
from niukou.people.models import Account
from niukou.programmes.actions.panels import PanelNotOpen
from niukou.programmes.actions.steps import ensure_past, take_step
from niukou.programmes.events import SiteDetermined
from niukou.programmes.lifecycle import SiteStatus, ensure_move
from niukou.programmes.models import (
    Determination,
    Outcome,
    Panel,
    PanelSite,
    PanelStatus,
    Site,
    SiteStep,
)
from niukou.programmes.queries.panels import Standing, standings
from niukou.programmes.rules import Can

# Where a decision takes the site at once; what is accepted waits for its public notice.
LEADS_TO = {Outcome.REJECTED: SiteStatus.REJECTED, Outcome.RETURNED: SiteStatus.RETURNED}


class PanelStillOpen(DomainError):
    """Nothing is decided while reviewers still score."""


class DeterminedAlready(DomainError):
    """A determination is never changed."""


class ReasonsMissing(DomainError):
    """Whoever applied is told why."""

    field = "reasons"


class TooFewReviews(DomainError):
    """Fewer reviews than the panel asks for: say why it is decided nevertheless."""

    field = "why_few"


class DecidesOnOwnReview(DomainError):
    """Whoever sat on the panel does not decide on what it said."""


@transaction.atomic
def determine(
    panel_site: PanelSite,
    *,
    outcome: Outcome,
    reasons: str,
    on: date,
    by: Account,
    why_few: str = "",
) -> Determination:
    """Decide on a site, with the reasons and the scores as they stand.

    Rejected or returned, the site moves at once; accepted, it waits for its public notice.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        DecidesOnOwnReview: ``by`` sits on the panel.
        PanelStillOpen: its reviews are not closed.
        DeterminedAlready: it was decided before.
        ReasonsMissing: no reasons are given.
        TooFewReviews: fewer reviews count than the panel asks for, and ``why_few`` is empty.
        MoveNotAllowed: the site went somewhere else meanwhile: withdrawn, for example.
        BeforeLastStep, DayToCome: the site's last step is dated later, or ``on`` is in the future.
    """
    authorize(by, Can.DETERMINE, panel_site)
    ensure_past(on)
    reasons, why_few = reasons.strip(), why_few.strip()
    if not reasons:
        raise ReasonsMissing(_("Give the reasons: the hospital reads them."))

    panel = _lock_closed(panel_site, on)
    if panel.panelists.filter(account=by).exists():
        raise DecidesOnOwnReview(_("You sit on this panel: another officer decides."))
    site = Site.objects.select_for_update().get(pk=panel_site.site_id)
    if Determination.objects.filter(panel_site=panel_site).exists():
        raise DeterminedAlready(_("This site was decided on already."))
    ensure_move(site.status, LEADS_TO.get(outcome, SiteStatus.PUBLIC_NOTICE))
    standing = standings(panel)[panel_site.pk]
    _ensure_enough(panel, standing, why_few)

    determination = Determination(
        panel_site=panel_site,
        outcome=outcome,
        reasons=reasons,
        why_few=why_few if standing.reviews_count < panel.least_reviews else "",
        decided_by=by,
        decided_on=on,
    )
    _file(determination, panel, standing)
    if outcome in LEADS_TO:
        _move(site, LEADS_TO[outcome], determination)

    publish(SiteDetermined(site_id=site.pk, outcome=outcome, on=on))
    return determination


def _lock_closed(panel_site: PanelSite, on: date) -> Panel:
    panel = Panel.objects.select_for_update(of=["self"]).select_related("branch")
    found = panel.get(pk=panel_site.panel_id)
    if found.status != PanelStatus.CLOSED or found.closed_on is None:
        raise PanelStillOpen(_("Close the reviews first; then the scores stand."))
    if on < found.closed_on:
        raise PanelNotOpen(_("The reviews were closed later than this."), field="on")
    return found


def _file(determination: Determination, panel: Panel, standing: Standing) -> None:
    """Save ``determination`` under the next number, with the scores as they stand."""
    determination.mean, determination.rank = standing.mean, standing.rank
    determination.ranked_count = standing.ranked_count
    determination.reviews_count = standing.reviews_count
    code = panel.branch.code
    determination.number = next_number(f"determination-{code}", pattern=f"{code}-D{{number:03d}}")
    determination.save(force_insert=True)


def _move(site: Site, to: SiteStatus, determination: Determination) -> None:
    with in_working_language():
        note = _("Determination %s") % determination.number
    on, by = determination.decided_on, determination.decided_by
    take_step(SiteStep(site=site, to_status=to, on=on, note=note, recorded_by=by))


def _ensure_enough(panel: Panel, standing: Standing, why_few: str) -> None:
    if standing.reviews_count < panel.least_reviews and not why_few:
        counts = {"count": standing.reviews_count, "least": panel.least_reviews}
        message = _(
            "Only %(count)s of %(least)s reviews count. Say why it is decided nevertheless."
        )
        raise TooFewReviews(message % counts)
