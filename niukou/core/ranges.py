"""Periods as the database compares them: for constraints that let no two overlap."""

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class DateRange(Func):
    """The days from a first one on and before an end; no end: until further notice."""

    function = "DATERANGE"
    output_field = DateRangeField()
