"""Which indicators a target can be set for; the app that defines them says so."""

from dataclasses import dataclass

from django.utils.functional import Promise

from niukou.core.quantities import Unit


@dataclass(frozen=True, slots=True)
class Plannable:
    """An indicator as a target needs it: its name and the one unit it is counted in."""

    label: str | Promise
    unit: Unit


_plannable: dict[str, Plannable] = {}


def offer_indicator(code: str, *, label: str | Promise, unit: Unit) -> None:
    """Let targets be set for the indicator ``code``."""
    _plannable[code] = Plannable(label, unit)


def plannable(code: str) -> Plannable | None:
    return _plannable.get(code)


def indicator_choices() -> list[tuple[str, str]]:
    """Return code and label of each, the unit behind the label."""
    return [
        (code, f"{known.label} ({known.unit.label})") for code, known in sorted(_plannable.items())
    ]


def label_of(code: str) -> str:
    """Return the name of an indicator; its code where nobody defines it."""
    known = _plannable.get(code)
    return str(known.label) if known else code
