"""Input about what a station is made of and when it is open."""

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import DayField, Difference, EditForm
from niukou.core.normalise import clean_text
from niukou.programmes.actions.rooms import Room
from niukou.programmes.models import ServiceStation, Weekday, Zone, ZoneKind
from niukou.programmes.queries.hours import by_weekday

FEWEST_ROWS, MOST_ROWS = 3, 30
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


class ZonesForm(EditForm):
    """The zones of a station in their order; a button adds a row for one more."""

    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    about_the_edit = (*EditForm.about_the_edit, "rows")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: ServiceStation,
        by: Viewer,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, subject=subject, by=by)
        known: list[Zone] = self.initial.pop("zones")
        self.row_count = _row_count((data or typed or {}).get("rows", len(known) + 1))
        for place in range(1, self.row_count + 1):
            self.fields |= _zone_fields(place)
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])
        for place, zone in enumerate(known, start=1):
            said = {"kind": zone.kind, "name": zone.name, "area": zone.area_m2}
            self.initial.update({f"{name}_{place}": value for name, value in said.items()})
        self.initial.update({**(typed or {}), "rows": self.row_count})

    @classmethod
    def with_another_row(
        cls, data: Mapping[str, Any], *, subject: ServiceStation, by: Viewer
    ) -> Self:
        """Return the form as it was filled in, with one more row."""
        typed = {name: data[name] for name in data}
        more = {"rows": _row_count(data.get("rows")) + 1}
        return cls(subject=subject, by=by, typed=typed | more)

    def values_of(self, subject: Any) -> dict[str, Any]:
        return {"zones": list(subject.zones.order_by("position"))}

    def zone_rows(self) -> list[list[forms.BoundField]]:
        """Return the fields of each row."""
        return [
            [self[f"{name}_{place}"] for name in ("kind", "name", "area")]
            for place in range(1, self.row_count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("rows", None)
        rooms = []
        for place in range(1, self.row_count + 1):
            kind, name, area = (cleaned.pop(f"{part}_{place}", None) for part in _PARTS)
            if name:
                rooms.append(Room(ZoneKind(kind or ZoneKind.OTHER), name, area))
            elif area:
                self.add_error(f"name_{place}", gettext("Name the zone."))
        cleaned["zones"] = rooms
        return cleaned

    def _differences(self, theirs: dict[str, Any]) -> list[Difference]:
        saved = [(zone.kind, zone.name, zone.area_m2) for zone in theirs["zones"]]
        typed = [(room.kind, room.name, room.area_m2) for room in self.cleaned_data["zones"]]
        if saved == typed:
            return []
        shown = ["、".join(name for _kind, name, _area in rows) or "—" for rows in (saved, typed)]
        return [Difference(gettext("Zones"), *shown)]


_PARTS = ("kind", "name", "area")


def _zone_fields(place: int) -> dict[str, forms.Field]:
    return {
        f"kind_{place}": forms.ChoiceField(
            label=_("Use"), choices=ZoneKind.choices, required=False
        ),
        f"name_{place}": forms.CharField(label=_("Name"), max_length=40, required=False),
        f"area_{place}": forms.DecimalField(
            label=_("Area (m²)"),
            max_digits=7,
            decimal_places=1,
            min_value=Decimal("0.1"),
            required=False,
        ),
    }


def _row_count(said: Any) -> int:
    asked = int(said) if str(said or "").isdecimal() else FEWEST_ROWS
    return min(max(asked, FEWEST_ROWS), MOST_ROWS)
