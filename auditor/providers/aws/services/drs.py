"""AWS Elastic Disaster Recovery: servers whose disks are copied, all the time, to the region that would take over."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, hours

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.drs import PITPolicyRule, SourceServer

SERVER = "AWS::DRS::SourceServer"
NEVER_USED = frozenset({"UninitializedAccountException", "UnknownEndpointError"})
HOURS = {"MINUTE": 1 / 60, "HOUR": 1, "DAY": 24}
BACK = "FAILBACK"

SERVERS = Call("drs", "DescribeSourceServers", feeds=("flows.backup", "tags"), path="items", absent=NEVER_USED, lists=True)
SETTINGS = Call("drs", "GetReplicationConfiguration", feeds=("retention.max",), path="pitPolicy")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every server whose copies end in the region."""
    yield from reader.map(partial(_server, reader), reader.pages(SERVERS))


def _server(reader: Reader, server: SourceServer) -> Resource:
    kept = lift(_kept, reader.get(SETTINGS, sourceServerID=server["sourceServerID"]))
    facts = {"retention.max": kept, "flows.backup": flows(_copies(reader, server))}
    labels = dict(server.get("tags") or {})
    hints = (server.get("sourceProperties") or {}).get("identificationHints") or {}
    name = labels.get("Name") or hints.get("hostname") or hints.get("awsInstanceID") or server["sourceServerID"]
    return reader.resource(SERVER, server["arn"], name, facts, labels)


def _copies(reader: Reader, server: SourceServer) -> Iterator[dict[str, Any]]:
    """The disks kept in the region, in the account that holds the staging area; and, once failed over, those sent back."""
    cloud, staging = server.get("sourceCloudProperties") or {}, server.get("stagingArea") or {}
    region, account = cloud.get("originRegion"), cloud.get("originAccountID")
    instance = ((server.get("sourceProperties") or {}).get("identificationHints") or {}).get("awsInstanceID")
    machine = f"arn:{reader.partition}:ec2:{region}:{account}:instance/{instance}" if region and account and instance else None
    source = {"source": machine} if machine else {}
    yield {"region": reader.region, "account": staging.get("stagingAccountID") or reader.account, **source}
    if server.get("replicationDirection") == BACK:
        yield ({"region": region, "account": account} if region and account else {"to": f"{server['arn']}/origin"})


def _kept(policy: list[PITPolicyRule]) -> str | None:
    """The longest that any rule in force keeps a point in time; None for ever."""
    kept = [one["retentionDuration"] * HOURS[one["units"]] for one in policy if one.get("enabled", True)]
    return hours(max(1, round(max(kept)))) if kept else None


COLLECTOR = Collector(
    service="drs",
    native_types={SERVER: "backup_plan"},
    calls=(SERVERS, SETTINGS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/drs/latest/APIReference/API_CreateExtendedSourceServer.html: another account takes EBS snapshots, which say so",
        ),
    ),
)
