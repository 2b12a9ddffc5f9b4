"""What is due in the money of the programmes somebody runs or keeps."""

from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.network.queries import roles_of
from niukou.programmes.models import APPLICANTS, offices_of
from niukou.programmes.queries.money_waiting import (
    evidence_to_confirm,
    papers_awaited,
    payees_to_confirm,
    receipts_owed,
    tranches_ready,
    tranches_unpaid,
)
from niukou.programmes.rules.money_holders import programmes_financed_by


def evidence_due(user: Any, on: date) -> Rows:
    """Officers: papers that were attached and that nobody confirmed."""
    if not offices_of(user):
        return None
    return evidence_to_confirm(user)[:FEW].annotate(
        due_what=F("words"),
        due_more=F("tranche__grant__site__hospital__official_name"),
        due_where=F("tranche__grant__site__number"),
    )


def _evidence(row: DueRow) -> Due:
    said = {"paper": row.what, "hospital": row.more}
    label = _("%(hospital)s: “%(paper)s” is attached. Confirm it.") % said
    return Due(label, reverse("programmes:site-money", args=[row.where]), "file-text")


def papers_due(user: Any, on: date) -> Rows:
    """Hospitals: papers that the tranche next in turn waits for, and nobody attached."""
    hospitals = roles_of(user).organisations(*APPLICANTS)
    if not hospitals:
        return None
    return papers_awaited(hospitals)[:FEW].annotate(
        due_what=F("words"),
        due_more=F("tranche__grant__site__hospital__official_name"),
        due_where=F("pk"),
        due_on=F("tranche__planned_on"),
    )


def _paper(row: DueRow) -> Due:
    said = {"paper": row.what, "hospital": row.more}
    label = _("%(hospital)s: money waits for “%(paper)s”. Attach it.") % said
    return Due(label, reverse("programmes:evidence-attach", args=[row.where]), "upload", row.on)


def releases_due(user: Any, on: date) -> Rows:
    """Officers: tranches of which everything is proved."""
    if not offices_of(user):
        return None
    return tranches_ready(user)[:FEW].annotate(
        due_what=F("grant__site__hospital__official_name"),
        due_more=F("grant__number"),
        due_where=F("pk"),
    )


def _release(row: DueRow) -> Due:
    said = {"hospital": row.what, "grant": row.more}
    label = _("%(hospital)s: all is proved for a tranche of grant %(grant)s. Release it.") % said
    return Due(label, reverse("programmes:tranche-release", args=[row.where]), "check", row.on)


def payments_due(user: Any, on: date) -> Rows:
    """Finance officers: what was released and is not paid."""
    if not programmes_financed_by(user):
        return None
    return tranches_unpaid(user)[:FEW].annotate(
        due_what=F("grant__site__hospital__official_name"),
        due_more=F("grant__number"),
        due_where=F("pk"),
        due_on=F("released_on"),
    )


def _payment(row: DueRow) -> Due:
    said = {"hospital": row.what, "grant": row.more}
    label = _("%(hospital)s: a tranche of grant %(grant)s is released and not paid.") % said
    return Due(label, reverse("programmes:tranche-pay", args=[row.where]), "coin", row.on)


def accounts_due(user: Any, on: date) -> Rows:
    """Finance officers: accounts that wait for a second person."""
    if not programmes_financed_by(user):
        return None
    waiting = payees_to_confirm(user)[:FEW]
    return waiting.annotate(due_what=F("organisation__official_name"), due_where=F("pk"))


def _account(row: DueRow) -> Due:
    label = _("The account of %s waits for a second person.") % row.what
    return Due(label, reverse("programmes:payee-confirm", args=[row.where]), "shield-check")


def receipts_due(user: Any, on: date) -> Rows:
    """Officers of whole programmes and finance officers: donations without a receipt."""
    runs_whole = bool(offices_of(user).whole_programmes)
    if not (runs_whole or programmes_financed_by(user)):
        return None
    owed = receipts_owed(user)[:FEW]
    return owed.annotate(due_what=F("number"), due_where=F("number"), due_on=F("received_on"))


def _receipt(row: DueRow) -> Due:
    label = _("Donation %s has no receipt yet.") % row.what
    return Due(
        label, reverse("programmes:donation-detail", args=[row.where]), "certificate", row.on
    )


add_due(evidence_due, _evidence)
add_due(papers_due, _paper)
add_due(releases_due, _release)
add_due(payments_due, _payment)
add_due(accounts_due, _account)
add_due(receipts_due, _receipt)
