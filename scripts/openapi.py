"""The description of the API: ``python -m scripts.openapi --write`` keeps the committed one true."""

import json
import os
import sys
from pathlib import Path

FILE = Path(__file__).resolve().parent.parent / "docs" / "reference" / "openapi.json"


def description() -> str:
    """Return the OpenAPI description of version 1, in English, ready to be committed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django
    from django.utils import translation

    django.setup()
    from config.api import api

    with translation.override("en"):
        schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    return json.dumps(schema, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        FILE.write_text(description(), encoding="utf-8")
    else:
        print(description(), end="")
