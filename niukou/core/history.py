"""Who changed what, when and why: triggers write it, this adds the why."""

from contextlib import AbstractContextManager

import pghistory


def because(why: str) -> AbstractContextManager[object]:
    """Attach the reason to every history row written inside the block."""
    return pghistory.context(why=why)  # type: ignore[no-any-return]  # pghistory ships no types
