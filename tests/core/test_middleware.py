"""A NUL character, which PostgreSQL cannot keep, never reaches the database."""

import pytest

from tests.factories import platform_administrator

NAMED = ("/sites/%00/", "/agreements/%00/", "/api/v1/sites/%00", "/api/v1/agreements/%00")
SEARCHED = ("/search/?q=%00", "/lookup/regions/?q=%00", "/lookup/people/?q=%00")


@pytest.mark.parametrize("address", NAMED)
@pytest.mark.django_db
def test_nothing_is_named_by_a_nul_character(signed_in, address: str) -> None:
    assert signed_in(platform_administrator()).get(address).status_code == 404


@pytest.mark.parametrize("address", SEARCHED)
@pytest.mark.django_db
def test_a_search_passes_over_a_nul_character(signed_in, address: str) -> None:
    assert signed_in(platform_administrator()).get(address).status_code == 200
