"""The pages of a site: the first of its tabs."""

from django.utils.translation import gettext_lazy as _

from niukou.core.tabs import Tab, add_tab
from niukou.programmes.models import Site


def everybody(user: object, record: object) -> bool:
    return True


add_tab(Site, Tab("overview", _("Overview"), Site.get_absolute_url, everybody))
