"""Two people, one record: the second is told and loses nothing."""

from typing import TypeVar

from django.db import models
from django.db.models import Model
from django.utils.translation import gettext as _

from niukou.core.errors import EditConflict

Record = TypeVar("Record", bound=Model)


def version_field() -> "models.PositiveIntegerField[int, int]":
    """Return the field that counts the saves of a record: every edit adds one."""
    return models.PositiveIntegerField(default=1, editable=False)


def lock_version(record: Record, version: int) -> Record:
    """Lock the row and return it as it is now, its version one higher (not saved yet).

    Raises:
        EditConflict: it was saved since the editor saw ``version``.
    """
    current = type(record)._default_manager.select_for_update().get(pk=record.pk)
    if current.version != version:  # type: ignore[attr-defined]  # every record with version_field()
        message = _("Someone else saved this while you were editing. Compare, then save again.")
        raise EditConflict(message, current=current)
    current.version += 1  # type: ignore[attr-defined]
    return current
