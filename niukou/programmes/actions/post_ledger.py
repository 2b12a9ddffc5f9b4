"""What the ledger writes when a month of a post is paid, or settled anew: told by events."""

from django.utils.translation import gettext as _

from niukou.core.money import Money
from niukou.core.wording import in_working_language
from niukou.programmes.actions.ledger import About, Line, book
from niukou.programmes.events import PostMonthCorrected, PostMonthPaid
from niukou.programmes.models import EntryKind, LedgerAccount, PostMonth, Purpose, Site

BANK, COSTS = LedgerAccount.BANK, LedgerAccount.PROJECT_COSTS


def book_paid_month(told: PostMonthPaid) -> None:
    """Book what was paid for a month of a post."""
    _book(EntryKind.POST_MONTH, told)


def book_month_settled_anew(told: PostMonthCorrected) -> None:
    """Book the difference by which a paid month was settled anew; below zero it comes back."""
    _book(EntryKind.POST_ANEW, told)


def _book(kind: EntryKind, told: PostMonthPaid | PostMonthCorrected) -> None:
    if not told.amount_fen:
        return
    site = Site.objects.select_related("branch__programme").get(pk=told.site_id)
    month = PostMonth.objects.select_related("post").get(pk=told.post_month_id)
    amount, purpose = Money(told.amount_fen), Purpose.POSTS
    said = {"post": month.post, "month": f"{month.month:%Y-%m}"}
    with in_working_language():
        words = _("Post %(post)s, %(month)s") % said
    book(
        kind,
        [Line(COSTS, amount, purpose), Line(BANK, -amount, purpose)],
        About(site.branch.programme, site.branch, site),
        on=told.on,
        words=words,
        by=None,
        post_month=month.pk,
    )
