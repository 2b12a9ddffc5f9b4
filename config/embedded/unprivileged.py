"""Run a PostgreSQL program without root: ``unprivileged.py FOLDER attached|detached PROGRAM ...``.

PostgreSQL refuses to run as root. Where the kernel allows it, a user namespace makes root a nobody
whose files stay root's; elsewhere the program runs as the user nobody and the folder becomes his.
``detached`` leaves the program running, prints its process id and returns at once.
"""

import ctypes
import os
import sys
from pathlib import Path

NOBODY = 65534
CLONE_NEWUSER = 0x10000000
PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 8, 47, 2
CAPABILITY_VERSION, CAP_DAC_OVERRIDE = 0x20080522, 1


def main() -> None:
    folder, manner, *program = sys.argv[1:]
    if manner == "detached":
        if pid := os.fork():
            os.write(1, str(pid).encode())
            return
        os.setsid()
        os.dup2(2, 1)
    if os.geteuid() == 0:
        drop_root(Path(folder))
    os.execv(program[0], program)  # noqa: S606 - no shell is the point


def drop_root(folder: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if namespaces_work(libc):
        hand_over(folder, 0)
        enter_namespace(libc)
    else:
        hand_over(folder, NOBODY)
        become_nobody(libc)


def namespaces_work(libc: ctypes.CDLL) -> bool:
    if pid := os.fork():
        return os.waitpid(pid, 0)[1] == 0
    os._exit(0 if libc.unshare(CLONE_NEWUSER) == 0 else 1)


def enter_namespace(libc: ctypes.CDLL) -> None:
    group = os.getegid()
    libc.unshare(CLONE_NEWUSER)
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} 0 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {group} 1", encoding="ascii")


def become_nobody(libc: ctypes.CDLL) -> None:
    """Keep one power of root: passing folders, for the checkout may lie in /root."""
    libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    power = 1 << CAP_DAC_OVERRIDE
    libc.capset(
        (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0),
        (ctypes.c_uint32 * 6)(power, power, power, 0, 0, 0),
    )
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0)


def hand_over(folder: Path, owner: int) -> None:
    """Give ``folder`` to ``owner`` when the other way of running owned it so far."""
    if not folder.exists() or folder.stat().st_uid not in {0, NOBODY} - {owner}:
        return
    for path in [*folder.rglob("*"), folder]:
        os.chown(path, owner, owner, follow_symlinks=False)


if __name__ == "__main__":
    main()
