"""What the organisation an applicant names does: it says what it thinks of the application."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, Upload, keep
from niukou.people.models import Account
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Application, Opinion, Recommendation, Site
from niukou.programmes.rules import Can

# Until the panel has it: later an opinion would come too late to be read.
RECOMMENDED_WHILE = (SiteStatus.APPLIED, SiteStatus.RETURNED, SiteStatus.FORMAL_CHECK)


class NotHandedIn(DomainError):
    """Nobody recommends what is not handed in."""


class TooLateToRecommend(DomainError):
    """The application is with the panel, or decided."""


class RecommendedAlready(DomainError):
    """The organisation has said what it thinks."""


@transaction.atomic
def recommend_application(
    application: Application,
    *,
    opinion: Opinion,
    words: str,
    on: date,
    by: Account,
    letter: "Upload | None" = None,
) -> Recommendation:
    """Say for the organisation that was asked what it thinks of the application, with its letter.

    Raises:
        PermissionDenied: ``by`` does not administer the organisation that was asked.
        NotHandedIn: the hospital has not handed it in.
        TooLateToRecommend: it is past the formal check.
        RecommendedAlready: the organisation has said it.
        DayToCome: ``on`` is in the future.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.RECOMMEND_APPLICATION, application)
    ensure_past(on)

    site = Site.objects.select_for_update().get(pk=application.site_id)
    application = Application.objects.select_for_update().get(pk=application.pk)
    organisation = application.recommender
    if application.first_submitted_at is None or organisation is None:
        raise NotHandedIn(_("The hospital has not handed it in yet."))
    if site.status not in RECOMMENDED_WHILE:
        raise TooLateToRecommend(_("It is past the formal check: a recommendation comes too late."))
    if application.recommendations.filter(organisation=organisation).exists():
        raise RecommendedAlready(_("Your organisation has said what it thinks."))

    kept = keep(letter, kinds=PAPERS, by=by) if letter else None
    return Recommendation.objects.create(
        application=application,
        organisation=organisation,
        opinion=opinion,
        words=words,
        letter=kept,
        recommended_on=on,
        recommended_by=by,
    )
