"""What an authority inherits: the saved scan of who runs its shared platform, read as a stranger's file would be and judged as its own."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from os.path import normpath
from pathlib import Path

import msgspec

from auditor.configuration import MARK, Selector
from auditor.errors import SnapshotError
from auditor.files import standing
from auditor.i18n import _, filled, number
from auditor.inventory.classify import met, of_account
from auditor.inventory.packed import Packed
from auditor.inventory.snapshot import MANIFEST, SnapshotWriter, read_coverage, read_manifest, read_resources
from auditor.model import Coverage, Inherited, Manifest, Resource
from auditor.providers.coverage import unasked
from auditor.reason import Reason
from auditor.run import SNAPSHOT, name_of

TOO_OLD = timedelta(days=31)
"""How old a reading may be and still be judged as today's. Its age is told from the first day on."""
PART = 5_000
"""Resources that are packed together."""


@dataclass(slots=True)
class Lent:
    """A run that is taken over: its first page and what it read; without a page, `why` not, for the person who waits.

    `reached` are the positions of the selectors that met something of it.
    """

    said: Inherited
    page: Manifest | None
    resources: Sequence[Packed]
    coverage: Sequence[Coverage]
    why: str = ""
    reached: frozenset[int] = frozenset()


def take(
    runs: Iterable[str],
    writer: SnapshotWriter,
    accounts: Collection[str],
    own: Path | None,
    now: str,
    only: Sequence[Selector] = (),
) -> list[Lent]:
    """Add what those runs read to a snapshot whose own shards are closed; nothing twice, and its own reading of `accounts` goes first.

    `own` is where its run is going to lie, which it cannot inherit; of several selectors in `only` each is to meet something.
    Raises OutputError.
    """
    found = [_lent(Path(path), own, now, only) for path in runs]
    reached = {number for one in found for number in one.reached}
    if all(one.page for one in found):
        found += [_met_nothing(selector, now) for number, selector in enumerate(only) if number not in reached]
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


def unchanged(runs: Iterable[str], last: Manifest, only: Sequence[Selector] = ()) -> bool:
    """Whether those runs are still the ones that the last scan took over, or as much of them."""
    known = {(one.run, one.at) for one in last.inherited}
    return [*only] == last.context.get("inherits_only", []) and all((_name(Path(path)), _began(Path(path))) in known for path in runs)


def _lent(path: Path, own: Path | None, now: str, only: Sequence[Selector] = ()) -> Lent:
    """The run at `path`, found whole and sound, or the gap that it is."""
    if own is not None and path.resolve() == own.resolve():
        return _gap(_name(path), now, "itself", _("it is this very run"))
    snapshot = _snapshot(path)
    try:
        page = read_manifest(snapshot)
        if datetime.fromisoformat(now) - datetime.fromisoformat(page.started_at) > TOO_OLD:
            return _gap(_name(path), now, "too_old", filled("it was read on %(day)s", day=page.started_at[:10]))
        part = Part(page, only)
        resources = [*_packed(part.of(read_resources(snapshot)))]
        coverage = [line for line in read_coverage(snapshot) if part.holds(line.account)]
    except SnapshotError as error:
        return _gap(_name(path), now, _kind(error), str(error))
    if part.seen != page.resources:
        return _gap(_name(path), now, "damaged", _("it does not hold what it counts"))
    page = part.page
    said = Inherited(_name(path), name_of(page.context), page.started_at, part.oldest, [*page.accounts])
    return Lent(said, page, resources, coverage, reached=frozenset(part.reached))


class Part:
    """What a member takes over of a run: all of it, or what one of its selectors meets, and whatever may be met by one."""

    def __init__(self, page: Manifest, only: Sequence[Selector]) -> None:
        self.seen, self.oldest, self.reached = 0, page.started_at, set[int]()
        self._whole, self._only = page, only
        self._entries = _with({}, page.entries)

    @property
    def page(self) -> Manifest:
        """The first page, of the accounts that may hold something of it."""
        kept = {
            name: {entry: held for entry, ids in getattr(self._whole, name).items() if (held := [*filter(self.holds, ids)]) or not ids}
            for name in ("entries", "expected")
        }
        known = {name: {id: one for id, one in getattr(self._whole, name).items() if self.holds(id)} for name in ("accounts", "offers")}
        return msgspec.structs.replace(self._whole, **kept, **known)

    def holds(self, account: str) -> bool:
        """Whether something of an account may be the member's; of one that nobody opened nobody knows."""
        wanted = [one.get("account") for one in self._only]
        return (
            not wanted
            or account not in self._whole.accounts
            or any(name is None or of_account(name, account, self._entries) for name in wanted)
        )

    def of(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """Those that are taken over; what bears tags that nobody could read is, where a selector asks for tags."""
        for resource in resources:
            self.seen += 1
            known = "tags" not in resource.unknown
            found = {number for number, one in enumerate(self._only) if met(one, resource, self._entries, tags_known=known)}
            self.reached |= found
            if found or not self._only:
                self.oldest = min(self.oldest, resource.read_at or self.oldest)
                yield resource


def _gap(name: str, now: str, kind: str, why: str) -> Lent:
    """What a run that cannot be taken over leaves: nothing of it is known, and that is told."""
    reason = Reason.of("not_inherited", kind)
    line = unasked(MARK, f"{MARK}:{name}", "accounts", reason, at=now)
    return Lent(Inherited(name, missing=kind), None, (), (line,), why)


def _met_nothing(selector: Selector, now: str) -> Lent:
    """A selector of what is inherited that meets nothing: what it would have met is gone, or was never called so."""
    words = " ".join(f"{name}={json.dumps(value, ensure_ascii=False)}" for name, value in selector.items())
    return _gap(words, now, "nothing_met", _("nothing in the inherited runs meets it"))


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
