"""A service that a region does not offer is skipped, not missing; and lists of AWS's that end, or are empty, each in their own way."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, NoReturn

import boto3
import pytest
from botocore.exceptions import UnknownEndpointError

from auditor.providers.aws.reader import AwsSource
from auditor.providers.aws.services import firehose, security_findings, sqs
from auditor.providers.aws.session import Session
from auditor.providers.contract import Call, Collector, Unit
from auditor.providers.reader import run_unit
from tests.emulators.aws import ACCOUNT, PARIS, VIRGINIA, Cloud, Problem

pytestmark = pytest.mark.long

FLOWS = Call("appflow", "ListFlows", path="flows", lists=True)
COLLECTOR = Collector("appflow", {}, (FLOWS,), lambda reader: iter(list(reader.pages(FLOWS))))


def _elsewhere() -> str:
    """A region of AWS's where its SDK knows of no AppFlow."""
    session = boto3.Session()
    return sorted(set(session.get_available_regions("ec2")) - set(session.get_available_regions("appflow")))[0]


def _resolver(answer: int) -> Callable[..., NoReturn]:
    def resolve(*_: Any, **__: Any) -> NoReturn:
        raise socket.gaierror(answer, "said by a test")

    return resolve


@pytest.fixture
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names are resolved here, not by a proxy."""
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.usefixtures("no_proxy")
def test_a_service_the_region_has_not_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has its name and the SDK does not know of it: no gap, no request, no wait."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(socket.EAI_NONAME))
    unit = Unit("aws", ACCOUNT, _elsewhere(), "appflow")
    result = run_unit(unit, COLLECTOR, AwsSource(Session({"id": "town", "provider": "aws"})))
    (line,) = result.coverage
    assert (line.status, line.reason) == ("skipped", "not_collected: appflow:ListFlows: not offered there")


@pytest.mark.usefixtures("no_proxy")
def test_a_resolver_that_fails_proves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The SDK may lag: only a name that nobody has is a service that is not there."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(socket.EAI_AGAIN))
    session = Session({"id": "town", "provider": "aws"})
    assert session.client("appflow", _elsewhere()) is not None
    session.close()


def test_behind_a_proxy_names_are_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine behind a proxy may know no name of the outside at all."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(socket.EAI_NONAME))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    session = Session({"id": "town", "provider": "aws"})
    assert session.client("appflow", _elsewhere()) is not None
    session.close()


@pytest.mark.usefixtures("no_proxy")
def test_what_the_sdk_lists_is_asked_even_without_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that should exist and does not is a failure to tell, not a service to skip."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(socket.EAI_NONAME))
    session = Session({"id": "town", "provider": "aws"})
    assert session.client("appflow", PARIS) is not None
    session.close()


@pytest.mark.usefixtures("no_proxy")
@pytest.mark.parametrize(
    ("service", "operation"), [("cloudfront", "ListDistributions"), ("route53", "ListHostedZones"), ("organizations", "ListRoots")]
)
def test_what_is_everywhere_does_not_vanish_with_its_name(monkeypatch: pytest.MonkeyPatch, service: str, operation: str) -> None:
    """Services that the SDK lists in no region are of all of them: a name that is not found is a gap, and the scan is incomplete."""
    monkeypatch.setattr(socket, "getaddrinfo", _resolver(socket.EAI_NONAME))
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "nobody")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "nobody")
    call = Call(service, operation, path="Items", lists=True)
    collector = Collector(service, {}, (call,), lambda reader: iter(list(reader.pages(call))))
    (line,) = run_unit(
        Unit("aws", ACCOUNT, VIRGINIA, service), collector, AwsSource(Session({"id": "town", "provider": "aws", "max_attempts": 1}))
    ).coverage
    assert (line.status, line.reason) == ("failed", f"no_route: {call.name}")


@pytest.mark.usefixtures("no_proxy")
@pytest.mark.parametrize(("found", "offered"), [((), True), (("ec2.eu-west-3.amazonaws.com",), False)], ids=["no name", "the region's"])
def test_what_the_sdk_lists_nowhere(monkeypatch: pytest.MonkeyPatch, found: tuple[str, ...], offered: bool) -> None:
    """A service newer than the SDK's lists is missing only where the resolver finds other names of the region."""

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        return [] if host in found else _resolver(socket.EAI_NONAME)()

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    session = Session({"id": "town", "provider": "aws"})
    with nullcontext() if offered else pytest.raises(UnknownEndpointError):
        session.client("s3tables", PARIS)
    session.close()


@pytest.mark.parametrize(("times", "status"), [(1, "read"), (2, "skipped")])
def test_not_offered_is_believed_the_second_time(aws: Cloud, times: int, status: str) -> None:
    """One page of a gateway without its servers hides no service; what says so twice does not know it."""
    with aws.fault("sqs", "ListQueues", "stranger", times=times) as fault:
        lines = aws.scan("sqs", id=f"stranger-{times}", regions=[PARIS]).coverage
    assert {(line.status, line.call) for line in lines if line.call == "sqs:ListQueues"} == {(status, "sqs:ListQueues")}
    assert fault.asked == 2


def test_a_page_of_500_is_never_not_offered(aws: Cloud) -> None:
    """However often it comes."""
    aws.answer("sqs", "ListQueues", Problem(500, "<html>"))
    assert {line.status for line in aws.scan("sqs", regions=[PARIS], max_attempts=2).coverage} == {"failed"}


def test_no_queue_is_read_not_missing(aws: Cloud) -> None:
    """SQS leaves the list out where there is none."""
    aws.answer("sqs", "ListQueues", {})
    result = aws.scan("sqs")
    assert {line.status for line in result.coverage} == {"read"}
    assert result.resources == []
    assert sqs.QUEUES in sqs.COLLECTOR.calls


def test_streams_beyond_the_first_page_are_read(aws: Cloud) -> None:
    """Firehose says that there is more after the last name; asked from there it goes on."""
    names = [f"flux-{number}" for number in range(5)]

    def answer(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        start = names.index(asked["ExclusiveStartDeliveryStreamName"]) + 1 if "ExclusiveStartDeliveryStreamName" in asked else 0
        page = names[start : start + 2]
        return {"DeliveryStreamNames": page, "HasMoreDeliveryStreams": start + 2 < len(names)}

    aws.answer("firehose", "ListDeliveryStreams", answer, PARIS)
    aws.answer("firehose", "DescribeDeliveryStream", Problem(500, "InternalFailure"))
    found = [resource.name for resource in aws.scan("firehose", regions=[PARIS]).resources]
    assert found == names
    assert firehose.STREAMS.lists


@pytest.mark.parametrize(("message", "status"), [("Macie is not enabled", "read"), ("User is not authorized", "refused")])
def test_macie_off_is_not_macie_refused(aws: Cloud, monkeypatch: pytest.MonkeyPatch, message: str, status: str) -> None:
    """Both are AccessDeniedException: the message tells them apart."""
    monkeypatch.setattr("tests.emulators.aws.GRANT", message)
    with aws.fault("macie2", "GetMacieSession"):
        lines = [line for line in aws.scan("security-findings").coverage if line.service == "macie2"]
    assert {line.status for line in lines} == {status}
    assert {line.call for line in lines} == {security_findings.SESSIONS.name}
