"""Amazon RDS, Aurora, DocumentDB and Neptune: instances, clusters and the automated backups that live on without them or away from them.

The three services share one API, and each lists the databases of all: asked once, told apart by their engine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import IN_A_VAULT, arn, encryption, lies_in, said, tags, to_arn
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, days, flows, sized

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.rds import DBCluster, DBClusterAutomatedBackup, DBInstance, DBInstanceAutomatedBackup

INSTANCE = "AWS::RDS::DBInstance"
CLUSTER = "AWS::RDS::DBCluster"
AUTOMATED = "AWS::RDS::AutomatedBackup"
CLUSTER_AUTOMATED = "AWS::RDS::ClusterAutomatedBackup"
FAMILIES = {"docdb": "DocDB", "neptune": "Neptune"}
"""Engines that are services of their own."""
LISTED = ("encryption.at_rest", "encryption.key", "origin", "size.allocated", "tags")
DATABASE = (*LISTED, "backup.retention", "public.access", "flows.replication")


def set_aside(described: Mapping[str, object]) -> dict[str, Any]:
    """What is set aside for something of RDS's API. What grows by itself has no such size, and AWS writes 0 or 1 for it."""
    grows = str(described.get("Engine") or "").lower().startswith(("aurora", *FAMILIES))
    return {} if grows else sized(allocated=described.get("AllocatedStorage"), unit=GIB)


def of_engine(native_type: str, engine: str | None) -> str:
    """The native type of something of RDS's API, by its engine."""
    family = FAMILIES.get((engine or "").lower())
    return native_type.replace("RDS", family) if family else native_type


def of_every_engine(*native_types: str) -> tuple[str, ...]:
    """Those types and their likes of the other services."""
    return tuple(of_engine(one, engine) for one in native_types for engine in ("", *FAMILIES))


INSTANCES = Call(
    "rds", "DescribeDBInstances", feeds=(*DATABASE, "flows.backup"), of=of_every_engine(INSTANCE), path="DBInstances", lists=True
)
CLUSTERS = Call("rds", "DescribeDBClusters", feeds=DATABASE, of=of_every_engine(CLUSTER), path="DBClusters", lists=True)
GLOBAL = Call("rds", "DescribeGlobalClusters", feeds=("flows.replication",), of=of_every_engine(CLUSTER), path="GlobalClusters")
BACKUPS = Call(
    "rds",
    "DescribeDBInstanceAutomatedBackups",
    feeds=(*LISTED, "public.access", "lock.min"),
    of=(AUTOMATED,),
    path="DBInstanceAutomatedBackups",
    lists=True,
)
CLUSTER_BACKUPS = Call(
    "rds",
    "DescribeDBClusterAutomatedBackups",
    feeds=(*LISTED, "public.access", "lock.min"),
    of=(CLUSTER_AUTOMATED,),
    path="DBClusterAutomatedBackups",
    lists=True,
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Instances, then clusters (which need their members), then backups kept apart from a living instance of the region."""
    members: dict[str, list[bool]] = defaultdict(list)
    for instance in reader.pages(INSTANCES):
        members[instance.get("DBClusterIdentifier", "")].append(bool(instance.get("PubliclyAccessible")))
        yield _instance(reader, instance)
    clusters = list(reader.pages(CLUSTERS))
    # A global cluster is worth asking for only where something may belong to one.
    everywhere = reader.all(GLOBAL) if clusters else []
    for cluster in clusters:
        yield _cluster(reader, cluster, everywhere, members[cluster["DBClusterIdentifier"]])
    for backup in reader.pages(BACKUPS):
        if _on_its_own(reader, backup, backup.get("DBInstanceArn")):
            yield _automated_backup(reader, AUTOMATED, backup, backup["DBInstanceIdentifier"], backup.get("DBInstanceArn"))
    for backup in reader.pages(CLUSTER_BACKUPS):
        if _on_its_own(reader, backup, backup.get("DBClusterArn")):
            yield _automated_backup(reader, CLUSTER_AUTOMATED, backup, backup["DBClusterIdentifier"], backup.get("DBClusterArn"))


def _instance(reader: Reader, instance: DBInstance) -> Resource:
    replicas = [_database(reader, "db", name) for name in instance.get("ReadReplicaDBInstanceIdentifiers", ())]
    replicas += [_database(reader, "cluster", name) for name in instance.get("ReadReplicaDBClusterIdentifiers", ())]
    copies = [one["DBInstanceAutomatedBackupsArn"] for one in instance.get("DBInstanceAutomatedBackupsReplications", ())]
    source = instance.get("ReadReplicaSourceDBInstanceIdentifier")
    cluster = instance.get("ReadReplicaSourceDBClusterIdentifier") or instance.get("DBClusterIdentifier")
    facts = {
        **encryption(reader, said(instance, "StorageEncrypted", INSTANCES), instance.get("KmsKeyId")),
        "backup.retention": lift(days, said(instance, "BackupRetentionPeriod", INSTANCES)),
        # Given whenever it is true; some endpoints leave it out otherwise.
        "public.access": bool(instance.get("PubliclyAccessible")),
        "origin": _database(reader, "db", source) if source else _database(reader, "cluster", cluster) if cluster else None,
        "flows.replication": flows(to_arn(replica) for replica in replicas),
        "flows.backup": flows(to_arn(copy) for copy in copies),
        # The storage of a cluster is told with the cluster, once.
        **({} if instance.get("DBClusterIdentifier") else set_aside(instance)),
    }
    name = instance["DBInstanceIdentifier"]
    return reader.resource(
        of_engine(INSTANCE, instance.get("Engine")),
        instance.get("DBInstanceArn") or _database(reader, "db", name),
        name,
        facts,
        tags(instance.get("TagList")),
        region=_lies_in(reader, instance),
    )


def _lies_in(reader: Reader, instance: DBInstance) -> Any:
    """The zone it is in, or the Outpost that one of its networks is on."""
    networks = (instance.get("DBSubnetGroup") or {}).get("Subnets") or ()
    outposts = [(one.get("SubnetOutpost") or {}).get("Arn") for one in networks]
    return lies_in(reader, {**instance, "OutpostArn": next(filter(None, outposts), None)})


def _cluster(reader: Reader, cluster: DBCluster, everywhere: object, members_public: list[bool]) -> Resource:
    source, name = cluster.get("ReplicationSourceIdentifier"), cluster["DBClusterIdentifier"]
    id = cluster.get("DBClusterArn") or _database(reader, "cluster", name)
    facts = {
        **encryption(reader, said(cluster, "StorageEncrypted", CLUSTERS), cluster.get("KmsKeyId")),
        "backup.retention": lift(days, said(cluster, "BackupRetentionPeriod", CLUSTERS)),
        "public.access": _cluster_public(reader, cluster, members_public),
        "origin": _database(reader, "cluster", source) if source else None,
        "flows.replication": _cluster_replicas(reader, id, cluster, everywhere),
        **set_aside(cluster),
    }
    return reader.resource(of_engine(CLUSTER, cluster.get("Engine")), id, name, facts, tags(cluster.get("TagList")))


def _cluster_public(reader: Reader, cluster: DBCluster, members_public: list[bool]) -> Any:
    """Aurora says it of each instance only; a cluster is as open as its most open member."""
    if cluster.get("PubliclyAccessible") or any(members_public):
        return True
    return reader.lost(INSTANCES) or False


def _cluster_replicas(reader: Reader, here: str, cluster: DBCluster, everywhere: Any) -> Any:
    """Replicas of its own, and, from the writer of a global cluster, every other member."""
    if isinstance(everywhere, Unknown):
        return everywhere
    found = [_database(reader, "cluster", name) for name in cluster.get("ReadReplicaIdentifiers", ())]
    for one in everywhere or ():
        members = one.get("GlobalClusterMembers", ())
        if any(member.get("DBClusterArn") == here and member.get("IsWriter") for member in members):
            found += [member["DBClusterArn"] for member in members if member["DBClusterArn"] != here]
    return flows(to_arn(replica) for replica in found)


def _on_its_own(reader: Reader, backup: DBInstanceAutomatedBackup | DBClusterAutomatedBackup, database: str | None) -> bool:
    """Kept after its database was deleted, or away from it; the others are the database's own, and told with it."""
    return backup.get("Status") == "retained" or (database is not None and f":{reader.region}:" not in database)


def _automated_backup(reader: Reader, native_type: str, backup: dict[str, Any], name: str, database: str | None) -> Resource:
    of_cluster = native_type == CLUSTER_AUTOMATED
    encrypted = said(backup, "StorageEncrypted", CLUSTER_BACKUPS) if of_cluster else said(backup, "Encrypted", BACKUPS)
    facts = {
        **encryption(reader, encrypted, backup.get("KmsKeyId")),
        "origin": database,
        "public.access": False,
        "lock.min": IN_A_VAULT if backup.get("AwsBackupRecoveryPointArn") else None,
        **set_aside(backup),
    }
    told = backup.get("DBInstanceAutomatedBackupsArn") or backup.get("DBClusterAutomatedBackupsArn")
    id = told or arn(reader, "rds", f"auto-backup:{backup.get('DbiResourceId') or backup.get('DbClusterResourceId') or name}")
    return reader.resource(native_type, id, name, facts, tags(backup.get("TagList")))


def _database(reader: Reader, sort: str, identifier: str) -> str:
    """An identifier is an ARN when it names something of another region, a bare name otherwise."""
    return identifier if identifier.startswith("arn:") else arn(reader, "rds", f"{sort}:{identifier}")


COLLECTOR = Collector(
    service="rds",
    native_types={**dict.fromkeys(of_every_engine(INSTANCE, CLUSTER), "database"), AUTOMATED: "snapshot", CLUSTER_AUTOMATED: "snapshot"},
    calls=(INSTANCES, CLUSTERS, GLOBAL, BACKUPS, CLUSTER_BACKUPS),
    collect=collect,
    never=(
        Absence(
            ("flows.backup",),
            f"{DOCS}/AmazonRDS/latest/UserGuide/USER_ReplicateBackups.html: replicated of instances only",
            of_every_engine(CLUSTER),
        ),
        Absence(
            ("flows.share",),
            f"{DOCS}/AmazonRDS/latest/UserGuide/USER_ShareSnapshot.html: only manual snapshots are shared",
            (AUTOMATED, CLUSTER_AUTOMATED),
        ),
    ),
)
