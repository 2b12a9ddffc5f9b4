"""Published figures as workbooks: what was said, what follows it, what the records say now."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.figures.exports.parts import number, unit
from niukou.figures.models import Publication, PublicationCheck
from niukou.figures.queries.publications import Drift, Followed, NamedDifference, Published


def publications_tables(published: Sequence[Published]) -> Iterator[Table]:
    """Return publications fetched ``with_last_check()``, then the corrections that follow them."""
    yield _publications(published)
    yield _corrections(published)


def publication_tables(
    one: Published, drift: Drift | None, shown: Sequence[NamedDifference]
) -> Iterator[Table]:
    """Return one publication with its corrections, and the changed records its reader may see."""
    yield _publications([one])
    yield _corrections([one])
    hidden = len(drift.differences) - len(shown) if drift else 0
    yield Table(
        _("Proof"),
        [_("What"), _("Detail")],
        [
            (_("Computed again on"), timezone.localtime()),
            (_("It still holds"), _("no") if drift else _("yes")),
            *(_now(drift) if drift else ()),
            (_("Records that changed"), len(shown) + hidden),
            (_("Of these not public"), hidden),
        ],
        [36, 40],
    )
    yield Table(
        _("Records that changed"),
        [_("Record"), _("Hospital"), _("Site"), _("It was"), _("It is now")],
        (_difference(row) for row in shown),
        [30, 36, 16, 44, 44],
    )


def _now(drift: Drift) -> Iterator[Sequence[object]]:
    yield _("What stands published"), str(drift.was or _("nothing to measure"))
    yield _("What the records say now"), str(drift.now or _("nothing to measure"))
    yield _("Digest now"), drift.digest_now


def _publications(published: Iterable[Published]) -> Table:
    headings = [
        *(_("Number"), _("Figure"), _("Code"), _("Definition"), _("Scope"), _("Value")),
        *(_("Unit"), _("Qualifier"), _("As of"), _("Published on"), _("Signed by"), _("Records")),
        *(_("Digest"), _("Corrected to"), _("Last checked"), _("It still holds")),
    ]
    widths = [18, 34, 26, 10, 34, 12, 12, 12, 12, 12, 14, 10, 68, 20, 18, 12]
    return Table(_("Published figures"), headings, (_publication(one) for one in published), widths)


def _publication(published: Published) -> Sequence[object]:
    one = published.publication
    follows = [_said(followed) for followed in published.corrections]
    return (
        *(one.number, one.label, one.indicator, one.definition_version, one.scope_name),
        *(number(one.quantity), unit(one.quantity), one.get_qualifier_display()),
        *(one.as_of, one.published_on, one.signer, one.evidence_count, one.digest),
        *("；".join(follows), *_checked(one)),
    )


def _checked(publication: Publication) -> Sequence[object]:
    """Return when the records were last compared, and what was found; nothing before the first."""
    check: PublicationCheck | None = getattr(publication, "last_check", None)
    if check is None:
        return None, ""
    return check.checked_at, _("no") if check.has_drifted else _("yes")


def _corrections(published: Iterable[Published]) -> Table:
    headings = [
        *(_("Number"), _("Figure"), _("Corrected to"), _("Unit"), _("Reason"), _("Records")),
        *(_("Digest"), _("Approved on"), _("Approved by")),
    ]
    rows = (
        (
            *(one.publication.number, one.publication.label),
            *(number(followed.quantity), unit(followed.quantity), followed.reason),
            *(followed.evidence_count, followed.digest, followed.decided_at, followed.decider),
        )
        for one in published
        for followed in one.corrections
    )
    return Table(_("Corrections"), headings, rows, [18, 34, 12, 12, 44, 10, 68, 18, 14])


def _said(followed: Followed) -> str:
    return str(followed.quantity) if followed.quantity else _("nothing to measure")


def _difference(row: NamedDifference) -> Sequence[object]:
    was, now = row.was or _("not counted"), row.now or _("not counted")
    return row.name, row.hospital, row.site, was, now
