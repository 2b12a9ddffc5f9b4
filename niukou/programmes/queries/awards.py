"""Committed grants in the shape of the 360Giving Data Standard, for whoever collects awards."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niukou.core.access import Viewer
from niukou.core.money import ZERO
from niukou.network.models import Organisation
from niukou.programmes.models import AWARDED, Grant, Programme, ProgrammeInitiator, Purpose
from niukou.programmes.queries.money import Sums, sums_by

CURRENCY = "CNY"


def awards_of(user: Viewer, *, programme: Programme | None = None) -> list[dict[str, Any]]:
    """Return the committed grants ``user`` may read, each with what the standard requires.

    Such files are published: branches that are not published stay out, and so do the notes
    beside the lines of a budget. The first of a programme's initiators stands for all: the
    standard takes one funder. Where none is named it is the programme itself.
    """
    grants = Grant.objects.visible_to(user).filter(
        status__in=AWARDED,
        awarded_on__isnull=False,
        site__branch__is_public=True,
        site__branch__programme__is_public=True,
    )
    if programme:
        grants = grants.filter(site__branch__programme=programme)
    sums = sums_by(grants, "grant")
    funders = _funders()
    found = _with_names(grants).order_by("awarded_on", "pk")
    return [_award(grant, sums[grant.pk], funders) for grant in found]


def _with_names(grants: QuerySet[Grant]) -> QuerySet[Grant]:
    named = grants.select_related("site__hospital__region", "site__branch__programme")
    return named.prefetch_related("budget_lines")


def _funders() -> Mapping[int, Organisation]:
    rows: Iterable[ProgrammeInitiator] = ProgrammeInitiator.objects.select_related(
        "organisation"
    ).order_by("-position")
    return {row.programme_id: row.organisation for row in rows}  # the first overwrites the later


def _award(grant: Grant, sums: Sums, funders: Mapping[int, Organisation]) -> dict[str, Any]:
    programme, hospital = grant.site.branch.programme, grant.site.hospital
    funder = funders.get(programme.pk)
    budget = sum((line.planned for line in grant.budget_lines.all()), ZERO)
    told = [
        _("%(purpose)s: %(amount)s yuan")
        % {"purpose": Purpose(line.purpose).label, "amount": line.planned}
        for line in grant.budget_lines.all()
    ]
    return {
        "id": f"{settings.NIUKOU_AWARDS_PREFIX}-{grant.number}",
        "title": grant.title,
        "description": "; ".join(told),
        "currency": CURRENCY,
        "amountAwarded": float(budget.yuan),
        "amountDisbursed": float(sums.held.yuan),
        "awardDate": str(grant.awarded_on),
        "recipientOrganization": [_organisation(hospital)],
        "fundingOrganization": [_organisation(funder) if funder else _funder(programme)],
        "grantProgramme": [{"code": programme.slug, "title": programme.official_name}],
    }


def _funder(programme: Programme) -> dict[str, str]:
    prefix = settings.NIUKOU_AWARDS_PREFIX
    return {"id": f"{prefix}-programme-{programme.slug}", "name": programme.official_name}


def _organisation(organisation: Organisation) -> dict[str, str]:
    """Return an organisation under an identifier of our own: no register list is assumed."""
    own = organisation.uscc or str(organisation.pk)
    prefix = settings.NIUKOU_AWARDS_PREFIX
    return {"id": f"{prefix}-org-{own}", "name": organisation.official_name}
