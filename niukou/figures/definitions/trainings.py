"""What is counted of trainings: the people who completed one, their times, their hours."""

from datetime import date

from django.db.models import Case, CharField, Count, DecimalField, F, Sum, Value, When
from django.db.models.functions import Cast, NullIf, Round
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.gatherings import SOURCE, at_visible_gatherings, held_in
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, line_of, moment_part
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope, Tally
from niukou.gatherings.models import Attendance
from niukou.people.models import Person
from niukou.programmes.queries.trainings import at_trainings, completed

LINK = "gathering__programme_link__"
HOUR_MINUTES = 60
# Numbers of records only: lines are public, names are not.
ATTENDED_LINE = line_of(
    Cast("pk", CharField()), F("gathering__number"), moment_part("gathering__ends_at")
)
MINUTES_LINE = line_of(
    Cast("pk", CharField()),
    F("gathering__number"),
    moment_part("gathering__ends_at"),
    Cast("minutes_present", CharField()),
)


def trained(scope: Scope, as_of: date) -> Evidence:
    """Attendances by which somebody completed a training for medical social workers."""
    found = completed().filter(held_in(scope, as_of, link=LINK)).annotate(line=ATTENDED_LINE)
    return _in_order(found)


def attended(scope: Scope, as_of: date) -> Evidence:
    """Attendances by name at trainings that took place by the end of the day."""
    found = at_trainings().filter(held_in(scope, as_of, link=LINK)).annotate(line=ATTENDED_LINE)
    return _in_order(found)


def measured(scope: Scope, as_of: date) -> Evidence:
    """Attendances at trainings whose class minutes were measured."""
    found: Evidence = at_trainings().filter(held_in(scope, as_of, link=LINK))
    return _in_order(found.filter(minutes_present__isnull=False).annotate(line=MINUTES_LINE))


def _in_order(found: Evidence) -> Evidence:
    in_order: Evidence = found.order_by("gathering__ends_at", "pk")
    named: Evidence = in_order.select_related("gathering", "person")
    return named


def with_names_one_may_read(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow to gatherings ``user`` may see; of the participants, name whom they may read."""
    known = Person.objects.visible_to(user).values("pk")
    may_read = Case(When(person__in=known, then=Value(value=True)), default=Value(value=False))
    shown: Evidence = at_visible_gatherings(evidence, user).annotate(may_read_person=may_read)
    return shown


def attended_row(record: Attendance) -> EvidenceRow:
    may_read = getattr(record, "may_read_person", False)
    gathering = record.gathering
    return EvidenceRow(
        reference=record.person.official_name if may_read else _("Participant %d") % record.pk,
        hospital=record.unit if may_read else "",
        site="",
        on=gathering.last_on,
        detail=f"{gathering.number} · {gathering.title}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
        url=gathering.get_absolute_url(),
    )


MINUTES = Cast(Sum("minutes_present"), DecimalField(max_digits=12, decimal_places=4))
PERSONS = NullIf(Count("person", distinct=True), 0)
# Added up by the database, to two places; NULL where none were measured.
hours = Tally(Round(MINUTES / HOUR_MINUTES, precision=2))
hours_per_person = Tally(Round(MINUTES / HOUR_MINUTES / PERSONS, precision=2))

NOTHING_MEASURED = gettext_lazy(
    "No class minutes were measured: there is nothing to add up. It is not 0."
)
WORKERS_TRAINED = Indicator(
    code="workers-trained",
    label=gettext_lazy("Workers trained"),
    unit=Unit.PERSONS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Medical social workers who completed a training of the programme by the end of the day. "
        "Persons, not person-times: somebody in three classes counts once, by the first. Only "
        "who was there by name counts, and only at trainings held for medical social workers. "
        "Where a training asks for a share of its class minutes, somebody completed it who was "
        "there for that share; else whoever was there did."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=trained,
    one_per="person",
    first_by=("gathering__ends_at", "pk"),
    shows=attended_row,
    narrows=with_names_one_may_read,
)
TRAINING_PERSON_TIMES = Indicator(
    code="training-person-times",
    label=gettext_lazy("Person-times at trainings"),
    unit=Unit.PERSON_TIMES,
    source=SOURCE,
    counts=gettext_lazy(
        "Attendances by name at the programme's trainings that took place by the end of the day. "
        "Somebody at three trainings counts three times. Heads counted without names are not in it."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=attended,
    shows=attended_row,
    narrows=with_names_one_may_read,
)
TRAINING_HOURS = Indicator(
    code="training-hours",
    label=gettext_lazy("Hours of training received"),
    unit=Unit.HOURS,
    source=SOURCE,
    counts=gettext_lazy(
        "The class minutes for which each participant was there, added up, in hours of sixty "
        "minutes. From check-in to the end, unless corrected; who came from a list was there for "
        "all of it. Parts of an agenda that are no class do not count."
    ),
    none_means=NOTHING_MEASURED,
    finds=measured,
    measure=hours,
    shows=attended_row,
    narrows=with_names_one_may_read,
)
TRAINING_HOURS_PER_PERSON = Indicator(
    code="training-hours-per-person",
    label=gettext_lazy("Hours of training per person"),
    unit=Unit.HOURS,
    source=SOURCE,
    counts=gettext_lazy(
        "Hours of training received, divided by the persons who received any: the mean, not what "
        "everybody got."
    ),
    none_means=NOTHING_MEASURED,
    finds=measured,
    measure=hours_per_person,
    shows=attended_row,
    narrows=with_names_one_may_read,
)

INDICATORS = (
    WORKERS_TRAINED,
    TRAINING_PERSON_TIMES,
    TRAINING_HOURS,
    TRAINING_HOURS_PER_PERSON,
)
