"""Opens and creates files so that nobody else reads them and nothing but a file is opened."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from auditor.errors import OutputError
from auditor.i18n import _

FILE_MODE, DIRECTORY_MODE = 0o640, 0o750
"""At most: a stricter umask is respected."""


def create(path: Path) -> BinaryIO:
    """A new file, closed to strangers. OSError when anything lies there already, be it a link that leads nowhere."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, FILE_MODE), "wb")


def make_directory(path: Path) -> None:
    """The directory and those above it that are missing, closed to strangers; those there are stay as they are. OSError."""
    for one in reversed([each for each in (path, *path.parents) if not each.exists()]):
        one.mkdir(DIRECTORY_MODE, exist_ok=True)
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))


def keep_closed(path: Path, begins: bytes) -> None:
    """See that the file is there and closed to strangers: made when it is missing, closed when it is ours, open, and begins as ours do.

    A link is not followed: what it leads to may be anything. OSError.
    """
    make_directory(path.parent)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, FILE_MODE)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, _("it is not a file"), str(path))
        own = found.st_uid == os.geteuid() and os.pread(descriptor, len(begins), 0) in (b"", begins)
        if own and stat.S_IMODE(found.st_mode) & ~FILE_MODE:
            os.fchmod(descriptor, stat.S_IMODE(found.st_mode) & FILE_MODE)
    finally:
        os.close(descriptor)


def open_regular(path: Path) -> BinaryIO:
    """An existing file to read: no link is followed, and nothing that could hang (a pipe, a device) is opened. OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, _("it is not a file"), str(path))
    return os.fdopen(descriptor, "rb")


def refuse_intruder(path: Path, *, directory: bool) -> bool:
    """Whether something lies at a name that is ours. Raises OutputError when it is a link, or not of the kind that we make."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    if stat.S_ISLNK(mode):
        raise OutputError(_("%(path)s is a link, and is not followed") % {"path": path}, _remove(path))
    if not (stat.S_ISDIR(mode) if directory else stat.S_ISREG(mode)):
        kind = _("%(path)s is not a directory") if directory else _("%(path)s is not a file")
        raise OutputError(kind % {"path": path}, _remove(path))
    return True


def _remove(path: Path) -> str:
    return _("Look where it comes from, and remove it: rm %(path)s") % {"path": path}
