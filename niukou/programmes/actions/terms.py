"""How long a step may take, set by the programme."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.people.models import Account
from niukou.programmes.lifecycle import ENDED, SiteStatus
from niukou.programmes.models import Programme, StepTerm
from niukou.programmes.rules import Can


class LaterTerm(DomainError):
    """A term that begins later is recorded."""

    field = "from_on"


class NoTermToEnd(DomainError):
    """The step has no term on that day."""

    field = "workdays"


class StepHasNoEnd(DomainError):
    """From there a site goes nowhere: nothing is due."""

    field = "status"


@transaction.atomic
def set_step_term(
    programme: Programme,
    *,
    status: SiteStatus,
    workdays: int | None,
    from_on: date,
    by: Account,
) -> Programme:
    """Set how many working days a site may stay in ``status``; None: no term from that day on.

    It holds for sites that enter the state on ``from_on`` or later; the term before ends there.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        StepHasNoEnd: the state is an end.
        LaterTerm: another term begins after that day.
        NoTermToEnd: there is no term that could end on that day.
    """
    authorize(by, Can.SET_STEP_TERM, programme)

    Programme.objects.select_for_update().get(pk=programme.pk)
    if status in ENDED:
        raise StepHasNoEnd(_("From “%s” a site goes nowhere: nothing is due.") % status.label)
    terms = programme.step_terms.filter(status=status)
    later = terms.filter(from_on__gt=from_on).order_by("from_on").first()
    if later:
        message = _("A term from %s is recorded already: choose that day or a later one.")
        raise LaterTerm(message % date_format(later.from_on))
    now = terms.in_force(on=from_on).first()
    if now is None and workdays is None:
        raise NoTermToEnd(_("This step has no term on that day."))

    if now and now.from_on == from_on:
        now.delete()  # it never held; the history keeps it
    elif now:
        now.until_on = from_on
        now.save(update_fields=["until_on"])
    if workdays is not None:
        StepTerm.objects.create(
            programme=programme, status=status, workdays=workdays, from_on=from_on
        )
    return programme
