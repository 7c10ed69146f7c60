"""The shards of a scan that goes on, each appended as its unit is done, so that a scan that was killed goes on from what was read.

A file of records: two lengths and a hash, a head, a member. Whatever cut it, all that is before the cut is whole, and the hash says so.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from struct import Struct
from threading import Lock
from typing import BinaryIO

import msgspec

from auditor.errors import OutputError
from auditor.files import create, make_directory, open_regular, trouble
from auditor.files.closed import refuse_intruder
from auditor.inventory.seal import DAMAGED
from auditor.inventory.units import Head, Shard, again, head_of, line_of

NAME = ".scan.journal"
_FRAME = Struct(">II32s")
"""The lengths of head and member, and the hash of both."""


class Page(msgspec.Struct, frozen=True):
    """The first record: which version began the scan, and when."""

    version: str
    began: str


class Journal:
    """The journal at `path`: `page` is its first record, None when there is none; `heads` are those of the shards that it held, by key."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.page: Page | None = None
        self.error: OutputError | None = None
        self.heads: dict[str, Head] = {}
        self._end = 0
        self._stream: BinaryIO | None = None
        # The end of the file: shards are appended one at a time.
        self._appending = Lock()
        self._look()

    def begin(self, page: Page) -> None:
        """Start anew, with nothing in it. Raises OutputError."""
        self.close()
        self.remove()
        try:
            make_directory(self.path.parent)
            self._stream = create(self.path)
        except OSError as error:
            raise trouble(self.path, error) from error
        self.page, self.heads, self._end = page, {}, 0
        self._append(msgspec.json.encode(page), b"")

    def resume(self) -> None:
        """Go on with what is there, without what a kill cut. Raises OutputError."""
        try:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
            self._stream = os.fdopen(descriptor, "wb")
            self._stream.truncate(self._end)
            self._stream.seek(self._end)
        except OSError as error:
            raise trouble(self.path, error) from error

    def keep(self, shard: Shard) -> None:
        """Append a shard. What goes wrong is told by `check`, since it is a thread of the executor that calls."""
        try:
            with self._appending:
                if self._stream is not None and self.error is None:
                    self._append(line_of(shard.head), shard.packed.member)
        except OutputError as error:
            self.error = error

    def check(self) -> None:
        """Raise OutputError when a shard could not be kept: a disk that is full is told now, not at the end of the scan."""
        if self.error is not None:
            raise self.error

    def take(self, key: str) -> Shard:
        """The shard of that key, which was there when the journal was opened. Raises OutputError, KeyError."""
        head = self.heads[key]
        try:
            with open_regular(self.path) as stream:
                stream.seek(head.offset)
                return again(head, stream.read(head.size))
        except OSError as error:
            raise trouble(self.path, error) from error

    def close(self) -> None:
        """Write no more."""
        with self._appending:
            if self._stream is not None:
                self._stream.close()
            self._stream = None

    def remove(self) -> None:
        """Forget it: the scan that it is of stands. Raises OutputError."""
        self.close()
        if refuse_intruder(self.path, directory=False):
            self.path.unlink()

    def _append(self, head: bytes, member: bytes) -> None:
        assert self._stream is not None  # noqa: S101 - narrows the type
        digest = hashlib.sha256(head + member).digest()
        try:
            self._stream.write(b"".join((_FRAME.pack(len(head), len(member), digest), head, member)))
            self._stream.flush()
        except OSError as error:
            raise trouble(self.path, error) from error

    def _look(self) -> None:
        """Read what is whole; a file that is no journal is none."""
        if not refuse_intruder(self.path, directory=False):
            return
        try:
            with open_regular(self.path) as stream:
                for offset, line, size in _records(stream):
                    if self.page is None:
                        self.page = msgspec.json.decode(line, type=Page)
                    else:
                        head = head_of(line)
                        self.heads[head.key] = msgspec.structs.replace(head, offset=offset)
                    self._end = offset + size
        except OSError as error:
            raise trouble(self.path, error) from error
        except DAMAGED:
            # What follows was not written by this version; what came before is whole.
            return


def _records(stream: BinaryIO) -> Iterator[tuple[int, bytes, int]]:
    """Where each member begins, its head, its length; up to the first record that is not whole."""
    room = os.fstat(stream.fileno()).st_size
    while len(frame := stream.read(_FRAME.size)) == _FRAME.size:
        lengths = _FRAME.unpack(frame)
        if stream.tell() + lengths[0] + lengths[1] > room:
            return
        head, member = stream.read(lengths[0]), stream.read(lengths[1])
        if hashlib.sha256(head + member).digest() != lengths[2]:
            return
        yield stream.tell() - len(member), head, len(member)
