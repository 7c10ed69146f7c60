"""The lock that keeps two runs apart."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from auditor.errors import LockedError
from auditor.files.closed import FILE_MODE, make_directory, refuse_intruder
from auditor.files.refused import trouble
from auditor.i18n import _

NAME = ".lock"


@contextmanager
def lock(directory: Path) -> Iterator[None]:
    """Hold `directory/.lock` for the block; the system frees it even when the process is killed. Raises LockedError, OutputError."""
    descriptor = _opened(directory)
    try:
        refuse_intruder(directory / NAME, directory=False)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            said = _("another run is writing to %(directory)s") % {"directory": directory}
            raise LockedError(said, _("Wait for it to end, or choose another --out.")) from error
        except OSError as error:
            raise trouble(directory / NAME, error) from error
        yield
    finally:
        os.close(descriptor)


def _opened(directory: Path) -> int:
    """Its content is nobody's business: it is never truncated, no link is followed, and a pipe in its place does not hang."""
    path = directory / NAME
    try:
        make_directory(directory)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, FILE_MODE)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
            refuse_intruder(path, directory=False)
        raise trouble(path if directory.is_dir() else directory, error) from error
    return descriptor
