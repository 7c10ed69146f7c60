"""Reads what somebody else may have written: never a pipe or a device, and never more than there is room for."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from io import BufferedIOBase
from pathlib import Path
from typing import IO

from auditor.i18n import _, filled

LINE = 8 * 1024 * 1024
"""Bytes of a line; a resource has a few thousand."""
PAGE = 32 * 1024 * 1024
"""Bytes of a manifest or of a run's first page."""
UNPACKED, RATIO = 64 * 1024 * 1024, 200
"""What a packed file may unfold to: so many bytes and so many times its size; ours unfold to twenty times."""


def read_bounded(path: Path, most: int) -> bytes:
    """The content of a file, be it through a link of its owner's. OSError also for what is no file, or larger than `most` bytes."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, _("it is not a file"), str(path))
        return whole(stream, most)


def whole(stream: IO[bytes], most: int = PAGE) -> bytes:
    """All that is left of a stream. OSError when that is more than `most` bytes."""
    content = stream.read(most + 1)
    if len(content) > most:
        raise OSError(errno.EFBIG, filled("larger than %(most)s bytes", most=most))
    return content


def lines(stream: IO[bytes] | BufferedIOBase, most: int | None = None) -> Iterator[bytes]:
    """The lines of a stream. ValueError for one that is too long, or once there were more than `most` bytes."""
    total = 0
    while line := stream.readline(LINE + 1):
        total += len(line)
        if len(line) > LINE:
            raise ValueError(filled("longer than %(most)s bytes", most=LINE))
        if most is not None and total > most:
            raise ValueError(filled("unpacks to more than %(most)s bytes", most=most))
        yield line
