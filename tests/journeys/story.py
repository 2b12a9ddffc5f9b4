"""What the acts of a hospital's journey know of each other: who comes, which hospital, on which days."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from tests.journeys.people import PHONE, Somebody

COORDINATOR = "ward88"
PASSWORD = "button-with-4-holes"
HOSPITAL = "演示医院 88"
CALL = "演示：第三轮征集"
PANEL = "演示：第三轮评审"
STATION = "博爱社工服务站（演示）"


@dataclass
class Story:
    """One hospital on its way. ``applied_on`` is long enough ago for a public notice to be over."""

    come: Callable[..., Somebody]
    paper: Path
    applied_on: date
    site: str = ""
    _windows: dict[tuple[object, ...], Somebody] = field(default_factory=dict)

    def now(self, name: str = "", **options: object) -> Somebody:
        """Let somebody come today, or come back: a window that was signed in stays so."""
        return self._at(name, None, options)

    def then(self, name: str = "", **options: object) -> Somebody:
        """Let somebody come on the day of the application."""
        return self._at(name, self.applied_on, options)

    def _at(self, name: str, on: date | None, options: dict[str, object]) -> Somebody:
        who = (name, on, *sorted(options.items()))
        if who in self._windows:
            return self._windows[who].goes_to("/desk/" if name else "/")
        self._windows[who] = self.come(name, on=on, **options)
        return self._windows[who]

    @property
    def coordinator(self) -> dict[str, object]:
        """Say with what the hospital's coordinator comes: a telephone, and the password chosen."""
        return {"name": COORDINATOR, "password": PASSWORD, "width": PHONE}

    @property
    def signed_on(self) -> date:
        return self.applied_on + timedelta(days=25)

    def after_signing(self, days: int) -> date:
        return self.signed_on + timedelta(days=days)
