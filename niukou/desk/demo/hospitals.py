"""Invented hospitals of the demo world, by their position."""

from niukou.core.pinyin import pinyin_key
from niukou.desk.demo import invented
from niukou.network.models import Organisation, OrganisationKind, Region


def region_of(code: str) -> Region | None:
    return Region.objects.filter(code=code, until_year=None).first()


def invented_hospital(position: int) -> Organisation:
    """Make the stand-in of one hospital, marked 演示 in its name."""
    name = invented.hospital_name(position)
    return Organisation.objects.create(
        kind=OrganisationKind.HOSPITAL,
        official_name=name,
        aliases=[f"{invented.MARK}{position:02d}院"],
        pinyin_key=pinyin_key(name),
        uscc=invented.hospital_code(position),
        region=region_of(invented.CITIES[position % len(invented.CITIES)]),
    )
