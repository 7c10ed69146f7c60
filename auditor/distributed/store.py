"""Where workers leave what they read, so that it does not pass through the scheduler: any address that fsspec knows."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from auditor.inventory.units import Head, Shard, again
from auditor.providers.extras import needed

EXTRA = "dask"


class Store:
    """Shards of one scan by the hash of their bytes, under an address (`s3://bucket/folder`, `az://container/folder`, `file:///shared`).

    How to sign in there is this process's own environment's to say.
    """

    def __init__(self, address: str, scan: str) -> None:
        """Raises ProviderError without what reads such addresses, ValueError or OSError for one that is none."""
        self._files, root = _opened(address)
        self._root = f"{root}/{scan}"

    def put(self, shard: Shard) -> Head:
        """Leave its bytes there, and answer its head. Raises OSError."""
        if shard.head.size:
            self._files.makedirs(self._root, exist_ok=True)
            self._files.pipe_file(self._path(shard.head), shard.packed.member)
        return shard.head

    def take(self, head: Head) -> Shard:
        """The shard that somebody left there, found to be the one that its head speaks of, and gone from there. Raises OSError."""
        if not head.size:
            return again(head, b"")
        found = again(head, self._files.cat_file(self._path(head), start=0, end=head.size))
        if not found.sound:
            raise OSError(f"altered: {self._path(head)}")
        self._files.rm_file(self._path(head))
        return found

    def clear(self) -> None:
        """Leave nothing of this scan there."""
        with suppress(OSError):
            self._files.rm(self._root, recursive=True)

    def _path(self, head: Head) -> str:
        return f"{self._root}/{head.sha256}.jsonl.gz"


def _opened(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it; where its own library is not installed, obstore's client does."""
    fsspec = needed("fsspec", EXTRA)
    try:
        files, root = fsspec.core.url_to_fs(address)
    except ImportError:
        needed("obstore.fsspec", EXTRA).register(address.partition(":")[0])
        files, root = fsspec.core.url_to_fs(address)
    return files, str(root).rstrip("/")
