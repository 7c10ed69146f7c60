"""Amazon Data Firehose: where each delivery stream delivers, in AWS or outside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import arn, key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import to_bucket, to_host
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.firehose import DeliveryStreamDescription

STREAM = "AWS::KinesisFirehose::DeliveryStream"
BUCKETS = ("S3DestinationDescription", "S3BackupDescription")
# destination → where in its description the host it delivers to lies
HOSTS = {
    "RedshiftDestinationDescription": ("ClusterJDBCURL",),
    "ElasticsearchDestinationDescription": ("ClusterEndpoint",),
    "AmazonopensearchserviceDestinationDescription": ("ClusterEndpoint",),
    "AmazonOpenSearchServerlessDestinationDescription": ("CollectionEndpoint",),
    "SplunkDestinationDescription": ("HECEndpoint",),
    "HttpEndpointDestinationDescription": ("EndpointConfiguration", "Url"),
    "SnowflakeDestinationDescription": ("AccountUrl",),
}
ARNS = {
    "ElasticsearchDestinationDescription": ("DomainARN",),
    "AmazonopensearchserviceDestinationDescription": ("DomainARN",),
    "IcebergDestinationDescription": ("CatalogConfiguration", "CatalogARN"),
}

KNOWN = {*HOSTS, *ARNS, "S3DestinationDescription", "ExtendedS3DestinationDescription"}
"""What a destination may be; of another nobody knows where it is."""
SOURCES = {"KinesisStreamSourceDescription": "KinesisStreamARN", "MSKSourceDescription": "MSKClusterARN"}
"""What a delivery stream may empty in place of taking what it is sent, and where that is named."""

# Without a paginator: an answer says whether there are more after its last name.
STREAMS = Call("firehose", "ListDeliveryStreams", path="DeliveryStreamNames", lists=True)
DESCRIPTION = Call(
    "firehose",
    "DescribeDeliveryStream",
    feeds=("encryption.at_rest", "encryption.key", "flows.copy"),
    path="DeliveryStreamDescription",
)
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every delivery stream of the region."""
    streams = list(reader.pages(STREAMS))
    labels = tagged(reader, TAGS, "firehose") if streams else {}
    yield from reader.map(partial(_stream, reader, labels), streams)


def _stream(reader: Reader, labels: object, name: str) -> Resource:
    id = arn(reader, "firehose", f"deliverystream/{name}")
    described = reader.get(DESCRIPTION, DeliveryStreamName=name)
    settings = lift(lambda stream: stream.get("DeliveryStreamEncryptionConfiguration", {}), described)
    facts = {
        # What it empties lies there until it is delivered: a stream with a source keeps nothing of its own.
        "encryption.at_rest": lift(
            lambda stream, found: bool(stream.get("Source")) or found.get("Status") == "ENABLED", described, settings
        ),
        "encryption.key": lift(lambda found: key_arn(reader, found.get("KeyARN")), settings),
        "flows.copy": lift(partial(_destinations, reader), described),
    }
    return reader.resource(STREAM, id, name, facts, tags_of(labels, id))


def _destinations(reader: Reader, stream: DeliveryStreamDescription) -> Any:
    told: Mapping[str, Any] = stream.get("Source", {})
    sources = [told.get(sort, {}).get(member) for sort, member in SOURCES.items()]
    source = next(({"source": one} for one in sources if one), {})
    ends = stream.get("Destinations", ())
    unheard = sorted({sort for one in ends for sort, said in one.items() if isinstance(said, Mapping) and sort not in KNOWN})
    found = flows({**flow, **source} for one in ends for flow in _ends(reader, one))
    return joined(found, Unknown.of("not_collected", f"where a {unheard[0]} delivers") if unheard else None)


def _ends(reader: Reader, destination: Mapping[str, object]) -> Iterator[dict[str, Any]]:
    """Where one destination delivers, then the buckets it passes through or leaves what failed in."""
    for sort, described in destination.items():
        if not isinstance(described, Mapping):
            continue
        named = _at(described, ARNS.get(sort, ()))
        host = _at(described, HOSTS.get(sort, ()))
        if named:
            yield to_arn(named)
        elif host:
            yield to_host(host)
        yield from (to_arn(one) for one in _changed(described))
        for bucket in (described, *(described.get(name) or {} for name in BUCKETS)):
            if "BucketARN" in bucket:
                yield to_bucket(reader, bucket["BucketARN"])


def _changed(destination: Mapping[str, Any]) -> Iterator[str]:
    """The functions that are handed everything on its way."""
    processing = destination.get("ProcessingConfiguration") or {}
    for one in processing.get("Processors", ()) if processing.get("Enabled") else ():
        given = {said["ParameterName"]: said["ParameterValue"] for said in one.get("Parameters", ())}
        if one.get("Type") == "Lambda" and "LambdaArn" in given:
            yield given["LambdaArn"].removesuffix(":$LATEST")


def _at(described: Mapping[str, object], path: tuple[str, ...]) -> str:
    """The text at a path; nothing when the path is empty or leads nowhere."""
    node: Any = described if path else None
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return str(node or "")


COLLECTOR = Collector(
    service="firehose",
    native_types={STREAM: "delivery_stream"},
    calls=(STREAMS, DESCRIPTION, TAGS),
    collect=collect,
)
