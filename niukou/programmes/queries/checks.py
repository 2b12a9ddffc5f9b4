"""What is looked at on a day, and what a check found."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Prefetch

from niukou.core.access import Viewer
from niukou.programmes.models import (
    Acceptance,
    CheckAnswer,
    Checklist,
    ChecklistItem,
    Programme,
    SelfCheck,
    ServiceStation,
)


def checklist_now(station: ServiceStation, kind: str, *, on: date) -> Checklist | None:
    """Return the version used ``on`` that day; None: the programme has none."""
    lists = Checklist.objects.filter(programme=station.site.branch.programme_id, kind=kind)
    return lists.in_force(on=on).first()


def items_of(checklist: Checklist | None) -> list[ChecklistItem]:
    """Return the items in their order; none where there is no checklist."""
    return list(checklist.items.order_by("position")) if checklist else []


def checklists_of(programme: Programme, user: Viewer) -> list[Checklist]:
    """Return every version of every list of ``programme``, the newest first, its items in order."""
    items = Prefetch("items", ChecklistItem.objects.order_by("position"))
    lists = Checklist.objects.visible_to(user).filter(programme=programme)
    return list(lists.prefetch_related(items).order_by("kind", "-number"))


def last_items(programme: Programme, kind: str) -> dict[str, list[str]]:
    """Return the items of the latest version, to begin the next one from."""
    last = programme.checklists.filter(kind=kind).order_by("-number").first()
    items = list(last.items.order_by("position")) if last else []
    return {
        "must_pass": [item.text for item in items if item.is_blocking],
        "others": [item.text for item in items if not item.is_blocking],
    }


def answers_of(check: SelfCheck | Acceptance) -> Sequence[CheckAnswer]:
    """Return the answers in the order of the checklist."""
    return list(check.answers.select_related("item").order_by("item__position"))
