"""Calls as people look for them, and the hospitals for which somebody may apply."""

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from niukou.core.access import Viewer
from niukou.network.models import Organisation, OrganisationKind
from niukou.network.queries import roles_of
from niukou.programmes.models import APPLICANTS, Branch, Call, CallForm


def hospitals_for(user: Viewer) -> QuerySet[Organisation]:
    """Return the hospitals for which ``user`` may apply."""
    own = roles_of(user).organisations(*APPLICANTS)
    hospitals = Organisation.objects.visible_to(user).filter(kind=OrganisationKind.HOSPITAL)
    return hospitals.filter(pk__in=own).order_by("pinyin_key", "pk")


def calls_of(branch: Branch, user: Viewer) -> QuerySet[Any]:
    """Return the calls of ``branch`` that ``user`` may read, the newest first, with their numbers."""
    handed_in = Count("applications", filter=Q(applications__first_submitted_at__isnull=False))
    calls = Call.objects.visible_to(user).filter(branch=branch)
    return calls.annotate(handed_in_count=handed_in).order_by("-opens_on", "-pk")


def open_calls(user: Viewer, *, on: date) -> QuerySet[Call]:
    """Return the calls that take applications on that day, the first to close first."""
    calls = Call.objects.visible_to(user).taking(on=on)
    return calls.select_related("branch__programme").order_by("closes_on", "pk")


def form_in_force(call: Call) -> CallForm | None:
    """Return the version of the form that is asked now; None: none is published."""
    return call.forms.filter(published_on__isnull=False).order_by("-version_number").first()


def form_drawn_up(call: Call) -> CallForm | None:
    """Return the version that is being drawn up; None: there is none."""
    return call.forms.filter(published_on=None).first()
