"""The reader every provider shares: what is refused becomes an unknown fact or a coverage gap, never an exception."""

from __future__ import annotations

import contextvars
import functools
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import Any, Protocol

from auditor.clock import day_of
from auditor.inventory.snapshot import Packed
from auditor.inventory.units import Ending
from auditor.model import Coverage, Resource
from auditor.providers.contract import Call, Collector, Given, Made, Unit, UnitResult
from auditor.providers.coverage import line, now
from auditor.providers.memory import Asks, Memory, asking
from auditor.providers.naming import Names
from auditor.providers.observing import GONE, Unknown, lift, observe, split
from auditor.providers.offer import offer_of
from auditor.providers.sites import Sites
from auditor.reason import NONE, Reason, reason_of
from auditor.reference.durations import within_reach
from auditor.reference.facts import facts as dictionary

WORKERS = 16
"""Calls a unit makes at a time. Each `map` has its own threads, so that a region that hangs holds up no other."""

FIELDS = frozenset({"provider", "account", "region"})
"""Facts that are fields of a resource."""

_SAME: Any = object()


class Source(Protocol):
    """A provider's API for one unit: makes the calls, and says which exceptions it raises and what they mean."""

    errors: tuple[type[Exception], ...]
    requests: int

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:
        """The value at `call.path` of one answer (the whole answer without a path), or Unknown when the answer holds none."""

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:
        """The elements at `call.path`, a list a page."""

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """The provider's error code, and our reason for it."""


def asked(source: Source, call: Call, ask: Callable[[], object]) -> Any:
    """What asking brings: the value, None where `call` says that it is not set, or Unknown."""
    return observe(ask, errors=source.errors, reason=lambda error: source.reason(error, call), absent=call.absent)


class UnitReader(Asks):
    """Reads for one unit, keeps its coverage, and refuses any call its collector has not declared."""

    def __init__(
        self, unit: Unit, collector: Collector, source: Source, partition: str = "", sites: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.provider = unit.provider
        self.account = unit.account
        self.region = unit.region
        self.partition = partition
        self.options = unit.options
        self.coverage: list[Coverage] = []
        self.asked: dict[str, str] = {}
        self.memory = Memory(unit.former)
        self.endings: set[Ending] = set()
        self._collector = collector
        self._never = {native_type: collector.absent(native_type) for native_type in collector.native_types}
        self._source = source
        self._sites = Sites(sites)
        self._lost: dict[str, Unknown] = {}
        self._gone: dict[str, str] = {}
        # Apart from those of `map`, which wait for these; none is started before it is needed.
        self.beside = ThreadPoolExecutor(WORKERS, thread_name_prefix="beside")
        offer = offer_of(unit.options, unit.provider, partition)
        self._nobodys = {"offer": offer} if isinstance(offer, Unknown) else {}
        self._names = Names(unit.provider, partition, "" if isinstance(offer, Unknown) else offer)

    def at(self, region: str | None) -> UnitReader:
        """The same unit, asking another region."""
        other = copy(self)
        other.region = region
        return other

    def pages(self, call: Call, /, **parameters: object) -> Iterator[Any]:
        """Every element, all pages; one coverage line, a gap when a page is missing."""
        asking(None)
        count = 0
        problem: Unknown | None = None
        for page in self._each_page(call, parameters):
            if isinstance(page, Unknown):
                problem = self._missed(call, parameters, page)
                break
            count += len(page or ())
            yield from page or ()
        reason = problem.reason if problem else NONE
        self.coverage.append(line(self.provider, self.account, call, reason, self.region, resources=count))

    def _missed(self, call: Call, parameters: Mapping[str, object], page: Unknown) -> Unknown | None:
        """Why a list is not whole; None of one below a thing that is there no more, which `present` then drops."""
        if page.reason.code == GONE and "at" in parameters:
            self._gone[str(parameters["at"]).rpartition("/")[0].lower()] = call.name
            return None
        self._lost[call.name] = page
        return page

    def lost(self, call: Call) -> Unknown | None:
        """Why `pages` of this call did not bring everything."""
        return self._lost.get(call.name)

    def all(self, call: Call, /, **parameters: object) -> Any:
        """Every element as a list; None when an `absent` code says it is not set; Unknown when a page is missing."""
        elements: list[Any] = []
        for page in self._each_page(call, parameters):
            if page is None or isinstance(page, Unknown):
                return page
            elements += page
        return elements

    def fold(self, call: Call, note: Callable[[Any], object], /, **parameters: object) -> Unknown | None:
        """`note` of each element as its page comes; Unknown when a page is missing, or one that it could not read. No coverage line."""
        for page in self._each_page(call, parameters):
            told = page if page is None or isinstance(page, Unknown) else lift(lambda found: [note(one) for one in found], page)
            if isinstance(told, Unknown):
                return told
        return None

    def get(self, call: Call, /, **parameters: object) -> Any:
        """One answer, None (known to be not set) or Unknown."""
        asking(parameters)
        return self._observe(call, lambda: self._source.ask(call, self.region, parameters))

    def unread(self, call: Call, service: str, words: str, count: int) -> None:
        """One line for the things of a service that no collector reads."""
        asking(None)
        reason = Reason.of("not_understood", words)
        self.coverage.append(line(self.provider, self.account, call, reason, self.region, service=service, resources=count))

    def ends(self, what: str, found: object) -> None:
        """Note when things of a sort end, by name and moment; of what could not be read, why."""
        told = lift(lambda pairs: {Ending(what, str(name), day_of(moment)) for name, moment in pairs if moment}, found)
        self.endings |= {Ending(what, why=str(told.reason))} if isinstance(told, Unknown) else told

    def map(self, function: Callable[[Given], Made], items: Iterable[Given]) -> Iterator[Made]:
        """`function` over `items` on a few threads, in order, reading no further ahead than they can use.

        What was read before and did not change since is taken over.
        """
        function = self.memory.of(function, self._lost)
        waiting: deque[Future[Made]] = deque()
        remaining = iter(items)
        with ThreadPoolExecutor(WORKERS, thread_name_prefix="read") as pool:
            while True:
                for item in islice(remaining, 2 * WORKERS - len(waiting)):
                    waiting.append(pool.submit(contextvars.copy_context().run, function, item))
                if not waiting:
                    return
                yield waiting.popleft().result()

    def together(self, *asks: Callable[[], object]) -> list[Any]:
        """What each of them answers, asked side by side, in order."""
        asked_now = [self.beside.submit(contextvars.copy_context().run, ask) for ask in asks]
        return [one.result() for one in asked_now]

    def resource(
        self,
        native_type: str,
        id: str,
        name: Any,
        facts: Mapping[str, object],
        tags: object,
        region: object = _SAME,
        *,
        zone: str | Sequence[str] = "",
        otherwise: Unknown | None = None,
    ) -> Resource:
        """A resource of this account."""
        where = self.region if region is _SAME else region
        aside = {"name": _text("name", name), "tags": _texts(tags), "region": None if where is None else _text("region", where)}
        unread = {path: value for path, value in aside.items() if isinstance(value, Unknown)}
        told = self._told(native_type, facts, otherwise or Unknown.of("not_collected", native_type))
        known, unknown = split({**told, **unread, **self._nobodys})
        where = None if "region" in unknown else aside["region"]
        made = Resource(
            id=id,
            kind=self._collector.native_types[native_type],
            native_type=native_type,
            provider=self.provider,
            account=self.account,
            region=where,
            name=id.rsplit(":", 1)[-1].rsplit("/", 1)[-1] if "name" in unknown else name,
            tags={} if "tags" in unknown else aside["tags"],
            facts=known,
            unknown=unknown,
            read_at=now(),
            site=self._sites.country(where, zone),
        )
        return self._names.described(made)

    def _told(self, native_type: str, facts: Mapping[str, object], silent: Unknown) -> dict[str, object]:
        """Of what the dictionary owes to the kind and nobody says, only what the collector declares as `never` is known not to be set."""
        never = self._never.get(native_type, {})
        unsaid = {path: None if path in never else silent for path in owed(self._collector.native_types[native_type])}
        said = {path: lift(self._flows, value) if path.startswith("flows.") else _said(path, value) for path, value in facts.items()}
        return {**unsaid, **said}

    def _flows(self, flows: Any) -> Any:
        """Flows as they were seen, with the country that is declared for where they go."""
        return [self._sites.told(flow) for flow in flows] if flows else flows

    def present(self, resources: Iterable[Resource]) -> Iterator[Resource]:
        """Those that are still there; one coverage line a call for those it found gone since they were listed."""
        gone: Counter[str] = Counter()
        for resource in resources:
            called = next((reason.call for reason in map(reason_of, resource.unknown.values()) if reason.code == GONE), "")
            called = called or self._gone.get(resource.id, "")
            if called:
                gone[called] += 1
            else:
                yield self.memory.noted(resource)
        for call in self._collector.calls:
            if count := gone.pop(call.name, 0):
                reason = Reason(GONE, call.name, detail="deleted meanwhile")
                self.coverage.append(line(self.provider, self.account, call, reason, self.region, resources=count))

    def _each_page(self, call: Call, parameters: Mapping[str, object]) -> Iterator[Any]:
        """Pages as lists; an absent answer as None; the first error as an Unknown, and then nothing more."""
        asking(parameters)
        pages = self._source.pages(self._declared(call), self.region, parameters)
        end = object()
        while (page := self._observe(call, lambda: next(pages, end))) is not end:
            yield page
            if page is None or isinstance(page, Unknown):
                return

    def _observe(self, call: Call, ask: Callable[[], object]) -> Any:
        self._declared(call)
        found = asked(self._source, call, ask)
        if not self.asked.get(call.name):
            self.asked[call.name] = str(found.reason) if isinstance(found, Unknown) and found.reason.unanswered else ""
        return found

    def _declared(self, call: Call) -> Call:
        if call not in self._collector.calls:
            raise LookupError(f"the collector {self._collector.service} has not declared {call.name}")
        return call


@functools.cache
def owed(kind: str) -> tuple[str, ...]:
    """The facts a collector has to tell of that kind."""
    facts = dictionary().of_kind(kind).items()
    return tuple(name for name, fact in facts if not (fact.derived or fact.optional or fact.measure) and name not in FIELDS)


def _texts(tags: object) -> Any:
    """Tags whose values are texts, as they all are; anything else is no answer."""
    plain = isinstance(tags, dict) and all(isinstance(part, str) for pair in tags.items() for part in pair)
    return tags if plain or isinstance(tags, Unknown) else Unknown.of("no_answer", "tags that are no texts")


def _text(field: str, value: object) -> Any:
    """A name or a region, which is a text; anything else is no answer."""
    return value if isinstance(value, str | Unknown) else Unknown.of("no_answer", f"a {field} that is no text")


def _said(path: str, value: object) -> Any:
    """A fact as snapshots may hold it: a period that no calendar counts is the longest there is, and what is none is no answer."""
    fact = dictionary().facts.get(path)
    if fact is None or fact.type != "duration" or not isinstance(value, str):
        return value
    return observe(
        lambda: within_reach(value), errors=(ValueError,), reason=lambda error: (type(error).__name__, Reason.of("no_answer", str(error)))
    )


def run_unit(
    unit: Unit, collector: Collector, source: Source, partition: str = "", sites: Mapping[str, str] = MappingProxyType({})
) -> UnitResult:
    """Everything a collector finds in a unit, packed as it comes, and what it could not read.

    `sites` maps patterns of region codes, or of `region/zone`, to the country that the configuration declares for a private site.
    """
    reader = UnitReader(unit, collector, source, partition, sites)
    with reader.beside:
        resources = Packed(reader.present(collector.collect(reader)))
    if reader.memory.astray:
        return run_unit(replace(unit, former=None), collector, source, partition, sites)
    traces = reader.memory.traces._replace(ends=(*sorted(reader.endings),))
    return UnitResult(resources, reader.coverage, source.requests, traces, reader.asked)
