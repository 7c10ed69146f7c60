"""The tags of a region: read once for all services, and never taken for known where they were not read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from botocore.credentials import Credentials

from auditor.model import Resource
from auditor.providers.aws.acting import acting
from auditor.providers.aws.listings import Listings
from auditor.providers.aws.tagging import tagged, tagging
from auditor.providers.observing import Unknown
from auditor.reason import reason_of
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud, Problem

TAGS = ("resourcegroupstaggingapi", "GetResources")
SERVICES = ("sns", "sqs", "logs", "kms", "dynamodb", "blind-spots")
OURS = {"service": "paie"}


def build(aws: Cloud) -> None:
    """One thing with a tag and one without, of each of three services, in two regions."""
    for region in (PARIS, VIRGINIA):
        sns, sqs, logs = (aws.client(service, region) for service in ("sns", "sqs", "logs"))
        sns.create_topic(Name="avec", Tags=[{"Key": "service", "Value": "paie"}])
        sqs.create_queue(QueueName="avec", tags=OURS)
        logs.create_log_group(logGroupName="avec", tags=OURS)
        sns.create_topic(Name="sans")
        sqs.create_queue(QueueName="sans")
        logs.create_log_group(logGroupName="sans")


def scan(aws: Cloud) -> list[Resource]:
    """What all units of these services find, run side by side."""
    _, units, _ = aws.provider.open(aws.options(prune=False))
    aws.faults.seen.clear()
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(aws.provider.run, [unit for unit in units if unit.service in SERVICES]))
    return [resource for result in results for resource in result.resources]


def asked(aws: Cloud) -> Counter[str]:
    """How often each region was asked for its tags."""
    return Counter(region for service, operation, region in aws.faults.seen if (service, operation) == TAGS)


def test_tags_are_paged_once_a_region_for_all_services(aws: Cloud) -> None:
    """Whichever service asks first; what has none is known to have none, and another scan reads them again."""
    build(aws)
    assert {one.name.split(":")[-1]: one.tags for one in scan(aws)} == {"avec": OURS, "sans": {}}
    assert asked(aws) == {PARIS: 1, VIRGINIA: 1}
    aws.client("sqs").tag_queue(QueueUrl=aws.client("sqs").get_queue_url(QueueName="sans")["QueueUrl"], Tags=OURS)
    again = scan(aws)
    assert [one.tags for one in again if one.native_type == "AWS::SQS::Queue" and one.name == "sans"].count(OURS) == 1
    assert asked(aws) == {PARIS: 1, VIRGINIA: 1}


def test_refused_tags_are_unknown_of_everything(aws: Cloud) -> None:
    """Nothing is known to have none, and each service tells why."""
    build(aws)
    with aws.fault(*TAGS):
        found = scan(aws)
    assert {one.unknown["tags"] for one in found} == {"access_denied: resourcegroupstaggingapi:GetResources (tag:GetResources)"}
    assert len(found) == 12


def test_a_list_that_broke_off_is_kept_for_nobody(aws: Cloud) -> None:
    """Who met the lost page knows no tags; who asks after it reads them all."""
    build(aws)
    labels = [{"Key": "service", "Value": "paie"}]
    page = {"ResourceTagMappingList": [{"ResourceARN": f"arn:aws:sqs:{PARIS}:{ACCOUNT}:avec", "Tags": labels}]}
    answers: Iterator[dict[str, Any] | Problem] = iter([{**page, "PaginationToken": "2"}, Problem(500, "InternalServiceException"), page])
    aws.answer(*TAGS, lambda _asked: next(answers), PARIS)
    _, units, _ = aws.provider.open(aws.options(prune=False, regions=[PARIS]))
    found = {service: aws.provider.run(unit).resources for service in ("sns", "sqs") for unit in units if unit.service == service}
    assert {one.unknown["tags"].split(":")[0] for one in found["sns"]} == {"no_answer"}
    assert {one.name: one.tags for one in found["sqs"]} == {"avec": OURS, "sans": {}}


def test_two_threads_ask_once_and_two_accounts_each_for_themselves() -> None:
    """The second waits for the first; whom a list is read for is part of the question."""
    listings, call, both = Listings(), tagging(), Barrier(2, timeout=300)
    read: list[Credentials] = []

    def pages(credentials: Credentials) -> Iterator[list[int]]:
        read.append(credentials)
        yield [len(read)]

    def ask(credentials: Credentials) -> list[Any]:
        both.wait()
        with acting(credentials):
            return [*listings.of(call, PARIS, {}, lambda: pages(credentials))]

    one, other = Credentials("a", "b"), Credentials("c", "d")
    with ThreadPoolExecutor(2) as pool:
        assert [*pool.map(ask, (one, one))] == [[[1]], [[1]]]
        assert [*pool.map(ask, (one, other))] == [[[1]], [[2]]]
    assert read == [one, other]


def test_what_is_not_whole_or_another_scan_s_is_read_again() -> None:
    """A page that is none is handed on, and not kept."""
    listings, call, lost = Listings(), tagging(), Unknown(reason_of("partial_list"))
    assert [*listings.of(call, PARIS, {}, lambda: [[1], lost])] == [[1], lost]
    assert [*listings.of(call, PARIS, {}, lambda: [[2]])] == [[2]]
    assert [*listings.of(call, PARIS, {}, lambda: [[3]])] == [[2]]
    assert [*listings.of(call, VIRGINIA, {}, lambda: [[4]])] == [[4]]
    listings.forget()
    assert [*listings.of(call, PARIS, {}, lambda: [[5]])] == [[5]]


def test_what_opening_asked_no_collector_asks_again(aws: Cloud) -> None:
    """The aggregators of Config, which tell an empty region, and are something to read themselves."""
    _, units, _ = aws.provider.open(aws.options(regions=[PARIS]))
    for unit in units:
        if unit.service == "config":
            aws.provider.run(unit)
    asked = [operation for service, operation, region in aws.faults.seen if (service, region) == ("config", PARIS)]
    assert asked.count("DescribeConfigurationAggregators") == 1


def test_only_what_the_documentation_covers_may_be_looked_up() -> None:
    """Of anything else, a silence would say nothing."""
    with pytest.raises(LookupError, match="quantumstore"):
        tagged(None, tagging(), "quantumstore")  # type: ignore[arg-type]
