"""Amazon MSK Connect: connectors, and the stores outside a cluster that they fill from it, or fill it from."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.targets import to_bucket, to_host, to_hosts
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.msk_connect import ConnectorSummary, DescribeConnectorResponse

CONNECTOR = "AWS::KafkaConnect::Connector"
BUCKETS = ("s3.bucket.name", "aws.s3.bucket", "aws.s3.bucket.name")
REGIONS = ("s3.region", "aws.s3.region")
HOSTS = ("connection.url", "connection.uri", "snowflake.url.name", "hosts", "splunk.hec.uri", "http.api.url", "azblob.account.name")
"""Settings of common connectors that say where they write. Of everything else, passwords included, nothing is kept."""
SOURCE = "source"

CONNECTORS = Call("kafkaconnect", "ListConnectors", path="connectors", lists=True)
DETAIL = Call("kafkaconnect", "DescribeConnector", feeds=("flows.copy",))
TAGS = Call("kafkaconnect", "ListTagsForResource", feeds=("tags",), must=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every connector of the region."""
    yield from reader.map(partial(_connector, reader), reader.pages(CONNECTORS))


def _connector(reader: Reader, listed: ConnectorSummary) -> Resource:
    id = listed["connectorArn"]
    facts = {"flows.copy": lift(partial(_ends, reader), reader.get(DETAIL, connectorArn=id))}
    labels = lift(lambda answer: dict(answer.get("tags", {})), reader.get(TAGS, resourceArn=id))
    return reader.resource(CONNECTOR, id, listed["connectorName"], facts, labels)


def _ends(reader: Reader, detail: DescribeConnectorResponse) -> Any:
    """A connector whose class says that it is a source fills its cluster; any other writes where its settings say, or to what it is for."""
    settings = detail.get("connectorConfiguration", {})
    sort = str(settings.get("connector.class", "")).rsplit(".", 1)[-1]
    brokers = detail.get("kafkaCluster", {}).get("apacheKafkaCluster", {}).get("bootstrapServers", "")
    if SOURCE in sort.lower():
        return flows([to_host(brokers)] if brokers else [])
    region = next(({"region": settings[one]} for one in REGIONS if settings.get(one)), {})
    found = [{**to_bucket(reader, settings[one]), **region} for one in BUCKETS if settings.get(one)]
    ends = [to_hosts(settings[one]) for one in HOSTS if settings.get(one)]
    return joined(found if found or ends else [{"holder": sort or "kafkaconnect"}], *ends)


COLLECTOR = Collector(
    service="msk-connect",
    native_types={CONNECTOR: "transfer"},
    calls=(CONNECTORS, DETAIL, TAGS),
    collect=collect,
    never=(unshared(),),
)
