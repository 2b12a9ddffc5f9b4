"""Whoever watches over the server learns that it answers, and nothing else."""

from django.urls import reverse


def test_the_server_says_that_it_is_up_without_asking_the_database(client) -> None:
    response = client.get(reverse("core:up"))  # no database fixture: a query would fail the test

    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response["Cache-Control"]
