"""What is counted of gatherings: how many were held, how many heads were counted there."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.db.models import CharField, F, Q, TextField
from django.db.models.functions import Cast, Coalesce, Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy

from niukou.core.access import Viewer
from niukou.core.quantities import Quantity, Unit, total
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, line_of, moment_part
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Gathering, GatheringKind, HeadCount
from niukou.programmes.models import ProgrammeGathering

SOURCE = gettext_lazy("Counted from the gatherings recorded here")
ONE_DAY = timedelta(days=1)
# A branch has a code; the programme as a whole stands under its address.
HELD_LINE = line_of(
    F("gathering__number"),
    Upper(Coalesce("branch__code", "programme__slug", output_field=TextField())),
    moment_part("gathering__ends_at"),
)
HEADS_LINE = line_of(
    Cast("pk", CharField()),
    F("gathering__number"),
    moment_part("gathering__ends_at"),
    Cast("value", CharField()),
    F("qualifier"),
)


def held_in(scope: Scope, as_of: date, *, link: str = "", gathering: str = "gathering__") -> Q:
    """Return what was held in ``scope`` and had ended by the end of the day.

    ``link`` leads from the rows to the programme's link, ``gathering`` to the gathering.
    """
    end = timezone.make_aware(datetime.combine(as_of + ONE_DAY, time.min))
    held = {f"{gathering}status": GatheringStatus.HELD, f"{gathering}ends_at__lte": end}
    if scope.branch:
        return Q(**held, **{f"{link}branch": scope.branch})
    whole = Q(**{f"{link}branch": None}) | Q(**{f"{link}branch__is_public": True})
    return Q(**held, **{f"{link}programme": scope.programme}) & whole


def held(scope: Scope, as_of: date, *, kind: GatheringKind | None = None) -> Evidence:
    """Gatherings that took place by the end of the day, of one kind or of all."""
    found: Evidence = ProgrammeGathering.objects.filter(held_in(scope, as_of))
    if kind is not None:
        found = found.filter(gathering__kind=kind)
    in_order: Evidence = found.annotate(line=HELD_LINE).select_related("gathering", "branch")
    return in_order.order_by("gathering__ends_at", "gathering__number")


def at_visible_gatherings(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow evidence to the records of gatherings ``user`` may see."""
    return evidence.filter(gathering__in=Gathering.objects.visible_to(user).values("pk"))


def held_row(record: ProgrammeGathering) -> EvidenceRow:
    gathering = record.gathering
    return EvidenceRow(
        reference=gathering.number,
        hospital="",
        site="",
        on=gathering.last_on,
        detail=f"{gathering.get_kind_display()} · {gathering.title}",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
        url=gathering.get_absolute_url(),
    )


def heads_at_advocacy(scope: Scope, as_of: date) -> Evidence:
    """Heads counted at advocacy gatherings that took place by the end of the day."""
    place = held_in(scope, as_of, link="gathering__programme_link__")
    found: Evidence = HeadCount.objects.filter(place, gathering__kind=GatheringKind.ADVOCACY)
    in_order: Evidence = found.annotate(line=HEADS_LINE).select_related("gathering")
    return in_order.order_by("gathering__ends_at", "pk")


def sum_of_heads(evidence: Evidence) -> Quantity | None:
    """Return the sum, as vague as its vaguest part; None where nobody counted."""
    return total(count.quantity for count in evidence)


def heads_row(record: HeadCount) -> EvidenceRow:
    return EvidenceRow(
        reference=record.gathering.number,
        hospital="",
        site="",
        on=record.gathering.last_on,
        detail=f"{record.group}: {record.quantity} ({record.source})",
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
        url=record.gathering.get_absolute_url(),
    )


def _events(code: str, label: object, counts: object, kind: GatheringKind | None) -> Indicator:
    return Indicator(
        code=code,
        label=label,  # type: ignore[arg-type]  # a lazy text
        unit=Unit.SESSIONS,
        source=SOURCE,
        counts=counts,  # type: ignore[arg-type]  # a lazy text
        none_means=ZERO_IS_COUNTED,
        finds=partial(held, kind=kind),
        shows=held_row,
        narrows=at_visible_gatherings,
    )


GATHERINGS_HELD = _events(
    "gatherings-held",
    gettext_lazy("Gatherings held"),
    gettext_lazy(
        "Gatherings of the programme that took place and had ended by the end of the day, of "
        "whatever kind. Planned and cancelled ones do not count. A programme counts its own and "
        "those of its published branches."
    ),
    None,
)
TRAININGS_HELD = _events(
    "trainings-held",
    gettext_lazy("Trainings held"),
    gettext_lazy(
        "Trainings of the programme that took place and had ended by the end of the day. One "
        "that lasts several days counts once, on its last day."
    ),
    GatheringKind.TRAINING,
)
EXCHANGE_EVENTS = _events(
    "exchange-events",
    gettext_lazy("Exchanges held"),
    gettext_lazy(
        "Professional exchanges of the programme that took place and had ended by the end of "
        "the day: forums, visits, discussions of cases."
    ),
    GatheringKind.EXCHANGE,
)
ADVOCACY_EVENTS = _events(
    "advocacy-events",
    gettext_lazy("Advocacy events held"),
    gettext_lazy(
        "Advocacy events of the programme that took place and had ended by the end of the day."
    ),
    GatheringKind.ADVOCACY,
)
RESEARCH_EVENTS = _events(
    "research-events",
    gettext_lazy("Research events held"),
    gettext_lazy(
        "Surveys on the spot, interviews and other research gatherings of the programme that "
        "took place and had ended by the end of the day. Papers that come of them are not counted."
    ),
    GatheringKind.RESEARCH,
)
ADVOCACY_REACH = Indicator(
    code="advocacy-reach",
    label=gettext_lazy("People reached by advocacy"),
    unit=Unit.PERSON_TIMES,
    source=SOURCE,
    counts=gettext_lazy(
        "The heads counted at the programme's advocacy events, where names are not kept. "
        "Person-times: somebody at two events counts twice. The sum is as vague as its vaguest "
        "part: one “about” makes it “about”. Who checked in by name is not in it."
    ),
    none_means=gettext_lazy("No heads were counted: nothing is known. It is not 0."),
    finds=heads_at_advocacy,
    measure=sum_of_heads,
    shows=heads_row,
    narrows=at_visible_gatherings,
)

INDICATORS = (
    GATHERINGS_HELD,
    TRAININGS_HELD,
    EXCHANGE_EVENTS,
    ADVOCACY_EVENTS,
    ADVOCACY_REACH,
    RESEARCH_EVENTS,
)
