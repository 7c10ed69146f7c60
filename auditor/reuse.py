"""Which shards a scan need not read again: those of a scan that was broken off, and of the last one where nothing changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path

from auditor import __version__
from auditor.clock import earlier
from auditor.configuration import Configuration
from auditor.errors import SnapshotError
from auditor.i18n import _, filled, number
from auditor.inherited import unchanged
from auditor.inventory.journal import NAME, Journal, Page
from auditor.inventory.snapshot import member_of, read_coverage, read_manifest, read_units
from auditor.inventory.units import Head, Shard
from auditor.model import Coverage, Manifest
from auditor.providers.contract import Change, Notices, Provider, Unit
from auditor.providers.memory import SETTLES, Former, Subject
from auditor.run import SNAPSHOT

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATE = timedelta(hours=1)
"""How long after a change its event may still come: what was looked up before is looked up again from so much earlier."""
WHYS = 5
"""Reasons for which much is read again, as they are told."""
NEVER_MATTERS = ("events_queue", "max_calls_per_second", "max_attempts", "page_size", "credential_ends")
"""Options that change how a cloud is asked, and never what it answers."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a scan may take over. `out` is where it is kept; only what was read less than `max_age` ago ever is.

    `resume` goes on with a scan that was broken off, whenever it was; by itself that is done within the first hour.
    `since_last` takes from the last scan what did not change, and with `only_changes` there is no scan when nothing did.
    `until` is when what is left becomes a gap, by `time.monotonic`.
    """

    out: Path
    run: Path
    resume: bool = False
    resume_within: timedelta = HOUR
    since_last: bool = False
    max_age: timedelta = DAY
    until: float | None = None
    only_changes: bool = False


class Kept:
    """Where shards come from that need not be read again, and where those that are read go: a journal, and the last scan's snapshot.

    `began` is when the scan began, which may have been broken off and gone on; `notes` are for the person who waits.
    """

    def __init__(self, wish: Wish, started: str) -> None:
        self.notes: list[str] = []
        self._wish = wish
        self._oldest = earlier(started, wish.max_age)
        self._journal = Journal(wish.out / NAME)
        self._last = _last(wish.run)
        self._past = {head.key: head for head in self._of_the_last() if head.began > self._oldest}
        # Those of which a part is taken over: what happened to it, nothing where some of it is only too old, or was lost on the way.
        parts = (key for key, head in self._past.items() if head.since <= self._oldest or not head.settled)
        self._parts: dict[str, list[Subject]] = {key: [] for key in parts}
        if self._goes_on(started):
            self._journal.resume()
            self.notes.append(filled("Going on with the scan that began at %(moment)s and was broken off.", moment=self.began))
        else:
            self._journal.begin(Page(__version__, started))

    @property
    def began(self) -> str:
        """When the scan began."""
        assert self._journal.page is not None  # noqa: S101 - narrows the type
        return self._journal.page.began

    def take(self, key: str) -> Shard | None:
        """The shard of that unit, if it may be taken over. Raises SnapshotError for one that was altered."""
        head = self._journal.heads.get(key)
        if head is not None and head.whole and head.began > self._oldest:
            return self._journal.take(key)
        return self._shard(key) if key in self._past and key not in self._parts else None

    def part(self, key: str) -> Former | None:
        """What there is of that unit, where only a part of it may be taken over. Raises SnapshotError for one that was altered."""
        if key not in self._past or key not in self._parts:
            return None
        found = self._shard(key)
        return Former(found.head, found.packed.member, (*self._parts[key],), self._oldest)

    def _shard(self, key: str) -> Shard:
        return member_of(self._wish.run / SNAPSHOT, self._past[key])

    def calls(self, key: str) -> int:
        """How many requests that unit cost the last time; 0 where nobody knows."""
        return self._cost.get(key, 0)

    @cached_property
    def _cost(self) -> dict[str, int]:
        # Only an order depends on it: what cannot be read is not worth a word here.
        with suppress(SnapshotError):
            return {head.key: head.calls for head in read_units(self._wish.run / SNAPSHOT)} if self._last else {}
        return {}

    def keep(self, shard: Shard) -> None:
        """Remember what was read: what a scan that goes on need not read again."""
        if shard.head.whole:
            self._journal.keep(shard)

    def check(self) -> None:
        """Raise OutputError when what is read could not be kept."""
        self._journal.check()

    def look(self, units: Mapping[str, Unit], providers: Mapping[str, Provider]) -> int:
        """Forget the shards of units in which something changed; answers how many calls it took to know. `units` are by key."""
        if not self._wish.since_last:
            return 0
        if self._last is None:
            self.notes.append(_("There is no former scan to compare with: everything is read."))
            return 0
        held = {key: head for key, head in (self._past | self._journal.heads).items() if key in units}
        calls = 0
        for name, provider in providers.items():
            ours = {key: head for key, head in held.items() if units[key].provider == name}
            if ours and isinstance(provider, Notices):
                since = max(min(head.began for head in ours.values()), earlier(self._last.started_at, LATE))
                noticed = provider.changes([(units[key], head) for key, head in ours.items()], earlier(since, SETTLES))
                calls += noticed.calls
                self._forget(ours, noticed.changes)
            elif ours:
                age = filled("%(count)s min", count=number(int(self._wish.max_age.total_seconds()) // 60))
                self.notes.append(
                    filled(
                        "%(name)s does not tell what changed: what was read less than %(age)s ago (--max-age) is taken over.",
                        name=name,
                        age=age,
                    )
                )
        return calls

    def nothing_new(self, keys: Iterable[str], opening: Iterable[Coverage], configuration: Configuration) -> bool:
        """Whether a scan that only wants changes would take all over from the last one of this day, and what it inherits too."""
        last = self._last
        if (
            not self._wish.only_changes
            or last is None
            or last.started_at[:10] != self.began[:10]
            or self._parts
            or {*keys} != self._past.keys()
            or not unchanged(configuration.inherits, last, configuration.inherits_only)
        ):
            return False
        said = {(line.account, line.region, line.call, line.reason) for line in read_coverage(self._wish.run / SNAPSHOT)}
        return all((line.account, line.region, line.call, line.reason) in said for line in opening)

    def close(self) -> None:
        """Write no more; what was kept stays, for a scan that goes on."""
        self._journal.close()

    def _forget(self, held: Mapping[str, Head], changes: Iterable[Change]) -> None:
        whys: dict[str, int] = {}
        late: dict[str, list[Subject]] = {}
        for change in changes:
            touched = [key for key, head in held.items() if change.touches(head) and change.at >= earlier(head.since, SETTLES)]
            if change.why and touched:
                whys[change.why] = whys.get(change.why, 0) + 1
            for key in touched:
                if change.subject is None or key in self._journal.heads:
                    self._drop(key)
                elif key in self._past:
                    fresh = change.at >= earlier(held[key].began, SETTLES)
                    (self._parts if fresh else late).setdefault(key, []).append(change.subject)
        for key, subjects in late.items():
            self._look_closer(key, subjects)
        self.notes += [filled("Read again as a whole: %(why)s.", why=why) for why in [*whys][:WHYS]]
        self.notes += ["…"] if len(whys) > WHYS else []

    def _drop(self, key: str) -> None:
        self._past.pop(key, None)
        self._journal.heads.pop(key, None)

    def _look_closer(self, key: str, subjects: list[Subject]) -> None:
        """What came before a unit was read again, of which a part was taken over even then: the event may have come late."""
        if key in self._parts:
            self._parts[key] += subjects
        elif key in self._past:
            found = self._shard(key)
            if Former(found.head, found.packed.member, (*subjects,), self._oldest).touched():
                self._parts[key] = subjects

    def _goes_on(self, started: str) -> bool:
        """Whether there is a scan to go on with: of this version, young enough, and not the one that stands."""
        page, last = self._journal.page, self._last
        stands = page is not None and last is not None and page.began == (last.began or last.started_at)
        if page is None or page.version != __version__ or stands or not self._journal.heads:
            return False
        within = self._wish.max_age if self._wish.resume else min(self._wish.resume_within, self._wish.max_age)
        return page.began >= earlier(started, within)

    def _of_the_last(self) -> Iterator[Head]:
        """The units of the last scan that may be taken over, in part where they were not answered whole."""
        last = self._last
        if last is None or last.auditor_version != __version__:
            return
        if self._wish.since_last:
            yield from read_units(self._wish.run / SNAPSHOT)
        elif self._wish.resume and (last.gaps or last.unread):
            yield from (head for head in read_units(self._wish.run / SNAPSHOT) if head.whole)


def done(out: Path) -> None:
    """The scan stands: what was kept of it is needed no more. Raises OutputError."""
    Journal(out / NAME).remove()


def key_of(unit: Unit, entry: str) -> str:
    """What a unit reads, and under which options of its entry, of which `entry` is the digest: the key of its shard."""
    where = (unit.provider, str(unit.options.get("endpoint_url") or ""), unit.account, unit.region or "", unit.service, entry)
    return "|".join(where)


def digest(options: Mapping[str, object]) -> str:
    """An entry of `accounts:` as far as what is read depends on it."""
    kept = {name: value for name, value in options.items() if name not in NEVER_MATTERS}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, default=str).encode()).hexdigest()[:16]


def _last(run: Path) -> Manifest | None:
    """The first page of the last scan; None where there is none that can be read."""
    try:
        return read_manifest(run / SNAPSHOT)
    except SnapshotError:
        return None
