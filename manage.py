"""Run one of the project's commands: ``python manage.py COMMAND``."""

import os
import sys

from config.embedded import EmbeddedPostgresError, running
from config.env import env
from config.keys import ensure_keys


def main() -> None:
    """Start or attach to the database, run the command, leave the database as found."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.management import execute_from_command_line

    ensure_keys(env.keys)
    if env.database_url:
        execute_from_command_line(sys.argv)
        return
    try:
        with running(env.data / "postgres"):
            execute_from_command_line(sys.argv)
    except EmbeddedPostgresError as refusal:
        sys.exit(str(refusal))


if __name__ == "__main__":
    main()
