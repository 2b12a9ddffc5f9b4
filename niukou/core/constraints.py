"""What only the database notices, because two people did the same at once, told as a refusal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError, transaction

from niukou.core.errors import DomainError


@contextmanager
def refusing(refusals: Mapping[str, DomainError]) -> Iterator[None]:
    """Run a write in a savepoint; breaking a constraint raises what ``refusals`` has under its name.

    An action that looks whether a name is free and then takes it meets nobody in between but
    in a race; the loser of the race is told what the check would have told. A constraint
    without a refusal crashes loudly, as ever.

    Raises:
        DomainError: the refusal of the constraint that was broken.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as broken:
        refusal = refusals.get(_broken_by(broken))
        if refusal is None:
            raise
        raise refusal from broken


def _broken_by(error: IntegrityError) -> str:
    cause = error.__cause__
    name = cause.diag.constraint_name if isinstance(cause, psycopg.Error) else None
    return name or ""
