"""Which files need not be searched for secrets: those that this process wrote or searched, and findings of which this user's auditor did.

What is known beyond a process is a digest, noted in the user's own cache and nowhere beside the file: whoever hands over a run can write
anything in it. A note is of one version of what searches, and of one Python; where none can be kept or trusted, files are searched.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO

from auditor.files import create, make_directory

LEAST, MOST = 1 << 20, 256
"""Fewer bytes are searched in a moment, and not noted; how many notes are kept: the oldest go."""
_ROOM = Path(__file__).parents[1]
_SEARCHERS = ("findings.py", "masking.py", "model.py", "remembered.py", "secrets/*.py")
"""What decides whether anything is hidden in findings."""

Identity = tuple[int, int, int, int]
"""Where a file lies on its disk, its size, and when anything of it last changed."""


def identity(stream: IO[bytes]) -> Identity:
    """Of an open file."""
    found = os.fstat(stream.fileno())
    return found.st_dev, found.st_ino, found.st_size, found.st_ctime_ns


class Searched:
    """Files that were written, or read to their end with nothing to hide and nothing wrong: they are not searched again."""

    def __init__(self) -> None:
        self._known: set[Identity] = set()
        self._digests: dict[Identity, str] = {}

    def has(self, stream: IO[bytes]) -> bool:
        """Whether an open file is one of them, unchanged since."""
        return identity(stream) in self._known

    def add(self, stream: IO[bytes]) -> None:
        """Remember an open file; beyond this process where its digest is known."""
        file = identity(stream)
        self.know(file)
        if file in self._digests:
            with suppress(OSError, RuntimeError):
                _note(self._digests[file])

    def know(self, file: Identity) -> None:
        """Remember a file."""
        self._known.add(file)

    def digested(self, stream: IO[bytes], sha256: str) -> None:
        """An open file has this digest: it is known where one of the same bytes was searched before."""
        file = identity(stream)
        if file[2] < LEAST:
            return
        self._digests[file] = sha256
        with suppress(OSError, RuntimeError):
            if _noted(sha256):
                self.know(file)


searched = Searched()
"""Of this process."""


def _folder() -> Path:
    """Where notes lie. RuntimeError for a user without a home."""
    told = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (told if told.is_absolute() else Path.home() / ".cache") / "auditor" / "searched"


def _noted(sha256: str) -> bool:
    """Whether there is a note that nobody else can have made. OSError."""
    found = _folder().lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return ours and stat.S_ISREG((_folder() / _name(sha256)).lstat().st_mode)


def _note(sha256: str) -> None:
    """Note it, and drop what is too old. OSError."""
    folder = _folder()
    make_directory(folder)
    create(folder / _name(sha256)).close()
    for old in sorted(folder.iterdir(), key=lambda one: one.lstat().st_mtime_ns)[:-MOST]:
        old.unlink()


def _name(sha256: str) -> str:
    return f"{sha256}-{_version()}"


@cache
def _version() -> str:
    """Of what searches. OSError where it cannot be told."""
    digest = hashlib.sha256(sys.version.encode())
    for pattern in _SEARCHERS:
        for path in sorted(_ROOM.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
