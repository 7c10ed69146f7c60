"""What is written beside and takes its place in one step: a file, a directory, the reports of a run.

Whatever kills the process, and whenever, one whole version stands; what it left beside is cleared by the next that writes there.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from auditor.files.closed import DIRECTORY_MODE, create, make_directory, refuse_intruder
from auditor.files.refused import trouble

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def write_atomically(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that replaces `path` only once it is complete and on disk. Raises OutputError."""
    partial = _beside(path, "partial")
    ours = False
    try:
        make_directory(path.parent)
        if refuse_intruder(partial, directory=False):
            partial.unlink()
        with create(partial) as stream:
            ours = True
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(partial, path)
        ours = False
        _sync(path.parent)
    except OSError as error:
        raise trouble(path, error) from error
    finally:
        if ours:
            partial.unlink(missing_ok=True)


@contextmanager
def directory_atomically(path: Path) -> Iterator[Path]:
    """A new directory that takes the place of `path` only once the block ends without an error. Raises OutputError.

    One at a time: who calls holds the lock.
    """
    partial = _beside(path, "partial")
    try:
        make_directory(path.parent)
        _settle(path)
        partial.mkdir(DIRECTORY_MODE)
    except OSError as error:
        raise trouble(path, error) from error
    try:
        yield partial
        _sync_all(partial)
        _swap(partial, path)
    except OSError as error:
        raise trouble(path, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


@contextmanager
def staged(target: Path) -> Iterator[Path]:
    """A hidden directory whose files take their places in `target` once the block ends, one rename each. Raises OutputError."""
    desk = _beside(target / "report", "partial")
    try:
        make_directory(target)
        if refuse_intruder(desk, directory=True):
            shutil.rmtree(desk)
        desk.mkdir(DIRECTORY_MODE)
    except OSError as error:
        raise trouble(desk, error) from error
    try:
        yield desk
        for one in sorted(desk.iterdir()):
            os.replace(one, target / one.name)
        _sync(target)
    except OSError as error:
        raise trouble(target, error) from error
    finally:
        shutil.rmtree(desk, ignore_errors=True)


def standing(path: Path) -> Path:
    """`path`, or the whole former one when a process was killed between the two renames that some file systems need."""
    former = _beside(path, "former")
    return former if not path.exists() and former.is_dir() and not former.is_symlink() else path


def _beside(path: Path, what: str) -> Path:
    return path.with_name(f".{path.name}.{what}")


def _settle(path: Path) -> None:
    """Clear what a killed process left beside `path`, and bring back what it had put aside. OSError, OutputError."""
    partial, former = _beside(path, "partial"), _beside(path, "former")
    stands = refuse_intruder(path, directory=True)
    if refuse_intruder(former, directory=True):
        if stands:
            shutil.rmtree(former)
        else:
            os.rename(former, path)
    if refuse_intruder(partial, directory=True):
        shutil.rmtree(partial)


def _swap(partial: Path, path: Path) -> None:
    """Put `partial` in the place of `path`; afterwards, `partial` is what there was before, if there was anything."""
    if not path.exists():
        os.rename(partial, path)
    elif not _exchange(partial, path):
        former = _beside(path, "former")
        os.rename(path, former)
        try:
            os.rename(partial, path)
        except OSError:
            os.rename(former, path)
            raise
        _sync(path.parent)
        shutil.rmtree(former, ignore_errors=True)
    _sync(path.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two names in one step, where the system and the file system can: Linux, not over NFS."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    # Why it did not work does not matter: plain renames tell, and work where this one is not known.
    return bool(renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0)


def _sync_all(directory: Path) -> None:
    """What is in the directory, then the names of it: bottom up."""
    for folder, _folders, files in os.walk(directory, topdown=False):
        for name in files:
            _sync(Path(folder) / name)
        _sync(Path(folder))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some file systems cannot flush a directory, and say so
            raise
    finally:
        os.close(descriptor)
