"""Ties between a reviewer and a hospital that keep them from reviewing it.

A tie is, now or within the years a panel counts:

- a role or an office in the hospital, or in an organisation directly above or below it
  (``supervised_by``), whatever kind of role;
- being named as a contact of one of the hospital's sites;

and on the day itself:

- speaking for the hospital, or for an organisation directly above or below it;
- speaking for an organisation that an application of the hospital names as its recommender;
- speaking for a related party of the foundation, where the hospital is one too: both are then
  bound to the one who pays.

A role or an office to begin later counts at once: who is about to go there is bound already.
"""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from niukou.core.periods import add_months
from niukou.network.models import Office, Organisation, Role
from niukou.programmes.models import Application, Panelist, SiteContact

MONTHS_PER_YEAR = 12


def find_conflict(panelist: Panelist, hospital: Organisation, *, on: date) -> str:
    """Return in one sentence what ties ``panelist`` to ``hospital``; "" where nothing is known."""
    years = panelist.panel.conflict_years
    since = add_months(on, -MONTHS_PER_YEAR * years)
    return next(_ties(panelist, hospital, since), "")


def near(hospital: Organisation) -> dict[int, Organisation]:
    """Return the hospital and the organisations directly above and below it, by their key."""
    below = Organisation.objects.filter(supervised_by=hospital)
    above = [hospital.supervised_by] if hospital.supervised_by else []
    return {one.pk: one for one in (hospital, *above, *below)}


def _ties(panelist: Panelist, hospital: Organisation, since: date) -> Iterator[str]:
    bodies = near(hospital)
    organisation = panelist.organisation
    if organisation and organisation.pk in bodies:
        yield _("Speaks for %s.") % bodies[organisation.pk]
    if organisation and organisation.is_related_party and hospital.is_related_party:
        both = {"organisation": organisation, "hospital": hospital}
        yield _("%(organisation)s and %(hospital)s are related parties of the foundation.") % both
    asked = Application.objects.filter(site__hospital=hospital, recommender=organisation)
    if organisation and asked.exists():
        both = {"organisation": organisation, "hospital": hospital}
        yield _("Speaks for %(organisation)s, which recommends %(hospital)s.") % both
    not_long_ago = Q(until_on=None) | Q(until_on__gt=since)
    roles = Role.objects.filter(not_long_ago, account=panelist.account_id, organisation__in=bodies)
    for role in roles.order_by("-from_on", "pk")[:1]:
        where = {"what": role.get_kind_display(), "where": bodies[role.organisation_id or 0]}
        yield _("Has or had a role: %(what)s, %(where)s.") % where
    person = panelist.account.person_id
    if person is None:
        return
    offices = Office.objects.filter(not_long_ago, person=person, organisation__in=bodies)
    for office in offices.order_by("-from_on", "pk")[:1]:
        where = {"what": office.title, "where": bodies[office.organisation_id]}
        yield _("Holds or held an office: %(what)s, %(where)s.") % where
    contacts = SiteContact.objects.filter(not_long_ago, person=person, site__hospital=hospital)
    if contacts.exists():
        yield _("Is or was named as contact of %s.") % hospital
