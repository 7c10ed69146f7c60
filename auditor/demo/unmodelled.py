"""What the emulator has no model of is answered as an account that does not use it, on the service's own wire format."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from auditor.demo.wsgi import body_of

SCOPE = re.compile(r"Credential=[^/]+/\d+/[^/]+/([^/]+)/aws4_request")
SIGNED = {
    "monitoring": "cloudwatch",
    "aoss": "opensearchserverless",
    "cassandra": "keyspaces",
    "elasticfilesystem": "efs",
    "es": "opensearch",
    "s3express": "s3",
    "tagging": "resourcegroupstaggingapi",
    "timestream": "timestream-write",
}
"""Where requests are signed under another name than the SDK calls the service by."""
BY_PATH = {
    ("s3", "/v20180820/"): "s3control",
    ("s3express", "/v20180820/"): "s3control",
    ("bedrock", "/knowledgebases/"): "bedrock-agent",
    ("bedrock", "/agents/"): "bedrock-agent",
    ("bedrock", "/tags/"): "bedrock-agent",
    ("ses", "/v2/"): "sesv2",
    ("ses", "/"): "mailmanager",
}
"""Where several services sign under the same name, by how their paths begin, the most telling first."""
NO_BACKEND = frozenset(
    "appflow dlm docdb-elastic drs ecr-public globalaccelerator kafkaconnect keyspaces mailmanager neptune-graph oam rbin "
    "redshift-serverless resource-explorer-2 storagegateway".split()
)
"""Services the emulator does not know by name; asked for one, it would print so amid our own words."""
S3, UNHEARD = "s3", "analytics"
"""A setting of it that is taken for the list of what a bucket holds, as the query begins."""
MISNAMED = (b"GetBucketNotificationResponse", b"NotificationConfiguration")
"""The root of an answer of S3, as it names it and as AWS does."""
MISSING = (KeyError, RuntimeError)
"""What it raises for an operation, or a region of a service, it knows nothing of; NotImplementedError is a RuntimeError."""
NOT_SET = {("backup", "GetBackupVaultAccessPolicy"): "ResourceNotFoundException"}
"""Reads to which AWS answers "nothing is set" with an error of its own (REST with JSON)."""
SETTINGS = {("ec2", "GetSnapshotBlockPublicAccessState"): {"State": "unblocked"}}
"""Reads of a switch, to which AWS always says where it stands."""
PAGE = b"<!doctype html"
READS = ("List", "Describe", "Get")

NUMBER = ("x-amzn-RequestId", "emulated")
"""The number of the request, which AWS gives with every answer: without it nobody believes an empty one."""


def unmodelled(application: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    """A layer around `application`: where it fails with a page for people, which AWS never does, a read finds nothing."""

    def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        body = body_of(environ)
        heads: list[tuple[Any, ...]] = []
        service = _service(environ)
        try:
            found = (
                PAGE
                if service in NO_BACKEND or _unheard(service, environ)
                else b"".join(application(environ, lambda *head: heads.append(head)))
            )
        except MISSING:
            found = PAGE
        nothing = _nothing(service, {**environ, "wsgi.input": io.BytesIO(body)}) if found[: len(PAGE)].lower() == PAGE else None
        if nothing is not None:
            length = ("Content-Length", str(len(nothing["body"])))
            start_response(f"{nothing['status_code']} Answered", [*nothing["headers"].items(), length, NUMBER])
            return [nothing["body"]]
        status, headers, *more = heads[0] if heads else ("500 Not modelled", [("Content-Type", "text/html")])
        if service == S3 and MISNAMED[0] in found:
            found = found.replace(*MISNAMED)
            headers = [*((name, said) for name, said in headers if name != "Content-Length"), ("Content-Length", str(len(found)))]
        start_response(status, [*headers, *([NUMBER] if found.strip() == b"{}" else [])], *more)
        return [found]

    return answer


def _unheard(service: str, environ: Mapping[str, Any]) -> bool:
    return service == S3 and environ["REQUEST_METHOD"] == "GET" and environ.get("QUERY_STRING", "").startswith(UNHEARD)


def called(signed: str, environ: Mapping[str, object]) -> str:
    """The SDK's name of the service whose request is signed under the name `signed`."""
    path = str(environ["PATH_INFO"])
    if signed == "ses" and path == "/" and "HTTP_X_AMZ_TARGET" not in environ:
        # The oldest of the services that sign so says what it is asked in the body.
        return signed
    return next((name for (sign, start), name in BY_PATH.items() if signed == sign and path.startswith(start)), SIGNED.get(signed, signed))


def _service(environ: dict[str, Any]) -> str:
    scope = SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
    return called(scope[1], environ) if scope else ""


def _nothing(service: str, environ: Mapping[str, object]) -> dict[str, Any] | None:
    """The answer without any element to a read call; None to anything else."""
    from moto.core.request import Request
    from moto.core.routing import get_service_router
    from moto.core.serialize import get_serializer_class
    from werkzeug.exceptions import NotFound

    try:
        operation, _ = get_service_router(service).match(Request(environ))
    except (NotFound, LookupError, ValueError):
        return None
    if not operation.name.startswith(READS) or operation.output_shape is None:
        return None
    if error := NOT_SET.get((service, operation.name)):
        return {"status_code": 400, "headers": {"x-amzn-ErrorType": error, "Content-Type": "application/json"}, "body": b"{}"}
    empty: dict[str, Any] = SETTINGS.get((service, operation.name)) or {
        name: [] for name, shape in operation.output_shape.members.items() if shape.type_name == "list"
    }
    answer = get_serializer_class(service, str(operation.service_model.resolved_protocol))(operation).serialize(empty)
    return {**answer, "body": answer["body"] if isinstance(answer["body"], bytes) else answer["body"].encode()}
