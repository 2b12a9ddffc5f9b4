"""The term of core.workdays for queries that sort or narrow by it: a test holds both equal."""

from django.db import migrations

CREATE = """
CREATE FUNCTION core_workday_after(start date, days integer) RETURNS date
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH worked AS (
        SELECT start + step AS day, row_number() OVER (ORDER BY step) AS place
        FROM generate_series(1, days * 3 + 40) AS step
        LEFT JOIN core_holiday ON core_holiday.on = start + step
        WHERE COALESCE(core_holiday.is_workday, EXTRACT(isodow FROM start + step) < 6)
    )
    SELECT worked.day FROM worked
    WHERE worked.place = days AND NOT EXISTS (
        SELECT 1
        FROM generate_series(
            EXTRACT(year FROM start + 1)::integer, EXTRACT(year FROM worked.day)::integer
        ) AS passed
        WHERE NOT EXISTS (
            SELECT 1 FROM core_holiday WHERE EXTRACT(year FROM core_holiday.on) = passed
        )
    )
$$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_initial_tables")]
    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION core_workday_after(date, integer)"),
    ]
