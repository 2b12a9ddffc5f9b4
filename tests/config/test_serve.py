"""What `make demo` and `make run` check before and look after while they run."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scripts import preflight
from scripts.children import Child, stop_all
from scripts.preflight import NotReady, check_folder, check_port, check_python

pytestmark = pytest.mark.enable_socket

BASE = Path(__file__).resolve().parents[2]
# A parent with one child, which tells the child's number and then waits to be killed.
PARENT = """
import sys, time
from pathlib import Path
from scripts.children import Child
child = Child("sleeper", ["sleep", "60"], log=Path(sys.argv[1]), environment={})
child.start()
print(child._process.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def new_child(tmp_path):
    children = []

    def make(*command, **more):
        log = tmp_path / "child.log"
        child = Child("sleeper", command, log=log, environment=dict(os.environ), **more)
        children.append(child)
        child.start()
        return child

    yield make
    stop_all(children)


def wait_for(condition, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


def refusal(check, *arguments):
    with pytest.raises(NotReady) as error:
        check(*arguments)
    return str(error.value)


def test_a_taken_port_is_told_with_a_way_out():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        assert refusal(check_port, "127.0.0.1", port) == (
            f"Port {port} is taken by another program: choose a free one, as in PORT=8123."
        )
    check_port("127.0.0.1", port)


def test_an_address_of_another_machine_is_told():
    assert refusal(check_port, "192.0.2.1", 8000).startswith(
        "Niukou cannot listen on 192.0.2.1, port 8000: "
    )


def test_an_old_python_is_told():
    assert refusal(check_python, (3, 9)) == "Niukou needs Python 3.11 or newer, and this is 3.9."
    check_python((3, 11))


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "occupied").write_text("a file where the folder should be")

    assert "occupied/data cannot be made" in refusal(check_folder, tmp_path / "occupied" / "data")


def test_a_nearly_full_disk_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(preflight, "LEAST_FREE_BYTES", 1 << 62)

    assert f"The disk of {tmp_path} is nearly full" in refusal(check_folder, tmp_path)


def test_the_data_folder_is_for_its_owners_eyes_only(tmp_path):
    check_folder(tmp_path / "data")

    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_a_child_ends_when_its_parent_is_killed(tmp_path):
    command = [sys.executable, "-c", PARENT, str(tmp_path / "log")]
    with subprocess.Popen(command, cwd=BASE, stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        assert is_running(child)
        parent.send_signal(signal.SIGKILL)

    assert wait_for(lambda: not is_running(child))


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] not in "ZX"


def test_a_child_that_ignores_the_request_to_stop_is_ended_with_all_it_started(
    new_child, monkeypatch
):
    monkeypatch.setattr("scripts.children.STOP_SECONDS", 0.3)
    child = new_child("sh", "-c", "trap '' TERM; echo ready; sleep 60; sleep 60")
    assert wait_for(lambda: "ready" in child.last_lines())

    stop_all([child])

    assert child.exit_code == -signal.SIGKILL


def test_only_lines_that_tell_of_an_error_are_remarked_once(new_child):
    child = new_child("sh", "-c", "echo 'INFO all well'; echo '12:00 ERROR it broke'")
    child.wait()

    assert list(child.troubles()) == ["12:00 ERROR it broke"]
    assert list(child.troubles()) == []


def test_output_kept_apart_is_not_mixed_with_the_log(new_child, tmp_path):
    output = tmp_path / "output"
    child = new_child("sh", "-c", "echo sign-ins; echo warning >&2", output=output)
    child.wait()

    assert output.read_text() == "sign-ins\n"
    assert child.last_lines() == "    warning"
