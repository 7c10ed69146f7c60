"""What the system says when it refuses a file, in the reader's language, and what mends that and not something else."""

from __future__ import annotations

import errno
from pathlib import Path

from auditor.errors import OutputError, SnapshotError
from auditor.i18n import N_, _, filled

SAID = (
    *(N_("Permission denied"), N_("Operation not permitted"), N_("No such file or directory"), N_("Is a directory")),
    *(N_("Not a directory"), N_("File exists"), N_("Directory not empty"), N_("Too many levels of symbolic links")),
    *(N_("File name too long"), N_("Too many open files"), N_("Too many open files in system"), N_("File too large")),
    *(N_("No space left on device"), N_("Disk quota exceeded"), N_("Read-only file system"), N_("Input/output error")),
    *(N_("Stale file handle"), N_("Device or resource busy"), N_("Cannot allocate memory")),
)
"""The sentences of the system that have a translation."""
ROOM, RIGHT, MANY = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG), (errno.EACCES, errno.EPERM), (errno.EMFILE, errno.ENFILE)
FAULTY = (errno.EIO, errno.ESTALE, errno.ENODEV)
GONE, ELSE = (errno.ENOENT, errno.ENOTDIR), (errno.EISDIR, errno.EINVAL, errno.ENXIO)
OTHER = (errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ELOOP, errno.ENOTEMPTY)


def why(error: OSError) -> str:
    """Why the system refused."""
    return _(error.strerror) if error.strerror else str(error)


def trouble(path: Path, error: OSError) -> OutputError:
    """What a person is told of a write that was refused."""
    return OutputError(filled("%(path)s cannot be written: %(why)s", path=path, why=why(error)), to_write(error.errno))


def unread(path: Path, error: OSError, missing: str) -> SnapshotError:
    """What a person is told of a read that was refused; `missing` is the remedy where there is no such file."""
    return SnapshotError(filled("%(path)s cannot be read: %(why)s", path=path, why=why(error)), to_read(error.errno, missing))


def to_write(code: int | None) -> str:
    """One sentence for each family of refused writes."""
    if code in ROOM:
        return _("Free some space or choose another --out.")
    if code in RIGHT:
        return _("Give this user the right to write there, or choose another --out.")
    if code == errno.EROFS:
        return _("That file system is read-only: mount it for writing, or choose another --out.")
    if code in OTHER:
        return _("Something else lies there: move it away, or choose another --out.")
    if code == errno.ENOENT:
        return _("A directory on the way there is missing, or was removed meanwhile: create it, or choose another --out.")
    return _common(code) or _("Choose another --out.")


def to_read(code: int | None, missing: str = "") -> str:
    """One sentence for each family of refused reads."""
    if code in RIGHT:
        return _("Give this user the right to read it.")
    if code in GONE:
        return missing
    if code == errno.ELOOP:
        return _("It is a link, and none is followed here: give the file itself.")
    if code in ELSE:
        return _("Something else than a file lies there: give a file.")
    return _common(code) or missing


def _common(code: int | None) -> str:
    if code == errno.ENAMETOOLONG:
        return _("Give a shorter name.")
    if code in FAULTY:
        return _("The disk, or the share that is mounted there, does not answer as it should: have it looked at, or use another place.")
    if code == errno.EBUSY:
        return _("Something else holds it: wait until that has ended.")
    return _("Let this user open more files at a time: ulimit -n.") if code in MANY else ""
