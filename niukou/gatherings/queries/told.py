"""When and where a gathering is, in words."""

from django.utils import timezone
from django.utils.formats import date_format, time_format

from niukou.gatherings.models import Gathering


def when_of(gathering: Gathering) -> str:
    """Return its days, and its hours where they are known."""
    first, last = gathering.first_on, gathering.last_on
    if gathering.is_by_day:
        days = [first] if gathering.is_on_one_day else [first, last]
        return " – ".join(date_format(day) for day in days)
    starts, ends = map(timezone.localtime, (gathering.starts_at, gathering.ends_at))
    begin = f"{date_format(first)} {time_format(starts, 'H:i')}"
    end = "24:00" if ends.date() > last else time_format(ends, "H:i")
    return f"{begin}–{end}" if gathering.is_on_one_day else f"{begin} – {date_format(last)} {end}"


def where_of(gathering: Gathering) -> str:
    """Return campus, with its organisation, and venue; "" where nothing is said."""
    campus = gathering.campus
    parts = [f"{campus.organisation} {campus}" if campus else "", gathering.venue]
    return " · ".join(part for part in parts if part)
