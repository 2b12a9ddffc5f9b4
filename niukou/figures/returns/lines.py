"""What a return asks for, line by line: each number defined once, as in the indicator book.

Not asked: the number of mandatory reports. They are sealed (DOMAIN.md B7), and a count of one or
two at one hospital in one month would point to a child.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from niukou.core.periods import Period
from niukou.core.quantities import Unit
from niukou.figures.returns.known import (
    Known,
    agreements_in_force,
    days_open,
    post_months,
    posts_held,
    stations_open,
)
from niukou.programmes.models import Site

Prefill = Callable[[Site, Period], Known | None]


class Section(TextChoices):
    """The parts of a return, in its order."""

    STATION = "STATION", gettext_lazy("Station and posts")
    SERVICE = "SERVICE", gettext_lazy("People served")
    CASEWORK = "CASEWORK", gettext_lazy("Casework")
    GROUPS = "GROUPS", gettext_lazy("Groups, activities, consultations")
    RELIEF = "RELIEF", gettext_lazy("Relief")
    VOLUNTEERS = "VOLUNTEERS", gettext_lazy("Volunteers")
    QUALITY = "QUALITY", gettext_lazy("Satisfaction, supervision, training")


@dataclass(frozen=True, slots=True, eq=False)  # one line of the book is only itself
class LineDefinition:
    """One number of a return: what it counts, in which unit, by whose words.

    ``prefill(site, period)`` returns what the system knows with its records; None, or no
    ``prefill``, where it knows nothing: the hospital fills it in. Raise ``version`` when what
    counts changes. ``may_be_empty``: where nothing was measured there is nothing to write.
    """

    code: str
    section: Section
    label: str | Promise
    unit: Unit
    counts: str | Promise
    source: str = "DOMAIN.md A7, B12"
    prefill: Prefill | None = None
    may_be_empty: bool = False
    version: int = 1


STATION_LINES = (
    LineDefinition(
        "agreements",
        Section.STATION,
        gettext_lazy("Agreements in force"),
        Unit.AGREEMENTS,
        gettext_lazy("Agreements of the programme in force on the last day of the period."),
        prefill=agreements_in_force,
    ),
    LineDefinition(
        "stations",
        Section.STATION,
        gettext_lazy("Stations open"),
        Unit.STATIONS,
        gettext_lazy("Service stations that had opened by the last day of the period."),
        prefill=stations_open,
    ),
    LineDefinition(
        "days-open",
        Section.STATION,
        gettext_lazy("Working days open"),
        Unit.DAYS,
        gettext_lazy(
            "Working days of the period on which a station was open. Known from the opening on; "
            "write less, and say why, where it was closed."
        ),
        prefill=days_open,
    ),
    LineDefinition(
        "posts-held",
        Section.STATION,
        gettext_lazy("Posts held"),
        Unit.POSTS,
        gettext_lazy("Posts of the programme that somebody held on the last day of the period."),
        prefill=posts_held,
    ),
    LineDefinition(
        "post-months",
        Section.STATION,
        gettext_lazy("Months of posts held"),
        Unit.POST_MONTHS,
        gettext_lazy(
            "For each post, the months of the period in which it was held on a day at least."
        ),
        prefill=post_months,
    ),
)
SERVICE_LINES = (
    LineDefinition(
        "persons-served",
        Section.SERVICE,
        gettext_lazy("Persons served"),
        Unit.PERSONS,
        gettext_lazy(
            "Different persons served directly in the period: somebody who came five times is "
            "one person. Never added up over periods or hospitals."
        ),
    ),
    LineDefinition(
        "person-times",
        Section.SERVICE,
        gettext_lazy("Person-times served"),
        Unit.PERSON_TIMES,
        gettext_lazy(
            "Every direct service to one person: somebody who came five times is five "
            "person-times. People reached by posters or broadcasts do not count."
        ),
    ),
    LineDefinition(
        "inpatients",
        Section.SERVICE,
        gettext_lazy("Of the persons: inpatients"),
        Unit.PERSONS,
        gettext_lazy("Persons served who were in hospital at some time of the period."),
    ),
    LineDefinition(
        "outpatients",
        Section.SERVICE,
        gettext_lazy("Of the persons: outpatients"),
        Unit.PERSONS,
        gettext_lazy("Persons served who came as outpatients at some time of the period."),
    ),
)
CASEWORK_LINES = (
    LineDefinition(
        "cases-opened",
        Section.CASEWORK,
        gettext_lazy("Cases opened"),
        Unit.CASES,
        gettext_lazy("Cases taken on in the period: after intake, not by referral alone."),
    ),
    LineDefinition(
        "cases-closed",
        Section.CASEWORK,
        gettext_lazy("Cases closed"),
        Unit.CASES,
        gettext_lazy("Cases closed in the period, for whatever reason."),
    ),
    LineDefinition(
        "cases-active",
        Section.CASEWORK,
        gettext_lazy("Cases active at the end"),
        Unit.CASES,
        gettext_lazy("Cases open on the last day of the period."),
    ),
    LineDefinition(
        "referrals-in",
        Section.CASEWORK,
        gettext_lazy("Referrals received"),
        Unit.TIMES,
        gettext_lazy("Referrals that came in from wards, clinics or other bodies."),
    ),
    LineDefinition(
        "referrals-out",
        Section.CASEWORK,
        gettext_lazy("Referrals passed on"),
        Unit.TIMES,
        gettext_lazy("Referrals made to other bodies: relief funds, civil affairs, communities."),
    ),
)
GROUP_LINES = (
    LineDefinition(
        "groups",
        Section.GROUPS,
        gettext_lazy("Groups begun"),
        Unit.GROUPS,
        gettext_lazy(
            "Groups whose first session was held in the period. A group that goes on counts once, "
            "in the period it began."
        ),
    ),
    LineDefinition(
        "group-sessions",
        Section.GROUPS,
        gettext_lazy("Group sessions"),
        Unit.SESSIONS,
        gettext_lazy("Sessions of groups held in the period, whenever the group began."),
    ),
    LineDefinition(
        "activities",
        Section.GROUPS,
        gettext_lazy("Activities"),
        Unit.ACTIVITIES,
        gettext_lazy("Single activities held in the period: talks, festivals, ward activities."),
    ),
    LineDefinition(
        "consultations",
        Section.GROUPS,
        gettext_lazy("Consultations"),
        Unit.TIMES,
        gettext_lazy("Questions answered without opening a case."),
    ),
)
RELIEF_LINES = (
    LineDefinition(
        "relief-persons",
        Section.RELIEF,
        gettext_lazy("Persons who received relief"),
        Unit.PERSONS,
        gettext_lazy("Different persons for whom money or goods arrived in the period."),
    ),
    LineDefinition(
        "relief-amount",
        Section.RELIEF,
        gettext_lazy("Relief received"),
        Unit.FEN,
        gettext_lazy(
            "Money, and goods at their value, that arrived for patients in the period. In yuan."
        ),
    ),
)
VOLUNTEER_LINES = (
    LineDefinition(
        "volunteers",
        Section.VOLUNTEERS,
        gettext_lazy("Volunteers"),
        Unit.PERSONS,
        gettext_lazy("Different volunteers who served in the period."),
    ),
    LineDefinition(
        "volunteer-hours",
        Section.VOLUNTEERS,
        gettext_lazy("Volunteer hours"),
        Unit.HOURS,
        gettext_lazy("Hours of service measured in the period; honorary hours do not count."),
    ),
)
QUALITY_LINES = (
    LineDefinition(
        "satisfaction-answers",
        Section.QUALITY,
        gettext_lazy("Answers on satisfaction"),
        Unit.PERSONS,
        gettext_lazy("Persons who answered a question on satisfaction in the period."),
    ),
    LineDefinition(
        "satisfied-answers",
        Section.QUALITY,
        gettext_lazy("Of these: satisfied or very satisfied"),
        Unit.PERSONS,
        gettext_lazy("The share is computed from these two; nobody types a share."),
    ),
    LineDefinition(
        "satisfaction-mean",
        Section.QUALITY,
        gettext_lazy("Mean satisfaction, 1 to 5"),
        Unit.POINTS,
        gettext_lazy("The mean of the answers on a scale from 1 to 5. Empty: nobody was asked."),
        may_be_empty=True,
    ),
    LineDefinition(
        "supervision-hours",
        Section.QUALITY,
        gettext_lazy("Supervision received"),
        Unit.HOURS,
        gettext_lazy("Hours of supervision the workers of the site received in the period."),
    ),
    LineDefinition(
        "training-hours",
        Section.QUALITY,
        gettext_lazy("Training attended"),
        Unit.HOURS,
        gettext_lazy("Hours of training, added up over the workers of the site."),
    ),
)
# In this order a return asks.
PARTS = (
    STATION_LINES,
    SERVICE_LINES,
    CASEWORK_LINES,
    GROUP_LINES,
    RELIEF_LINES,
    VOLUNTEER_LINES,
    QUALITY_LINES,
)
LINES: Mapping[str, LineDefinition] = MappingProxyType(
    {line.code: line for part in PARTS for line in part}
)
WHOLE = {unit for unit in Unit if unit not in {Unit.HOURS, Unit.POINTS}}


def label_of_line(code: str) -> str:
    """Return the name of a line; its code where it is no longer asked."""
    return str(LINES[code].label) if code in LINES else code
