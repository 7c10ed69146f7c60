"""AWS Database Migration Service: the machines it runs on, and replications from the database they read to whatever they write to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import bucket_in, encryption, lies_in, tags, to_arn
from auditor.providers.aws.targets import to_host
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.dms import Endpoint, ReplicationConfig, ReplicationInstance, ReplicationTask

TASK = "AWS::DMS::ReplicationTask"
SERVERLESS = "AWS::DMS::ReplicationConfig"
INSTANCE = "AWS::DMS::ReplicationInstance"
IN_A_SECRET = Unknown.of("not_collected", "the server of an endpoint, which a secret alone names")

TASKS = Call("dms", "DescribeReplicationTasks", of=(TASK,), path="ReplicationTasks", lists=True)
CONFIGS = Call("dms", "DescribeReplicationConfigs", of=(SERVERLESS,), path="ReplicationConfigs", lists=True)
ENDPOINTS = Call("dms", "DescribeEndpoints", feeds=("flows.copy",), of=(TASK, SERVERLESS), path="Endpoints")
INSTANCES = Call("dms", "DescribeReplicationInstances", feeds=("encryption.key",), of=(INSTANCE,), path="ReplicationInstances", lists=True)
TAGS = Call("dms", "ListTagsForResource", feeds=("tags",), path="TagList")


def collect(reader: Reader) -> Iterator[Resource]:
    """Tasks on an instance, then those without one; the endpoints of both are asked for once."""
    found: list[tuple[str, str, Any]] = [(TASK, "ReplicationTask", one) for one in reader.pages(TASKS, WithoutSettings=True)]
    found += [(SERVERLESS, "ReplicationConfig", one) for one in reader.pages(CONFIGS)]
    endpoints = lift(lambda all_: {one["EndpointArn"]: one for one in all_}, reader.all(ENDPOINTS)) if found else {}
    yield from reader.map(lambda one: _replication(reader, endpoints, *one), found)
    yield from reader.map(partial(_instance, reader), reader.pages(INSTANCES))


def _replication(reader: Reader, endpoints: object, native_type: str, prefix: str, one: ReplicationTask | ReplicationConfig) -> Resource:
    named: Mapping[str, Any] = one
    id = named[f"{prefix}Arn"]
    facts = {"flows.copy": lift(partial(_copy, reader, one), endpoints)}
    return reader.resource(native_type, id, named[f"{prefix}Identifier"], facts, tags(reader.get(TAGS, ResourceArn=id)))


def _instance(reader: Reader, instance: ReplicationInstance) -> Resource:
    """What is being copied waits on its disk, which is always encrypted."""
    id, name = instance["ReplicationInstanceArn"], instance["ReplicationInstanceIdentifier"]
    facts = {**encryption(reader, True, instance.get("KmsKeyId"))}
    return reader.resource(INSTANCE, id, name, facts, tags(reader.get(TAGS, ResourceArn=id)), region=lies_in(reader, instance))


def _copy(reader: Reader, replication: ReplicationTask | ReplicationConfig, endpoints: dict[str, Any]) -> Any:
    source, target = endpoints.get(replication["SourceEndpointArn"]), endpoints.get(replication["TargetEndpointArn"])
    if source is None or target is None:
        return Unknown(ENDPOINTS.reason("empty_answer"))
    origin = lift(lambda place: place.get("to"), _place(reader, source))
    there = {"source": source["EndpointArn"] if isinstance(origin, Unknown) or not origin else origin}
    return lift(lambda place: flows([{**place, **there}]), _place(reader, target))


def _place(reader: Reader, endpoint: Endpoint) -> Any:
    """What is behind an endpoint: a bucket, a stream, a table of this region, or a server known by its name; or by none that AWS tells."""
    if bucket := (endpoint.get("S3Settings") or {}).get("BucketName"):
        return {"to": bucket_in(reader, bucket)}
    if stream := (endpoint.get("KinesisSettings") or {}).get("StreamArn"):
        return to_arn(stream)
    if endpoint.get("EngineName") == "dynamodb":
        return {"region": reader.region, "account": reader.account}
    server = _server(endpoint)
    return to_host(server) if server else IN_A_SECRET


def _server(endpoint: Endpoint) -> str | None:
    """The name of the server, in the place where its engine keeps it."""
    settings = [value for key, value in endpoint.items() if key.endswith("Settings") and isinstance(value, dict)]
    names = [one.get(key) for one in settings for key in ("ServerName", "EndpointUri", "Broker")]
    return next((str(name) for name in (endpoint.get("ServerName"), *names) if name), None)


COLLECTOR = Collector(
    service="dms",
    native_types={TASK: "transfer", SERVERLESS: "transfer", INSTANCE: "volume"},
    calls=(TASKS, CONFIGS, ENDPOINTS, INSTANCES, TAGS),
    collect=collect,
    never=(
        Absence(("flows.share",), f"{DOCS}/dms/latest/APIReference/API_Operations.html: no operation lets another account in"),
        Absence(("origin",), f"{DOCS}/dms/latest/APIReference/API_CreateReplicationInstance.html: its disk is made empty", (INSTANCE,)),
    ),
)
