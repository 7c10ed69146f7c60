"""The lock that keeps two runs apart, and tells who holds it."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import socket
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from auditor.clock import stamp, utc
from auditor.errors import LockedError
from auditor.files.closed import FILE_MODE, make_directory, refuse_intruder
from auditor.files.refused import trouble
from auditor.i18n import _, filled

NAME = ".lock"
MOST = 1_000
"""Bytes of what a holder writes of itself."""


class Holder(NamedTuple):
    """Who holds a lock, or held it."""

    pid: int
    host: str
    since: str

    def __str__(self) -> str:
        return filled("process %(pid)s on %(host)s, since %(since)s", pid=self.pid, host=self.host, since=self.since)


@contextmanager
def lock(directory: Path) -> Iterator[Holder | None]:
    """Hold `directory/.lock` for the block; the system frees it even when the process is killed. Raises LockedError, OutputError.

    Gives who held it before and never let go: a run that was killed.
    """
    descriptor = _opened(directory)
    try:
        refuse_intruder(directory / NAME, directory=False)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = _held_by(descriptor)
            who = f" ({holder})" if holder else ""
            said = _("another run is writing to %(directory)s") % {"directory": directory}
            raise LockedError(f"{said}{who}", _("Wait for it to end, or choose another --out.")) from error
        except OSError as error:
            raise trouble(directory / NAME, error) from error
        left = _held_by(descriptor)
        _write(descriptor, directory, json.dumps(Holder(os.getpid(), socket.gethostname(), stamp(utc()))._asdict()).encode())
        try:
            yield left
        finally:
            _write(descriptor, directory, b"")
    finally:
        os.close(descriptor)


def _held_by(descriptor: int) -> Holder | None:
    """Who wrote its name there; None for anything else."""
    try:
        told = json.loads(os.pread(descriptor, MOST, 0))
        return Holder(int(told["pid"]), str(told["host"])[:255], str(told["since"])[:20])
    except (ValueError, TypeError, LookupError):
        return None


def _write(descriptor: int, directory: Path, content: bytes) -> None:
    """Say who holds it, where nothing is said or a holder's name; the file of somebody else is only locked. Raises OutputError."""
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode) or found.st_nlink > 1 or (found.st_size and _held_by(descriptor) is None):
        return
    try:
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, content, 0)
    except OSError as error:
        # A disk that is full has room for a lock without a name.
        if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise trouble(directory / NAME, error) from error


def _opened(directory: Path) -> int:
    """No link is followed, and a pipe in its place does not hang."""
    path = directory / NAME
    try:
        make_directory(directory)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, FILE_MODE)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            refuse_intruder(path, directory=False)
        raise trouble(path if directory.is_dir() else directory, error) from error
    return descriptor
