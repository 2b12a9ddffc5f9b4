"""Pictures of a station: kept as they came, shown as a small copy, public only with care."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import JPEG, PNG, Upload, ensure_small, keep
from niukou.core.history import because
from niukou.core.pictures import camera_day, reduced
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.models import DatedBy, Moment, ServiceStation, StationPhoto
from niukou.programmes.rules import Can

PICTURES = frozenset({JPEG, PNG})


class DayNeeded(DomainError):
    """The picture does not say when it was taken."""

    field = "taken_on"


class ConsentNeeded(DomainError):
    """People are shown to the public only with their consent."""

    field = "consent_note"


@transaction.atomic
def add_photo(
    station: ServiceStation,
    *,
    file: Upload,
    moment: Moment,
    caption: str,
    shows_people: bool,
    by: Account,
    taken_on: date | None = None,
) -> StationPhoto:
    """Keep a picture of ``station``; the day the camera wrote goes before one that was typed.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
        PictureUnreadable, PictureTooLarge: see ``core.pictures.reduced``.
        DayNeeded: neither the camera nor ``taken_on`` says when it was taken.
        DayToCome: ``taken_on`` is in the future.
    """
    authorize(by, Can.ADD_PHOTO, station)
    ensure_small(file)

    today = timezone.localdate()
    _ensure_past(taken_on, today)
    by_camera = camera_day(file, until=today)
    day = by_camera or taken_on
    copy = reduced(file)
    if day is None:
        message = _("The picture does not say when it was taken. Type the day.")
        raise DayNeeded(message)

    return StationPhoto.objects.create(
        station=station,
        file=keep(file, kinds=PICTURES, by=by),
        shown=keep(copy.file, kinds=PICTURES, by=by),
        width=copy.width,
        height=copy.height,
        moment=moment,
        taken_on=day,
        dated_by=DatedBy.CAMERA if by_camera else DatedBy.HAND,
        caption=caption,
        shows_people=shows_people,
        kept_by=by,
    )


@transaction.atomic
def edit_photo(
    photo: StationPhoto,
    *,
    version: int,
    moment: Moment,
    caption: str,
    taken_on: date,
    shows_people: bool,
    why: str,
    by: Account,
) -> StationPhoto:
    """Change what is said of a picture; if people turn out to be in it, the public sees it no more.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        EditConflict: somebody saved it since ``version`` was read.
        DayToCome: ``taken_on`` is in the future.
    """
    authorize(by, Can.ADD_PHOTO, photo.station)
    _ensure_past(taken_on, timezone.localdate())

    photo = lock_version(photo, version)

    if taken_on != photo.taken_on:
        photo.taken_on, photo.dated_by = taken_on, DatedBy.HAND
    photo.moment, photo.caption, photo.shows_people = moment, caption, shows_people
    photo.is_public = photo.is_public and (not shows_people or bool(photo.consent_note))
    said = ["moment", "caption", "taken_on", "dated_by", "shows_people", "is_public"]
    with because(why):
        photo.save(update_fields=[*said, "version"])
    return photo


@transaction.atomic
def publish_photo(
    photo: StationPhoto,
    *,
    version: int,
    is_public: bool,
    consent_note: str,
    why: str,
    by: Account,
) -> StationPhoto:
    """Show a picture to the public, or no longer.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        EditConflict: somebody saved it since ``version`` was read.
        ConsentNeeded: people can be recognised, and nobody says where their consent is kept.
    """
    authorize(by, Can.PUBLISH_PHOTO, photo.station)

    photo = lock_version(photo, version)
    if is_public and photo.shows_people and not consent_note:
        message = _("People can be recognised in it: say where their consent is kept.")
        raise ConsentNeeded(message)

    photo.is_public, photo.consent_note = is_public, consent_note
    with because(why):
        photo.save(update_fields=["is_public", "consent_note", "version"])
    return photo


def _ensure_past(day: date | None, today: date) -> None:
    if day and day > today:
        raise DayToCome(_("This day is still to come."), field="taken_on")
