"""Amazon EFS file systems: their replicas, who may mount them, whether they are backed up."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, encryption, said, tags, to_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, sized, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.efs import Destination, FileSystemDescription, ReplicationConfigurationDescription

FILE_SYSTEM = "AWS::EFS::FileSystem"
NO_POLICY = frozenset({"PolicyNotFound"})
MOUNT = ("elasticfilesystem:ClientMount",)
AUTOMATIC_DAYS = 35
"""How long the plan that EFS makes in AWS Backup keeps its recovery points."""

FILE_SYSTEMS = Call(
    "efs",
    "DescribeFileSystems",
    feeds=("encryption.at_rest", "encryption.key", "size.used", "tags"),
    path="FileSystems",
    permission="elasticfilesystem:DescribeFileSystems",
    lists=True,
)
REPLICATIONS = Call(
    "efs",
    "DescribeReplicationConfigurations",
    feeds=("flows.replication",),
    path="Replications",
    permission="elasticfilesystem:DescribeReplicationConfigurations",
    absent=frozenset({"ReplicationNotFound"}),
)
POLICY = Call(
    "efs",
    "DescribeFileSystemPolicy",
    feeds=("public.access", "flows.share"),
    path="Policy",
    permission="elasticfilesystem:DescribeFileSystemPolicy",
    absent=NO_POLICY,
)
BACKUP = Call(
    "efs",
    "DescribeBackupPolicy",
    feeds=("backup.retention",),
    path="BackupPolicy.Status",
    permission="elasticfilesystem:DescribeBackupPolicy",
    absent=NO_POLICY,
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every file system of the region; replications are asked for once, where there is something to replicate."""
    systems = list(reader.pages(FILE_SYSTEMS))
    replications = reader.all(REPLICATIONS) if systems else None
    yield from reader.map(partial(_file_system, reader, replications), systems)


def _file_system(reader: Reader, replications: object, system: FileSystemDescription) -> Resource:
    identifier = system["FileSystemId"]
    id = system.get("FileSystemArn") or arn(reader, "elasticfilesystem", f"file-system/{identifier}")
    policy = reader.get(POLICY, FileSystemId=identifier)
    status = reader.get(BACKUP, FileSystemId=identifier)
    facts = {
        **encryption(reader, said(system, "Encrypted", FILE_SYSTEMS), system.get("KmsKeyId")),
        "backup.retention": lift(lambda one: f"P{AUTOMATIC_DAYS}D" if one in ("ENABLED", "ENABLING") else None, status),
        "public.access": policies.public(reader, policy, MOUNT),
        "flows.replication": lift(partial(_replicas, reader, id), replications),
        "flows.share": policies.shares(reader, policy, MOUNT),
        **sized(used=within(system, "SizeInBytes.Value")),
    }
    return reader.resource(FILE_SYSTEM, id, system.get("Name") or identifier, facts, tags(system.get("Tags")))


def _replicas(reader: Reader, id: str, replications: list[ReplicationConfigurationDescription] | None) -> Any:
    """The answer of a region also holds the replications that end there: only those that start here count."""
    targets = [target for one in replications or () if one["SourceFileSystemArn"] == id for target in one.get("Destinations", ())]
    return flows(_target(reader, one) for one in targets)


def _target(reader: Reader, target: Destination) -> dict[str, Any]:
    owner = target.get("OwnerId") or reader.account
    return to_arn(f"arn:{reader.partition}:elasticfilesystem:{target['Region']}:{owner}:file-system/{target['FileSystemId']}")


COLLECTOR = Collector(
    service="efs",
    native_types={FILE_SYSTEM: "file_system"},
    calls=(FILE_SYSTEMS, REPLICATIONS, POLICY, BACKUP),
    collect=collect,
    never=(Absence(("flows.copy",), f"{DOCS}/efs/latest/ug/API_Operations.html: besides replication no operation sends files anywhere"),),
)
