"""A panel as its officers see it: sites × reviewers, recusals, means and ranks."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from niukou.people.models import Account
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Determination,
    Outcome,
    Panel,
    Panelist,
    PanelSite,
    PanelStatus,
    Review,
    ReviewStatus,
    Score,
    Site,
)
from niukou.programmes.scoring import Given, mean_of, ranks_of, rounded, score_of


@dataclass(frozen=True, slots=True)
class Standing:
    """How a site stands: its mean and rank among ``ranked_count`` sites, from how many reviews.

    ``mean`` and ``rank`` None: nobody handed in a review.
    """

    mean: Decimal | None
    rank: int | None
    ranked_count: int
    reviews_count: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One review in the matrix; ``score`` None as long as it was not handed in."""

    review: Review | None
    panelist: Panelist
    score: Decimal | None


@dataclass(frozen=True, slots=True)
class Line:
    """One site of a panel with its reviews, in the order of the reviewers."""

    panel_site: PanelSite
    cells: list[Cell]
    standing: Standing
    determination: Determination | None

    @property
    def is_short(self) -> bool:
        """True when fewer reviews count than the panel asks for."""
        return self.standing.reviews_count < self.panel_site.panel.least_reviews


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole panel; ``kept_out`` are recusals and found ties, the earliest first."""

    panelists: list[Panelist]
    lines: list[Line]
    kept_out: list[Review]

    @property
    def handed_in(self) -> int:
        return sum(line.standing.reviews_count for line in self.lines)

    @property
    def waiting(self) -> int:
        """How many reviews are still to come."""
        cells = (cell for line in self.lines for cell in line.cells if cell.review)
        return sum(cell.review.status == ReviewStatus.ASSIGNED for cell in cells if cell.review)


def scores_by_review(panel: Panel) -> dict[int, Fraction]:
    """Return the exact score of each review of ``panel`` that counts, by its key."""
    given: dict[int, list[Given]] = defaultdict(list)
    rows = Score.objects.filter(
        review__panel_site__panel=panel, review__status=ReviewStatus.SUBMITTED
    ).exclude(points=None)
    for review, points, most, weight in rows.values_list(
        "review", "points", "criterion__most", "criterion__weight"
    ):
        given[review].append(Given(points or 0, most, weight))
    return {review: score_of(parts) for review, parts in given.items()}


def standings(panel: Panel) -> dict[int, Standing]:
    """Return how each site of ``panel`` stands, by the key of its ``PanelSite``."""
    scores = scores_by_review(panel)
    by_site: dict[int, list[Fraction]] = {
        key: [] for key in panel.panel_sites.values_list("pk", flat=True)
    }
    counting = Review.objects.counting().filter(panel_site__panel=panel)
    for review, panel_site in counting.values_list("pk", "panel_site"):
        by_site[panel_site].append(scores[review])
    return _standings(by_site)


def matrix(panel: Panel) -> Matrix:
    """Return ``panel`` with its sites by rank once it is closed, by number before."""
    panelists = list(
        panel.panelists.select_related("account__person", "organisation").order_by("pk")
    )
    named = panel.panel_sites.select_related("panel", "site__hospital", "determination")
    reviews = Review.objects.filter(panel_site__panel=panel).order_by("kept_out_on", "pk")
    known = list(reviews)
    placed = {(one.panel_site_id, one.panelist_id): one for one in known}
    scores = scores_by_review(panel)
    panel_sites = list(named.order_by("site__number"))
    by_site: dict[int, list[Fraction]] = {one.pk: [] for one in panel_sites}
    for review in known:
        if review.pk in scores:
            by_site[review.panel_site_id].append(scores[review.pk])
    stand = _standings(by_site)
    lines = [
        Line(
            one,
            [_cell(placed.get((one.pk, who.pk)), who, scores) for who in panelists],
            stand[one.pk],
            getattr(one, "determination", None),
        )
        for one in panel_sites
    ]
    if panel.status == PanelStatus.CLOSED:
        lines.sort(key=lambda line: (line.standing.rank is None, line.standing.rank))
    return Matrix(panelists, lines, _kept_out(known, panel_sites, panelists))


def handed_in(reviews: QuerySet[Review], panel: Panel) -> QuerySet[Review]:
    """Narrow ``reviews`` to those of ``panel`` that count, site by site, with what a list names."""
    counting = reviews.filter(panel_site__panel=panel, status=ReviewStatus.SUBMITTED)
    named = counting.select_related("panel_site__site__hospital", "panelist__account__person")
    return named.order_by("panel_site__site__number", "panelist")


def sheets_of(reviews: QuerySet[Review]) -> QuerySet[Score]:
    """Return the points of ``reviews`` in their order, criterion by criterion."""
    scores = Score.objects.filter(review__in=reviews.values("pk"))
    named = scores.select_related(
        "criterion", "review__panel_site__site", "review__panelist__account__person"
    )
    return named.order_by(
        "review__panel_site__site__number", "review__panelist", "criterion__position"
    )


def _kept_out(
    reviews: list[Review], panel_sites: list[PanelSite], panelists: list[Panelist]
) -> list[Review]:
    """Return those nobody gives, with the site and reviewer that were read already."""
    sites = {one.pk: one for one in panel_sites}
    people = {one.pk: one for one in panelists}
    out = [one for one in reviews if one.status in {ReviewStatus.RECUSED, ReviewStatus.BARRED}]
    for review in out:
        review.panel_site, review.panelist = sites[review.panel_site_id], people[review.panelist_id]
    return out


def _cell(review: Review | None, panelist: Panelist, scores: Mapping[int, Fraction]) -> Cell:
    score = scores.get(review.pk) if review else None
    return Cell(review, panelist, None if score is None else rounded(score))


def _standings(by_site: Mapping[int, list[Fraction]]) -> dict[int, Standing]:
    means = {key: mean_of(found) for key, found in by_site.items()}
    ranks = ranks_of(means)
    return {
        key: Standing(
            mean=None if mean is None else rounded(mean),
            rank=ranks.get(key),
            ranked_count=len(ranks),
            reviews_count=len(by_site[key]),
        )
        for key, mean in means.items()
    }


def account_at(email: str) -> Account | None:
    """Return the account that signs in with ``email``: a reviewer is a stranger to the branch."""
    return Account.objects.filter(email=email.strip().lower()).first()


def sites_for_panel(panel: Panel) -> QuerySet[Site]:
    """Return the sites of the panel's branch that wait for a panel."""
    decided = Determination.objects.filter(panel_site__site=OuterRef("pk")).order_by("-pk")
    stands = PanelSite.objects.filter(site=OuterRef("pk"))
    return (
        Site.objects.filter(branch=panel.branch_id, status=SiteStatus.PANEL_REVIEW)
        .annotate(newest_outcome=Subquery(decided.values("outcome")[:1]))
        .filter(Q(newest_outcome=None) | ~Q(newest_outcome=Outcome.ACCEPTED))
        .filter(~Exists(stands.undecided()), ~Exists(stands.filter(panel=panel)))
        .select_related("hospital")
        .order_by("number")
    )
