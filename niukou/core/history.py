"""Who changed what, when and why: triggers write it, this adds the why."""

from contextlib import AbstractContextManager

import pghistory


def because(why: str) -> AbstractContextManager[object]:
    """Attach the reason to every history row written inside the block."""
    reason: AbstractContextManager[object] = pghistory.context(why=why)
    return reason
