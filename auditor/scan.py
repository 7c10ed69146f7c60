"""Runs the units of a plan on an executor, in order, into a snapshot. Knows no cloud and catches nothing."""

from __future__ import annotations

import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field
from typing import Any

import msgspec

from auditor.inventory.coverage import ClosedRegions, once
from auditor.inventory.link import foreign
from auditor.inventory.snapshot import GAPS, Packed, SnapshotWriter
from auditor.model import Coverage, Located, Resource
from auditor.providers import provider
from auditor.providers.contract import Locates, Provider, Unit, UnitResult
from auditor.providers.coverage import now
from auditor.providers.observing import Unknown
from auditor.providers.offer import offer_of

THREADS = 16
LEFT_OUT = "not_collected: left out by the configuration"
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

    def evidence(self) -> dict[str, dict[str, str]]:
        """Native type → fact path → call, over the providers that take part."""
        collectors = [collector for one in self.providers.values() for collector in one.collectors()]
        return {native: feeds for collector in collectors for native, feeds in collector.evidence().items()}

    def close(self) -> None:
        """Close what the providers hold open."""
        for one in self.providers.values():
            one.close()


def plan(accounts: Iterable[Mapping[str, Any]]) -> Plan:
    """Open every account entry; what two of them reach is read once. Raises ProviderError when a provider cannot be loaded at all."""
    whole = Plan()
    planned: set[tuple[Any, ...]] = set()
    for options in accounts:
        one = whole.providers.setdefault(options["provider"], provider(options["provider"]))
        identities, units, coverage = one.open(options)
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
        named = (line.account for line in coverage if line.region is None and line.reason != LEFT_OUT)
        whole.expected[options["id"]] = [*dict.fromkeys([*opened, *(one for one in named if not opened or one != options["id"])])]
    whole.coverage = _told_once(whole)
    return whole


def _same(unit: Unit) -> tuple[Any, ...]:
    """What a unit reads, whichever entry it comes from; accounts of two clouds that speak the same API may have the same id."""
    return unit.provider, unit.options.get("endpoint_url"), unit.account, unit.region, unit.service


def _told_once(whole: Plan) -> list[Coverage]:
    """What opening said, each thing once; what one entry leaves out and another one reads is not left out."""
    read = {(unit.provider, unit.account, unit.region) for unit in whole.units}
    lines = {msgspec.structs.replace(line, at=""): line for line in reversed(whole.coverage)}
    return [line for line in reversed(lines.values()) if line.reason != LEFT_OUT or (line.provider, line.account, line.region) not in read]


def _offers(options: Mapping[str, Any], units: Iterable[Unit], coverage: Iterable[Coverage]) -> dict[str, str]:
    """Who runs each account of an entry, or why nobody knows; one that did not open is told by what the entry says."""
    parts = {line.account: "" for line in coverage} | {unit.account: str(unit.options.get("partition", "")) for unit in units}
    learnt = {unit.account: unit.options for unit in units}
    found = {account: offer_of(learnt.get(account, options), options["provider"], partition) for account, partition in parts.items()}
    return {account: offer.reason if isinstance(offer, Unknown) else offer for account, offer in found.items()}


def execute(whole: Plan, executor: Executor, writer: SnapshotWriter, notify: Callable[[Progress], None]) -> Progress:
    """Run every unit and write what it brings, in the plan's order, so that the same cloud gives the same snapshot."""
    progress = Progress(units=len(whole.units), gaps=sum(line.status in GAPS for line in whole.coverage))
    writer.add((), whole.coverage)
    notify(progress)
    closed = ClosedRegions()
    for unit, future in _in_order(whole.units, executor):
        failure = future.exception()
        result = future.result() if failure is None else UnitResult(coverage=[_broken(unit, failure)])
        packed = Packed.of(result.resources)
        writer.add(packed, result.coverage)
        closed.look(packed)
        progress.done += 1
        progress.calls += result.api_calls
        progress.resources += len(packed)
        progress.gaps += sum(line.status in GAPS for line in result.coverage)
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


def run_unit(unit: Unit) -> UnitResult:
    """Run one unit wherever the executor put it; picklable."""
    return provider(unit.provider).run(unit)


def _in_order(units: Iterable[Unit], executor: Executor) -> Iterator[tuple[Unit, Future[UnitResult]]]:
    waiting: deque[tuple[Unit, Future[UnitResult]]] = deque()
    for unit in units:
        waiting.append((unit, executor.submit(run_unit, unit)))
        if len(waiting) >= AHEAD:
            yield waiting.popleft()
    while waiting:
        yield waiting.popleft()


def _broken(unit: Unit, failure: BaseException) -> Coverage:
    """A collector that failed on an answer it did not foresee: what it would have read is a gap, never an empty list."""
    where = traceback.extract_tb(failure.__traceback__)[-1:]
    place = f" ({where[0].filename.rsplit('/', 1)[-1]}:{where[0].lineno})" if where else ""
    reason = f"collector_error: {type(failure).__name__}: {failure}{place}"
    return Coverage(unit.provider, unit.account, unit.region, unit.service, "failed", reason=reason[:500], at=now())
