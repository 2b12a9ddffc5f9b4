"""Persons and accounts as their lists show them, written out row by row."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from niukou.core.excel import Table
from niukou.core.http import ExportColumn
from niukou.people.models import Account, Person
from niukou.people.queries import licences_on


def _state(account: Account) -> str:
    if not account.is_active:
        return _("Closed")
    return _("May sign in") if account.has_usable_password() else _("Invited")


ACCOUNTS = (
    ExportColumn(gettext_lazy("E-mail"), lambda account: account.email, 34),
    ExportColumn(gettext_lazy("Person"), lambda account: account.person, 16),
    ExportColumn(gettext_lazy("State"), _state, 14),
    ExportColumn(gettext_lazy("Last sign-in"), lambda account: account.last_login, 18),
)


def persons_table(persons: Iterable[Person], *, on: date) -> Table:
    """Return persons fetched with their licences, each with what it was worth on that day."""
    licences = _("Licences on %(on)s") % {"on": date_format(on)}
    headings = [pgettext("person", "Name"), _("Other names"), licences]
    return Table(_("People"), headings, _persons(persons, on), [16, 30, 44])


def _persons(persons: Iterable[Person], on: date) -> Iterator[list[object]]:
    for person in persons:
        dated = licences_on(person.licences.all(), on)
        held = [f"{one.licence.get_level_display()}（{one.state.label}）" for one in dated]
        yield [person.official_name, "、".join(person.aliases), "；".join(held)]
