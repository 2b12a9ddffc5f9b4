"""The example of the environment names what the environment class reads, in its order."""

import re
from pathlib import Path

from config.env import Env

BASE = Path(__file__).resolve().parents[2]


def test_env_example_lists_every_variable_in_order() -> None:
    named = re.findall(r"^#?\s?(NIUKOU_\w+)=", (BASE / ".env.example").read_text(), re.MULTILINE)

    assert named == [f"NIUKOU_{field.upper()}" for field in Env.model_fields]


def test_nothing_of_ours_has_a_save_override_a_signal_or_a_default_order() -> None:
    signs = ("def save(", "django.db.models.signals", "GenericForeignKey", "except Exception")
    code = {path: path.read_text() for path in sorted((BASE / "niukou").rglob("*.py"))}

    found = [
        f"{path.name}: {sign}" for path, text in code.items() for sign in signs if sign in text
    ]
    found += [
        f"{path.name}: ordering"
        for path, text in code.items()
        if "/models" in str(path) and re.search(r"^\s+ordering = ", text, re.MULTILINE)
    ]

    assert found == []
