"""How sites, agreements and accounts are picked in forms."""

from django.db.models import Q

from niukou.core.lookups import Lookup, offer_lookup
from niukou.network.models import Agreement
from niukou.people.models import Account
from niukou.programmes.models import Site


def site_label(site: Site) -> str:
    return f"{site.number} {site.hospital}"


def account_label(account: Account) -> str:
    return f"{account.email} {account.person}" if account.person else account.email


offer_lookup(
    "sites",
    Lookup(
        model=Site,
        label=site_label,
        exact=lambda rows, text: rows.filter(number=text.split()[0]),
        finds=lambda rows, text: (
            rows.filter(Q(number__istartswith=text) | Q(hospital__search__finds=text))
            .select_related("hospital")
            .order_by("number")
        ),
    ),
)
offer_lookup(
    "agreements",
    Lookup(
        model=Agreement,
        label=str,
        exact=lambda rows, text: rows.filter(number=text),
        finds=lambda rows, text: rows.filter(search__finds=text).order_by("-signed_on", "pk"),
    ),
)
offer_lookup(
    "programme-accounts",
    Lookup(
        model=Account,
        label=account_label,
        exact=lambda rows, text: rows.filter(email=text.split()[0].lower()),
        finds=lambda rows, text: (
            rows.filter(Q(email__istartswith=text) | Q(person__search__finds=text))
            .select_related("person")
            .order_by("email")
        ),
    ),
)
