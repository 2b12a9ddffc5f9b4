"""What every recorded agreement has to fulfil, whichever way it comes in."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError

# An agreement's page bears its number: these parts would lead to another page, or to none.
NOT_IN_NUMBERS = {"", ".", "..", "edit", "scan", "paper", "record", "export"}


class NumberUnfit(DomainError):
    """The page of the agreement could not be found by this number."""

    field = "number"


class NotSignedYet(DomainError):
    """An agreement is recorded once it is signed: that cannot be in the future."""

    field = "signed_on"


def ensure_number_fits(number: str) -> None:
    """Raise ``NumberUnfit`` if no page could bear ``number``; "" is a number still to be given."""
    if not number:
        return
    message = _("Its page could not be found by this number. Write it without “%s”.")
    for part in number.split("/"):
        if part.strip() in NOT_IN_NUMBERS:
            raise NumberUnfit(message % (part or "//"))
    if not number.isprintable():
        raise NumberUnfit(_("Write the number on one line, without invisible characters."))


def ensure_signed(on: date) -> None:
    """Raise ``NotSignedYet`` if ``on`` is in the future."""
    if on > timezone.localdate():
        raise NotSignedYet(_("This day is still to come: record what has happened."))
