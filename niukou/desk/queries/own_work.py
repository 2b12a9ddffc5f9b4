"""What somebody works on, by what they are: each kind of work is asked for only where it is theirs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from niukou.core.due import FEW
from niukou.figures.definitions import HOSPITALS_SIGNED, HOSPITALS_WITH_STATION
from niukou.figures.indicators import Scope
from niukou.figures.queries.kept import Ask, What, results
from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.lifecycle import Stage, stage_of
from niukou.programmes.models import APPLICANTS, Branch, Call, Programme, Review, Site, offices_of
from niukou.programmes.next_steps import next_step

WITH_FIGURES = 4
ASKED_MOST = (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION)


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A number somebody is asked for often, its unit, and where it is proved."""

    label: str | Promise
    count: int
    unit: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many sites of a branch stand in a column of its board, and the list of them."""

    label: str | Promise
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class OwnBranch:
    """A branch somebody runs; ``figures`` are those they are asked for most."""

    branch: Branch
    figures: list[OwnFigure]
    stages: list[StageCount]


@dataclass(frozen=True, slots=True)
class OwnSite:
    """A site of somebody's hospital, and who does what there next."""

    site: Site
    next_step: str


@dataclass(frozen=True, slots=True)
class Way:
    """A place to begin from where nothing else is one's own."""

    label: str
    text: str
    url: str
    icon: str


def programmes_of(user: Account) -> list[Programme]:
    """Return the programmes of which ``user`` is an officer, as a whole or in a branch."""
    if not offices_of(user):
        return []
    return list(Programme.objects.run_by(user).order_by("launched_on", "pk"))


def given_to_by(user: Account) -> list[Programme]:
    """Return the programmes whose donor ``user`` is."""
    if not roles_of(user).organisations(RoleKind.DONOR):
        return []
    return list(Programme.objects.given_to_by(user).order_by("launched_on", "pk"))


def branches_of(user: Account, *, on: date) -> list[OwnBranch]:
    """Return the branches ``user`` runs, the first few with their figures of that day."""
    if not offices_of(user):
        return []
    rows = Branch.objects.run_by(user).select_related("programme").order_by("launched_on", "pk")
    branches = list(rows)
    asked = {
        branch: [
            Ask(What.TALLY, indicator, Scope(branch.programme, branch), on)
            for indicator in ASKED_MOST
        ]
        for branch in branches[:WITH_FIGURES]
    }
    found = results(one for group in asked.values() for one in group)
    stages = _stages(branches)
    return [
        OwnBranch(
            branch,
            [
                OwnFigure(
                    one.indicator.label,
                    int(found.tally(*one.one) or 0),
                    one.indicator.unit.label,
                    one.indicator.url(one.scope, on),
                )
                for one in asked.get(branch, [])
            ],
            [
                StageCount(stage.label, stages[branch.pk][stage], _sites_url(branch, stage))
                for stage in Stage
                if stages[branch.pk][stage]
            ],
        )
        for branch in branches
    ]


def _stages(branches: list[Branch]) -> dict[int, dict[Stage, int]]:
    """Return how many sites of each branch stand in each stage; their runner sees all of them."""
    found: dict[int, dict[Stage, int]] = defaultdict(lambda: defaultdict(int))
    if branches:
        sites = Site.objects.filter(branch__in=branches).order_by()
        rows = sites.values_list("branch", "status").annotate(count=Count("pk"))
        for branch, status, count in rows:
            found[branch][stage_of(status)] += count
    return found


def _sites_url(branch: Branch, stage: Stage) -> str:
    return f"{reverse('programmes:site-list')}?branch={branch.slug}&stage={stage.value}"


def sites_of(user: Account) -> list[OwnSite]:
    """Return the sites of the organisations ``user`` works for."""
    own = roles_of(user).organisations()
    if not own:
        return []
    sites = Site.objects.visible_to(user).filter(hospital__in=own)
    rows = sites.select_related("hospital", "branch").order_by("number")
    return [OwnSite(site, next_step(site.status)) for site in rows]


def organisations_of(user: Account, *, besides: Iterable[OwnSite]) -> list[Organisation]:
    """Return the organisations ``user`` works for, but those that ``besides`` show already."""
    shown = {one.site.hospital_id for one in besides}
    left = roles_of(user).organisations() - shown
    if not left:
        return []
    return list(Organisation.objects.visible_to(user).filter(pk__in=left).order_by("pk"))


def ways_of(user: Account) -> list[Way]:
    """Return where administrators and auditors of the platform begin."""
    roles = roles_of(user)
    if roles.is_platform_administrator:
        return _ways_of_administrators()
    return _ways_of_auditors() if roles.is_platform_auditor else []


def ways_to_apply(user: Account, *, besides: Iterable[OwnSite], on: date) -> list[Way]:
    """Return the open calls, to whoever works for a hospital that is in no programme yet."""
    if list(besides) or not roles_of(user).organisations(*APPLICANTS):
        return []
    calls = Call.objects.visible_to(user).taking(on=on).order_by("closes_on", "pk")[:FEW]
    text = _("Your hospital can apply until and including %s.")
    return [
        Way(call.title, text % date_format(call.last_on), call.get_absolute_url(), "speakerphone")
        for call in calls
    ]


def ways_to_review(user: Account) -> list[Way]:
    """Return the way to their reviews, to whoever sits on a panel that opened."""
    if offices_of(user) or roles_of(user).is_platform_auditor:
        return []
    if not Review.objects.visible_to(user).exists():
        return []
    text = _("Those to give, and those you gave.")
    return [Way(_("My reviews"), text, reverse("programmes:review-list"), "clipboard-list")]


def _accounts() -> Way:
    text = _("Who may sign in, with which roles.")
    return Way(_("Accounts"), text, reverse("people:account-list"), "key")


def _ways_of_administrators() -> list[Way]:
    begin = _("Begin one, and appoint its officers.")
    enter = _("Terms are counted in working days: enter each year's.")
    return [
        _accounts(),
        Way(_("Programmes"), begin, reverse("programmes:programme-list"), "target-arrow"),
        Way(_("Holidays"), enter, reverse("network:holiday-list"), "calendar"),
    ]


def _ways_of_auditors() -> list[Way]:
    figures = _("What was published, the records behind it, and corrections.")
    sites = _("Every step of every hospital, with its day and who recorded it.")
    return [
        Way(_("Published figures"), figures, reverse("figures:publication-list"), "chart-bar"),
        Way(_("Sites"), sites, reverse("programmes:site-list"), "buildings"),
        _accounts(),
    ]
