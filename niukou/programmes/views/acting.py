"""One page for one act: what will happen, the form, the way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse

from niukou.core.forms import ActionForm
from niukou.core.htmx import SignedInRequest, page


@dataclass(frozen=True, slots=True)
class Act:
    """The words of the page; ``trail`` are the pages above it, each a label and an address.

    ``warning`` says what the act does that is not undone; ``note`` what is good to know.
    """

    title: str
    submit: str
    trail: Sequence[tuple[str, str]]
    subtitle: str = ""
    note: str = ""
    warning: str = ""
    tone: str = "primary"

    @property
    def back(self) -> str:
        return self.trail[-1][1]


def act_page(request: SignedInRequest, act: Act, form: ActionForm) -> HttpResponse:
    """Show the form of ``act``; 422 when it was sent and refused."""
    status = 422 if form.is_bound else 200
    return page(request, "programmes/act.html", {"act": act, "form": form}, status=status)
