"""What every collector of every provider must hold, whatever the cloud. Each function checks one promise on one seeded collector."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

import msgspec

from auditor.inventory.snapshot import GAPS
from auditor.model import Resource
from auditor.providers import provider
from auditor.providers.contract import Call, Collector, UnitResult
from auditor.reason import reason_of
from auditor.reference.facts import facts
from tests.providers.judged import improved, judged

FIELDS = frozenset({"provider", "account", "region"})
"""Facts that are fields of a Resource."""
READ_VERBS = ("Describe", "Get", "List", "BatchGet")
CONTENT = frozenset({"GetObject", "GetObjectTorrent", "GetSecretValue", "GetItem", "GetLogEvents", "GetRecords", "GetParameter"})
"""Calls that read the data itself, not what is known about it."""


class Seeded(Protocol):
    """A collector with something to read."""

    @property
    def collector(self) -> Collector:
        """The collector."""

    @property
    def expected(self) -> Mapping[str, Mapping[str, Any]]:
        """The facts of each resource of the seed, by id."""

    @property
    def seen(self) -> UnitResult:
        """What an undisturbed scan brings, scanned once for all promises."""

    def scan(self, **options: Any) -> UnitResult:
        """Everything the collector finds."""

    def refusing(self, call: Call, after: int = 0) -> AbstractContextManager[Any]:
        """The provider refuses that call, from its request number `after` on."""

    def pageable(self, call: Call) -> bool:
        """Whether the provider answers that list in pages at all."""

    def in_pages(self) -> None:
        """From now on the provider answers lists in pages of the size asked for."""

    def asked(self, act: Callable[[], Any]) -> set[str]:
        """The calls (`service:Operation`) the provider saw while `act` ran."""


class Blankable(Seeded, Protocol):
    """One whose provider can be made to answer with successes that are none."""

    def blanks(self, call: Call) -> Sequence[str]:
        """The kinds of successes that are no answer to that call."""

    def blank(self, call: Call, kind: str) -> AbstractContextManager[Any]:
        """The provider answers that call with such a success."""


def plain(resources: Iterable[Resource]) -> list[Resource]:
    """Resources without the time they were read."""
    return [msgspec.structs.replace(one, read_at="") for one in resources]


def flat(resource: Resource) -> dict[str, Any]:
    """Facts by dotted path, with the fields a collector may fail to read."""

    def walk(node: Mapping[str, Any], path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.items():
            found |= walk(value, f"{path}{key}.") if isinstance(value, Mapping) else {f"{path}{key}": value}
        return found

    aside = {"tags": resource.tags, "region": resource.region, "name": resource.name}
    return {path: value for path, value in {**walk(resource.facts, ""), **aside}.items() if path not in resource.unknown}


def facts_are_expected(seeded: Seeded) -> None:
    """Every resource, and only those, with exactly the expected facts."""
    result = seeded.seen
    found = {resource.id: flat(resource) for resource in result.resources}
    assert found.keys() == seeded.expected.keys(), found.keys() ^ seeded.expected.keys()
    for id, expected in seeded.expected.items():
        wrong = {
            path: (found[id].get(path, "missing"), value) for path, value in expected.items() if found[id].get(path, "missing") != value
        }
        assert not wrong, f"{id}: {wrong} (found, expected)"
    assert not [line for line in result.coverage if line.status in GAPS]


def every_fact_is_answered(seeded: Seeded) -> None:
    """A value, null or a reason for each collected fact the dictionary gives the kind; and nothing the dictionary does not know."""
    for resource in seeded.seen.resources:
        told = {name: fact for name, fact in facts().of_kind(resource.kind).items() if not fact.derived and name not in FIELDS}
        optional = {name for name, fact in told.items() if fact.optional or fact.measure}
        assert {*flat(resource), *resource.unknown} - {"tags", "region", "name"} - optional == told.keys() - optional, resource.id


def no_absence_is_contradicted(seeded: Seeded) -> None:
    """What a collector declares as never set is so of every resource it yields: neither a value nor unknown."""
    for resource in seeded.seen.resources:
        told = {**flat(resource), **resource.unknown}
        wrong = {fact: told[fact] for fact in seeded.collector.absent(resource.native_type) if told.get(fact) is not None}
        assert not wrong, (resource.id, wrong)


def each_refusal_is_told(seeded: Seeded) -> None:
    """Refuse each detail call in turn: only facts it feeds become unknown, with its name in the reason; no verdict is the better for it."""
    whole = {resource.id: resource for resource in seeded.seen.resources}
    verdicts = judged(seeded.collector, seeded.seen)
    for call in (call for call in seeded.collector.calls if not call.lists):
        with seeded.refusing(call):
            result = seeded.scan()
        holed = result.resources
        assert not improved(verdicts, judged(seeded.collector, result)), call.name
        assert {resource.id for resource in holed} == whole.keys(), call.name
        lost: set[str] = set()
        for resource in holed:
            before, after = flat(whole[resource.id]), flat(resource)
            changed = {path for path in before if before[path] != after.get(path, "unknown")}
            fed = set(call.feeds) if not call.of or resource.native_type in call.of else set()
            assert changed <= fed, (call.name, resource.id)
            assert all(resource.unknown[path] == str(call.reason("access_denied")) for path in changed), (call.name, resource.unknown)
            assert changed == resource.unknown.keys() - whole[resource.id].unknown.keys(), (call.name, resource.id)
            lost |= changed
        assert lost == set(call.feeds), call.name


def refused_list_is_a_gap(seeded: Seeded) -> None:
    """Refuse each list call: no resource it finds is left, a gap says so with the permission, and nothing else changes but to unknown."""
    whole = {resource.id: resource for resource in seeded.seen.resources}
    verdicts = judged(seeded.collector, seeded.seen)
    for call in (call for call in seeded.collector.calls if call.lists):
        types = call.of or tuple(seeded.collector.native_types)
        with seeded.refusing(call):
            result = seeded.scan()
        left = {resource.id for resource in result.resources}
        assert left == {id for id, resource in whole.items() if resource.native_type not in types}, call.name
        gaps = [line for line in result.coverage if line.status in GAPS]
        assert gaps, call.name
        for gap in gaps:
            assert (gap.status, gap.call, gap.permission) == ("refused", call.name, call.needs)
        assert not improved(verdicts, judged(seeded.collector, result)), call.name
        for resource in result.resources:
            before, after = flat(whole[resource.id]), flat(resource)
            assert all(after[path] == before[path] for path in after), (call.name, resource.id)


def only_declared_calls_are_made(seeded: Seeded) -> None:
    """What the provider saw is what was declared: nothing hidden, nothing declared in vain, nothing but reads."""
    declared = {call.name for call in seeded.collector.calls}
    assert seeded.asked(seeded.scan) == declared
    for call in seeded.collector.calls:
        assert call.operation.startswith(READ_VERBS), call.name
        assert call.operation not in CONTENT, call.name


def no_answer_is_told(seeded: Blankable, every: bool = False) -> int:
    """Answer each call with a success that is none: what it feeds is unknown or as it was, what it lists is a gap, nothing else changes.

    Each call has one kind of them in its turn; all of them with `every`. Answers how many pairs of a call and a fault were held.
    """
    undisturbed = seeded.scan()
    whole, verdicts = {resource.id: resource for resource in undisturbed.resources}, judged(seeded.collector, undisturbed)
    pairs = 0
    for number, call in enumerate(seeded.collector.calls):
        kinds = seeded.blanks(call)
        for kind in kinds if every else kinds[number % len(kinds) :][:1]:
            with seeded.blank(call, kind):
                result = seeded.scan()
            pairs += 1
            better = improved(verdicts, judged(seeded.collector, result))
            assert not better, (call.name, kind, better)
            left = {resource.id: resource for resource in result.resources}
            holes = any(line.status in GAPS for line in result.coverage) or any(one.unknown for one in left.values())
            assert holes or not whole or not (call.lists or call.feeds), (call.name, kind)
            gaps = [line for line in result.coverage if line.status in GAPS and line.call == call.name]
            # What a list of several regions or owners still brings is kept; nothing goes without a word.
            assert left.keys() <= whole.keys(), (call.name, kind)
            assert left.keys() == whole.keys() or gaps, (call.name, kind)
            for id, resource in left.items():
                before, after = flat(whole[id]), flat(resource)
                invented = {path: after[path] for path in after if after[path] != before.get(path, "unknown")}
                assert not invented, (call.name, kind, id, invented)
                lost = before.keys() - after.keys()
                assert all(reason_of(resource.unknown[path]).unanswered for path in lost), (call.name, kind, id, resource.unknown)
    return pairs


def every_page_is_read(seeded: Seeded) -> None:
    """Small pages bring the same resources; a page lost half way is a gap, and what came before it is kept."""
    whole = {resource.id for resource in seeded.seen.resources}
    seeded.in_pages()
    paged = {resource.id for resource in seeded.scan(page_size=1).resources}
    assert paged == whole, paged ^ whole
    for call in (call for call in seeded.collector.calls if call.lists and seeded.pageable(call)):
        with seeded.refusing(call, after=1):
            result = seeded.scan(page_size=1)
        cut = [line for line in result.coverage if line.call == call.name and line.status in GAPS]
        assert [line for line in cut if line.resources], call.name
        types = call.of or tuple(seeded.collector.native_types)
        assert [resource for resource in result.resources if resource.native_type in types], call.name


def every_id_is_understood(seeded: Seeded) -> None:
    """What is judged is never told, by its id, as read by no collector; what is of no known kind is told as such both times."""
    found = (one for one in seeded.seen.resources if one.kind != "other")
    strange = [one.id for one in found if not provider(one.provider).understood(one.id)]
    assert not strange, strange[0]


def check_promises(seeded: Seeded, promises: Iterable[Callable[[Any], None]]) -> None:
    """Each promise in turn on one seed, which costs more than most of them; those that change how the provider answers come last."""
    for promise in promises:
        promise(seeded)


PROMISES = (
    every_id_is_understood,
    facts_are_expected,
    every_fact_is_answered,
    no_absence_is_contradicted,
    each_refusal_is_told,
    refused_list_is_a_gap,
    only_declared_calls_are_made,
    every_page_is_read,
)
