"""The first tabs of a programme and of a branch, their dashboards; the figures of a site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from niukou.core.tabs import Tab, add_tab
from niukou.programmes.models import Branch, Programme, Site
from niukou.programmes.rules import works_on_site


def everybody(user: object, record: object) -> bool:
    return True


def figures_of_site(site: Site) -> str:
    return reverse("figures:site-figures", args=[site.number])


add_tab(Programme, Tab("overview", _("Overview"), Programme.get_absolute_url, everybody))
add_tab(Branch, Tab("overview", _("Overview"), Branch.get_absolute_url, everybody))
add_tab(Site, Tab("figures", _("Figures"), figures_of_site, works_on_site, rank=1))
