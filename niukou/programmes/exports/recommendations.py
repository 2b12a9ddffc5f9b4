"""The recommendations an organisation is asked for, written out row by row."""

from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niukou.core.http import ExportColumn
from niukou.programmes.exports.calls import first_handed_in
from niukou.programmes.models import Opinion


def _opinion(application: Any) -> str:
    given = application.opinion
    return str(Opinion(given).label) if given else _now("Waits for you")


ASKED = (
    ExportColumn(_("Number"), lambda one: one.site.number, 16),
    ExportColumn(_("Hospital"), lambda one: one.site.hospital.official_name, 36),
    ExportColumn(_("Region"), lambda one: one.site.hospital.region, 14),
    ExportColumn(_("Call"), lambda one: one.call.title, 40),
    ExportColumn(_("First handed in"), first_handed_in, 14),
    ExportColumn(_("Your opinion"), _opinion, 14),
)
