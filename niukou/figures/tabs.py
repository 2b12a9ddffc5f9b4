"""The first tabs of a programme and of a branch: their dashboards."""

from django.utils.translation import gettext_lazy as _

from niukou.core.tabs import Tab, add_tab
from niukou.programmes.models import Branch, Programme


def everybody(user: object, record: object) -> bool:
    return True


add_tab(Programme, Tab("overview", _("Overview"), Programme.get_absolute_url, everybody))
add_tab(Branch, Tab("overview", _("Overview"), Branch.get_absolute_url, everybody))
