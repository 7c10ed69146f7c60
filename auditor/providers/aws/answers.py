"""What an answer must look like before anything is read from it: a 200 that is no answer is no answer.

botocore reads an empty body, or text that is no JSON, as an answer that says nothing, and a page of another namespace as one of AWS's own;
what a service leaves out means "not set" to a collector.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from botocore.parsers import ResponseParserError
from botocore.utils import parse_timestamp
from dateutil.tz import tzutc

HEAD = 4096
"""Bytes of an answer within which its first element begins; one that says nothing has no more."""
S3 = {
    "GetBucketAcl": "AccessControlPolicy",
    "GetBucketLifecycleConfiguration": "LifecycleConfiguration",
    "GetBucketLocation": "LocationConstraint CreateBucketConfiguration",
    "GetBucketLogging": "BucketLoggingStatus",
    "GetBucketOwnershipControls": "OwnershipControls",
    "GetBucketTagging": "Tagging",
    "GetBucketVersioning": "VersioningConfiguration",
    "ListBucketAnalyticsConfigurations": "ListBucketAnalyticsConfigurationResult",
    "ListBucketInventoryConfigurations": "ListInventoryConfigurationsResult",
    "ListBuckets": "ListAllMyBucketsResult",
    "ListDirectoryBuckets": "ListAllMyDirectoryBucketsResult ListAllMyBucketsResult",
}
"""The root elements that S3's model does not name, as its reference shows them, and where a bucket is as SeaweedFS says it."""

_USUAL = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3}(\d{3})?)?Z", re.ASCII)
_TAGS = re.compile(rb"<[^<>]*>")


def check(operation_model: Any, response_dict: Mapping[str, Any], **_: Any) -> None:
    """For botocore's `before-parse`: raise ResponseParserError for a success whose body is not that operation's answer."""
    shape = operation_model.output_shape
    if response_dict["status_code"] >= 300 or shape is None or all(one.serialization.get("location") for one in shape.members.values()):
        # What is said in headers alone has no body to look at.
        return
    protocol = operation_model.service_model.resolved_protocol
    problem = _PROTOCOLS.get(protocol, _json)(operation_model, response_dict["body"])
    if problem or _nobody(response_dict):
        problem = problem or "an empty answer that nobody signed"
        raise ResponseParserError(f"{operation_model.name} was answered with {problem}")


def moment(said: str | float) -> datetime:
    """A moment as AWS writes it. What has the usual form is not tried in every other, which costs as much as the rest of an answer."""
    if isinstance(said, str) and _USUAL.fullmatch(said):
        return datetime.fromisoformat(said[:-1]).replace(tzinfo=tzutc())
    found: datetime = parse_timestamp(said)  # type: ignore[arg-type]  # numbers too, whatever its stubs say
    return found


def _nobody(response_dict: Mapping[str, Any]) -> bool:
    """Whether what says nothing lacks the number of the request, which the services give and nobody in their place."""
    body = response_dict["body"]
    said = _TAGS.sub(b"", body).strip() if len(body) <= HEAD else body
    return said in (b"", b"{}") and not any("requestid" in name.lower().replace("-", "") for name in response_dict["headers"])


def _json(operation: Any, body: bytes) -> str:
    shape = operation.output_shape
    payload = shape.members.get(shape.serialization.get("payload", ""))
    if payload is not None:
        shape = payload
    if shape.type_name != "structure":
        return ""
    try:
        said = json.loads(body)
    except ValueError:
        return f"{len(body)} bytes that are no JSON"
    if not isinstance(said, dict):
        return "JSON that is no object"
    known = {member.serialization.get("name", name) for name, member in shape.members.items()}
    return "an object of something else" if said and not known & said.keys() else ""


def _query(operation: Any, body: bytes) -> str:
    wrapper = operation.output_shape.serialization.get("resultWrapper")
    root = _root(body)
    if root != f"{operation.name}Response":
        return _strange(root)
    return "" if wrapper is None or f"<{wrapper}".encode() in body else f"no {wrapper}"


def _rest(operation: Any, body: bytes) -> str:
    shape = operation.output_shape
    name = shape.serialization.get("payload")
    payload = shape.members.get(name)
    if payload is not None and payload.type_name == "string":
        return "" if body.lstrip().startswith(b"{") else "a text that is no policy"
    names = {
        *S3.get(operation.name, "").split(),
        shape.name,
        shape.serialization.get("name"),
        *(f"{operation.name}{end}" for end in ("Result", "Response", "Output")),
    }
    if payload is not None:
        names |= {name, payload.name, payload.serialization.get("name")}
    root = _root(body)
    return "" if root in names and root is not None else _strange(root)


def _root(body: bytes) -> str | None:
    """The name of the first element; what follows it is botocore's to parse, and to refuse."""
    parser: Any = ElementTree.XMLPullParser(["start"])  # of the beginning only; expat refuses entity bombs
    try:
        parser.feed(body[:HEAD])
        first: Any = next(iter(parser.read_events()), None)
    except ElementTree.ParseError:
        return None
    return None if first is None else str(first[1].tag).rpartition("}")[2]


def _strange(root: str | None) -> str:
    return "something that is no XML" if root is None else f"<{root}>"


_PROTOCOLS = {"query": _query, "ec2": _query, "rest-xml": _rest}
