"""Pictures of a station: dated, kept, shown with care."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from niukou.core.errors import EditConflict
from niukou.core.files import FileTooLarge
from niukou.core.models import EvidenceFile
from niukou.core.pictures import PictureUnreadable
from niukou.programmes.actions import photos as refusals
from niukou.programmes.actions.photos import add_photo, edit_photo, publish_photo
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.models import Moment, ServiceStation, StationPhoto
from tests.factories import ServiceStationFactory, stranger
from tests.factories.building import administrator, officer, open_station_of, photo_of
from tests.factories.pictures import picture
from tests.factories.programmes import coordinator, officer_of_another_branch

pytestmark = pytest.mark.django_db
SAID = {"moment": Moment.BEFORE, "caption": "空房间", "shows_people": False}
CAMERA = "2025:06:01 09:30:00"


def added(station: ServiceStation, **fields: object) -> StationPhoto:
    by = coordinator(station.site)
    return add_photo(station, **SAID | {"file": picture(taken=CAMERA), "by": by} | fields)


def test_a_picture_is_kept_as_it_came_and_dated_by_its_camera() -> None:
    photo = added(ServiceStationFactory.create(), taken_on=date(2025, 6, 2))

    assert (photo.taken_on, photo.dated_by) == (date(2025, 6, 1), "CAMERA")
    with default_storage.open(photo.file.path) as original:
        assert b"SECRETCAM" in original.read()
    with default_storage.open(photo.shown.path) as copy:
        assert b"SECRETCAM" not in copy.read()


def test_a_picture_without_a_date_asks_for_one() -> None:
    station = ServiceStationFactory.create()

    with pytest.raises(refusals.DayNeeded):
        added(station, file=picture())
    with pytest.raises(DayToCome):
        added(station, file=picture(), taken_on=date(2062, 1, 1))
    typed = added(station, file=picture(), taken_on=date(2025, 6, 2))

    assert (typed.taken_on, typed.dated_by) == (date(2025, 6, 2), "HAND")


def test_a_picture_of_forty_megabytes_a_broken_one_and_a_strangers_are_refused(settings) -> None:
    station = ServiceStationFactory.create()
    huge = SimpleUploadedFile("大图.jpg", b"\xff\xd8\xff" + bytes(40_000_000))
    kept = EvidenceFile.objects.count()

    with pytest.raises(FileTooLarge, match="40"):
        added(station, file=huge)
    with pytest.raises(PictureUnreadable):
        added(station, file=SimpleUploadedFile("图.jpg", picture().read()[:200]))
    with pytest.raises(PictureUnreadable):
        added(station, file=SimpleUploadedFile("图.jpg", b"%PDF-1.4 no picture"))
    with pytest.raises(PermissionDenied):
        added(station, by=stranger())
    assert EvidenceFile.objects.count() == kept


def test_people_are_shown_only_with_their_consent() -> None:
    photo = photo_of(open_station_of(), shows_people=True)
    said = {"is_public": True, "why": "公开", "by": officer(photo.station)}

    with pytest.raises(refusals.ConsentNeeded):
        publish_photo(photo, version=1, consent_note="", **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        StationPhoto.objects.filter(pk=photo.pk).update(is_public=True)
    shown = publish_photo(photo, version=1, consent_note="同意书由社工部保管", **said)
    assert shown.is_public
    with pytest.raises(EditConflict):
        publish_photo(photo, version=1, consent_note="同上", **said)
    with pytest.raises(PermissionDenied):
        publish_photo(
            photo, version=2, consent_note="", **said | {"by": administrator(photo.station)}
        )


def test_a_public_picture_in_which_people_turn_up_is_public_no_more() -> None:
    photo = photo_of(open_station_of(), is_public=True)

    edited = edit_photo(
        photo,
        version=1,
        moment=Moment.AFTER,
        caption="接待台",
        taken_on=date(2025, 10, 29),
        shows_people=True,
        why="发现有人",
        by=coordinator(photo.station.site),
    )

    assert (edited.is_public, edited.dated_by) == (False, "HAND")


def test_the_original_is_seen_by_those_who_work_on_it_and_by_nobody_else(signed_in) -> None:
    photo = photo_of(open_station_of(), is_public=True)
    original, copy = photo.file.get_absolute_url(), photo.shown.get_absolute_url()

    for reader in (coordinator(photo.station.site), officer(photo.station)):
        assert [signed_in(reader).get(url).status_code for url in (original, copy)] == [200, 200]
    for reader in (stranger(), officer_of_another_branch(photo.station.site)):
        assert [signed_in(reader).get(url).status_code for url in (original, copy)] == [404, 404]


def test_the_public_page_shows_what_was_made_public_and_nothing_else(anybody) -> None:
    station = open_station_of(location="一层", phone="0571-11111111", plaque_number="密")
    shown, hidden = (
        photo_of(station, is_public=True, caption="大厅"),
        photo_of(station, caption="库"),
    )
    branch = station.site.branch
    page = reverse("portal:station", args=[branch.programme.slug, branch.slug, station.pk])

    found = anybody.get(page)
    html = found.content.decode()
    assert (found.status_code, found["Cache-Control"]) == (200, "public, max-age=60")
    told = [text in html for text in ("大厅", "一层", "库", "0571", "密", station.site.number)]
    assert told == [True, True, False, False, False, False]
    image = anybody.get(f"{page}photos/{shown.pk}/")
    assert (image.status_code, image["Content-Type"]) == (200, "image/jpeg")
    assert b"SECRETCAM" not in b"".join(image.streaming_content)
    assert anybody.get(f"{page}photos/{hidden.pk}/").status_code == 404
    ServiceStation.objects.filter(pk=station.pk).update(is_phone_public=True)
    assert "0571-11111111" in anybody.get(page).content.decode()


def test_a_station_that_has_not_opened_or_stands_in_a_hidden_branch_has_no_public_page(
    anybody,
) -> None:
    planned, hidden = ServiceStationFactory.create(), open_station_of()
    hidden.site.branch.is_public = False
    hidden.site.branch.save()
    photo = photo_of(hidden, is_public=True)

    for station in (planned, hidden):
        branch = station.site.branch
        page = reverse("portal:station", args=[branch.programme.slug, branch.slug, station.pk])
        assert anybody.get(page).status_code == 404
        assert anybody.get(f"{page}photos/{photo.pk}/").status_code == 404


def test_the_pages_of_pictures(signed_in) -> None:
    station = open_station_of()
    browser = signed_in(officer(station))
    listed, add = (reverse(f"programmes:photo-{v}", args=[station.pk]) for v in ("list", "add"))
    said = {"moment": "AFTER", "caption": "接待台", "shows_people": "on"}

    assert browser.get(listed).status_code == browser.get(add).status_code == 200
    refused = browser.post(add, said | {"file": picture()})
    assert (refused.status_code, "taken_on" in refused.context["form"].errors) == (422, True)
    assert browser.post(add, said | {"file": picture(taken=CAMERA)}).status_code == 302
    photo = StationPhoto.objects.get()
    edit, publish = (
        reverse(f"programmes:photo-{verb}", args=[photo.pk]) for verb in ("edit", "publish")
    )
    assert browser.get(edit).status_code == browser.get(publish).status_code == 200
    show = {"version": 1, "is_public": "on", "why": "公开"}
    assert browser.post(publish, show).status_code == 422
    assert browser.post(publish, show | {"consent_note": "社工部"}).status_code == 302
    change = {"version": 2, "moment": "AFTER", "caption": "门厅", "taken_on": "2025-06-01"}
    assert browser.post(edit, change | {"why": "改名"}).status_code == 302
    assert browser.post(edit, change | {"why": "又改", "caption": "x"}).status_code == 422
    assert "门厅" in browser.get(listed).content.decode()
