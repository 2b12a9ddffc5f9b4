"""Who may do and read what, as docs/reference/roles.md prints it: ``python -m scripts.policy``.

With ``--write`` the two tables go straight into the page.
"""

import argparse
import importlib
import importlib.util
import inspect
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

BASE = Path(__file__).resolve().parent.parent
PAGE = BASE / "docs" / "reference" / "roles.md"
BEGIN, END = "<!-- policy begins -->", "<!-- policy ends -->"
APPS = ("core", "people", "network", "gatherings", "programmes", "figures", "portal", "desk")
SILENT = {"nobody_yet"}  # it only leaves the answer to the apps above


def tables() -> str:
    """Return both tables. Django must be set up."""
    from django.utils.translation import override

    with override("en"):
        return f"## Who may do what\n\n{_actions()}\n\n## Which records one may read\n\n{_rows()}\n"


def _actions() -> str:
    """Return the table of permissions: what, its code, who."""
    holders: dict[str, list[str]] = defaultdict(list)
    for module in _rule_modules():
        for permission, predicate in getattr(module, "POLICY", {}).items():
            added = _sentences(predicate, module)
            holders[permission] += [each for each in added if each not in holders[permission]]
    lines = ["| What | Permission | Who |", "|---|---|---|"]
    for permission in sorted(holders, key=_in_order_of_apps):
        what = permission.partition(".")[2].replace("_", " ").capitalize()
        lines.append(f"| {what} | `{permission}` | {'; '.join(holders[permission])} |")
    return "\n".join(lines)


def _in_order_of_apps(permission: str) -> int:
    return APPS.index(permission.partition(".")[0])


def _rule_modules() -> Iterator[ModuleType]:
    """Yield the modules that hold a policy: ``rules``, or ``rules.policy`` where that is a package."""
    for app in APPS:
        if importlib.util.find_spec(f"niukou.{app}.rules"):
            module = importlib.import_module(f"niukou.{app}.rules")
            is_package = hasattr(module, "__path__")
            yield importlib.import_module(f"{module.__name__}.policy") if is_package else module


def _sentences(predicate: Any, module: ModuleType) -> list[str]:
    """Return one sentence for each alternative of a predicate, from its parts' docstrings."""
    found = []
    for alternative in predicate.name.replace("(", "").replace(")", "").split(" | "):
        names = [name for name in alternative.split(" & ") if name not in SILENT]
        if names:
            found.append(", and ".join(_sentence(name, module) for name in names))
    return found


def _sentence(name: str, module: ModuleType) -> str:
    said = one_line(getattr(module, name.removeprefix("~")))
    return f"not: {said}" if name.startswith("~") else said


def _rows() -> str:
    """Return the table of records: which of them somebody may read."""
    from django.apps import apps

    lines = ["| Record | Which of them |", "|---|---|"]
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            narrow = getattr(model._default_manager, "visible_to", None)
            if narrow:
                name = str(model._meta.verbose_name).capitalize()
                lines.append(f"| {name} | {'; '.join(_sights(model, narrow))} |")
    return "\n".join(lines)


def _sights(model: Any, narrow: Any) -> list[str]:
    from niukou.core import access

    widened = [one_line(sight) for sight in access._sights[model]]  # noqa: SLF001 - the kernel shows it to nobody else
    return [one_line(narrow) or f"see `visible_to` in `{_file_of(model)}`", *widened]


def _file_of(model: Any) -> str:
    return str(Path(inspect.getfile(model)).relative_to(BASE))


def one_line(documented: Any) -> str:
    """Return a docstring as it stands in a table, without its full stop; "" for none."""
    text = (
        " ".join((inspect.getdoc(documented) or "").split())
        .removeprefix("Narrow to ")
        .removesuffix(".")
    )
    text = text.replace(" and to ", " and ")
    text = re.sub("``(.+?)``", r"`\1`", text).replace("`user`", "the reader").replace("|", "/")
    return text[:1].upper() + text[1:]


def page_with(policy: str) -> str:
    """Return the page with ``policy`` between its two marks."""
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{policy}\n{END}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts.policy", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the tables into the page")
    arguments = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    if arguments.write:
        PAGE.write_text(page_with(tables()), encoding="utf-8")
    else:
        print(tables(), end="")
    return 0


if __name__ == "__main__":
    sys.exit(main())
