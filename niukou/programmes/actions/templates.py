"""What can be done to the templates of a programme's agreements."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.versions import lock_version
from niukou.network.models import AgreementKind
from niukou.people.models import Account
from niukou.programmes.models import JOINING, AgreementTemplate, Programme, TemplatePlace
from niukou.programmes.places import PlaceKind
from niukou.programmes.rules import Can

MOST_PLACES = 60


class TemplateNamed(DomainError):
    """The programme has a template of this name."""

    field = "name"


class KindBringsNobodyIn(DomainError):
    """No hospital joins a programme by an agreement of this kind."""

    field = "kind"


class TemplatePublished(DomainError):
    """A published text stays as it is: the change is the next edition."""


class TemplateEmpty(DomainError):
    """There is no text to publish."""

    field = "body"


class TooManyPlaces(DomainError):
    """Nobody fills in that many places."""

    field = "body"


class TemplateNotPublished(DomainError):
    """Nobody writes an agreement from a text that is still being written."""


class EditionInWork(DomainError):
    """The next edition is being written already."""


@transaction.atomic
def draft_template(
    programme: Programme, *, name: str, kind: AgreementKind, body: str, by: Account
) -> AgreementTemplate:
    """Begin a template; each place 【…】 in ``body`` is one to fill in, with words until said otherwise.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        KindBringsNobodyIn: the kind is a donation, or about data.
        TooManyPlaces: the text has more than 60 places.
        TemplateNamed: the programme has a template of this name.
    """
    authorize(by, Can.WRITE_TEMPLATE, programme)
    _ensure_joining(kind)

    named = TemplateNamed(_("There is a template “%s” already: revise that one.") % name)
    if programme.agreement_templates.filter(name=name).exists():
        raise named

    template = AgreementTemplate(programme=programme, name=name, kind=kind, body=body)
    with refusing({"agreement_template_has_each_edition_once": named}):
        template.save()
    _follow_text(template, {})
    return template


@transaction.atomic
def edit_template(
    template: AgreementTemplate,
    *,
    version: int,
    kind: AgreementKind,
    body: str,
    kinds: Mapping[str, PlaceKind],
    optional: frozenset[str],
    by: Account,
) -> AgreementTemplate:
    """Change a template that is not published; ``kinds`` and ``optional`` are by name of place.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EditConflict: somebody saved it since ``version`` was read.
        TemplatePublished: its text stays as it is.
        KindBringsNobodyIn, TooManyPlaces: as on drafting.
    """
    authorize(by, Can.WRITE_TEMPLATE, template.programme)
    _ensure_joining(kind)

    template = lock_version(template, version)
    _ensure_in_work(template)

    template.kind, template.body = kind, body
    template.save(update_fields=["kind", "body", "version"])
    _follow_text(template, kinds, optional)
    return template


@transaction.atomic
def publish_template(
    template: AgreementTemplate, *, at: datetime, by: Account
) -> AgreementTemplate:
    """Let agreements be written from ``template`` from now on; its text stays as it is.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        TemplatePublished: it is published already.
        TemplateEmpty: it has no text.
    """
    authorize(by, Can.WRITE_TEMPLATE, template.programme)

    template = AgreementTemplate.objects.select_for_update().get(pk=template.pk)
    _ensure_in_work(template)
    if not template.body.strip():
        raise TemplateEmpty(_("Write the text first."))

    template.published_at = at
    template.version += 1
    template.save(update_fields=["published_at", "version"])
    return template


@transaction.atomic
def revise_template(template: AgreementTemplate, *, by: Account) -> AgreementTemplate:
    """Begin the next edition of ``template`` with its text and its places.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EditionInWork: the next edition is being written already.
    """
    authorize(by, Can.WRITE_TEMPLATE, template.programme)

    editions = AgreementTemplate.objects.filter(programme=template.programme, name=template.name)
    in_work = EditionInWork(_("The next edition of this template is being written already."))
    if editions.filter(published_at=None).exists():
        raise in_work
    last = editions.aggregate(edition=Max("edition"))["edition"]
    following = AgreementTemplate(
        programme=template.programme,
        name=template.name,
        edition=last + 1,
        kind=template.kind,
        body=template.body,
    )
    with refusing(
        {
            "agreement_template_has_one_edition_in_work": in_work,
            "agreement_template_has_each_edition_once": in_work,
        }
    ):
        following.save()
    fields = list(template.fields.order_by("position"))
    optional = frozenset(field.name for field in fields if not field.is_required)
    _follow_text(following, {field.name: PlaceKind(field.kind) for field in fields}, optional)
    return following


@transaction.atomic
def retire_template(template: AgreementTemplate, *, by: Account) -> AgreementTemplate:
    """Write no new agreement from ``template``; those written keep their text.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        TemplateNotPublished: it is still being written.
    """
    authorize(by, Can.WRITE_TEMPLATE, template.programme)

    template = AgreementTemplate.objects.select_for_update().get(pk=template.pk)
    if not template.is_published:
        raise TemplateNotPublished(_("It is still being written: nothing is written from it yet."))

    template.is_retired = True
    template.version += 1
    template.save(update_fields=["is_retired", "version"])
    return template


def _ensure_joining(kind: str) -> None:
    if kind not in JOINING:
        message = _("No hospital joins a programme by a “%s”.")
        raise KindBringsNobodyIn(message % AgreementKind(kind).label)


def _ensure_in_work(template: AgreementTemplate) -> None:
    if template.is_published:
        message = _("This edition is published: its text stays. Revise it to write the next one.")
        raise TemplatePublished(message)


def _follow_text(
    template: AgreementTemplate,
    kinds: Mapping[str, PlaceKind],
    optional: frozenset[str] = frozenset(),
) -> None:
    """Let the places be those of the text: what was said of a place before stays said."""
    names = template.places
    if len(names) > MOST_PLACES:
        counts = {"count": len(names), "most": MOST_PLACES}
        message = _("The text has %(count)s places to fill in; at most %(most)s are allowed.")
        raise TooManyPlaces(message % counts)
    known = {field.name: PlaceKind(field.kind) for field in template.fields.all()}
    template.fields.all().delete()
    TemplatePlace.objects.bulk_create(
        TemplatePlace(
            template=template,
            position=position,
            name=name,
            kind=kinds.get(name, known.get(name, PlaceKind.TEXT)),
            is_required=name not in optional,
        )
        for position, name in enumerate(names, start=1)
    )
