"""What figures add to the pages of a programme, a branch and a site: dashboards, returns, disclosure."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.tabs import Tab, add_tab
from niukou.programmes.models import Branch, Programme, Site
from niukou.programmes.rules import oversees_branch, oversees_programme, works_on_site


def everybody(user: object, record: object) -> bool:
    return True


def figures_of_site(site: Site) -> str:
    return reverse("figures:site-figures", args=[site.number])


def returns_of_site(site: Site) -> str:
    return reverse("figures:site-returns", args=[site.number])


def returns_of_branch(branch: Branch) -> str:
    return reverse("figures:branch-returns", args=[branch.slug])


def disclosure_of(programme: Programme) -> str:
    return reverse("figures:disclosure", args=[programme.slug])


add_tab(Programme, Tab("overview", _("Overview"), Programme.get_absolute_url, everybody))
add_tab(Branch, Tab("overview", _("Overview"), Branch.get_absolute_url, everybody))
add_tab(Site, Tab("figures", _("Figures"), figures_of_site, works_on_site, rank=1))
add_tab(Site, Tab("returns", _("Returns"), returns_of_site, works_on_site, rank=1))
add_tab(Branch, Tab("returns", _("Returns"), returns_of_branch, oversees_branch, rank=1))
add_tab(Programme, Tab("disclosure", _("Disclosure"), disclosure_of, oversees_programme, rank=1))
