"""A kept answer is told as long as nothing it rests on was written, and not a moment longer."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from niukou.core.kept import Lot, Question, answers, question_of, tidy_kept_answers
from niukou.core.models import KeptAnswer, TableChange
from niukou.network.models import Organisation, Region
from tests.factories import OrganisationFactory

HOW_MANY = Question("how many organisations", frozenset({"network_organisation"}))


class Counter:
    """Counts the organisations, and how often it was asked to."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, missing: Any) -> dict[Question, int]:
        self.times += 1
        return {question: Organisation.objects.count() for question in missing}


@pytest.fixture
def counter() -> Counter:
    return Counter()


def ask(counter: Callable[[Any], dict[Question, int]], question: Question = HOW_MANY) -> int:
    return answers(Lot([question], counter))[question]


@pytest.mark.django_db(transaction=True)
class TestKeeping:
    def test_an_answer_is_worked_out_once(self, counter) -> None:
        OrganisationFactory.create()

        assert [ask(counter), ask(counter)] == [1, 1]
        assert counter.times == 1

    @pytest.mark.parametrize(
        "write",
        [
            OrganisationFactory.create,
            lambda: Organisation.objects.update(official_name="演示医院"),
            lambda: Organisation.objects.all().delete(),
        ],
        ids=["insert", "update", "delete"],
    )
    def test_a_write_lets_it_be_asked_anew(self, write, counter) -> None:
        OrganisationFactory.create()
        ask(counter)

        write()

        assert ask(counter) == Organisation.objects.count()
        assert counter.times == 2

    def test_a_write_to_another_table_lets_it_stand(self, counter) -> None:
        OrganisationFactory.create()
        ask(counter)

        Region.objects.update(name="别处")

        assert (ask(counter), counter.times) == (1, 1)

    def test_what_was_taken_back_lets_it_stand(self, counter) -> None:
        ask(counter)

        with transaction.atomic():
            OrganisationFactory.create()
            transaction.set_rollback(True)

        assert (ask(counter), counter.times) == (0, 1)

    def test_who_has_written_keeps_nothing_and_is_told_what_they_wrote(self, counter) -> None:
        ask(counter)
        with transaction.atomic():
            OrganisationFactory.create()
            assert [ask(counter), ask(counter)] == [1, 1]
            OrganisationFactory.create()
            assert ask(counter) == 2
            assert KeptAnswer.objects.count() == 1
        assert ask(counter) == 2

    def test_an_answer_that_rests_on_an_unwatched_table_is_not_kept(self, counter) -> None:
        question = Question("regions too", HOW_MANY.tables | {"network_region"})

        assert [ask(counter, question), ask(counter, question)] == [0, 0]
        assert counter.times == 2

    def test_numbers_of_another_clusters_transactions_are_not_believed(self, counter) -> None:
        ask(counter)
        KeptAnswer.objects.update(cluster=1)

        assert (ask(counter), counter.times) == (0, 2)

    def test_an_old_answer_is_taken_out_and_changes_only_after_it(self, counter) -> None:
        OrganisationFactory.create()
        ask(counter)
        before = TableChange.objects.count()
        KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(days=6, hours=1))
        TableChange.objects.update(noted_at=timezone.now() - timedelta(days=6, hours=1))

        tidy_kept_answers()
        assert (KeptAnswer.objects.count(), TableChange.objects.count()) == (0, before)

        TableChange.objects.update(noted_at=timezone.now() - timedelta(days=7, hours=1))
        tidy_kept_answers()
        assert TableChange.objects.count() == 0


@pytest.fixture
def somebody_writing() -> Iterator[Callable[[], None]]:
    """Let another connection register an organisation; what is returned lets it commit."""
    written, may_commit = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            OrganisationFactory.create()
            written.set()
            may_commit.wait(30)
        connection.close()

    with ThreadPoolExecutor(max_workers=1) as pool:
        writing = pool.submit(write)
        assert written.wait(30)

        def commit() -> None:
            may_commit.set()
            writing.result(30)

        yield commit
        may_commit.set()


@pytest.mark.django_db(transaction=True)
def test_a_write_begun_before_and_ended_after_is_not_missed(counter, somebody_writing) -> None:
    assert ask(counter) == 0  # the other's row is written and not yet to be seen

    somebody_writing()

    assert (ask(counter), counter.times) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_a_write_that_ends_while_the_answer_is_worked_out_is_not_missed(
    counter, somebody_writing
) -> None:
    def slowly(missing: Any) -> dict[Question, int]:
        told = counter(missing)
        somebody_writing()
        return told

    assert ask(slowly) == 0

    assert (ask(counter), counter.times) == (1, 2)


@pytest.mark.django_db
def test_another_query_is_another_question_and_names_the_tables_it_reads() -> None:
    one = question_of(Organisation.objects.filter(pk=1), "first")
    inside = Region.objects.filter(name="x").values("pk")

    assert question_of(Organisation.objects.filter(pk=2), "first") != one
    assert question_of(Organisation.objects.filter(pk=1), "count") != one
    assert question_of(Organisation.objects.filter(pk=1), "first") == one
    assert question_of(Organisation.objects.filter(region__in=inside), "first").tables == {
        "network_organisation",
        "network_region",
    }
    assert question_of(Organisation.objects.none(), "first").tables == frozenset()


@pytest.mark.django_db
def test_a_set_of_words_is_the_same_question_in_whatever_order_it_comes() -> None:
    def asked(kinds: list[str], pk: int, region: int) -> Question:
        return question_of(Organisation.objects.filter(kind__in=kinds, pk=pk, region=region), "x")

    assert asked(["HOSPITAL", "MEDIA"], 1, 2) == asked(["MEDIA", "HOSPITAL"], 1, 2)
    assert asked(["HOSPITAL", "MEDIA"], 1, 2) != asked(["HOSPITAL", "MEDIA"], 2, 1)
    assert asked(["HOSPITAL", "MEDIA"], 1, 2) != asked(["HOSPITAL", "OTHER"], 1, 2)
