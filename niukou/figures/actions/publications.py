"""What can be done about published figures: publish, and check that they still hold."""

from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.numbering import next_number
from niukou.core.quantities import Qualifier
from niukou.figures.days import known_day
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.models import Publication, PublicationCheck
from niukou.figures.papers import publication_code
from niukou.figures.queries.publications import Drift, check_publications, stated
from niukou.figures.rules import Can
from niukou.people.models import Account
from niukou.programmes.models import Programme

SERIES = "publication"


class NothingToPublish(DomainError):
    """There is no number: nothing is recorded, or there is nothing to measure."""


class TargetsAreNotPublished(DomainError):
    """What is planned is a target, never a result."""

    field = "qualifier"


class AlreadyPublished(DomainError):
    """This figure was published for that day; what changed since follows as a correction."""


class FigureMoved(DomainError):
    """A record was corrected between the look and the publication."""


@transaction.atomic
def publish_figure(
    scope: Scope,
    indicator: Indicator,
    *,
    as_of: date,
    qualifier: Qualifier,
    by: Account,
    seen_digest: str = "",
) -> Publication:
    """Publish a figure: freeze its value and the lines of its records, number and sign it.

    ``seen_digest`` is the digest the officer looked at; "": whatever it is now.

    Raises:
        PermissionDenied: ``by`` runs neither the branch nor the programme of ``scope``.
        DayNotKnown: ``as_of`` is still to come.
        TargetsAreNotPublished: the qualifier is "planned".
        AlreadyPublished: this figure of that day is published, changed since or not.
        NothingToPublish: nothing is recorded for it, or there is nothing to measure.
        FigureMoved: its records are not those of ``seen_digest``.
    """
    authorize(by, Can.PUBLISH_FIGURE, scope.subject)
    as_of = known_day(as_of)
    if qualifier == Qualifier.PLANNED:
        raise TargetsAreNotPublished(_("A target is not a result: it is not published as one."))

    # Two officers who publish at once: the second waits here and is told.
    Programme.objects.select_for_update().get(pk=scope.programme.pk)

    found = stated(indicator, scope, as_of)
    _ensure_first(scope, indicator, as_of, digest=found.digest)
    if not found.value:
        raise NothingToPublish(_("There is no number to publish for this day."))
    if seen_digest and seen_digest != found.digest:
        raise FigureMoved(
            _("A record changed while you were looking. Look at the figure again, then publish.")
        )

    about = {"programme": scope.programme, "branch": scope.branch, "scope_name": str(scope)}
    facts = {"indicator": indicator.code, "unit": indicator.unit, "qualifier": qualifier}
    return _signed(Publication(**about, **facts, **asdict(found), as_of=as_of, published_by=by))


def _signed(publication: Publication) -> Publication:
    """Number, sign and keep it: from here on nothing changes it."""
    today = publication.published_on = timezone.localdate()
    publication.number = next_number(SERIES, year=today.year, pattern="PUB-{year}-{number:04d}")
    publication.code = publication_code(publication)
    publication.save()
    return publication


def _ensure_first(scope: Scope, indicator: Indicator, as_of: date, *, digest: str) -> None:
    known = Publication.objects.about(indicator.code, scope).filter(as_of=as_of).first()
    if known is None:
        return
    if known.digest == digest:
        message = _("It is published already, and unchanged: %s.")
    else:
        message = _("It is published already, as %s. Its records changed: propose a correction.")
    raise AlreadyPublished(message % known.number)


def keep_check(publication: Publication, drift: Drift | None) -> PublicationCheck:
    """Keep what a check found; the one before is forgotten."""
    found = {
        "checked_at": timezone.now(),
        "has_drifted": drift is not None,
        "value_now": str(drift.now.value) if drift and drift.now else "",
        "digest_now": drift.digest_now if drift else "",
    }
    check, _made = PublicationCheck.objects.update_or_create(
        publication=publication, defaults=found
    )
    return check


def check_all() -> list[Drift]:
    """Check every publication, keep what was found, and return those that drifted.

    Each is kept by itself: a check that is interrupted can simply run again.
    """
    drifted = []
    for publication, drift in check_publications():
        keep_check(publication, drift)
        if drift:
            drifted.append(drift)
    return drifted
