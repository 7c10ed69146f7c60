"""Real answers, played to the collectors: none raises, nothing listed is lost, and each fact is what a second reading says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.contract import Collector
from tests.emulators.aws import Cloud
from tests.providers.aws import expected_databases, expected_disks, expected_messages, expected_objects, expected_services, expected_stores
from tests.providers.aws.recorded import ARCHIVE, UNKNOWN, Expectation, Facts, Operation, Told, asked_by, play, recordings
from tests.providers.contract import flat

EXPECTED: Mapping[Operation, Expectation] = {
    **expected_objects.EXPECTED,
    **expected_disks.EXPECTED,
    **expected_databases.EXPECTED,
    **expected_stores.EXPECTED,
    **expected_messages.EXPECTED,
    **expected_services.EXPECTED,
}
AWAITED = {
    (service, operation)
    for service, operations in {
        "dms": "DescribeEndpoints",
        "s3": "GetBucketOwnershipControls",
        "fsx": "ListTagsForResource",
        "organizations": "DescribeOrganization",
        "storagegateway": "ListTagsForResource",
    }.items()
    for operation in operations.split()
}
"""Recorded calls whose answers lead to no resource of ours: the lists that would lead to them were not recorded."""
PLAYED = [
    collector
    for collector in COLLECTORS.values()
    if any(asked_by(collector) & one.answers.keys() & EXPECTED.keys() for one in recordings())
]
MISSING = object()

pytestmark = pytest.mark.skipif(
    not recordings(), reason=f"{ARCHIVE} does not lie beside this checkout: recordings are no part of the project"
)


@pytest.fixture(autouse=True)
def _answered_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered here the emulator does not hold: that it finds nothing of it does not mean that it was deleted meanwhile."""
    monkeypatch.setattr("auditor.providers.aws.reasons.gone", lambda _code, _call: False)


@pytest.mark.usefixtures("directly")
@pytest.mark.parametrize("collector", PLAYED, ids=lambda collector: collector.service)
def test_recorded_answers_become_the_right_facts(aws: Cloud, collector: Collector) -> None:
    """Every answer anybody recorded to a call of the collector's."""
    wrong = [
        f"{recording.name}: {problem}"
        for recording in recordings()
        if asked_by(collector) & recording.answers.keys()
        for told in play(aws, recording, collector)
        for problem in problems(told)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_recorded_call_has_an_expectation() -> None:
    """What is recorded and ours is read a second time by somebody."""
    ours = {operation for collector in COLLECTORS.values() for operation in asked_by(collector)}
    recorded = {operation for one in recordings() for operation in one.answers} & ours
    assert recorded - EXPECTED.keys() <= AWAITED
    assert not AWAITED & EXPECTED.keys()


def test_every_expectation_is_of_a_call_of_ours() -> None:
    """An expectation of a call that nobody makes would hold for ever."""
    assert EXPECTED.keys() <= {operation for collector in COLLECTORS.values() for operation in asked_by(collector)}


def problems(told: Told) -> Iterator[str]:
    """What was told and not understood, or understood otherwise."""
    found: dict[str, list[dict[str, Any]]] = {}
    for resource in told.result.resources:
        facts = {**flat(resource), **dict.fromkeys(resource.unknown, UNKNOWN)}
        found.setdefault(resource.id, []).append(facts)
    for operation, asked, answer, recorded in told.said:
        for id, expected in EXPECTED[operation](told, asked, answer) if recorded and operation in EXPECTED else ():
            if id not in found:
                yield f"{operation}: {id} is lost"
            elif not any(_holds(facts, expected) for facts in found[id]):
                wrong = {path: (found[id][-1].get(path, MISSING), value) for path, value in expected.items()}
                yield f"{operation}: {id}: " + str({path: pair for path, pair in wrong.items() if pair[0] != pair[1]})


def _holds(facts: Mapping[str, Any], expected: Facts) -> bool:
    return all(_same(facts.get(path, MISSING), value) for path, value in expected.items())


def _same(found: Any, expected: Any) -> bool:
    """Answers asked for side by side come in any order, and so do the flows they tell of."""
    if isinstance(found, list) and isinstance(expected, list):
        return sorted(map(_plain, found)) == sorted(map(_plain, expected))
    return bool(found == expected)


def _plain(item: Any) -> str:
    return json.dumps(item, sort_keys=True, default=str)
