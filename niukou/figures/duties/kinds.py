"""The kinds of disclosure duties, with the law each follows from."""

from collections.abc import Mapping
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class DutyKind(TextChoices):
    """Source: DOMAIN.md C4."""

    PROGRESS = "PROGRESS", gettext_lazy("Progress entry")
    FINAL = "FINAL", gettext_lazy("Final report")
    LEFTOVER = "LEFTOVER", gettext_lazy("Use of what was left over")
    RELATED_PARTY = "RELATED_PARTY", gettext_lazy("Dealing with a related party")
    ANNUAL = "ANNUAL", gettext_lazy("Part of the annual report")
    RELATED_LIST = "RELATED_LIST", gettext_lazy("List of related parties")


# What everybody may read here once it is published; the others are published elsewhere alone.
SHOWN = (DutyKind.PROGRESS, DutyKind.FINAL, DutyKind.LEFTOVER)

SOURCES: Mapping[str, str | Promise] = MappingProxyType(
    {
        DutyKind.PROGRESS: gettext_lazy(
            "Charity Law (慈善法, 2023), article 79: a project longer than six months publishes "
            "its progress at least every three months"
        ),
        DutyKind.FINAL: gettext_lazy(
            "Charity Law (慈善法, 2023), article 79: a full report within three months of the end"
        ),
        DutyKind.LEFTOVER: gettext_lazy(
            "Charity Law (慈善法, 2023), article 58, and the measures on disclosure (2025): how what "
            "was left over was used, within three months of the end"
        ),
        DutyKind.RELATED_PARTY: gettext_lazy(
            "Measures on the disclosure of charities (2025), article 14: within 30 days"
        ),
        DutyKind.ANNUAL: gettext_lazy(
            "Measures on the disclosure of charities (2025): by 31 May of the following year"
        ),
        DutyKind.RELATED_LIST: gettext_lazy(
            "Measures on the disclosure of charities (2025), article 15: by 31 May each year"
        ),
    }
)
