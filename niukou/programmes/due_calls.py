"""What is due of calls and applications: to officers, to hospitals, to who is asked to recommend."""

from datetime import date, timedelta
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import APPLICANTS, Application, Call
from niukou.programmes.queries.recommendations import with_opinion
from niukou.programmes.rules import branches_run_by

CLOSES_SOON = timedelta(days=14)
ONE_DAY = timedelta(days=1)
TO_BE_CHECKED = (SiteStatus.APPLIED, SiteStatus.FORMAL_CHECK)


def _few(rows: QuerySet[Any], **said: Any) -> Rows:
    few: Rows = rows[:FEW].annotate(**said)
    return few


def to_be_checked(user: Any, on: date) -> Rows:
    """Officers: applications to check, the oldest hand-in first, with the day it was handed in."""
    branches = branches_run_by(user)
    if not branches:
        return None
    waiting = Application.objects.filter(
        site__branch__in=branches, site__status__in=TO_BE_CHECKED, first_submitted_at__isnull=False
    )
    return _few(
        waiting.order_by("first_submitted_at", "pk"),
        due_what=F("site__hospital__official_name"),
        due_where=F("site__number"),
        due_on=TruncDate("first_submitted_at"),
    )


def _check(row: DueRow) -> Due:
    label = _("Check the application of %s.") % row.what
    return Due(
        label, reverse("programmes:application-detail", args=[row.where]), "checklist", row.on
    )


def calls_closing(user: Any, on: date) -> Rows:
    """Officers: calls that close soon."""
    branches = branches_run_by(user)
    if not branches:
        return None
    closing = Call.objects.taking(on=on).filter(branch__in=branches)
    return _few(
        closing.filter(closes_on__lte=on + CLOSES_SOON).order_by("closes_on", "pk"),
        due_what=F("title"),
        due_where=F("number"),
        due_on=F("closes_on"),
    )


def _closing(row: DueRow) -> Due:
    label = _("The call “%s” closes soon.") % row.what
    url = reverse("programmes:call-detail", args=[row.where])
    return Due(label, url, "speakerphone", _last_day(row))


def to_be_completed(user: Any, on: date) -> Rows:
    """Hospitals: what came back to be completed."""
    hospitals = roles_of(user).organisations(*APPLICANTS)
    if not hospitals:
        return None
    own = Application.objects.filter(site__hospital__in=hospitals)
    return _few(
        own.filter(site__status=SiteStatus.RETURNED).order_by("until_on", "pk"),
        due_what=F("call__title"),
        due_where=F("site__number"),
        due_on=F("until_on"),
    )


def _complete(row: DueRow) -> Due:
    label = _("Complete the application “%s” and hand it in again.") % row.what
    url = reverse("programmes:application-detail", args=[row.where])
    return Due(label, url, "arrow-left", _last_day(row))


def to_be_handed_in(user: Any, on: date) -> Rows:
    """Hospitals: drafts of calls that are open, by the day they close."""
    hospitals = roles_of(user).organisations(*APPLICANTS)
    if not hospitals:
        return None
    drafts = Application.objects.filter(
        site__hospital__in=hospitals,
        site__status=SiteStatus.DRAFT,
        call__in=Call.objects.taking(on=on).values("pk"),
    )
    return _few(
        drafts.order_by("call__closes_on", "pk"),
        due_what=F("call__title"),
        due_where=F("site__number"),
        due_on=F("call__closes_on"),
    )


def _hand_in(row: DueRow) -> Due:
    label = _("Hand in the application “%s”.") % row.what
    url = reverse("programmes:application-write", args=[row.where])
    return Due(label, url, "send", _last_day(row))


def to_be_recommended(user: Any, on: date) -> Rows:
    """Administrators of an organisation: the applications that ask it for its recommendation."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    if not led:
        return None
    asked = Application.objects.filter(recommender__in=led, site__status__in=TO_BE_CHECKED)
    return _few(
        with_opinion(asked).filter(opinion=None).order_by("first_submitted_at", "pk"),
        due_what=F("site__hospital__official_name"),
        due_where=F("site__number"),
    )


def _recommend(row: DueRow) -> Due:
    label = _("%s asks for your recommendation.") % row.what
    url = reverse("programmes:recommendation-give", args=[row.where])
    return Due(label, url, "heart-handshake")


def _last_day(row: DueRow) -> date | None:
    """Return the last day that counts, where the database has the first that no longer does."""
    return row.on - ONE_DAY if row.on else None


add_due(to_be_checked, _check)
add_due(calls_closing, _closing)
add_due(to_be_completed, _complete)
add_due(to_be_handed_in, _hand_in)
add_due(to_be_recommended, _recommend)
