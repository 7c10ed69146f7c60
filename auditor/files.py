"""Files that are whole or not there: atomic writes, and the lock that keeps two runs apart."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from auditor.errors import LockedError, OutputError

FILE_MODE = 0o640


@contextmanager
def write_atomically(path: Path) -> Iterator[IO[bytes]]:
    """A binary file that replaces `path` only once it is complete and on disk. Raises OutputError."""
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, FILE_MODE)
        os.replace(temporary, path)
        temporary = None
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)


@contextmanager
def directory_atomically(path: Path) -> Iterator[Path]:
    """A new directory that takes the place of `path` only once the block ends without an error. Raises OutputError."""
    partial = path.with_name(f".{path.name}.partial")
    former = path.with_name(f".{path.name}.former")
    try:
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(parents=True)
        yield partial
        shutil.rmtree(former, ignore_errors=True)
        if path.exists():
            path.rename(former)
        partial.rename(path)
        shutil.rmtree(former, ignore_errors=True)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def copy_directory(source: Path, target: Path) -> None:
    """Put a whole copy of `source` in the place of `target`. Raises OutputError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with directory_atomically(target) as partial:
        shutil.copytree(source, partial, dirs_exist_ok=True)


@contextmanager
def lock(directory: Path) -> Iterator[None]:
    """Hold `directory/.lock` for the block; the system frees it even when the process is killed. Raises LockedError."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        stream = (directory / ".lock").open("w")
    except OSError as error:
        raise _cannot_write(directory, error) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(f"another run is writing to {directory}", "Wait for it to end, or choose another --out.") from error
        yield


def _cannot_write(path: Path, error: OSError) -> OutputError:
    return OutputError(f"{path} cannot be written: {error.strerror or error}", "Free some space or choose another --out.")
