"""Runs the units of a plan on an executor, in order, into a snapshot. Knows no cloud and catches nothing."""

from __future__ import annotations

import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from auditor.inventory.coverage import ClosedRegions, once
from auditor.inventory.link import foreign
from auditor.inventory.packed import GAPS, Packed
from auditor.inventory.snapshot import SnapshotWriter
from auditor.inventory.units import Shard, shard
from auditor.model import Coverage, Located, Resource
from auditor.providers import provider
from auditor.providers.contract import PLANNED, Locates, Opened, Provider, Unit, UnitResult
from auditor.providers.coverage import LEFT_OUT, now, unasked
from auditor.providers.observing import Unknown
from auditor.providers.offer import at_whom, offer_of
from auditor.reason import Reason
from auditor.reuse import Kept, digest, key_of

THREADS = 16
TOO_LONG = Reason.of("out_of_time", "the scan took as long as it may")
AHEAD = 256
"""Units submitted before the first one is done: enough to keep every thread busy, few enough to hold little in memory."""


@dataclass(slots=True)
class Progress:
    """How far a scan has come, for who watches it."""

    units: int = 0
    done: int = 0
    calls: int = 0
    resources: int = 0
    gaps: int = 0
    reused: int = 0
    oldest: str = ""
    """When the oldest thing that is taken over was read."""


@dataclass(slots=True)
class Plan:
    """What a scan is going to read, and what is already known to be missing."""

    identities: dict[str, str] = field(default_factory=dict)
    entries: dict[str, list[str]] = field(default_factory=dict)
    expected: dict[str, list[str]] = field(default_factory=dict)
    accounts: dict[str, list[str]] = field(default_factory=dict)
    offers: dict[str, str] = field(default_factory=dict)
    units: list[Unit] = field(default_factory=list)
    coverage: list[Coverage] = field(default_factory=list)
    providers: dict[str, Provider] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)

    @property
    def planned(self) -> tuple[str, ...]:
        """The accounts of which only plans are read."""
        there = {unit.account for unit in self.units if not unit.options.get(PLANNED)}
        return tuple(sorted({unit.account for unit in self.units} - there))

    def key(self, unit: Unit) -> str:
        """The key of a unit's shard."""
        return key_of(unit, self.digests.get(str(unit.options.get("id")), ""))

    def evidence(self) -> dict[str, dict[str, str]]:
        """Native type → fact path → call, over the providers that take part."""
        collectors = [collector for one in self.providers.values() for collector in one.collectors()]
        return {native: feeds for collector in collectors for native, feeds in collector.evidence().items()}

    def close(self) -> None:
        """Close what the providers hold open."""
        for one in self.providers.values():
            one.close()


def plan(accounts: Iterable[Mapping[str, Any]], until: float | None = None) -> Plan:
    """Open every account entry; what two of them reach is read once. Raises ProviderError when a provider cannot be loaded at all.

    What is not open by `until` is a gap under its own id.
    """
    whole = Plan()
    planned: set[tuple[Any, ...]] = set()
    for options in accounts:
        one = whole.providers.setdefault(options["provider"], provider(options["provider"]))
        whole.digests[options["id"]] = digest(options)
        identities, units, coverage = one.open(options) if not late(until) else _unopened(options)
        whole.identities |= identities
        whole.units += [unit for unit in units if _same(unit) not in planned]
        planned |= {_same(unit) for unit in units}
        whole.coverage += coverage
        whole.offers |= _offers(options, units, coverage)
        # Hundreds of accounts make hundreds of thousands of units: each pair of account and region is looked at once.
        for account, region in dict.fromkeys((unit.account, unit.region) for unit in units):
            regions = whole.accounts.setdefault(account, [])
            if region is not None and region not in regions:
                regions.append(region)
        opened = dict.fromkeys(unit.account for unit in units)
        whole.entries.setdefault(options["id"], []).extend(opened)
        # What is left out on purpose is not missed; an entry that did not open has its own id for an account.
        named = (line.account for line in coverage if line.region is None and line.reason != str(LEFT_OUT))
        whole.expected[options["id"]] = [*dict.fromkeys([*opened, *(one for one in named if not opened or one != options["id"])])]
    whole.coverage = _told_once(whole)
    return whole


def _unopened(options: Mapping[str, Any]) -> Opened:
    """An entry that there was no time to open."""
    return Opened({}, [], [unasked(options["provider"], options["id"], "accounts", TOO_LONG)])


def _same(unit: Unit) -> tuple[Any, ...]:
    """What a unit reads, whichever entry it comes from; accounts of two clouds that speak the same API may have the same id."""
    return unit.provider, at_whom(unit.options, unit.provider), unit.account, unit.region, unit.service


def _told_once(whole: Plan) -> list[Coverage]:
    """What opening said, each thing once; what one entry leaves out and another one reads is not left out."""
    read = {(unit.provider, unit.account, unit.region) for unit in whole.units}
    lines = {msgspec.structs.replace(line, at=""): line for line in reversed(whole.coverage)}
    return [
        line for line in reversed(lines.values()) if line.reason != str(LEFT_OUT) or (line.provider, line.account, line.region) not in read
    ]


def _offers(options: Mapping[str, Any], units: Iterable[Unit], coverage: Iterable[Coverage]) -> dict[str, str]:
    """Who runs each account of an entry, or why nobody knows; one that did not open is told by what the entry says."""
    parts = {line.account: "" for line in coverage} | {unit.account: str(unit.options.get("partition", "")) for unit in units}
    learnt = {unit.account: unit.options for unit in units}
    found = {account: offer_of(learnt.get(account, options), options["provider"], partition) for account, partition in parts.items()}
    return {account: str(offer.reason) if isinstance(offer, Unknown) else offer for account, offer in found.items()}


def execute(
    whole: Plan,
    executor: Executor,
    writer: SnapshotWriter,
    notify: Callable[[Progress], None],
    kept: Kept | None = None,
    until: float | None = None,
) -> Progress:
    """Run every unit and write what it brings, in the plan's order, so that the same cloud gives the same snapshot.

    What `kept` still has is not read again, and what is read is kept there as it comes. What is not read by `until`, a moment of
    `time.monotonic`, is a gap.
    """
    progress = Progress(units=len(whole.units), gaps=sum(line.status in GAPS for line in whole.coverage))
    writer.add((), whole.coverage)
    notify(progress)
    closed = ClosedRegions()
    for one, fresh in _in_order(whole, executor, kept, until):
        writer.add_unit(one, fresh=fresh)
        closed.look(one.packed)
        progress.done += 1
        progress.reused += not fresh
        if one.head.oldest or not fresh:
            progress.oldest = min(progress.oldest or one.head.since, one.head.since)
        progress.calls += one.head.calls if fresh else 0
        progress.resources += len(one.packed)
        progress.gaps += sum(line.status in GAPS for line in one.head.coverage)
        notify(progress)
    writer.coverage = once(closed.told(writer.coverage))
    return progress


def locate(whole: Plan, accounts: Iterable[Mapping[str, Any]], resources: Iterable[Resource]) -> dict[str, Located]:
    """Where targets of flows lie that no account read holds, as their provider tells anybody who asks."""
    found: dict[str, Located] = {}
    targets = foreign(resources)
    for options in accounts:
        one = whole.providers[options["provider"]]
        if isinstance(one, Locates):
            found |= one.locate(options, targets - found.keys())
    return found


def read_unit(unit: Unit, key: str) -> Shard:
    """Run one unit wherever the executor put it, and pack what it brings: picklable, and so is what it answers."""
    began = now()
    result = provider(unit.provider).run(unit)
    return shard(key, _where(unit), began, Packed.of(result.resources), result.coverage, result.api_calls, result.traces)


def tried(units: Iterable[Unit], executor: Executor) -> Iterator[UnitResult]:
    """What each of these units brings, in order, none of which is kept."""
    for unit, future in [(unit, executor.submit(provider(unit.provider).run, unit)) for unit in units]:
        failure = future.exception()
        yield UnitResult(coverage=[_gap(unit, _broken(failure))]) if failure else future.result()


def _in_order(whole: Plan, executor: Executor, kept: Kept | None, until: float | None) -> Iterator[tuple[Shard, bool]]:
    """The shard of each unit, in order, and whether it was read now."""
    waiting: deque[tuple[Unit, str, Shard | Future[Shard]]] = deque()

    def first() -> tuple[Shard, bool]:
        unit, key, coming = waiting.popleft()
        if kept is not None:
            kept.check()
        return (_outcome(unit, key, coming, until), True) if isinstance(coming, Future) else (coming, False)

    for unit in whole.units:
        key = whole.key(unit)
        found = kept.take(key) if kept is not None else None
        waiting.append((unit, key, found or (_left(unit, key) if late(until) else _submitted(executor, unit, key, kept))))
        if len(waiting) >= AHEAD:
            yield first()
    while waiting:
        yield first()


def _submitted(executor: Executor, unit: Unit, key: str, kept: Kept | None) -> Future[Shard]:
    former, calls = (kept.part(key), kept.calls(key)) if kept is not None else (None, 0)
    future = executor.submit(read_unit, replace(unit, former=former, calls=calls) if former or calls else unit, key)
    if kept is not None:
        # As it is done, not when its turn comes: a slow unit ahead of it must not cost it when the scan is killed.
        future.add_done_callback(lambda done: None if done.cancelled() or done.exception() else kept.keep(done.result()))
    return future


def _outcome(unit: Unit, key: str, future: Future[Shard], until: float | None) -> Shard:
    """What a unit brought, or the gap that it is."""
    try:
        failure = future.exception(None if until is None else max(0.0, until - time.monotonic()))
    except TimeoutError:
        future.cancel()
        return _left(unit, key)
    return future.result() if failure is None else gap(unit, key, _broken(failure))


def late(until: float | None) -> bool:
    """Whether that moment has come."""
    return until is not None and time.monotonic() >= until


def _left(unit: Unit, key: str) -> Shard:
    """What could not be read in the time that there was."""
    return gap(unit, key, TOO_LONG)


def gap(unit: Unit, key: str, reason: Reason) -> Shard:
    """A unit of which nothing was read."""
    return shard(key, _where(unit), now(), Packed(()), [_gap(unit, reason)], 0)


def _gap(unit: Unit, reason: Reason) -> Coverage:
    return unasked(unit.provider, unit.account, unit.service, reason, unit.region)


def _where(unit: Unit) -> tuple[str, str, str | None, str]:
    return unit.provider, unit.account, unit.region, unit.service


def _broken(failure: BaseException) -> Reason:
    """Why a unit failed: an answer that its collector did not foresee. What it would have read is a gap, never an empty list."""
    where = traceback.extract_tb(failure.__traceback__)[-1:]
    place = f" ({where[0].filename.rsplit('/', 1)[-1]}:{where[0].lineno})" if where else ""
    code = "unreachable" if isinstance(failure, ConnectionError) else "collector_error"
    return Reason.of(code, f"{type(failure).__name__}: {failure}{place}"[:480])
