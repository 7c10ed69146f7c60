"""A collector of a cloud that speaks JSON, on a stub that holds its seed: what the collector contract asks of one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from auditor.inventory.snapshot import GAPS
from auditor.providers import provider
from auditor.providers.contract import Call, Collector, UnitResult
from auditor.reason import reason_of
from tests.emulators.json import JsonStub
from tests.providers.contract import PROMISES, check_promises, flat, no_answer_is_told


class OnAStub:
    """A collector whose cloud is a stub that fails route by route: what is the same whatever the cloud speaks."""

    stub: Any
    entry: Mapping[str, Any]
    collector: Collector
    opening: frozenset[str] = frozenset({""})

    @property
    def routes(self) -> Collection[str]:
        """The routes that answer the collector's calls."""
        return [*self.stub.routes]

    def called(self, path: str) -> str:
        """The call that a route of the stub answers; empty for one that opens the account."""
        raise NotImplementedError

    @cached_property
    def seen(self) -> UnitResult:
        """An undisturbed scan."""
        return self.scan()

    def scan(self, **_: Any) -> UnitResult:
        """Everything its units find."""
        cloud = provider(str(self.entry["provider"]))
        opened = cloud.open(self.entry)
        results = [cloud.run(unit) for unit in opened.units if unit.service == self.collector.service]
        return UnitResult(
            [resource for result in results for resource in result.resources],
            [line for result in results for line in result.coverage],
            sum(result.api_calls for result in results),
        )

    @contextmanager
    def failing(self, call: Call, fault: str, after: int = 0) -> Iterator[None]:
        """Every route of that call fares so, each from its request number `after` on."""
        with ExitStack() as stack:
            for path in [path for path in self.routes if self.called(path) == call.name]:
                stack.enter_context(self.stub.fault(path, fault, after))
            yield

    def refusing(self, call: Call, after: int = 0) -> Any:
        """403."""
        return self.failing(call, "refused", after)

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """The calls that the stub saw, but for those that open the account alone."""
        self.stub.seen.clear()
        act()
        return {self.called(path) for path in self.stub.seen} - (self.opening - {call.name for call in self.collector.calls})

    def check_no_answer(self, call: Call, fault: str, whole: Mapping[str, Mapping[str, Any]]) -> None:
        """In place of a list such a fault is a gap, in place of a detail an unknown fact; nothing else of `whole` changes."""
        with self.failing(call, fault):
            result = self.scan()
        lines = [line for line in result.coverage if line.status in GAPS and line.call == call.name]
        assert bool(lines) == call.lists, (call.name, fault)
        found = {resource.id: resource for resource in result.resources}
        assert found.keys() <= whole.keys()
        assert call.lists or found.keys() == whole.keys(), (call.name, fault)
        for id, resource in found.items():
            after = flat(resource)
            assert not {path: value for path, value in after.items() if whole[id].get(path, "unknown") != value}, (call.name, fault)
            lost = whole[id].keys() - after.keys()
            assert call.lists or all(reason_of(resource.unknown[path]).unanswered for path in lost), (call.name, fault)


@dataclass
class SeededJson(OnAStub):
    """`of` says which call a path that the stub answers is; `entry` is that of `accounts:`."""

    stub: JsonStub
    entry: Mapping[str, Any]
    collector: Collector
    expected: Mapping[str, Mapping[str, Any]]
    of: Callable[[str], str]
    opening: frozenset[str] = field(default_factory=frozenset)

    def called(self, path: str) -> str:
        """As `of` says."""
        return self.of(path)

    def blanks(self, call: Call) -> Sequence[str]:
        """Successes that are none."""
        return ("empty", "text", "html", "cut", "moved")

    def blank(self, call: Call, kind: str) -> Any:
        """One of them."""
        return self.failing(call, kind)

    def pageable(self, call: Call) -> bool:
        """A list whose second page is asked for at the same path."""
        return False

    def in_pages(self) -> None:
        """As they are."""


class JsonContract:
    """The tests that all clouds over the stub share: a subclass beside a fixture `one`, each collector on its seed."""

    cloud: ClassVar[str]
    seeds: ClassVar[Collection[str]]

    def test_every_collector_has_a_seed(self) -> None:
        """A collector without a seed would escape the contract."""
        assert {*self.seeds} == {collector.service for collector in provider(self.cloud).collectors()}

    def test_contract(self, one: SeededJson) -> None:
        """Each collector, each promise."""
        check_promises(one, PROMISES)

    def test_no_answer_is_told(self, one: SeededJson) -> None:
        """A success that is no answer improves nothing."""
        assert no_answer_is_told(one, every=True) >= len(one.collector.calls)
