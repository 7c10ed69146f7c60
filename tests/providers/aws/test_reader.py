"""What each way of not answering becomes: a reason, a gap, and never an exception or a compliant fact."""

from __future__ import annotations

from typing import Any

import botocore.exceptions
import pytest

from auditor.providers.aws import session
from auditor.providers.aws.options import Known
from auditor.providers.aws.reader import AwsSource
from auditor.providers.aws.services.logs import GROUPS
from auditor.providers.contract import Collector, Unit, held
from auditor.providers.reader import UnitReader
from tests.emulators.aws import PARIS, Cloud
from tests.providers.aws.seeds import SEEDS


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("refuse", "access_denied", "refused"),
        ("guard_rail", "guard_rail", "refused"),
        ("throttle", "throttled", "failed"),
        ("reset", "unreachable", "failed"),
        ("cut", "unreachable", "failed"),
        ("html", "no_answer", "failed"),
    ],
)
@pytest.mark.parametrize(("service", "operation"), [("ec2", "DescribeVolumes"), ("rds", "DescribeDBInstances"), ("s3", "ListBuckets")])
def test_a_list_that_does_not_answer_is_a_gap(aws: Cloud, service: str, operation: str, kind: str, code: str, status: str) -> None:
    """Each way of failing has its reason; a refusal is told from a failure."""
    collector = {"ec2": "ebs"}.get(service, service)
    SEEDS[collector](aws)
    with aws.fault(service, operation, kind):
        gaps = {(line.status, line.call, line.reason.split(":")[0]) for line in aws.scan(collector).coverage if line.status != "read"}
    if kind == "html":
        # A page parses as nothing at all in some protocols.
        gaps = {(status, call, code if found == "empty_answer" else found) for status, call, found in gaps}
    assert gaps == {(status, f"{service}:{operation}", code)}


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("refuse", "access_denied"),
        ("guard_rail", "guard_rail"),
        ("throttle", "throttled"),
        ("reset", "unreachable"),
        ("html", "no_answer"),
    ],
)
def test_a_json_detail_that_does_not_answer_is_unknown(aws: Cloud, kind: str, code: str) -> None:
    """The same over the JSON protocol, for one fact of a table."""
    SEEDS["dynamodb"](aws)
    with aws.fault("dynamodb", "DescribeTimeToLive", kind):
        tables = [resource for resource in aws.scan("dynamodb").resources if resource.kind == "table"]
    reasons = {resource.unknown["ttl.enabled"] for resource in tables}
    assert reasons == {f"{code}: dynamodb:DescribeTimeToLive"}


def test_a_region_that_hangs_times_out(aws: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait has an end, and the reason says what happened."""
    # Long enough for what does answer, however slow the machine.
    monkeypatch.setattr(session, "READ_TIMEOUT", 3)
    with aws.fault("logs", "DescribeLogGroups", "hang", region=PARIS):
        lines = aws.scan("logs", id="hanging").coverage
    assert {(line.region, line.status, line.reason) for line in lines if line.status != "read"} == {
        (PARIS, "failed", "timed_out: logs:DescribeLogGroups")
    }


def test_throttling_is_waited_out(aws: Cloud) -> None:
    """One refusal for haste is not a gap, and the second request is counted."""
    seeded = SEEDS["logs"](aws)
    with aws.fault("logs", "DescribeLogGroups", "throttle", times=1, region=PARIS):
        slow = aws.scan("logs", id="patient", max_attempts=2)
    assert {resource.id for resource in slow.resources} == seeded.keys()
    assert slow.api_calls == aws.scan("logs").api_calls + 1


def test_every_request_is_counted(aws: Cloud) -> None:
    """What the scan says it asked is what the server saw."""
    SEEDS["kms"](aws)
    aws.faults.seen.clear()
    result = aws.scan("kms")
    # Tags come from the tagging API; what opening the account asks is counted elsewhere.
    by_the_unit = {"ListKeys", "GetResources"} | {operation for service, operation, _ in aws.faults.seen if service == "kms"}
    assert result.api_calls == len([operation for _, operation, _ in aws.faults.seen if operation in by_the_unit])


def test_an_undeclared_call_is_a_mistake_of_ours(aws: Cloud) -> None:
    """A collector cannot call what it has not declared: the policy it prints would be wrong."""
    source = AwsSource(session.Session(held(aws.options(), Known)))
    silent = Collector("silent", {}, (), lambda _: iter(()))
    reader = UnitReader(Unit("aws", "1", PARIS, "silent"), silent, source, "aws")
    with pytest.raises(LookupError, match="logs:DescribeLogGroups"):
        list(reader.pages(GROUPS))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (botocore.exceptions.NoCredentialsError(), "no_credentials"),
        (botocore.exceptions.EndpointConnectionError(endpoint_url="x"), "unreachable"),
        (botocore.exceptions.ConnectTimeoutError(endpoint_url="x"), "timed_out"),
        (botocore.exceptions.ParamValidationError(report="x"), "no_answer"),
        (ValueError("a word where a number was due"), "no_answer"),
    ],
)
def test_reasons_of_exceptions(aws: Cloud, error: Exception, code: str) -> None:
    """What never reached a server has its reason too."""
    source = AwsSource(session.Session(held(aws.options(), Known)))
    assert isinstance(error, source.errors)
    assert str(source.reason(error, GROUPS)[1]) == f"{code}: logs:DescribeLogGroups"


DENIED = "User: arn:aws:sts::123456789012:assumed-role/audit/s is not authorized to perform: logs:DescribeLogGroups "


@pytest.mark.parametrize(
    ("code", "message", "kind"),
    [
        ("AccessDeniedException", DENIED + "with an explicit deny in a service control policy", "guard_rail"),
        (
            "AccessDenied",
            DENIED + "on resource: * because no service control policy allows the logs:DescribeLogGroups action",
            "guard_rail",
        ),
        ("AccessDenied", DENIED + 'on resource: "arn:aws:s3:::b" with an explicit deny in a resource control policy', "guard_rail"),
        ("AccessDenied", DENIED + "because no resource control policy allows the s3:ListBucket action", "guard_rail"),
        (
            "UnauthorizedOperation",
            "You are not authorized to perform this operation. " + DENIED + "with an explicit deny in a service control policy: "
            "arn:aws:organizations::111122223333:policy/o-1/service_control_policy/p-1. Encoded authorization failure message: 1aBc",
            "guard_rail",
        ),
        (
            "UnauthorizedOperation",
            "You are not authorized to perform this operation. Encoded authorization failure message: 1aBc",
            "access_denied",
        ),
        ("AccessDenied", "Access Denied", "access_denied"),
        ("AccessDeniedException", "", "access_denied"),
        ("AccessDeniedException", DENIED + "because no identity-based policy allows the logs:DescribeLogGroups action", "access_denied"),
        ("AccessDeniedException", DENIED + "with an explicit deny in an identity-based policy", "access_denied"),
        ("AccessDeniedException", DENIED + "with an explicit deny in a permissions boundary", "access_denied"),
        ("AccessDeniedException", DENIED + "because no permissions boundary allows the logs:DescribeLogGroups action", "access_denied"),
        ("AccessDeniedException", DENIED + "with an explicit deny in a session policy", "access_denied"),
        ("AccessDeniedException", DENIED + "with an explicit deny in a VPC endpoint policy", "access_denied"),
        ("AccessDeniedException", DENIED + "with an explicit deny in a resource-based policy", "access_denied"),
        ("AccessDeniedException", "The access control policy does not let you", "access_denied"),
        ("ThrottlingException", "Rate exceeded for the service control policy of the call", "throttled"),
        ("ValidationException", "Not a service control policy", "no_answer"),
    ],
)
def test_who_refuses_is_told_by_what_aws_says(aws: Cloud, code: str, message: str, kind: str) -> None:
    """The organisation's policies on one side, every other refusal on the other; a terse or encoded message is a missing permission."""
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}
    error = botocore.exceptions.ClientError(answer, "DescribeLogGroups")
    assert AwsSource(session.Session(held(aws.options(), Known))).reason(error, GROUPS)[1].code == kind


def test_what_an_endpoint_does_not_speak_is_left_out_by_name(aws: Cloud) -> None:
    """An emulator or a private cloud that speaks part of AWS's API: the rest is told as not offered there, and is no gap.

    The first such page is doubted: that call is asked once more, and no other is.
    """
    before = len(aws.faults.seen)
    with aws.fault("kms", "ListKeys", "stranger"):
        result = aws.scan("kms", max_attempts=8)
    lines = [line for line in result.coverage if line.call == "kms:ListKeys"]
    assert {(line.status, line.reason) for line in lines} == {("skipped", "not_collected: kms:ListKeys: not offered there")}
    assert sum(operation == "ListKeys" for _, operation, _ in aws.faults.seen[before:]) == 1 + len(lines)
    assert not result.resources
