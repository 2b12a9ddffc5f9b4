"""Sign out whoever has been away too long, without a write on every request."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

TOUCH_SECONDS = 60


class SessionIdleMiddleware:
    """Renew the session of an active person at most once a minute.

    The session ends ``SESSION_COOKIE_AGE`` seconds after its last renewal, so an idle
    one ends by itself.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            if now - request.session.get("seen_at", 0) > TOUCH_SECONDS:
                request.session["seen_at"] = now
        return self.get_response(request)
