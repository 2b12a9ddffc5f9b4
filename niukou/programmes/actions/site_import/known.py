"""What is known before an import: everything its rows may mean, fetched at once."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.normalise import same_name_key
from niukou.network.actions.bulk import known_as
from niukou.network.models import Agreement, AgreementParty, Campus, Organisation, Region
from niukou.programmes.actions.site_import.facts import SiteFacts
from niukou.programmes.lifecycle import MOVES
from niukou.programmes.models import Branch, Site, SiteAgreement, SiteContact, SiteStep

ENDINGS = ("", "市", "省", "县", "区", "自治区")
END_OF_NAME = re.compile(r"(?<=[省市县区州盟旗])(?=.)")


class RegionUnclear(DomainError):
    """No region, or more than one, is meant."""

    field = "region"


@dataclass(slots=True)
class Known:
    """The register, the branch's sites and their papers, as far as the list touches them."""

    branch: Branch
    by_code: dict[str, Organisation] = field(default_factory=dict)
    by_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    organisations: dict[int, Organisation] = field(default_factory=dict)
    sites: dict[int, Site] = field(default_factory=dict)  # by hospital
    agreements: dict[int, list[Agreement]] = field(default_factory=lambda: defaultdict(list))
    by_number: dict[str, Agreement] = field(default_factory=dict)
    site_of: dict[int, int] = field(default_factory=dict)  # by agreement
    parties: set[tuple[int, int]] = field(default_factory=set)  # agreement and organisation
    last_step_on: dict[int, date] = field(default_factory=dict)  # by site
    campuses: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    contacts: dict[int, list[SiteContact]] = field(default_factory=lambda: defaultdict(list))
    regions: dict[str, list[Region]] = field(default_factory=lambda: defaultdict(list))

    def named(self, name: str) -> list[Organisation]:
        return [self.organisations[pk] for pk in sorted(self.by_name.get(same_name_key(name), ()))]

    def region(self, text: str) -> Region | None:
        """Return the region meant by a code, a name or a path such as 浙江省杭州市.

        Raises:
            RegionUnclear: none is known by it, or several outside the branch's region.
        """
        if not text:
            return None
        found = next((rows for name in _spellings(text) if (rows := self.regions.get(name))), [])
        if len(found) > 1:
            near = self.branch.region.code[:2]
            found = [region for region in found if region.code.startswith(near)]
        if len(found) != 1:
            message = _("“%s” is not clear: write the region's full name or its six-digit code.")
            raise RegionUnclear(message % text)
        return found[0]


def load_known(branch: Branch, rows: Sequence[SiteFacts]) -> Known:
    """Fetch what ``rows`` may refer to; the number of queries does not grow with them."""
    known = Known(branch)
    _load_organisations(known, rows)
    _load_sites(known)
    _load_agreements(known, {row.agreement_number for row in rows if row.agreement_number})
    for campus in Campus.objects.filter(organisation__in=known.organisations):
        known.campuses[campus.organisation_id].add(same_name_key(campus.name))
    names = {name for row in rows if row.region for name in _spellings(row.region)}
    in_force = Region.objects.filter(until_year=None)
    for region in in_force.filter(Q(code__in=names) | Q(name__in=names)):
        known.regions[region.name].append(region)
        known.regions[region.code].append(region)
    return known


def _load_organisations(known: Known, rows: Sequence[SiteFacts]) -> None:
    names = {name for row in rows for name in row.names}
    matches = known_as(list(names), [_loose_key(name) for name in names])
    codes = {row.uscc for row in rows if row.uscc}
    wanted = Q(pk__in={pk for pk, _name in matches}) | Q(uscc__in=codes)
    for organisation in Organisation.objects.filter(wanted).select_related("region"):
        known.organisations[organisation.pk] = organisation
        if organisation.uscc:
            known.by_code[organisation.uscc] = organisation
        for name in (organisation.official_name, *organisation.aliases):
            known.by_name[same_name_key(name)].add(organisation.pk)


def _load_sites(known: Known) -> None:
    sites = Site.objects.filter(branch=known.branch, hospital__in=known.organisations)
    # A hospital may come back after its site ended: the one that goes on is meant, else the last.
    in_turn = sorted(sites, key=lambda site: (bool(MOVES[site.status]), site.pk))
    known.sites = {site.hospital_id: site for site in in_turn}
    last = SiteStep.objects.filter(site__in=sites.values("pk")).values("site")
    known.last_step_on = dict(last.annotate(last_on=Max("on")).values_list("site", "last_on"))
    contacts = SiteContact.objects.filter(site__in=_ids(known.sites.values()), until_on=None)
    for contact in contacts.select_related("person"):
        known.contacts[contact.site_id].append(contact)


def _load_agreements(known: Known, numbers: set[str]) -> None:
    sites = set(_ids(known.sites.values()))
    links = SiteAgreement.objects.filter(Q(site__in=sites) | Q(agreement__number__in=numbers))
    for link in links.select_related("agreement"):
        known.site_of[link.agreement_id] = link.site_id
        if link.site_id in sites:
            known.agreements[link.site_id].append(link.agreement)
            known.by_number[link.agreement.number] = link.agreement
    for agreement in Agreement.objects.filter(number__in=numbers):
        known.by_number.setdefault(agreement.number, agreement)
    parties = AgreementParty.objects.filter(agreement__number__in=numbers)
    known.parties = set(parties.values_list("agreement", "organisation"))


def _ids(sites: Iterable[Site]) -> list[int]:
    return [site.pk for site in sites]


def _spellings(text: str) -> list[str]:
    """Return the names a region may go by: 浙江省杭州市 is 杭州市, 杭州 may be 杭州市."""
    last = END_OF_NAME.split(text)[-1].strip()
    return [text, *(f"{last}{ending}" for ending in ENDINGS)]


def _loose_key(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).lower()
    return "".join(sign for sign in folded if sign.isalnum())
