"""The pages of a site, a branch and a programme that this app adds."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.tabs import Tab, add_tab
from niukou.programmes.models import Branch, Programme, Site
from niukou.programmes.rules import (
    Can,
    oversees_branch,
    oversees_programme,
    reads_posts_of_branch,
    reads_posts_of_site,
    works_on_site,
)
from niukou.programmes.rules.money_holders import programmes_financed_by


def everybody(user: object, record: object) -> bool:
    return True


def site_page(name: str) -> Callable[[Site], str]:
    """Return what leads from a site to its page of that name."""
    return lambda site: reverse(f"programmes:{name}", args=[site.number])


def branch_page(name: str) -> Callable[[Branch], str]:
    """Return what leads from a branch to its page of that name."""
    return lambda branch: reverse(f"programmes:{name}", args=[branch.slug])


def programme_page(name: str) -> Callable[[Programme], str]:
    """Return what leads from a programme to its page of that name."""
    return lambda programme: reverse(f"programmes:{name}", args=[programme.slug])


def sees_money_of_site(user: Any, site: Site) -> bool:
    kept = site.branch.programme_id in programmes_financed_by(user)
    return kept or bool(works_on_site(user, site))


def sees_money_of_programme(user: Any, programme: Programme) -> bool:
    return bool(user.has_perm(Can.SEE_MONEY, programme))


add_tab(Site, Tab("overview", _("Overview"), Site.get_absolute_url, everybody))
add_tab(Site, Tab("application", _("Application"), site_page("application-detail"), works_on_site))
add_tab(Site, Tab("review", _("Review and notice"), site_page("site-review"), works_on_site))
add_tab(Site, Tab("agreements", _("Agreements"), site_page("site-agreements"), works_on_site))
add_tab(
    Site,
    Tab("building", _("Design and building"), site_page("site-building"), works_on_site),
)
add_tab(Site, Tab("station", _("Station"), site_page("site-stations"), works_on_site))
add_tab(Branch, Tab("calls", _("Calls"), branch_page("call-list"), everybody))
add_tab(
    Branch, Tab("review", _("Review and notice"), branch_page("branch-review"), oversees_branch)
)
add_tab(Branch, Tab("signing", _("Signing"), branch_page("signing-list"), oversees_branch))
add_tab(
    Programme,
    Tab("templates", _("Templates"), programme_page("template-list"), oversees_programme),
)
add_tab(Site, Tab("posts", _("Posts"), site_page("site-posts"), reads_posts_of_site))
add_tab(Branch, Tab("posts", _("Posts"), branch_page("branch-posts"), reads_posts_of_branch))
add_tab(Site, Tab("money", _("Money"), site_page("site-money"), sees_money_of_site))
add_tab(
    Programme, Tab("money", _("Money"), programme_page("programme-money"), sees_money_of_programme)
)
add_tab(Branch, Tab("gatherings", _("Gatherings"), branch_page("branch-gatherings"), everybody))
add_tab(
    Programme,
    Tab("gatherings", _("Gatherings"), programme_page("programme-gatherings"), everybody),
)
