"""Input about what a station is made of and when it is open."""

import re
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import DayField, Difference, EditForm
from niukou.core.normalise import clean_text
from niukou.core.rows import RowsForm, Said
from niukou.programmes.actions.rooms import Room
from niukou.programmes.models import ServiceStation, Weekday, ZoneKind
from niukou.programmes.queries.hours import by_weekday

STRETCH = re.compile(r"(\d{1,2})[:：.](\d{2})\s*(?:-|–|—|~|～|至|到)\s*(\d{1,2})[:：.](\d{2})")
BETWEEN = re.compile(r"[,，、;；\s]*")


class HoursField(forms.CharField):
    """Stretches of one day, such as 8:30-12:00, 13:30-17:00; empty: closed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=80, **options)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, tuple | list):
            return ", ".join(f"{opens:%H:%M}-{closes:%H:%M}" for opens, closes in value)
        return value

    def clean(self, value: Any) -> Any:
        text = clean_text(str(super().clean(value)))
        found = list(STRETCH.finditer(text))
        if BETWEEN.fullmatch(STRETCH.sub("", text)) is None:
            raise ValidationError(_("Write it like 8:30-12:00, 13:30-17:00."))
        return [self._stretch(*map(int, one.groups())) for one in found]

    @staticmethod
    def _stretch(hour: int, minute: int, last_hour: int, last_minute: int) -> tuple[time, time]:
        try:
            opens, closes = time(hour, minute), time(last_hour, last_minute)
        except ValueError as error:
            raise ValidationError(_("A day has 24 hours, an hour 60 minutes.")) from error
        if closes <= opens:
            raise ValidationError(_("It closes after it opens."))
        return opens, closes


class OpeningHoursForm(EditForm):
    """A whole week; the timetable that holds now is filled in."""

    from_on = DayField(
        label=_("These hours hold from"),
        initial=timezone.localdate,
        help_text=_("The hours before end on the day before."),
    )

    def __init__(self, data: Any = None, *, subject: ServiceStation, by: Viewer) -> None:
        super().__init__(data, subject=subject, by=by)
        for day in Weekday:
            self.fields[f"day_{day.value}"] = HoursField(label=day.label)
        self.fields["day_1"].help_text = _("For example 8:30-12:00, 13:30-17:00. Empty: closed.")
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    def values_of(self, subject: Any) -> dict[str, Any]:
        week = by_weekday(subject.opening_hours.filter(until_on=None))
        days = {f"day_{day.value}": list(week.get(day, ())) for day in Weekday}
        return {"from_on": timezone.localdate(), **days}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["hours"] = {day: cleaned.pop(f"day_{day.value}", []) for day in Weekday}
        return cleaned

    def _differences(self, theirs: dict[str, Any]) -> list[Difference]:
        saved = {day: theirs[f"day_{day.value}"] for day in Weekday}
        typed = self.cleaned_data["hours"]
        return [
            Difference(str(day.label), *(_shown(hours[day]) for hours in (saved, typed)))
            for day in Weekday
            if list(saved[day]) != list(typed[day])
        ]


def _shown(stretches: Any) -> str:
    return str(HoursField().prepare_value(list(stretches))) or "—"


class ZonesForm(RowsForm):
    """The zones of a station in their order; a button adds a row for one more."""

    fewest_rows, most_rows, spare_rows = 3, 30, 1
    list_label = _("Zones")

    def row_fields(self, place: int) -> dict[str, forms.Field]:
        return {
            "kind": forms.ChoiceField(label=_("Use"), choices=ZoneKind.choices, required=False),
            "name": forms.CharField(label=_("Name"), max_length=40, required=False),
            "area": forms.DecimalField(
                label=_("Area (m²)"),
                max_digits=7,
                decimal_places=1,
                min_value=Decimal("0.1"),
                required=False,
            ),
        }

    def rows_of(self, subject: Any) -> list[Said]:
        zones = subject.zones.order_by("position")
        return [{"kind": zone.kind, "name": zone.name, "area": zone.area_m2} for zone in zones]

    def told(self, rows: list[Said]) -> str:
        return "、".join(_told(**row) for row in rows)

    def is_filled(self, said: Said) -> bool:
        return bool(said["name"] or said["area"])  # a use is always chosen

    def check_row(self, place: int, said: Said) -> None:
        self.need(said, "name", place, gettext("Name the zone."))

    def submit(self, action: Callable[..., object]) -> bool:
        return super().submit(
            lambda listed, **data: action(zones=[_room(**row) for row in listed], **data)
        )


def _room(*, kind: str, name: str, area: Decimal | None) -> Room:
    return Room(ZoneKind(kind or ZoneKind.OTHER), name, area)


def _told(*, kind: str, name: str, area: Decimal | None) -> str:
    use = str(ZoneKind(kind or ZoneKind.OTHER).label)
    parts = [name, "" if use == name else f"({use})", f"{area} m²" if area else ""]
    return " ".join(part for part in parts if part)
