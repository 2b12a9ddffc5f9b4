"""Measures that several definitions share; the database computes them."""

from django.db.models import Aggregate, F, FloatField, Func, IntegerField, Value

from niukou.figures.indicators import Tally


class Median(Aggregate):
    """The middle of an expression's values, halfway between the two middle ones of an even number."""

    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def median_days(begin: str, end: str, *, with_last: bool = False) -> Tally:
    """Return the median of days between two dates of each record; ``with_last`` counts ``end`` too.

    The median, not the mean: one that took years must not speak for the others. No records: None.
    """
    days = Func(
        F(end),
        F(begin),
        template="(%(expressions)s)",
        arg_joiner=" - ",  # of two dates: a whole number of days
        output_field=IntegerField(),
    )
    return Tally(Median(days + Value(1) if with_last else days))
