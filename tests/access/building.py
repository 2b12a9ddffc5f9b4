"""What the addresses of building and operating a station are asked for."""

from typing import Any

from niukou.programmes.models import ServiceStation
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    SpellFactory,
    asset_of,
    passed_self_check,
    photo_of,
)


def arguments(station: ServiceStation) -> dict[str, list[Any]]:
    """Return the arguments of each address; the records belong to ``station``."""
    site = station.site
    programme = site.branch.programme
    spell = SpellFactory.create(station=station)
    photo = photo_of(station, is_public=True)
    design = DesignFactory.create(station=station)
    check = passed_self_check(station)
    sheet = AcceptanceFactory.create(station=station)
    defect = DefectFactory.create(station=station)
    asset = asset_of(station)
    public = [programme.slug, site.branch.slug, station.pk]
    of_site = ("site-stations", "site-building", "asset-import")
    of_station = (
        "station-pause",
        "station-reopen",
        "station-end",
        "station-zones",
        "station-hours",
        "plaque-edit",
        "photo-list",
        "photo-add",
        "design-submit",
        "self-check-record",
        "acceptance-record",
        "defect-report",
        "asset-receive",
    )
    found: dict[str, list[Any]] = {
        **{name: [site.number] for name in of_site},
        **{name: [station.pk] for name in of_station},
        **{f"photo-{verb}": [photo.pk] for verb in ("edit", "publish")},
        **{
            f"acceptance-{name}": [sheet.number] for name in ("detail", "paper", "withdraw", "scan")
        },
        **{f"defect-{verb}": [defect.pk] for verb in ("mend", "confirm", "send-back")},
        **{f"asset-{name}": [asset.number] for name in ("detail", "move", "edit")},
        **{name: [programme.slug] for name in ("checklist-list", "checklist-write")},
        **{name: [programme.slug] for name in ("term-list", "term-set")},
        "spell-correct": [spell.pk],
        "design-detail": [design.pk],
        "self-check-detail": [check.pk],
        "acceptance-sign": [sheet.number, "hospital"],
    }
    return {f"programmes:{name}": asked for name, asked in found.items()} | {
        "portal:station": public,
        "portal:station-photo": [*public, photo.pk],
    }
