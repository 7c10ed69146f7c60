"""What ties files together: each is counted and hashed in the page that names it, and checked when it is read."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO

from auditor.errors import SnapshotError
from auditor.files import open_regular
from auditor.i18n import _
from auditor.model import Seal

DAMAGED = (EOFError, zlib.error, ValueError, OverflowError, RecursionError)
"""What decoders say of a file that is not what it should be; msgspec's and codecs' own errors are among them."""


class Sealing:
    """A stream that counts and hashes what is written through it."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream, self._digest = stream, hashlib.sha256()
        self.size = self.lines = 0

    def write(self, data: bytes, lines: int = 1) -> None:
        """Write so many whole lines."""
        self._stream.write(data)
        self._digest.update(data)
        self.size += len(data)
        self.lines += lines

    def seal(self) -> Seal:
        """What was written so far."""
        return Seal(self.lines, self._digest.hexdigest())


def _digest(stream: BinaryIO) -> str:
    digest = hashlib.sha256()
    while piece := stream.read(1 << 20):
        digest.update(piece)
    return digest.hexdigest()


@contextmanager
def unsealed(path: Path, seal: Seal | None) -> Iterator[BinaryIO]:
    """The file to read, once it is found to be what was sealed; whatever it is without a seal. Raises SnapshotError, OSError."""
    with open_regular(path) as stream:
        if seal is not None:
            if _digest(stream) != seal.sha256:
                raise SnapshotError(_("%(path)s was altered since it was written") % {"path": path}, _("Scan again, or fetch it again."))
            stream.seek(0)
        yield stream
