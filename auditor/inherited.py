"""What an authority inherits: the saved scan of who runs its shared platform, read as a stranger's file would be and judged as its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from os.path import normpath
from pathlib import Path

import msgspec

from auditor.configuration import MARK
from auditor.errors import SnapshotError
from auditor.files import standing
from auditor.i18n import _, filled, number
from auditor.inventory.packed import Packed
from auditor.inventory.snapshot import MANIFEST, SnapshotWriter, read_coverage, read_manifest, read_resources
from auditor.model import Coverage, Inherited, Manifest, Resource
from auditor.reason import Reason
from auditor.run import SNAPSHOT, name_of

TOO_OLD = timedelta(days=31)
"""How old a reading may be and still be judged as today's. Its age is told from the first day on."""
PART = 5_000
"""Resources that are packed together."""


@dataclass(slots=True)
class Lent:
    """A run that is taken over: its first page and what it read; without a page, `why` not, for the person who waits."""

    said: Inherited
    page: Manifest | None
    resources: Sequence[Packed]
    coverage: Sequence[Coverage]
    why: str = ""


def take(runs: Iterable[str], writer: SnapshotWriter, accounts: Collection[str], own: Path | None, now: str) -> list[Lent]:
    """Add what those runs read to a snapshot whose own shards are closed; nothing twice, and its own reading of `accounts` goes first.

    `own` is where its run is going to lie, which it cannot inherit. Raises OutputError.
    """
    found = [_lent(Path(path), own, now) for path in runs]
    times = Counter([*accounts, *(account for one in found for account in one.said.accounts)])
    twice = {account for account, count in times.items() if count > 1}
    held = {(resource.account, resource.id) for resource in writer.written() if resource.account in twice} if twice else set()
    for one in found:
        before = writer.resources
        for packed in one.resources:
            writer.add(Packed(_once(packed, twice, held)) if twice else packed, ())
        writer.add((), one.coverage)
        one.said = msgspec.structs.replace(one.said, resources=writer.resources - before)
    return found


def joined(manifest: Manifest, lent: Iterable[Lent]) -> Manifest:
    """The first page of a snapshot, with what has to be known of the runs that it took over; its own word goes before theirs."""
    for one in lent:
        theirs = one.page or Manifest("", "", "", expected={one.said.run: [f"{MARK}:{one.said.run}"]})
        manifest = msgspec.structs.replace(
            manifest,
            entries=_with(manifest.entries, theirs.entries),
            expected=_with(manifest.expected, theirs.expected),
            accounts=theirs.accounts | manifest.accounts,
            offers=theirs.offers | manifest.offers,
            calls=theirs.calls | manifest.calls,
            located=theirs.located | manifest.located,
            inherited=(*manifest.inherited, one.said, *theirs.inherited),
        )
    return manifest


def told(one: Lent) -> str:
    """What became of a run that was to be taken over, in a sentence."""
    if one.page is None:
        return filled("%(run)s is not inherited: %(why)s. What it would hold is unknown.", run=one.said.run, why=one.why)
    values = {"run": one.said.run, "of": one.said.of or "?", "count": number(one.said.resources), "at": one.said.oldest}
    return filled("Inherited from %(of)s (%(run)s): %(count)s resources, read from %(at)s on.", **values)


def unchanged(runs: Iterable[str], last: Manifest) -> bool:
    """Whether those runs are still the ones that the last scan took over."""
    known = {(one.run, one.at) for one in last.inherited}
    return all((_name(Path(path)), _began(Path(path))) in known for path in runs)


def _lent(path: Path, own: Path | None, now: str) -> Lent:
    """The run at `path`, found whole and sound, or the gap that it is."""
    if own is not None and path.resolve() == own.resolve():
        return _gap(path, now, "itself", _("it is this very run"))
    snapshot = _snapshot(path)
    try:
        page = read_manifest(snapshot)
        if datetime.fromisoformat(now) - datetime.fromisoformat(page.started_at) > TOO_OLD:
            return _gap(path, now, "too_old", filled("it was read on %(day)s", day=page.started_at[:10]))
        oldest = [page.started_at]
        resources = [*_packed(_dated(read_resources(snapshot), oldest))]
        coverage = read_coverage(snapshot)
    except SnapshotError as error:
        return _gap(path, now, _kind(error), str(error))
    if sum(map(len, resources)) != page.resources:
        return _gap(path, now, "damaged", _("it does not hold what it counts"))
    said = Inherited(_name(path), name_of(page.context), page.started_at, oldest[0], [*page.accounts])
    return Lent(said, page, resources, coverage)


def _gap(path: Path, now: str, kind: str, why: str) -> Lent:
    """What a run that cannot be taken over leaves: nothing of it is known, and that is told."""
    reason = str(Reason("not_inherited", detail=kind))
    line = Coverage(MARK, f"{MARK}:{_name(path)}", None, "accounts", "failed", reason=reason, at=now)
    return Lent(Inherited(_name(path), missing=kind), None, (), (line,), why)


def _kind(error: SnapshotError) -> str:
    match error.__cause__:
        case PermissionError():
            return "denied"
        case FileNotFoundError() | NotADirectoryError():
            return "missing"
    return "damaged"


def _snapshot(path: Path) -> Path:
    """The snapshot of a run, or the directory itself when it is one; of one that may not be looked into, where it should be."""
    with suppress(OSError):
        run = standing(path)
        return run / SNAPSHOT if (run / SNAPSHOT).exists() or not (run / MANIFEST).exists() else run
    return path / SNAPSHOT


def _name(path: Path) -> str:
    """What a run is called on the page: no whole path of this machine."""
    return "/".join(Path(normpath(path)).parts[-3:])


def _began(path: Path) -> str:
    try:
        return read_manifest(_snapshot(path)).started_at
    except SnapshotError:
        return ""


def _dated(resources: Iterable[Resource], oldest: list[str]) -> Iterator[Resource]:
    """The same, noting in `oldest` when the first of them was read."""
    for resource in resources:
        if resource.read_at:
            oldest[0] = min(oldest[0], resource.read_at)
        yield resource


def _packed(resources: Iterator[Resource]) -> Iterator[Packed]:
    while part := Packed(islice(resources, PART)):
        yield part


def _once(packed: Packed, twice: Collection[str], held: set[tuple[str, str]]) -> Iterator[Resource]:
    """Those that nobody told of already."""
    for resource in packed:
        key = resource.account, resource.id
        if key not in held:
            yield resource
        if resource.account in twice:
            held.add(key)


def _with(ours: dict[str, list[str]], theirs: dict[str, list[str]]) -> dict[str, list[str]]:
    """Entries of ours and, marked as theirs, those of another run."""
    return ours | {name: [*ours.get(name, ()), *accounts] for name, accounts in ((f"{MARK}:{entry}", ids) for entry, ids in theirs.items())}
