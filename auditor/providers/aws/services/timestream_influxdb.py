"""Amazon Timestream for InfluxDB: instances and clusters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn, said
from auditor.providers.aws.tagging import told_by
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import GIB, days, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.timestream_influxdb import (
        DbClusterSummary,
        DbInstanceSummary,
        GetDbClusterOutput,
        GetDbInstanceOutput,
    )

INSTANCE, CLUSTER = "AWS::Timestream::InfluxDBInstance", "AWS::Timestream::InfluxDBCluster"
FED = ("encryption.key", "backup.retention", "public.access")

INSTANCES = Call("timestream-influxdb", "ListDbInstances", feeds=("size.allocated",), of=(INSTANCE,), path="items", lists=True)
INSTANCE_DETAIL = Call("timestream-influxdb", "GetDbInstance", feeds=FED, of=(INSTANCE,))
CLUSTERS = Call("timestream-influxdb", "ListDbClusters", feeds=("size.allocated",), of=(CLUSTER,), path="items", lists=True)
CLUSTER_DETAIL = Call("timestream-influxdb", "GetDbCluster", feeds=FED, of=(CLUSTER,))
TAGS = Call("timestream-influxdb", "ListTagsForResource", feeds=("tags",), must=("tags",))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every instance of the region, then every cluster."""
    yield from reader.map(partial(_database, reader, INSTANCE, INSTANCE_DETAIL, "identifier"), reader.pages(INSTANCES))
    yield from reader.map(partial(_database, reader, CLUSTER, CLUSTER_DETAIL, "dbClusterId"), reader.pages(CLUSTERS))


def _database(reader: Reader, native_type: str, call: Call, asked_by: str, listed: DbInstanceSummary | DbClusterSummary) -> Resource:
    id, detail = listed["arn"], reader.get(call, **{asked_by: listed["id"]})
    facts = {
        # Always encrypted, with the service's key when no other is named; a standby lies in another zone of the region.
        "encryption.at_rest": True,
        "encryption.key": lift(lambda one: key_arn(reader, one.get("kmsKeyId")), detail),
        "backup.retention": lift(_kept, detail),
        "public.access": lift(lambda one: said(one, "publiclyAccessible", call), detail),
        **sized(allocated=listed.get("allocatedStorage"), unit=GIB),
    }
    labels = told_by(reader, TAGS, resourceArn=id)
    return reader.resource(native_type, id, listed["name"], facts, labels)


def _kept(database: GetDbInstanceOutput | GetDbClusterOutput) -> str | None:
    """The longest of the backups that are on."""
    on = [one.get("retentionDays") or 0 for one in database.get("dbBackupConfigurations") or () if one.get("enabled")]
    return days(max(on, default=0))


COLLECTOR = Collector(
    service="timestream-influxdb",
    native_types={INSTANCE: "database", CLUSTER: "database"},
    calls=(INSTANCES, INSTANCE_DETAIL, CLUSTERS, CLUSTER_DETAIL, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.replication", "flows.backup"),
            f"{DOCS}/ts-influxdb/latest/ts-influxdb-api/API_CreateDbInstance.html: a standby lies in another zone of the region",
        ),
    ),
)
