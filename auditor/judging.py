"""A snapshot held against the rules, block by block, by as many processes as asked: the same bytes whatever their number."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from auditor.configuration import Configuration
from auditor.files import create
from auditor.findings import Judged, write_part
from auditor.forked import shared, workers
from auditor.inventory.derive import Inventory, Noted
from auditor.inventory.seal import Sealing
from auditor.inventory.searched import Identity, searched
from auditor.inventory.sight import Packing, Unpacking
from auditor.inventory.snapshot import read_blocks, read_coverage, read_resources
from auditor.inventory.unmet import Watch
from auditor.model import Manifest, Resource, Unmet
from auditor.ruleset.evaluate import Judge, Ruleset
from auditor.ruleset.tally import Tally
from auditor.ruleset.waivers import Waiver

BLOCK = 5_000
"""Resources that are judged together, and stand in a part of the findings of their own."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a snapshot is held against: read and found to be right before the first call is made."""

    as_of: date
    assumptions: tuple[str, ...]
    configuration: Configuration
    held: Ruleset
    waivers: tuple[Waiver, ...]


@dataclass(slots=True)
class Share:
    """What one process did: the bytes and the lines of each of its blocks, in order, and what adds up over all of them."""

    tally: Tally
    unmet: list[Unmet]
    noted: Noted
    blocks: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class View:
    """What one process saw in each of its blocks, packed, and the files in which they hide nothing."""

    blocks: dict[int, bytes] = field(default_factory=dict)
    clean: set[Identity] = field(default_factory=set)


class Bench:
    """A snapshot before the rules: known as a whole once it is made, and then judged a resource at a time, by so many `jobs`."""

    def __init__(self, snapshot: Path, manifest: Manifest, by: Grounds, jobs: int | None = 1) -> None:
        """Raises SnapshotError, OutputError."""
        self._snapshot, self._manifest = snapshot, manifest
        self._count = workers(jobs, -(-manifest.resources // BLOCK))
        self._inventory = Inventory(manifest, read_coverage(snapshot), by.held.reference, by.configuration)
        self._see()
        self._inventory.whole()
        self._judge = Judge(by.held, as_of=by.as_of, waivers=by.waivers, calls=manifest.calls)
        self._watch = Watch(by.configuration, manifest.entries)
        self.tally = Tally()

    def all(self) -> Iterator[Judged]:
        """All that is found, in order."""
        once = self._inventory.once(read_resources(self._snapshot))
        yield from self._judge.of(map(self._inventory.derive, once))
        yield from self._judge.of(self._inventory.declared())

    def write(self, sealing: Sealing, scratch: Path) -> list[Unmet]:
        """Write all that is found, counted in `tally`; answers what met nothing. `scratch` is a directory to work in."""
        unmet = self._share(0, sealing).unmet if self._count == 1 else self._together(sealing, scratch)
        write_part(self._counted(self._inventory.declared()), sealing)
        left = self._watch.left()
        return [one for one in unmet if one in left]

    def _see(self) -> None:
        """Let the inventory know every resource, in order, whoever looked at it."""
        if self._count == 1:
            self._inventory.see(map(self._inventory.sight.of, read_resources(self._snapshot)))
            return
        views = shared(self._count, self._view)
        for file in set.intersection(*(view.clean for view in views)):
            searched.know(file)
        unpacking = [Unpacking(self._inventory.index.same) for _ in views]
        for block in range(sum(len(view.blocks) for view in views)):
            mine = block % self._count
            self._inventory.see(unpacking[mine].seen(views[mine].blocks.pop(block)))

    def _view(self, number: int) -> View:
        view, packing = View(), Packing()
        for block, found in self._blocks(number, view.clean):
            view.blocks[block] = packing.pack(map(self._inventory.sight.of, found))
        return view

    def _blocks(self, number: int, clean: set[Identity]) -> Iterator[tuple[int, Iterator[Resource]]]:
        """Every block whose number leaves this one."""
        mine = read_blocks(self._snapshot, BLOCK, lambda block: block % self._count == number, clean)
        return ((block, (one for _block, one in found)) for block, found in groupby(mine, itemgetter(0)))

    def _together(self, sealing: Sealing, scratch: Path) -> list[Unmet]:
        count = self._count

        def work(number: int) -> Share:
            with create(_piece(scratch, number)) as stream:
                return self._share(number, Sealing(stream))

        first, *others = shares = shared(count, work)
        for share in others:
            self.tally.merge(share.tally)
            self._inventory.merge(share.noted)
        with ExitStack() as stack:
            streams = [stack.enter_context(_piece(scratch, number).open("rb")) for number in range(count)]
            for block in sorted(block for share in shares for block in share.blocks):
                size, lines = shares[block % count].blocks[block]
                sealing.write(streams[block % count].read(size), lines)
        for number in range(count):
            _piece(scratch, number).unlink()
        return [one for one in first.unmet if all(one in share.unmet for share in others)]

    def _share(self, number: int, sealing: Sealing) -> Share:
        """Judge every block whose number leaves this one."""
        share = Share(self.tally, [], self._inventory.noted)
        for block, found in self._blocks(number, set()):
            before = sealing.size, sealing.lines
            write_part(self._counted(map(self._inventory.derive, self._inventory.once(found))), sealing)
            after = sealing.size, sealing.lines
            share.blocks[block] = after[0] - before[0], after[1] - before[1]
        share.unmet = self._watch.left()
        return share

    def _counted(self, resources: Iterator[Resource]) -> Iterator[Judged]:
        return self.tally.watch(self._judge.of(self._watch.of(resources)))


def _piece(scratch: Path, number: int) -> Path:
    return scratch / f"findings-{number}"
