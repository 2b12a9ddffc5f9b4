"""The sign-in sheet of a gathering, for those who sign on paper."""

from collections.abc import Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from niukou.core.paper import compile_pdf
from niukou.gatherings.models import Gathering
from niukou.gatherings.queries.overview import hosts_of
from niukou.gatherings.queries.participants import Participant
from niukou.gatherings.queries.told import when_of, where_of

BLANK_LINES = 10  # for those who come without being registered


def sign_in_sheet(gathering: Gathering, participants: Sequence[Participant], *, on: date) -> bytes:
    """Return the sheet as A4 PDF, in the language now active: names, units, room to sign."""
    coming = [one for one in participants if not one.is_withdrawn]
    names = [[str(place), one.name, one.unit, ""] for place, one in enumerate(coming, start=1)]
    first_blank = len(names) + 1
    blank = [[str(place), "", "", ""] for place in range(first_blank, first_blank + BLANK_LINES)]
    hosts = [
        [group.label, "、".join(str(one.organisation) for one in group.organisations)]
        for group in hosts_of(gathering)
    ]
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "heading": _("Sign-in sheet"),
        "title": gathering.title,
        "facts": [
            [_("Number"), gathering.number],
            [_("When"), when_of(gathering)],
            [pgettext("gathering", "Where"), where_of(gathering) or "—"],
            *hosts,
        ],
        "heads": ["", pgettext("person", "Name"), _("Unit"), _("Signature")],
        "rows": names + blank,
        "foot": _("%(number)s, printed on %(day)s")
        % {"number": gathering.number, "day": date_format(on)},
    }
    return compile_pdf("gatherings/typst/sign_in.typ", data)
