"""Refusals in front of the emulator: the calls that the demonstration's town hall is not allowed to make.

Each refused call gets the answer AWS gives, in the wire format of its service, so that boto3 and the auditor see nothing unusual.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any
from xml.sax.saxutils import escape

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d+/(?P<region>[^/]+)/(?P<service>[^/]+)/aws4_request")
_XML = {
    "rest-xml": "<Error><Code>{code}</Code><Message>{message}</Message><RequestId>refused</RequestId></Error>",
    "query": "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>"
    "<RequestId>refused</RequestId></ErrorResponse>",
    "ec2": "<Response><Errors><Error><Code>{code}</Code><Message>{message}</Message></Error></Errors>"
    "<RequestID>refused</RequestID></Response>",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A call that is refused: `operation` may hold wildcards; an empty region or bucket means any.

    `permission` is the IAM action when its name differs; `policy` says who refuses: an organisation's guard rail or a missing grant.
    """

    service: str
    operation: str
    region: str = ""
    bucket: str = ""
    permission: str = ""
    guard_rail: bool = False

    def message(self, operation: str, account: str) -> str:
        """What AWS writes about it."""
        action = self.permission or f"{self.service}:{operation}"
        granted = f"because no identity-based policy allows the {action} action"
        why = "with an explicit deny in a service control policy" if self.guard_rail else granted
        return f"User: arn:aws:sts::{account}:assumed-role/audit-residence/auditor is not authorized to perform: {action} {why}"

    def covers(self, service: str, operation: str, region: str, bucket: str) -> bool:
        """Whether it refuses this call."""
        elsewhere = (self.region and self.region != region) or (self.bucket and self.bucket != bucket)
        return self.service == service and not elsewhere and fnmatchcase(operation, self.operation)


def refusing(application: Application, refusals: Sequence[Refusal]) -> Application:
    """`application` (WSGI), except for the calls that one of `refusals` names."""
    services = {refusal.service for refusal in refusals}

    def answer(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        scope = _SCOPE.search(environ.get("HTTP_AUTHORIZATION", ""))
        # S3 Control signs as S3 and has its own paths.
        if scope is None or scope["service"] not in services or environ["PATH_INFO"].startswith("/v20180820/"):
            return application(environ, start_response)
        operation, bucket = _operation(scope["service"], environ)
        for refusal in refusals:
            if refusal.covers(scope["service"], operation.name, scope["region"], bucket):
                return _refuse(operation.service_model, refusal.message(operation.name, _account(scope["key"])), start_response)
        return application(environ, start_response)

    return answer


def _operation(service: str, environ: dict[str, Any]) -> tuple[Any, str]:
    """The operation that a request asks for, and the bucket it names; the body stays readable."""
    from moto.core.request import Request
    from moto.core.routing import get_service_router

    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    operation, parameters = get_service_router(service).match(Request({**environ, "wsgi.input": io.BytesIO(body)}))
    environ["wsgi.input"] = io.BytesIO(body)
    return operation, str(parameters.get("Bucket", ""))


def _account(key: str) -> str:
    from moto.iam.models import get_account_id_from

    return get_account_id_from(key)


def _refuse(service: Any, message: str, start_response: Callable[..., object]) -> Iterable[bytes]:
    protocol = service.resolved_protocol
    if protocol in _XML:
        code = "UnauthorizedOperation" if protocol == "ec2" else "AccessDenied"
        body, kind = _XML[protocol].format(code=code, message=escape(message)).encode(), "text/xml"
        status = "403 Forbidden"
    else:
        body, kind = json.dumps({"__type": "AccessDeniedException", "message": message}).encode(), "application/x-amz-json-1.1"
        status = "400 Bad Request" if protocol == "json" else "403 Forbidden"
    headers = [("Content-Type", kind), ("Content-Length", str(len(body))), ("x-amzn-RequestId", "refused")]
    if protocol not in _XML:
        headers.append(("x-amzn-ErrorType", "AccessDeniedException"))
    start_response(status, headers)
    return [body]
