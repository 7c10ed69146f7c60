"""A fork server for members' runs: it loads once what each of them needs, and begins each as a copy of itself.

It is begun without any credential and never holds one: what a member may know is read by that member's own processes.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pkgutil import resolve_name
from runpy import run_module
from typing import NoReturn

import msgspec

from auditor.i18n import _

TAIL = 65_536
"""Bytes of what a member said that are looked at, from the end."""
WIDTH = 11
"""Signs of each number told on a line: without it, two that arrive together would be read as one."""


class Order(msgspec.Struct, frozen=True):
    """Which command to run, and in which environment; as which user, and with which groups, that user's own first."""

    arguments: Sequence[str]
    environment: Mapping[str, str]
    user: int | None = None
    groups: Sequence[int] = ()


class Begun:
    """A run, in a session of its own."""

    def __init__(self, line: socket.socket, said: int) -> None:
        """Raises ChildProcessError when it could not begin."""
        self._line, self._said = line, said
        told = line.recv(WIDTH, socket.MSG_WAITALL)
        if not told:
            raise ChildProcessError(_("the process that begins members has ended"))
        self._session = int(told)

    def wait(self, seconds: float) -> int | None:
        """Its exit code, or the negative number of the signal that ended it; None when that takes longer."""
        self._line.settimeout(seconds)
        try:
            return int(self._line.recv(WIDTH) or -signal.SIGKILL)
        except TimeoutError:
            return None

    def signal(self, number: int) -> None:
        """Tell all that it began."""
        with suppress(ProcessLookupError):
            os.killpg(self._session, number)

    def said(self) -> bytes:
        """The end of what it wrote to its standard error."""
        return os.pread(self._said, TAIL, max(0, os.fstat(self._said).st_size - TAIL))

    def close(self) -> None:
        """Keep nothing open of it."""
        self._line.close()
        os.close(self._said)


class ForkServer:
    """The side of it that gives orders. It ends with this process; one that ended before is begun again."""

    def __init__(self, environment: Mapping[str, str], names: Sequence[str]) -> None:
        """It imports these modules, and calls the functions (`module:function`), before it begins any run."""
        self._command = [sys.executable, "-m", __name__, ",".join(names)]
        self._environment, self._lock = environment, threading.Lock()
        self._start()

    def begin(self, order: Order) -> Begun:
        """Begin a run. Raises OSError."""
        ours, theirs = socket.socketpair()
        with tempfile.TemporaryFile() as said:
            kept = os.dup(said.fileno())
        try:
            with theirs, self._lock:
                if self._process.poll() is not None:
                    self._line.close()
                    self._start()
                socket.send_fds(self._line, [b"."], [theirs.fileno(), kept])
            ours.sendall(msgspec.json.encode(order))
            ours.shutdown(socket.SHUT_WR)
            return Begun(ours, kept)
        except OSError:
            ours.close()
            os.close(kept)
            raise

    def close(self) -> None:
        """Begin nothing any more; what was begun goes on."""
        self._line.close()
        self._process.wait()

    def _start(self) -> None:
        self._line, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [*self._command, str(theirs.fileno())],
                env=self._environment,
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                umask=0o027,
            )


def _serve(line: socket.socket) -> Order:
    """Copy this process for each order, until there is nobody to give any; answers the order in the copy that is to do it."""
    gc.freeze()  # the collector would write in pages that are shared until then
    while True:
        asked, handed, _flags, _from = socket.recv_fds(line, 1, 2)
        _reap(os.WNOHANG if asked else 0)
        if not asked:
            sys.exit()
        if os.fork() == 0:
            line.close()
            return _attended(*handed)
        for one in handed:
            os.close(one)


def _reap(flags: int) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, flags)[0]:
            pass


def _attended(line: int, said: int) -> Order:
    """Copy this process once more; answers in that copy, while this one waits for it, tells how it ended, and ends."""
    os.setsid()
    with socket.socket(fileno=line) as wire, wire.makefile("rb") as stream:
        order = msgspec.json.decode(stream.read(), type=Order)
        member = os.fork()
        if member:
            _wait(member, wire)
    os.dup2(said, 2)
    os.close(said)
    return order


def _wait(member: int, wire: socket.socket) -> NoReturn:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with suppress(OSError):
        wire.sendall(b"%*d" % (WIDTH, os.getpid()))
        _pid, status = os.waitpid(member, 0)
        wire.sendall(b"%*d" % (WIDTH, os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _become(order: Order) -> None:
    """Be who the order is for, and know nothing but what it says."""
    if order.user is not None:
        os.setgroups(order.groups[1:])
        os.setgid(order.groups[0])
        os.setuid(order.user)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    tempfile.tempdir = None
    if "dask" in sys.modules:
        sys.modules["dask"].config.refresh()
    sys.argv = ["auditor", *order.arguments]


if __name__ == "__main__":
    for name in sys.argv[1].split(","):
        found = resolve_name(name)
        if callable(found):
            found()
    with socket.socket(fileno=int(sys.argv[2])) as orders:
        asked_for = _serve(orders)
    _become(asked_for)
    run_module("auditor", run_name="__main__", alter_sys=True)
