"""The embedded PostgreSQL, tried on real servers in throw-away folders."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from config.embedded import EmbeddedPostgresError, cluster, ensure_alive, is_alive, running, url
from config.embedded.place import write_whole
from config.embedded.server import postmaster

pytestmark = pytest.mark.enable_socket

BASE = Path(__file__).resolve().parents[2]
STAY = """
import sys, pathlib
from config.embedded import running
with running(pathlib.Path(sys.argv[1]), throwaway=True) as address:
    print(address, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data(tmp_path):
    return tmp_path / "data" / "postgres"


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    """One server for the tests that only look."""
    folder = tmp_path_factory.mktemp("shared") / "postgres"
    with running(folder):
        yield folder


def ask(address, question, *values):
    with psycopg.connect(address, connect_timeout=5) as connection:
        return connection.execute(question, values).fetchone()


def keep_a_row(address):
    with psycopg.connect(address) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('纽扣')")


def kill_server(data):
    os.kill(postmaster(data).pid, signal.SIGKILL)
    while postmaster(data):
        time.sleep(0.01)


@contextmanager
def another_process(data):
    """A process that uses ``data`` until its standard input closes."""
    with subprocess.Popen(
        [sys.executable, "-c", STAY, data],
        cwd=BASE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def test_the_app_role_owns_its_database_and_is_no_superuser(shared):
    question = """
        select current_user::text, rolsuper, rolcreaterole, rolcreatedb, datdba = r.oid
        from pg_roles r, pg_database where rolname = current_user and datname = current_database()
    """

    assert ask(url(shared), question) == ("niukou", False, False, False, True)


def test_the_app_role_may_add_the_extensions_that_search_and_periods_need(shared):
    with psycopg.connect(url(shared)) as connection:
        connection.execute("create extension pg_trgm")
        connection.execute("create extension btree_gist")
        trigrams = connection.execute("select show_trgm('人民医院')").fetchone()[0]
        connection.rollback()

    assert len(trigrams) == 5  # none at all under the character type "C"


def test_the_database_sorts_and_encodes_the_same_on_every_machine(shared):
    question = """
        select pg_encoding_to_char(encoding), datlocprovider::text, datlocale, datctype
        from pg_database where datname = current_database()
    """

    assert ask(url(shared), question) == ("UTF8", "b", "C.UTF-8", "C.UTF-8")


def test_password_files_are_for_the_owners_eyes_only(shared):
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in shared.parent.glob("*secret")}

    assert modes == {"postgres.secret": 0o600, "postgres.superuser.secret": 0o600}


@pytest.mark.parametrize("user", ["niukou", "postgres"])
def test_a_wrong_password_is_refused(shared, user):
    address = urlsplit(url(shared))._replace(netloc=f"{user}:wrong@127.0.0.1:{port_of(shared)}")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(address.geturl())


def port_of(data):
    return urlsplit(url(data)).port


def test_the_last_one_out_stops_the_server(data):
    with running(data, throwaway=True) as first:
        with running(data) as second:
            assert second == first
        assert ask(first, "select 1") == (1,)

    assert postmaster(data) is None
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(first, connect_timeout=2)


def test_a_later_start_has_the_same_address_and_the_same_rows(data):
    with running(data) as before:
        keep_a_row(before)
    with running(data) as after:
        assert after == before
        assert ask(after, "select word from kept") == ("纽扣",)


def test_four_processes_that_race_for_a_new_folder_share_one_server(data):
    with (
        another_process(data) as one,
        another_process(data) as two,
        another_process(data) as three,
        another_process(data) as four,
    ):
        racers = [one, two, three, four]
        addresses = {racer.stdout.readline().strip() for racer in racers}
        assert len(addresses) == 1
        for racer in racers[:3]:
            racer.communicate()
        assert ask(addresses.pop(), "select 1") == (1,)

    assert postmaster(data) is None


def test_a_killed_server_comes_back_on_its_port_with_every_row(data):
    with running(data) as before:
        keep_a_row(before)
        session = psycopg.connect(before)
        kill_server(data)
        assert not is_alive(data)

        after = ensure_alive(data)

        assert is_alive(data)
        assert after == before
        assert ask(after, "select word from kept") == ("纽扣",)
        with pytest.raises(psycopg.OperationalError):
            session.execute("select 1")
        session.close()


def test_a_killed_user_leaves_a_server_to_attach_to(data):
    with another_process(data) as user:
        before = user.stdout.readline().strip()
        keep_a_row(before)
        user.kill()
    pid = postmaster(data).pid

    with running(data) as after:
        assert (after, postmaster(data).pid) == (before, pid)
        assert ask(after, "select word from kept") == ("纽扣",)

    assert postmaster(data) is None


def test_a_pid_file_that_names_a_living_stranger_is_no_obstacle(data):
    with running(data, throwaway=True):
        pid_file = data / "postmaster.pid"
        left_over = pid_file.read_text()
        kill_server(data)
    pid_file.write_text(left_over.replace(left_over.split()[0], str(os.getpid()), 1))

    with running(data) as address:
        assert ask(address, "select 1") == (1,)


def test_a_taken_port_means_another_port(data):
    with running(data, throwaway=True):
        before = port_of(data)
    with socket.create_server(("127.0.0.1", before)), running(data) as address:
        assert port_of(data) != before
        assert ask(address, "select 1") == (1,)


def test_a_folder_with_spaces_chinese_and_a_long_name_will_do(tmp_path):
    data = tmp_path / "我们的 资料" / ("long " * 25 + "$HOME") / "postgres"
    with running(data, throwaway=True) as address:
        assert ask(address, "select 1") == (1,)


def test_what_an_interrupted_creation_left_is_made_anew(data):
    unfinished = data.with_name("postgres.new")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    with running(data, throwaway=True) as address:
        assert ask(address, "select 1") == (1,)
    assert not unfinished.exists()


def test_before_the_first_start_the_address_leads_nowhere(data):
    assert port_of(data) == 1
    assert not data.parent.exists()


def test_a_forked_child_does_not_stop_the_server(data):
    with running(data, throwaway=True) as address:
        child = subprocess.run(
            [sys.executable, "-c", FORK, data], cwd=BASE, check=True, capture_output=True, text=True
        )
        assert child.stdout.split() == ["child", "1"]
        assert ask(address, "select 1") == (1,)


FORK = """
import os, pathlib, sys, psycopg
from config.embedded import running
pid = 1
with running(pathlib.Path(sys.argv[1])) as address:
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        with psycopg.connect(address) as connection:
            print(connection.execute("select 1").fetchone()[0])
if not pid:
    print("child", flush=True)
    os._exit(0)
"""


def refusal(data):
    with pytest.raises(EmbeddedPostgresError) as error, running(data):
        pass
    return str(error.value)


def test_missing_programs_are_told(data, monkeypatch, tmp_path):
    monkeypatch.setenv("PGBIN", str(tmp_path))

    assert refusal(data).startswith(f"No PostgreSQL programs are in PGBIN={tmp_path}: run `make`")


def test_a_folder_of_another_major_version_is_told_and_left_alone(data):
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("16\n")

    assert refusal(data).startswith(f"The database in {data} was made by PostgreSQL 16, which")
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "occupied").write_text("a file where the folder should be")

    assert "occupied cannot be used for the database" in refusal(tmp_path / "occupied" / "postgres")


def test_a_full_disk_is_told(data, monkeypatch):
    monkeypatch.setattr(cluster, "LEAST_FREE_BYTES", 1 << 62)

    assert refusal(data).startswith(f"The disk of {data.parent} is full")


def test_a_lost_password_file_is_told(data):
    with running(data, throwaway=True):
        pass
    data.with_name("postgres.secret").unlink()

    assert "postgres.secret: put it back from a backup" in refusal(data)


def test_a_server_that_refuses_its_settings_says_why(data):
    with running(data, throwaway=True):
        pass
    write_whole(data / "postgresql.conf", "no_such_setting = 1\n")

    assert "postgresql.conf" in refusal(data)


def test_starting_again_is_quick(data):
    with running(data):
        pass
    began = time.monotonic()
    with running(data):
        pass

    assert time.monotonic() - began < 3  # measured 0.1; a timeout somewhere would take longer
