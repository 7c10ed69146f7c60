"""The saved scan: `manifest.json`, `resources-NNNN.jsonl.gz`, `units.jsonl.gz` and `coverage.jsonl` in one directory.

Written into a hidden sibling and moved into place when whole: a killed scan leaves the former snapshot as it was. The manifest seals
the other files, so that one that was lost, cut, altered or added since is told when it is read. `units.jsonl.gz` says of each unit
which bytes of which shard it brought, so that each can be read, or taken over by the next scan, by itself.
"""

from __future__ import annotations

import gzip
import os
import shutil
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import BinaryIO, TypeVar

import msgspec

from auditor.errors import SnapshotError
from auditor.files import create, directory_atomically, make_directory, unread, write_atomically
from auditor.files.bounded import RATIO, UNPACKED, lines
from auditor.files.garbled import plainly
from auditor.i18n import N_, _, filled
from auditor.inventory import former
from auditor.inventory.packed import GAPS as GAPS, SETTINGS as SETTINGS, Packed as Packed, Place as Place
from auditor.inventory.page import Words, read_page
from auditor.inventory.seal import DAMAGED, Sealing, unsealed
from auditor.inventory.search import Search
from auditor.inventory.searched import Identity, identity, searched
from auditor.inventory.sound import encoded
from auditor.inventory.units import Head, Listing, Shard, again, head_of
from auditor.masking import masked_line
from auditor.model import FORMER_VERSION, SNAPSHOT_VERSION, Coverage, Manifest, Resource, Seal

MANIFEST, COVERAGE, UNITS, SHARDS = "manifest.json", "coverage.jsonl", "units.jsonl.gz", "resources-*.jsonl.gz"
SHARD = 50_000
"""Resources in one file, more or less: what a unit brings stays together."""

_WORDS = Words(N_("%(path)s is not a snapshot manifest: %(why)s"), N_("Give the directory of a snapshot."), N_("Scan again."))
_resources = msgspec.json.Decoder(Resource)
_coverage = msgspec.json.Decoder(Coverage)


Decoded = TypeVar("Decoded")


class SnapshotWriter:
    """Takes resources as they come, keeps none of them, and counts what it took."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.resources = 0
        self.settings = 0
        self.unread = 0
        self.coverage: list[Coverage] = []
        self.files: dict[str, Seal] = {}
        self._shard: BinaryIO | None = None
        self._sealing: Sealing | None = None
        self._name, self._room, self._place = "", 0, 0
        self._own = True
        self._units = Listing()

    def add(self, resources: Iterable[Resource], coverage: Iterable[Coverage]) -> None:
        """Append resources to the current shard and remember coverage."""
        packed = Packed.of(resources)
        if packed:
            shard = self._sealing if self._sealing is not None and self._room > 0 else self._next_shard()
            shard.write(packed.member, len(packed))
            self._room -= len(packed)
            self._place += len(packed.member)
        self.resources += len(packed)
        self.settings += packed.settings
        self.unread += packed.unread
        self.coverage += coverage

    def add_unit(self, shard: Shard, *, fresh: bool = True) -> None:
        """Append what a unit brought, and list where it lies. What is not `fresh` lay where others may have written."""
        self.add(shard.packed, shard.head.coverage)
        self._own = self._own and fresh
        lies = {"file": self._name, "offset": self._place - shard.head.size} if shard.head.size else {"file": "", "offset": 0}
        self._units.add(msgspec.structs.replace(shard.head, **lies))

    def gaps(self) -> int:
        """How many list calls or accounts could not be read."""
        return sum(line.status in GAPS for line in self.coverage)

    def finish(self, manifest: Callable[[SnapshotWriter], Manifest]) -> Manifest:
        """Close the shards and write coverage and manifest."""
        self.close()
        with write_atomically(self.directory / COVERAGE) as stream:
            sealing = Sealing(stream)
            for line in self.coverage:
                sealing.write(masked_line(encoded(line)) + b"\n")
        self.files[COVERAGE] = sealing.seal()
        if self._units.lines:
            with write_atomically(self.directory / UNITS) as stream:
                sealing = Sealing(stream)
                sealing.write(self._units.packed(), self._units.lines)
            self.files[UNITS] = sealing.seal()
        whole = msgspec.structs.replace(manifest(self), files=dict(self.files), schema_version=SNAPSHOT_VERSION)
        with write_atomically(self.directory / MANIFEST) as stream:
            stream.write(msgspec.json.format(masked_line(encoded(whole)), indent=1) + b"\n")
        return whole

    def close(self) -> None:
        """Close the current shard, if any, and seal it. One of nothing but our own lines need not be searched when it is read."""
        if self._shard is not None and self._sealing is not None:
            self._shard.flush()
            if self._own:
                searched.add(self._shard)
            self._shard.close()
            self.files[self._name] = self._sealing.seal()
        self._shard = self._sealing = None

    def written(self) -> Iterator[Resource]:
        """The resources of the shards that are closed, before there is a manifest."""
        for name, seal in self.files.items():
            yield from _shard(self.directory / name, seal)

    def _next_shard(self) -> Sealing:
        self.close()
        self._name, self._room = f"resources-{len(self.files):04}.jsonl.gz", SHARD
        self._place, self._own = 0, True
        self._shard = create(self.directory / self._name)
        self._sealing = Sealing(self._shard)
        return self._sealing


@contextmanager
def new_snapshot(directory: Path) -> Iterator[SnapshotWriter]:
    """A writer whose snapshot appears at `directory` only if the block succeeds. Raises OutputError."""
    with directory_atomically(directory) as partial:
        writer = SnapshotWriter(partial)
        try:
            yield writer
        finally:
            writer.close()


def copy_snapshot(source: Path, target: Path) -> None:
    """A copy of the files that a snapshot is made of, and of nothing else that lies there. Raises SnapshotError, OutputError."""
    manifest = read_manifest(source)
    make_directory(target)
    listing = [UNITS] if UNITS in manifest.files else []
    for name in (MANIFEST, COVERAGE, *listing, *_shards(source, manifest)):
        with _reading(source / name, manifest.files.get(name)) as stream, write_atomically(target / name) as copy:
            shutil.copyfileobj(stream, copy)


def read_manifest(directory: Path) -> Manifest:
    """The snapshot's first page. Raises SnapshotError when it is missing, truncated or of another version."""
    return read_page(directory / MANIFEST, Manifest, (FORMER_VERSION, SNAPSHOT_VERSION), _WORDS, _dated)


def _dated(manifest: Manifest) -> None:
    for moment in (manifest.started_at, manifest.finished_at):
        datetime.fromisoformat(moment)


def read_resources(directory: Path) -> Iterator[Resource]:
    """Every resource, in the order of the scan, a former snapshot's as today's.

    Raises SnapshotError on a shard that is missing, truncated, altered or added.
    """
    return _resources_of(directory)


def read_blocks(directory: Path, size: int, mine: Callable[[int], bool], clean: set[Identity]) -> Iterator[tuple[int, Resource]]:
    """The resources of some blocks of `size`, each with the number of its own; the others are not even decoded. Raises SnapshotError.

    The files of which these hide nothing are added to `clean`: one that all its readers found so need not be searched again.
    """
    line = 0

    def take() -> bool:
        nonlocal line
        line += 1
        return mine((line - 1) // size)

    for resource in _resources_of(directory, take, clean.add):
        yield (line - 1) // size, resource


def _resources_of(
    directory: Path, take: Callable[[], bool] | None = None, clean: Callable[[Identity], None] = searched.know
) -> Iterator[Resource]:
    manifest = read_manifest(directory)
    today = former.upgraded if manifest.schema_version == FORMER_VERSION else None
    for name in _shards(directory, manifest):
        found = _shard(directory / name, manifest.files.get(name), take, clean)
        yield from map(today, found) if today else found


def read_coverage(directory: Path) -> list[Coverage]:
    """What was asked and answered. Raises SnapshotError."""
    seal = read_manifest(directory).files.get(COVERAGE)
    path = directory / COVERAGE
    with _reading(path, seal) as stream:
        return [*_each(lambda line: _coverage.decode(masked_line(line)), lines(stream), path)]


def read_units(directory: Path) -> Iterator[Head]:
    """What each unit brought and where it lies, in the order of the scan; nothing where none is listed. Raises SnapshotError."""
    seal = read_manifest(directory).files.get(UNITS)
    if seal is not None:
        path = directory / UNITS
        with _reading(path, seal) as packed, gzip.open(packed, "rb") as stream:
            yield from _each(head_of, lines(stream, UNPACKED + RATIO * os.fstat(packed.fileno()).st_size), path)


def member_of(directory: Path, head: Head) -> Shard:
    """The shard of a unit: its own bytes of the file that holds them, found to be those that were listed. Raises SnapshotError."""
    if not head.size:
        return again(head, b"")
    path = directory / head.file
    if not fnmatchcase(head.file, SHARDS) or "/" in head.file:
        raise SnapshotError(_("%(path)s seals other files than those of a snapshot") % {"path": directory / UNITS}, _("Scan again."))
    with _reading(path, None) as stream:
        stream.seek(head.offset)
        found = again(head, stream.read(head.size))
    if not found.sound:
        raise SnapshotError(_("%(path)s was altered since it was written") % {"path": path}, _("Scan again, or fetch it again."))
    return found


def _shards(directory: Path, manifest: Manifest) -> list[str]:
    """The files that hold the resources, in order. Raises SnapshotError when there is one that the manifest does not seal."""
    there = sorted(path.name for path in directory.glob(SHARDS))
    if manifest.schema_version == FORMER_VERSION and not manifest.files:
        return there
    sealed = sorted(manifest.files.keys() - {COVERAGE, UNITS})
    if COVERAGE not in manifest.files or not all(fnmatchcase(name, SHARDS) and "/" not in name for name in sealed):
        raise SnapshotError(_("%(path)s seals other files than those of a snapshot") % {"path": directory / MANIFEST}, _("Scan again."))
    if added := [name for name in there if name not in sealed]:
        raise SnapshotError(_("%(path)s is no part of the snapshot") % {"path": directory / added[0]}, _("Scan again, or remove it."))
    return sealed


def _shard(
    path: Path, seal: Seal | None, take: Callable[[], bool] | None = None, clean: Callable[[Identity], None] = searched.know
) -> Iterator[Resource]:
    """The resources of a file, or those that `take` says yes to as the lines pass. A file in which they hide nothing is told to `clean`."""
    with _reading(path, seal) as packed, gzip.open(packed, "rb") as stream:
        search = Search()
        found = lines(stream, UNPACKED + RATIO * os.fstat(packed.fileno()).st_size)
        count = yield from _each(_resources.decode if searched.has(packed) else search, found, path, take)
        if seal is not None and count != seal.lines:
            raise SnapshotError(_("%(path)s was altered since it was written") % {"path": path}, _("Scan again, or fetch it again."))
        if not search.hid:
            clean(identity(packed))


def _each(
    decode: Callable[[bytes], Decoded], found: Iterable[bytes], path: Path, take: Callable[[], bool] | None = None
) -> Generator[Decoded, None, int]:
    """What each line says, or each that `take` says yes to; what is wrong with one is a SnapshotError that names it.

    Answers how many lines there are.
    """
    number = 0
    try:
        for number, line in enumerate(found, 1):  # noqa: B007 - told when one is wrong
            if take is None or take():
                yield decode(line)
    except DAMAGED as error:
        raise SnapshotError(f"{path}:{number + isinstance(error, EOFError)}: {plainly(error)}", _("Scan again.")) from error
    return number


@contextmanager
def _reading(path: Path, seal: Seal | None) -> Iterator[BinaryIO]:
    """A file of the snapshot; whatever is wrong with it, in the block too, is a SnapshotError."""
    try:
        with unsealed(path, seal) as stream:
            yield stream
    except OSError as error:
        raise unread(path, error, _("Scan again, or fetch it again.")) from error
    except DAMAGED as error:
        raise SnapshotError(filled("%(path)s is damaged: %(why)s", path=path, why=plainly(error)), _("Scan again.")) from error
