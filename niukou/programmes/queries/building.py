"""What is proved of the building of a site's stations, and since which day.

Only stations that have a design here are followed: one that came by an import, or was planned
before designs were kept here, keeps no site from a step.
"""

from collections.abc import Callable, Iterable
from datetime import date
from typing import TypeAlias

from niukou.programmes.models import (
    Defect,
    DesignStatus,
    ServiceStation,
    Severity,
    Site,
    Verdict,
)

Proof: TypeAlias = Callable[[ServiceStation], date | None]


def followed_stations(site: Site) -> list[ServiceStation]:
    """Return the stations of ``site`` whose building is followed here: those with a design."""
    designed = ServiceStation.objects.filter(site=site, designs__isnull=False)
    return list(designed.order_by("pk").distinct())


def proved_on(site: Site, proof: Proof) -> date | None:
    """Return the day from which ``proof`` holds for each station followed here; None: not yet.

    A site of which no station is followed proves nothing: money that waits for it waits.
    """
    return _last(proof(station) for station in followed_stations(site))


def is_kept_back(site: Site, proof: Proof) -> bool:
    """Tell whether a station followed here still lacks ``proof``."""
    return any(proof(station) is None for station in followed_stations(site))


def design_agreed_on(station: ServiceStation) -> date | None:
    """Return the day on which a design was first agreed; a later one in the making changes nothing."""
    agreed = station.designs.filter(status=DesignStatus.AGREED).order_by("decided_on", "pk")
    return agreed.values_list("decided_on", flat=True).first()


def self_check_passed_on(station: ServiceStation) -> date | None:
    """Return the day of the latest self-check if it passed."""
    last = station.self_checks.order_by("-checked_on", "-pk").first()
    return last.checked_on if last and last.is_passed else None


def acceptance_signed_on(station: ServiceStation) -> date | None:
    """Return the day of the second signature under the latest sheet, unless it says “not accepted”."""
    last = station.acceptances.standing().order_by("-inspected_on", "-pk").first()
    return last.signed_on if last and last.verdict != Verdict.FAILED else None


def blocking_mended_on(station: ServiceStation) -> date | None:
    """Return the day on which no blocking defect was open any more; None: one still is."""
    return _mended_on(station, station.defects.filter(severity=Severity.BLOCKING))


def defects_mended_on(station: ServiceStation) -> date | None:
    """Return the day on which no defect was open any more; None: one still is."""
    return _mended_on(station, station.defects.all())


def station_opened_on(site: Site) -> date | None:
    """Return the day on which the first station of ``site`` opened."""
    opened = ServiceStation.objects.filter(site=site, opened_on__isnull=False)
    return opened.order_by("opened_on").values_list("opened_on", flat=True).first()


def _mended_on(station: ServiceStation, defects: Iterable[Defect]) -> date | None:
    """Return the day of the last confirmation; where nothing was wrong, of the acceptance."""
    days = [defect.confirmed_on for defect in defects]
    return _last([acceptance_signed_on(station), *days])


def _last(days: Iterable[date | None]) -> date | None:
    """Return the last day; None if there is none, or one is not known."""
    known = list(days)
    found = [day for day in known if day]
    return max(found) if found and len(found) == len(known) else None
