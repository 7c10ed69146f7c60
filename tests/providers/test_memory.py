"""What a unit takes over of what it brought before: what is made of the same, that no event names, and nothing else."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import pytest

from auditor.inventory.units import shard
from auditor.model import Resource
from auditor.providers.contract import Call, Collector, Reader, Unit, UnitResult
from auditor.providers.memory import PASSING, ByName, Former, Named, Subject, subject
from auditor.providers.observing import lift
from auditor.providers.reader import run_unit
from auditor.reason import Reason, reason_of

QUEUES, DETAIL, SWITCH = Call("q", "List", lists=True), Call("q", "Get"), Call("q", "Switch")
BEFORE, AFTER = "2026-11-01T00:00:00Z", "2099-01-01T00:00:00Z"


@dataclass
class Clouds:
    """A source of queues: what it lists, what it answers, what it was asked."""

    listed: list[dict[str, Any]]
    switch: str = "on"
    requests: int = 0
    asked: list[str] = field(default_factory=list)
    errors: tuple[type[Exception], ...] = (OSError,)

    def ask(self, call: Call, _region: str | None, parameters: Any) -> Any:
        """An answer that is another each time."""
        self.requests += 1
        self.asked.append(parameters.get("name", call.operation))
        return self.switch if call is SWITCH else {"days": len(self.asked)}

    def pages(self, _call: Call, _region: str | None, _parameters: Any) -> Iterator[Any]:
        """The list."""
        self.requests += 1
        yield self.listed

    def reason(self, error: Exception, _call: Call) -> tuple[str, Reason]:
        """What it says."""
        return str(error), reason_of(str(error))


def _queue(reader: Reader, switch: Any, labels: ByName, listed: dict[str, Any]) -> Resource:
    name = listed["name"]
    answer = reader.get(DETAIL, name=name)
    facts = {"encryption.key": switch, "retention.max": lift(lambda told: f"P{told['days']}D", answer)}
    return reader.resource("Q", f"arn:q:{name}", name, facts, labels.get(f"arn:q:{name}", {}))


def collector(labels: dict[str, Any]) -> Collector:
    """Queues, each with a call of its own; labels are told of all at once, a switch for all of them."""

    def collect(reader: Reader) -> Iterator[Resource]:
        switch = reader.get(SWITCH)
        yield from reader.map(partial(_queue, reader, switch, ByName(labels)), reader.pages(QUEUES))

    return Collector("q", {"Q": "queue"}, (QUEUES, DETAIL, SWITCH), collect)


ROOT = Path(__file__).resolve().parents[2]
UNIT = Unit("aws", "123456789012", "eu-west-3", "q")


def former(result: UnitResult, *subjects: Subject, oldest: str = BEFORE) -> Former:
    """What it brought, as the next scan has it."""
    kept = shard("key", ("aws", UNIT.account, UNIT.region, "q"), BEFORE, result.resources, result.coverage, 1, result.traces)  # type: ignore[arg-type]
    return Former(kept.head, kept.packed.member, subjects, oldest)


def again(source: Clouds, known: Former, labels: dict[str, Any]) -> UnitResult:
    """The unit read again, with what is known of it."""
    source.asked.clear()
    return run_unit(replace(UNIT, former=known), collector(labels), source)


@pytest.fixture
def source() -> Clouds:
    """Thirty queues."""
    return Clouds([{"name": f"file-{number}"} for number in range(30)])


def test_nothing_named_nothing_asked(source: Clouds) -> None:
    """Lists are read again, things are not; the same resources come, and the next time they still do."""
    first = run_unit(UNIT, collector({}), source)
    second = again(source, former(first), {})
    assert source.asked == ["Switch"]
    assert [*second.resources] == [*first.resources]
    assert second.traces.marks == first.traces.marks
    assert all(first.traces.marks)
    third = again(source, former(second), {})
    assert source.asked == ["Switch"]
    assert [*third.resources] == [*first.resources]


@pytest.mark.parametrize("name", ["file-1", "arn:aws:q:eu-west-3:123456789012:file-1", "https://q.example/123456789012/FILE-1"])
def test_what_is_named_is_asked_about(source: Clouds, name: str) -> None:
    """By its name, its ARN or its address, and nothing that only begins alike."""
    first = run_unit(UNIT, collector({}), source)
    again(source, former(first, subject(AFTER, [name])), {})
    assert source.asked == ["Switch", "file-1"]


def test_an_event_of_before_the_reading_is_none(source: Clouds) -> None:
    """What was read after it shows it."""
    first = run_unit(UNIT, collector({}), source)
    again(source, former(first, subject(BEFORE, ["file-1"])), {})
    assert source.asked == ["Switch"]


def test_what_names_nothing_reads_everything(source: Clouds) -> None:
    """Whatever it changed, nobody knows; unless its name is one that nothing here can have."""
    first = run_unit(UNIT, collector({}), source)
    again(source, former(first, subject(AFTER, ["elsewhere"])), {})
    assert len(source.asked) == 1 + 1 + 30
    again(source, former(first, subject(AFTER, ["vol-0123456789abcdef0"], sure=True)), {})
    assert source.asked == ["Switch"]


def test_what_is_new_changed_or_gone_shows(source: Clouds) -> None:
    """What the list tells is part of it: another line is another thing, and events about them are understood."""
    first = run_unit(UNIT, collector({}), source)
    source.listed = [{"name": "new"}, {"name": "file-0", "more": 1}, *source.listed[2:]]
    told = [subject(AFTER, ["new"]), subject(AFTER, ["file-1"])]
    second = again(source, former(first, *told), {})
    assert source.asked == ["Switch", "new", "file-0"]
    assert [one.name for one in second.resources][:3] == ["new", "file-0", "file-2"]
    again(source, former(second, *told), {})
    assert source.asked == ["Switch", "new"], "an event that was understood once is, though what it deleted is forgotten"


def test_what_passes_changes_nothing(source: Clouds) -> None:
    """When a thing was last used, and looked at; no collector reads that."""
    source.listed = [{**one, "SizeInBytes": {}} for one in source.listed]
    first = run_unit(UNIT, collector({}), source)
    source.listed = [{**one, "LastAccessedDate": "2026-11-28", "SizeInBytes": {"Timestamp": "2026-11-28"}} for one in source.listed]
    again(source, former(first), {})
    assert source.asked == ["Switch"]
    collectors = [path.read_text() for path in (ROOT / "auditor/providers").glob("*/services/*.py")]
    assert not [(name, text[:80]) for text in collectors for name in PASSING if f'"{name}"' in text]


def test_what_all_depend_on_changes_all(source: Clouds) -> None:
    """A switch of the account; but of labels told together each thing has its own."""
    first = run_unit(UNIT, collector({}), source)
    again(source, former(first), {"arn:q:file-7": {"a": "b"}})
    assert source.asked == ["Switch", "file-7"]
    source.switch = "off"
    again(source, former(first), {})
    assert len(source.asked) == 31


def test_what_is_too_old_is_asked_again(source: Clouds) -> None:
    """Whatever did not happen."""
    first = run_unit(UNIT, collector({}), source)
    again(source, former(first, oldest=AFTER), {})
    assert len(source.asked) == 31


def test_what_changes_on_the_way_is_never_taken_over(source: Clouds) -> None:
    """A resource that the collector alters after it was made, and one that rests on a list of its own, whose line would be missing."""

    def listing(reader: Reader, one: dict[str, Any]) -> Resource:
        return _queue(reader, len([*reader.pages(QUEUES)]), ByName({}), one)

    def elsewhere(reader: Reader, one: dict[str, Any]) -> Resource:
        reader.get(DETAIL, name="somebody")
        return _queue(reader, "", ByName({}), one)

    opaque = object()

    def altered(reader: Reader) -> Iterator[Resource]:
        for one in reader.map(partial(_queue, reader, "", ByName({})), [{"name": "a"}]):
            yield msgspec.structs.replace(one, name="b")
        yield from reader.map(partial(listing, reader), [{"name": "c"}])
        yield from reader.map(partial(elsewhere, reader), [{"name": "d"}])
        yield from reader.map(lambda one: _queue(reader, str(bool(opaque)), ByName({}), one), [{"name": "e"}])

    result = run_unit(UNIT, Collector("q", {"Q": "queue"}, (QUEUES, DETAIL, SWITCH), altered), source)
    assert result.traces.marks == (0, 0, 0, 0)


def test_a_path_means_what_lies_below_and_above() -> None:
    """A setting of an account touches the account; the account touches what lies in it; its sister does not."""
    at = "/subscriptions/s/resourcegroups/g/providers/microsoft.sql/servers/"

    def concerns(event: str, id: str) -> bool:
        return Named([subject(AFTER, [event])]).concern(BEFORE, f'{{"id":"{id}"}}'.encode())

    assert concerns(f"{at}a/auditingSettings/default", f"{at}a")
    assert concerns(f"{at}A", f"{at}a/databases/d")
    assert not concerns(f"{at}a/databases/d", f"{at}a/databases/e")
    assert not concerns(f"{at}b", f"{at}a/databases/d")


def test_what_is_known_travels() -> None:
    """A unit with what is known of it can be pickled: it may be read elsewhere."""
    unit = replace(UNIT, former=former(run_unit(UNIT, collector({}), Clouds([{"name": "a"}]))))
    assert pickle.loads(pickle.dumps(unit)).former.head.marks == unit.former.head.marks  # type: ignore[union-attr]  # noqa: S301
