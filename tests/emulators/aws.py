"""An AWS to test against: moto over HTTP, with a layer in front that misbehaves on demand and answers what moto cannot."""

from __future__ import annotations

import io
import json
import random
import re
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache, partial, reduce
from threading import Event, Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import boto3
import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import DataNotFoundError, UnknownServiceError
from moto.core.request import Request
from moto.core.routing import get_service_router
from moto.core.serialize import get_serializer_class

from auditor.demo.aws_emulator import AwsEmulator
from auditor.demo.models import share_with_all
from auditor.demo.unmodelled import called
from auditor.demo.wsgi import Application
from auditor.providers.aws import PROVIDER
from auditor.providers.aws.answers import S3
from auditor.providers.aws.lean import readable
from auditor.providers.aws.provider import AwsProvider
from auditor.providers.aws.reader import LIMITS
from auditor.providers.aws.session import _strip_host_prefix
from auditor.providers.contract import Unit, UnitResult
from tests.emulators.direct import Direct

# Whoever of the tests reads the SDK's models, the emulator too: each is read once a process.
share_with_all()

ACCOUNT, STRANGER = "123456789012", "999988887777"
PARIS, IRELAND, VIRGINIA = "eu-west-3", "eu-west-1", "us-east-1"

SCOPE = re.compile(r"Credential=[^/]+/\d+/([^/]+)/([^/]+)/aws4_request")
GRANT = "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: {action} because no identity-based policy allows it"
GUARD_RAIL = (
    "User: arn:aws:iam::123456789012:user/auditor is not authorized to perform: {action} with an explicit deny in a service control policy"
)
XHTML = b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>Blocked</title></head><body/></html>'
OF_THE_LINE = frozenset({"reset", "hang", "slow head", "slow body", "cut", "severed"})
"""Faults that only a line has."""
# protocol → (status, code, body) as AWS writes them.
REFUSALS = {
    "rest-xml": (403, "AccessDenied"),
    "query": (403, "AccessDenied"),
    "ec2": (403, "UnauthorizedOperation"),
    "json": (400, "AccessDeniedException"),
    "rest-json": (403, "AccessDeniedException"),
}
THROTTLES = {
    "rest-xml": (503, "SlowDown"),
    "query": (400, "Throttling"),
    "ec2": (503, "RequestLimitExceeded"),
    "json": (400, "ThrottlingException"),
    "rest-json": (429, "ThrottlingException"),
}
BODIES = {
    "rest-xml": "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>1</RequestId></Error>",
    "query": "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>",
    "ec2": "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors><RequestID>1</RequestID></Response>",
}


@dataclass
class Fault:
    """How one operation (every one, when it is empty) misbehaves: from its request number `after` on, for `times` requests, in one
    region or everywhere; `chosen` says which of these requests are hit.

    `kind`: refuse, guard_rail, throttle, broken, reset, hang, slow head, slow body (a byte now and then), html, stranger (a page for an
    error: what answers does not know the service), cut (half a body), listing (a bucket's listing instead of its settings).
    """

    service: str
    operation: str
    kind: str = "refuse"
    region: str = ""
    after: int = 0
    times: int = 1_000_000
    asked: int = 0
    chosen: Callable[[], bool] = lambda: True

    def of(self, service: str, operation: str, region: str) -> bool:
        """Whether it is of such a request."""
        return self.service in ("", service) and self.operation in ("", operation) and self.region in ("", region)


@dataclass(frozen=True)
class Problem:
    """An error, answered as AWS writes it in the service's own format."""

    status: int
    code: str
    message: str = ""


Answered = Mapping[str, Any] | Problem
Answer = Answered | Callable[[Mapping[str, Any]], Answered]


@dataclass
class Faults:
    """The layer: its faults, the answers it gives instead of moto, and every operation it saw."""

    faults: list[Fault] = field(default_factory=list)
    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    seen: list[tuple[str, str, str]] = field(default_factory=list)
    release: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)
    whole: Application = field(init=False)

    def __call__(self, application: Application) -> Application:
        """The layer in front of `application`; what it makes of it is kept as `whole`."""

        def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
            if scope is None:
                return application(environ, start_response)
            region, service = scope[1], called(scope[2], environ)
            operation, _ = _operation(scope[2], service, environ)
            self.seen.append((service, operation.name, region))
            if (fault := self._fault(service, operation.name, region)) is not None:
                return self._misbehave(fault, operation, environ, start_response, application)
            return self._answered(service, operation, environ, start_response, application)

        self.whole = answer
        return answer

    def need_a_line(self, environ: dict[str, Any]) -> bool:
        """Whether the request is of an operation with a fault that only a line has."""
        broken = [fault for fault in self.faults if fault.kind in OF_THE_LINE]
        if not broken or (scope := SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))) is None:
            return bool(broken)
        region, service = scope[1], called(scope[2], environ)
        name = _operation(scope[2], service, environ)[0].name
        return any(fault.of(service, name, region) for fault in broken)

    def _answered(
        self, service: str, operation: Any, environ: dict[str, Any], start_response: Callable[..., Any], application: Application
    ) -> Iterable[bytes]:
        scope = SCOPE.search(environ["HTTP_AUTHORIZATION"])
        region = scope[1] if scope else ""
        scripted = self.answers.get((service, operation.name, region)) or self.answers.get((service, operation.name, ""))
        if scripted is None:
            return application(environ, start_response)
        parameters = _operation(scope[2] if scope else "", service, environ)[1]
        return _scripted(service, operation, scripted(parameters) if callable(scripted) else scripted, start_response)

    def _fault(self, service: str, operation: str, region: str) -> Fault | None:
        with self.lock:
            for fault in self.faults:
                if fault.of(service, operation, region):
                    fault.asked += 1
                    return fault if fault.chosen() and fault.after < fault.asked <= fault.after + fault.times else None
        return None

    def _misbehave(
        self, fault: Fault, operation: Any, environ: dict[str, Any], start_response: Callable[..., Any], application: Application
    ) -> Iterable[bytes]:
        match fault.kind:
            case "reset":
                environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
                raise ConnectionResetError
            case "hang":
                self.release.wait(30)
                raise ConnectionResetError
            case "slow head" | "slow body":
                self._trickle(environ["werkzeug.socket"], fault.kind)
                raise ConnectionResetError
            case "html":
                return _send(start_response, 200, b"<html><body>Maintenance</body></html>", "text/html")
            case "stranger":
                return _send(start_response, 501, b"<!doctype html><title>501 Not Implemented</title>", "text/html; charset=utf-8")
            case "empty":
                return _send(start_response, 200, b"", "application/json")
            case "xhtml":
                return _send(start_response, 200, XHTML, "application/xhtml+xml")
            case "hollow":
                return _send(start_response, 200, _hollow(operation), "text/xml")
            case "listing":
                return _send(start_response, 200, b'<?xml version="1.0"?><ListBucketResult><Name>b</Name></ListBucketResult>', "text/xml")
            case "cut" | "severed":
                whole = b"".join(self._answered(fault.service, operation, environ, lambda *_: None, application))
                return _cut(whole, start_response, announced=len(whole) + 100 if fault.kind == "cut" else len(whole) // 2)
            case "throttle" | "broken":
                problem = THROTTLES[_protocol(operation)] if fault.kind == "throttle" else (500, "InternalError")
                return _error(operation, *problem, "Please try again.", start_response)
            case _:
                message = GUARD_RAIL if fault.kind == "guard_rail" else GRANT
                action = f"{fault.service}:{operation.name}"
                return _error(operation, *REFUSALS[_protocol(operation)], message.format(action=action), start_response)

    def _trickle(self, line: socket.socket, kind: str) -> None:
        """The beginning of an answer, then a byte now and then, for longer than any test waits."""
        line.sendall(b"HTTP/1.1 200 OK\r\n" + (b"X-Slow: " if kind == "slow head" else b"Content-Length: 99999\r\n\r\n"))
        for _ in range(1000):
            if self.release.wait(0.02):
                return
            line.sendall(b" ")


class Cloud:
    """One emulated AWS for a test: clients to seed it with, units to scan it by, faults to scan it under."""

    def __init__(self, emulator: AwsEmulator, faults: Faults) -> None:
        self.url = emulator.url
        self._emulator = emulator
        self.faults = faults
        self.provider = AwsProvider()
        self._direct = Direct(emulator.url, faults.whole, faults.need_a_line)
        self._session = boto3.Session("seed", "seed")
        self._session.events.register("before-send", self._direct.answer)
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = PARIS) -> Any:
        """A client to seed the cloud with; S3 Control cannot be had this way."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self._client(service, region)
        return self._clients[service, region]

    def _client(self, service: str, region: str) -> Any:
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return self._session.client(service, region_name=region, endpoint_url=self.url, config=config)  # type: ignore[call-overload]

    def reset(self) -> None:
        """As it was when new."""
        self._emulator.reset()
        self.faults.answers.clear()
        self.faults.seen.clear()
        self.faults.release.clear()

    def options(self, **more: Any) -> dict[str, Any]:
        """An entry of `accounts:`."""
        entry = {"id": "town", "provider": "aws", "endpoint_url": self.url, "emulator": True, "max_attempts": 1}
        return {**entry, "regions": [PARIS, VIRGINIA], **more}

    def scan(self, service: str, **more: Any) -> UnitResult:
        """All units of one collector, as one result."""
        return self.read(self.units(service, **more))

    def units(self, service: str, **more: Any) -> list[Unit]:
        """Those of one collector, as opening finds them."""
        _, units, _ = self.provider.open(self.options(**more))
        return [unit for unit in units if unit.service == service]

    def read(self, units: Iterable[Unit]) -> UnitResult:
        """All of them, as one result."""
        results = [self.provider.run(unit) for unit in units]
        return UnitResult(
            [resource for result in results for resource in result.resources],
            [line for result in results for line in result.coverage],
            sum(result.api_calls for result in results),
        )

    @contextmanager
    def fault(self, service: str, operation: str, kind: str = "refuse", **more: Any) -> Iterator[Fault]:
        """One operation misbehaves for the block."""
        fault = Fault(service, operation, kind, **more)
        self.another_scan()
        self.faults.faults.append(fault)
        try:
            yield fault
        finally:
            self.another_scan()
            self.faults.release.set()
            self.faults.faults.remove(fault)

    def directly(self) -> AbstractContextManager[None]:
        """Its answers come without a line for the block, but for faults that only a line has."""
        return self._direct.taken()

    def another_scan(self) -> None:
        """What one unit read for all of a region is read again, as by a scan that begins: units may be run here without opening anew."""
        for one in (self.provider, PROVIDER):
            for session in one._sessions._kept.values():
                session.listings.forget()

    def silent(self, region: str) -> AbstractContextManager[Fault]:
        """Nothing in that region answers for the block."""
        return self.fault("", "", "hang", region=region)

    def flaky(self, kind: str, share: float, dice: random.Random) -> AbstractContextManager[Fault]:
        """That share of all requests fares badly for the block."""
        return self.fault("", "", kind, chosen=lambda: dice.random() < share)

    def in_pages(self, service: str, operation: str, regions: Iterable[str], **parameters: Any) -> None:
        """From now on the list is answered as it is today but in pages, as AWS does and moto mostly does not."""
        for region in regions:
            paging = _paging(service, operation)
            given = self.faults.answers.get((service, operation, region)) or self.faults.answers.get((service, operation, ""))
            self.answer(service, operation, _slices(paging, given or self._whole(service, operation, region, parameters)), region)

    def _whole(self, service: str, operation: str, region: str, parameters: Mapping[str, Any]) -> Mapping[str, Any]:
        client, name = self._client(service, region), xform_name(operation)
        client.meta.events.register("before-sign", partial(_strip_host_prefix, urlsplit(self.url).netloc))
        if not client.can_paginate(name):
            return dict(getattr(client, name)(**parameters))
        return dict(client.get_paginator(name).paginate(**parameters).build_full_result())

    def answer(self, service: str, operation: str, answer: Answer, region: str = "") -> None:
        """From now on the operation is answered by `answer` (boto3's names), not by moto."""
        self.faults.answers[service, operation, region] = answer


@contextmanager
def cloud() -> Iterator[Cloud]:
    """An empty AWS, and nothing left of it after the block."""
    faults = Faults()
    with AwsEmulator(faults) as emulator:
        one = Cloud(emulator, faults)
        try:
            yield one
        finally:
            one.provider.close()


def pageable(service: str, operation: str) -> bool:
    """Whether AWS answers the list in pages at all."""
    return _paging(service, operation) is not None


@cache
def _session() -> botocore.session.Session:
    return botocore.session.Session()


@cache
def _paging(service: str, operation: str) -> Any:
    """How AWS pages a list: the SDK's own word, else by the token its answer ends with; None for a list that has no pages."""
    session = _session()
    model: Any = session.get_service_model(service).operation_model(operation)
    with suppress(UnknownServiceError, DataNotFoundError, ValueError):
        paging = session.get_paginator_model(service).get_paginator(operation)
        least = model.input_shape.members[paging["limit_key"]].metadata.get("min", 1) if "limit_key" in paging else 1
        # A list with a least size is asked for none: the test's own is one.
        return paging if least <= 1 else {**paging, "limit_key": ""}
    token = next((name for name in ("NextToken", "nextToken", "Marker") if name in model.output_shape.members), None)
    if token is None:
        return None
    limit = next((name for name in LIMITS if name in model.input_shape.members), "")
    listed = next(name for name, shape in model.output_shape.members.items() if shape.type_name == "list")
    return {"input_token": token, "output_token": token, "result_key": listed, "limit_key": limit}


def _slices(paging: Mapping[str, Any], given: Answer) -> Answer:
    """The list in slices of the size asked for, of one where none can be asked for; the token is the place in the list."""
    name, sent = (one if isinstance(one, str) else one[0] for one in (paging["result_key"], paging["output_token"]))
    token, limit = str(paging["input_token"]), paging.get("limit_key")

    def answer(asked: Mapping[str, Any]) -> Answered:
        start, size = int(str(asked.get(token) or "place-0")[6:]), int(asked.get(limit) or 1000) if limit else 1
        whole = given(asked) if callable(given) else given
        if isinstance(whole, Problem):
            return whole
        *around, listed = name.split(".")
        elements = reduce(lambda node, key: node.get(key, {}), around, whole).get(listed, [])
        more = start + size < len(elements)
        page: dict[str, Any] = {**(whole[around[0]] if around else {}), listed: elements[start : start + size]}
        page |= {sent.split(".")[-1]: f"place-{start + size:040d}"} if more else {}
        page |= {str(paging["more_results"]).split(".")[-1]: more} if "more_results" in paging else {}
        return {around[0]: page} if around else page

    return answer


def _operation(signed: str, service: str, environ: dict[str, Any]) -> tuple[Any, Mapping[str, Any]]:
    """What a request asks for; its body stays readable."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    operation, parameters = get_service_router(service).match(Request({**environ, "wsgi.input": io.BytesIO(body)}))
    environ["wsgi.input"] = io.BytesIO(body)
    if (signed, operation.name) == ("s3express", "ListBuckets"):
        # The same address lists both sorts of buckets, to whoever signs for the one or the other.
        operation = operation.service_model.operation_model("ListDirectoryBuckets")
    said: dict[str, Any] = json.loads(body) if body.startswith(b"{") else dict(parse_qsl(body.decode("latin-1")))
    said = {**dict(parse_qsl(environ.get("QUERY_STRING", ""))), **parameters, **said}
    members = operation.input_shape.members if operation.input_shape else {}
    # The wire spells some members its own way; answers go by boto3's names.
    wire = {name: str(shape.serialization.get("name", name)) for name, shape in members.items()}
    asked = {name: said.get(wire[name], said.get(name)) for name in members if wire[name] in said or name in said}
    # Where there is no JSON a list is spelt out, one numbered parameter an element.
    spelt = {name: [value for key, value in said.items() if key.startswith(f"{wire[name]}.")] for name in members if name not in asked}
    return operation, asked | {name: values for name, values in spelt.items() if values}


def _protocol(operation: Any) -> str:
    """The one that we ask in: of a service that speaks several, the first whose answers can be looked at."""
    return str(readable(operation.service_model.metadata)["protocol"])


def _scripted(service: str, operation: Any, output: Answered, start_response: Callable[..., Any]) -> Iterable[bytes]:
    if isinstance(output, Problem):
        return _error(operation, output.status, output.code, output.message, start_response)
    if operation.name == "GetBucketLocation":
        # The one answer that is a bare word, which the SDK reads by itself.
        body = f"<LocationConstraint>{output.get('LocationConstraint') or ''}</LocationConstraint>".encode()
        return _send(start_response, 200, body, "text/xml", {"x-amz-request-id": "scripted"})
    answer = get_serializer_class(service, _protocol(operation))(operation).serialize(dict(output))
    # A payload that is a member of its own may have nothing in it.
    body = answer["body"] if isinstance(answer["body"], bytes) else (answer["body"] or "").encode()
    start_response(
        f"{answer['status_code']} OK", [*answer["headers"].items(), ("Content-Length", str(len(body))), ("x-amzn-RequestId", "scripted")]
    )
    return [body]


def _error(operation: Any, status: int, code: str, message: str, start_response: Callable[..., Any]) -> Iterable[bytes]:
    template = BODIES.get(_protocol(operation))
    if template is None:
        body, kind = json.dumps({"__type": code, "message": message}), "application/x-amz-json-1.1"
    else:
        body, kind = template.format(code=code, message=message), "text/xml"
    return _send(start_response, status, body.encode(), kind, {"x-amzn-ErrorType": code})


def _cut(whole: bytes, start_response: Callable[..., Any], announced: int) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/xml"), ("Content-Length", str(announced))])
    return [whole[: len(whole) // 2]]


def _hollow(operation: Any) -> bytes:
    """An answer of the right shape with nothing in it, from nobody: it bears no number of the request."""
    protocol, name = _protocol(operation), operation.name
    if protocol == "rest-xml":
        payload = operation.output_shape.serialization.get("payload")
        return f"<{S3.get(name, '').split(' ')[0] or payload or operation.output_shape.name}/>".encode()
    if protocol in ("query", "ec2"):
        wrapper = operation.output_shape.serialization.get("resultWrapper")
        return f"<{name}Response>{f'<{wrapper}/>' if wrapper else ''}</{name}Response>".encode()
    return b"{}"


def _send(
    start_response: Callable[..., Any], status: int, body: bytes, kind: str, headers: Mapping[str, str] | None = None
) -> Iterable[bytes]:
    start_response(f"{status} Answer", [("Content-Type", kind), ("Content-Length", str(len(body))), *(headers or {}).items()])
    return [body]
