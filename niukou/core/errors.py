"""Refusals that a user can read; everything else crashes loudly."""

from django.db.models import Model


class DomainError(Exception):
    """An expected refusal; ``message`` is fit to show, ``field`` is the input to blame."""

    field: str | None = None

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if field is not None:
            self.field = field


class EditConflict(DomainError):
    """Somebody saved this record after the form was opened; ``current`` is what they saved."""

    def __init__(self, message: str, *, current: Model) -> None:
        super().__init__(message)
        self.current = current
