"""Lists of the network, written out to Excel."""

from collections.abc import Iterator
from typing import IO

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import write_xlsx
from niukou.core.http import ExportColumn
from niukou.network.models import Agreement, Organisation

AT_ONCE = 2000
HOLIDAYS = (
    ExportColumn(gettext_lazy("Date"), lambda day: day.on, 12),
    ExportColumn(gettext_lazy("Weekday"), lambda day: date_format(day.on, "l"), 12),
    ExportColumn(gettext_lazy("Name"), lambda day: day.name, 20),
    ExportColumn(
        gettext_lazy("What it is"),
        lambda day: gettext_lazy("Working day") if day.is_workday else gettext_lazy("Free"),
        12,
    ),
)


def export_organisations(organisations: QuerySet[Organisation], to: IO[bytes]) -> None:
    """Write ``organisations`` to a workbook, in their order."""
    write_xlsx(
        to,
        name=_("Organisations"),
        headings=[
            _("Official name"),
            _("Kind"),
            _("Other names"),
            _("Unified social credit code"),
            _("Why it has no code"),
            _("Region code"),
            _("Region"),
        ],
        rows=_organisation_rows(organisations),
        widths=[40, 14, 40, 22, 24, 12, 16],
    )


def export_agreements(agreements: QuerySet[Agreement], to: IO[bytes]) -> None:
    """Write ``agreements`` to a workbook, in their order, the parties in one cell."""
    write_xlsx(
        to,
        name=_("Agreements"),
        headings=[
            _("Number"),
            _("Kind"),
            _("Title"),
            _("Signed on"),
            _("Signing group"),
            _("Cohort"),
            _("In force from"),
            _("No longer in force from"),
            _("Ended early on"),
            _("Parties"),
        ],
        rows=_agreement_rows(agreements),
        widths=[18, 16, 40, 12, 10, 16, 12, 12, 12, 60],
    )


def _organisation_rows(organisations: QuerySet[Organisation]) -> Iterator[list[object]]:
    for one in organisations.select_related("region").iterator(chunk_size=AT_ONCE):
        yield [
            one.official_name,
            one.get_kind_display(),
            "、".join(one.aliases),
            one.uscc,
            one.no_uscc_reason,
            one.region.code if one.region else "",
            one.region.name if one.region else "",
        ]


def _agreement_rows(agreements: QuerySet[Agreement]) -> Iterator[list[object]]:
    rows = agreements.prefetch_related("parties__organisation")
    for one in rows.iterator(chunk_size=AT_ONCE):
        yield [
            one.number,
            one.get_kind_display(),
            one.title,
            one.signed_on,
            one.signing_group,
            one.cohort,
            one.starts_on,
            one.ends_on,
            one.ended_on,
            "；".join(
                f"{party.get_capacity_display()}：{party.organisation}"
                for party in one.parties.all()
            ),
        ]
