"""So many wrong tries, then a pause: for doors that anybody may knock at."""

import hashlib
from dataclasses import dataclass

from django.core.cache import cache


@dataclass(frozen=True, slots=True)
class Attempts:
    """At most ``most`` failures of one key in ``seconds``; held across worker processes."""

    name: str
    most: int
    seconds: int

    def are_used_up(self, key: str) -> bool:
        return bool(cache.get(self._place(key), 0) >= self.most)

    def note_failure(self, key: str) -> None:
        place = self._place(key)
        if not cache.add(place, 1, self.seconds):
            try:
                cache.incr(place)
            except ValueError:  # it ran out between the two
                cache.set(place, 1, self.seconds)

    def _place(self, key: str) -> str:
        return f"attempts:{self.name}:{hashlib.sha256(key.encode()).hexdigest()}"
