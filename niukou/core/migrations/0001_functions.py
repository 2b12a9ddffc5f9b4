"""What the tables of all apps lean on: pairs of characters, the cache table."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.core.management import call_command
from django.db import migrations

CREATE_BIGRAMS = """
CREATE FUNCTION bigrams(s text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT array_agg(DISTINCT substr(s, i, 2))
   FROM generate_series(1, greatest(length(s) - 1, 1)) AS i $$
"""


def create_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(CREATE_BIGRAMS, "DROP FUNCTION bigrams(text)"),
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
