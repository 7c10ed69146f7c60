"""Answers that AWS gave to others, published with Cloud Custodian's tests, played back to our collectors on the true wire format."""

from __future__ import annotations

import json
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import botocore.session

from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.contract import Call, Collector, Unit, UnitResult
from tests.emulators.aws import ACCOUNT, VIRGINIA, Cloud, Problem

ARCHIVE = Path("shared/recorded/aws.tar.xz")
"""Looked for beside the checkout and above it: the recordings are another project's, and no part of ours."""
FILE = re.compile(r"([^/]+)/([^/]+)[.]([A-Za-z0-9]+)_(\d+)[.]json$")
OWNED = re.compile(r"arn:aws:[a-z0-9-]*:([a-z0-9-]*):(\d{12}):")
ZONE = re.compile(r'"((?:[a-z]{2}|us-gov)-[a-z]+-\d)[a-f]"')
ROUNDS = 40
"""How often one recording is played at most, so that each of its answers has its turn."""

ALWAYS_TOLD: Mapping[tuple[str, str], Any] = {("s3", "GetBucketAcl"): {"Owner": {"ID": "owner"}, "Grants": []}}
"""What AWS says even where nobody has set anything."""

Operation = tuple[str, str]
Facts = Mapping[str, Any]
Expectation = Callable[["Told", Mapping[str, Any], Mapping[str, Any]], Iterable[tuple[str, Facts]]]
"""From what was told, what was asked and what was answered: each resource that must be found, and facts it must have."""
UNKNOWN = object()
"""The expectation that a fact is unknown."""


@dataclass
class Recording:
    """What AWS answered in one session of somebody's, and where that was."""

    name: str
    answers: dict[Operation, list[tuple[int, Any]]] = field(default_factory=lambda: defaultdict(list))
    account: str = ACCOUNT
    region: str = VIRGINIA


@dataclass
class Told:
    """What was answered while one collector ran, and what it made of that."""

    account: str
    region: str
    said: list[tuple[Operation, Mapping[str, Any], Any, bool]] = field(default_factory=list)
    result: UnitResult = field(default_factory=UnitResult)

    def answer(self, service: str, operation: str, **asked: Any) -> Any:
        """The answer given to that question; empty when it was not asked."""
        found = [
            answer for told, parameters, answer, _ in self.said if told == (service, operation) and asked.items() <= parameters.items()
        ]
        return found[-1] if found else {}

    def arn(self, service: str, resource: str, *, region: str | None = None) -> str:
        """The ARN of something of the account, in its region."""
        return f"arn:aws:{service}:{self.region if region is None else region}:{self.account}:{resource}"


@cache
def recordings() -> tuple[Recording, ...]:
    """Every recording that holds an answer to a call of ours; none when there is no archive."""
    archive = next((path for parent in Path(__file__).resolve().parents if (path := parent / ARCHIVE).is_file()), None)
    if archive is None:
        return ()
    by_prefix = _by_prefix()
    found: dict[str, Recording] = {}
    texts: dict[str, str] = defaultdict(str)
    with tarfile.open(archive) as tar:
        for member in tar:
            if (match := FILE.search(member.name)) and (content := tar.extractfile(member)):
                name, prefix, operation, number = match.groups()
                text = content.read().decode()
                texts[name] += text
                for service in by_prefix.get((prefix, operation), ()):
                    answers = found.setdefault(name, Recording(name)).answers[service, operation]
                    answers.append((int(number), _answer(json.loads(text))))
    for name, recording in found.items():
        recording.account, recording.region = _where(texts[name])
        for answers in recording.answers.values():
            answers.sort(key=lambda one: one[0])
    return tuple(found[name] for name in sorted(found))


def asked_by(collector: Collector) -> set[Operation]:
    """The operations a collector may ask."""
    return {(call.service, call.operation) for call in collector.calls}


def play(cloud: Cloud, recording: Recording, collector: Collector) -> Iterator[Told]:
    """Scan with the recording's answers, again as long as some of them are still to be given."""
    waiting = {
        operation: [answer for _, answer in recording.answers[operation]] for operation in asked_by(collector) & recording.answers.keys()
    }
    rests = {operation: list(answers) for operation, answers in waiting.items()}
    for _ in range(ROUNDS):
        before = sum(map(len, rests.values()))
        with _answering(cloud, collector, waiting, rests) as said:
            region = None if collector.where == "account" else recording.region
            cloud.another_scan()
            unit = Unit("aws", recording.account, region, collector.service, cloud.options(regions=[VIRGINIA], partition="aws"))
            yield Told(recording.account, recording.region, said, cloud.provider.run(unit))
        left = sum(map(len, rests.values()))
        if left in (0, before):
            return


@contextmanager
def _answering(
    cloud: Cloud, collector: Collector, answers: Mapping[Operation, list[Any]], rests: dict[Operation, list[Any]]
) -> Iterator[list[tuple[Operation, Mapping[str, Any], Any, bool]]]:
    """Recorded answers, the likeliest to fit what is asked first, and nothing at all to what nobody recorded."""
    said: list[tuple[Operation, Mapping[str, Any], Any, bool]] = []
    cloud.faults.answers.clear()

    def answering(operation: Operation) -> Callable[[Mapping[str, Any]], Any]:
        def answer(asked: Mapping[str, Any]) -> Any:
            with cloud.faults.lock:
                recorded = operation in answers
                given = _chosen(asked, answers[operation], rests[operation]) if recorded else _nothing(*operation)
                said.append((operation, dict(asked), given, recorded))
            return given

        return answer

    for operation in asked_by(collector):
        cloud.answer(*operation, answering(operation))
    try:
        yield said
    finally:
        cloud.faults.answers.clear()


def _chosen(asked: Mapping[str, Any], answers: list[Any], rest: list[Any]) -> Any:
    """An answer that speaks of what is asked rather than another, one not yet given rather than one that was."""
    words = [value for value in asked.values() if isinstance(value, str) and len(value) > 3]
    speaking = [answer for answer in answers if any(word in str(answer) for word in words)]
    choice = next((one for one in rest if one in speaking), None) or next(iter(speaking or rest or answers[-1:]))
    if choice in rest:
        rest.remove(choice)
    return choice


def _answer(recorded: Mapping[str, Any]) -> Any:
    """What one file says: a problem, or data with its dates."""
    data = _dated(recorded["data"])
    data.pop("ResponseMetadata", None)
    if recorded["status_code"] < 300:
        return data
    error = data.get("Error") or {}
    return Problem(recorded["status_code"], str(error.get("Code")), str(error.get("Message")))


def _dated(node: Any) -> Any:
    """Dates are told by their parts."""
    if isinstance(node, list):
        return [_dated(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("__class__") == "datetime":
        year, month, day, hour, minute, second = (node[part] for part in ("year", "month", "day", "hour", "minute", "second"))
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    return {key: _dated(value) for key, value in node.items() if value is not None}


def _where(text: str) -> tuple[str, str]:
    """The account and the region that most of a recording speaks of."""
    owned = OWNED.findall(text)
    accounts = Counter(account for _, account in owned)
    regions = Counter(chain((region for region, _ in owned if region), ZONE.findall(text)))
    return max(accounts, key=lambda one: accounts[one], default=ACCOUNT), max(regions, key=lambda one: regions[one], default=VIRGINIA)


@cache
@cache
def _nothing(service: str, operation: str) -> Any:
    """The answer of an account where nothing is set: empty, or the error that says so."""
    if (service, operation) in ALWAYS_TOLD:
        return ALWAYS_TOLD[service, operation]
    absent = [code for one in _calls() if (one.service, one.operation) == (service, operation) for code in one.absent if code.isalnum()]
    if absent:
        return Problem(404, min(absent))
    shape = _session().get_service_model(service).operation_model(operation).output_shape
    return {name: [] for name, member in (shape.members if shape else {}).items() if member.type_name == "list"}


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@cache
def _calls() -> set[Call]:
    return {call for collector in COLLECTORS.values() for call in collector.calls}


@cache
def _by_prefix() -> Mapping[Operation, set[str]]:
    """Recordings name a service by the first word of its host; which of the SDK's services that is for each of our calls."""
    session, found = _session(), defaultdict[Operation, set[str]](set)
    prefixes = {service: session.get_service_model(service).endpoint_prefix for service in {call.service for call in _calls()}}
    for call in _calls():
        found[prefixes[call.service], call.operation].add(call.service)
    return found
