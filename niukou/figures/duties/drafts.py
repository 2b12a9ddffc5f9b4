"""The text a duty begins with, built from data: figures with day and qualifier, targets apart."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.quantities import Quantity
from niukou.figures.definitions import BOOK
from niukou.figures.duties.kinds import DutyKind
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.models import Duty
from niukou.figures.queries.figures import measured
from niukou.programmes.models import Target

# Stands where a person has to write; a text with it cannot be approved. Never translated.
TO_FILL_IN = "【待填】"
WITH_FIGURES = (DutyKind.PROGRESS, DutyKind.FINAL, DutyKind.ANNUAL)


def draft_of(duty: Duty, *, today: date) -> str:
    """Return a text for the duty, in the language of who drafts it.

    Figures are those of the period's last day, or of today where it has not come. What is not
    known is left out: it is not 0. What was planned stands under its own heading.
    """
    scope, day = Scope(duty.programme), min(duty.last_on, today)
    parts = [_heading(duty, day if duty.kind == DutyKind.PROGRESS else duty.last_on)]
    if duty.kind in WITH_FIGURES:
        parts += ["\n".join(_results(scope, day)), "\n".join(_targets(scope, day))]
    parts += [f"{what}\n{TO_FILL_IN}" for what in _to_write(duty)]
    return "\n\n".join(part for part in parts if part)


def _heading(duty: Duty, last_on: date) -> str:
    said = {
        "programme": duty.programme.official_name,
        "start": date_format(duty.start_on),
        "end": date_format(last_on),
        "about": duty.about,
    }
    return {
        DutyKind.PROGRESS: _("%(programme)s: progress from %(start)s to %(end)s"),
        DutyKind.FINAL: _("%(programme)s: final report, %(start)s to %(end)s"),
        DutyKind.LEFTOVER: _("%(programme)s: how what was left over was used"),
        DutyKind.RELATED_PARTY: _(
            "%(programme)s: dealing with a related party on %(start)s (%(about)s)"
        ),
        DutyKind.ANNUAL: _("%(programme)s: part of the annual report, %(start)s to %(end)s"),
        DutyKind.RELATED_LIST: _("%(programme)s: related parties as of %(end)s"),
    }[DutyKind(duty.kind)] % said


def _results(scope: Scope, day: date) -> Iterator[str]:
    known = list(_known(scope, day))
    if known:
        yield _("Results as of %s:") % date_format(day)
    for indicator, quantity in known:
        said = {"label": indicator.label, "quantity": quantity}
        said |= {"qualifier": quantity.qualifier.label}
        yield _("- %(label)s: %(quantity)s (%(qualifier)s)") % said


def _known(scope: Scope, day: date) -> Iterator[tuple[Indicator, Quantity]]:
    """Every figure of the book that has a number on that day, none that is about returns alone."""
    found = measured([(one, scope, day) for one in BOOK.values()])
    for indicator in BOOK.values():
        asked = (indicator, scope, day)
        told = indicator.quantity(found[asked]) if asked in found else indicator.value(scope, day)
        if told is not None and not indicator.code.startswith("returns-"):
            yield indicator, told


def _targets(scope: Scope, day: date) -> Iterator[str]:
    targets = Target.objects.in_force(on=day).filter(programme=scope.programme, branch=None)
    rows = list(targets.order_by("pk"))
    if rows:
        yield _("Planned (these are targets, not results):")
    for target in rows:
        said = {"label": target.indicator_label, "planned": target.planned}
        said |= {"source": target.source}
        yield _("- %(label)s: %(planned)s (source: %(source)s)") % said


def _to_write(duty: Duty) -> list[str]:
    return {
        DutyKind.PROGRESS: [_("What was done in this period:"), _("Use of money and goods:")],
        DutyKind.FINAL: [_("How the project went:"), _("Use of money and goods:")],
        DutyKind.LEFTOVER: [_("What was left over, and how it was used:")],
        DutyKind.RELATED_PARTY: [_("With whom, about what, and on which terms:")],
        DutyKind.ANNUAL: [_("What was done in this year:"), _("Use of money and goods:")],
        DutyKind.RELATED_LIST: [_("The related parties:")],
    }[DutyKind(duty.kind)]
