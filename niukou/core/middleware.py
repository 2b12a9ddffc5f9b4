"""Refuse what no page can answer, before any of them is asked."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse

NUL = "\0"


class NoNulMiddleware:
    """Answer 404 to a path with a NUL character: PostgreSQL keeps none, so nothing is called so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if NUL in request.path_info:
            raise Http404
        return self.get_response(request)
