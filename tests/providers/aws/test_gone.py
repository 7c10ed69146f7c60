"""What vanishes between its listing and the reading of it is neither a resource nor a gap, and coverage tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from auditor.inventory.snapshot import GAPS
from auditor.providers.aws.gone import CODES, OF_ANOTHER, gone
from auditor.providers.aws.provider import COLLECTORS
from tests.emulators.aws import Cloud, Problem
from tests.providers.aws.test_contract import SEEDS

DETAILS = [
    (collector.service, call, code) for collector in COLLECTORS.values() for call in collector.calls for code in CODES if gone(code, call)
]


def test_every_service_of_the_table_has_a_call_that_tells() -> None:
    """A service named in vain would be a spelling mistake."""
    told = {(call.service, code) for _, call, code in DETAILS}
    named = {(service, code) for code, services in CODES.items() for service in services.split()}
    calls = {call.name for one in COLLECTORS.values() for call in one.calls}
    assert {service for service, _ in named - told} <= {call.split(":")[0] for call in calls}
    assert calls >= OF_ANOTHER


@pytest.mark.parametrize(
    ("service", "operation", "code"),
    [
        ("s3", "GetBucketTagging", "NoSuchBucket"),
        ("dynamodb", "DescribeTable", "ResourceNotFoundException"),
        ("kinesis", "DescribeStreamSummary", "ResourceNotFoundException"),
        ("secretsmanager", "DescribeSecret", "ResourceNotFoundException"),
        ("sqs", "GetQueueAttributes", "QueueDoesNotExist"),
        ("sns", "GetTopicAttributes", "NotFound"),
        ("kms", "DescribeKey", "NotFoundException"),
    ],
)
def test_what_vanished_is_no_ghost_and_no_gap(aws: Cloud, service: str, operation: str, code: str) -> None:
    """Everything the call is asked about says that it is gone: nothing is left of it but a line."""
    SEEDS[service](aws)
    whole = {resource.id for resource in aws.scan(service).resources}
    aws.answer(service, operation, Problem(404, code, "it is not there"))
    result = aws.scan(service)
    assert not [line for line in result.coverage if line.status in GAPS]
    (told,) = {(line.status, line.reason) for line in result.coverage if line.reason.startswith("gone")}
    assert told == ("skipped", f"gone: {service}:{operation}: deleted meanwhile")
    left = {resource.id for resource in result.resources}
    assert left < whole
    assert len(whole - left) == sum(line.resources for line in result.coverage if line.reason.startswith("gone"))


def test_one_that_vanished_leaves_the_others(aws: Cloud) -> None:
    """Of two buckets one is deleted: the other is read whole."""
    s3 = aws.client("s3", "us-east-1")
    for name in ("reste", "disparu"):
        s3.create_bucket(Bucket=name)

    def location(asked: Mapping[str, Any]) -> Any:
        return Problem(404, "NoSuchBucket") if asked["Bucket"] == "disparu" else {}

    aws.answer("s3", "GetBucketAcl", lambda asked: location(asked) or {"Owner": {"ID": "x"}, "Grants": []})
    names = [resource.name for resource in aws.scan("s3").resources if resource.kind == "object_store"]
    assert names == ["reste"]
