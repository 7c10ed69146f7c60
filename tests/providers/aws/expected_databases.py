"""What recorded answers say of databases, warehouses and their snapshots, read by hand from AWS's documentation."""

from __future__ import annotations

from collections.abc import Mapping

from tests.emulators.aws import Problem
from tests.providers.aws.expected import Data, Found, by_arn, lasting, sealed, tags, targets
from tests.providers.aws.recorded import UNKNOWN, Expectation, Facts, Operation, Told


def _database(told: Told, sort: str, name: str | None) -> str | None:
    return name if name is None or name.startswith("arn:") else told.arn("rds", f"{sort}:{name}")


def instances(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """One an instance; its sources and replicas by name here, by ARN elsewhere."""
    for one in [] if isinstance(answer, Problem) else answer["DBInstances"]:
        source = _database(told, "db", one.get("ReadReplicaSourceDBInstanceIdentifier"))
        replicas = [_database(told, "db", name) for name in one.get("ReadReplicaDBInstanceIdentifiers", ())]
        replicas += [_database(told, "cluster", name) for name in one.get("ReadReplicaDBClusterIdentifiers", ())]
        networks = one.get("DBSubnetGroup", {}).get("Subnets", ())
        outpost = [network for network in networks if network.get("SubnetOutpost", {}).get("Arn")]
        copies = [copy["DBInstanceAutomatedBackupsArn"] for copy in one.get("DBInstanceAutomatedBackupsReplications", ())]
        yield (
            one.get("DBInstanceArn") or told.arn("rds", f"db:{one['DBInstanceIdentifier']}"),
            {
                **sealed(told, one.get("StorageEncrypted"), one.get("KmsKeyId")),
                "backup.retention": lasting(one.get("BackupRetentionPeriod")),
                "public.access": one.get("PubliclyAccessible", False),
                "origin": source or _database(told, "cluster", one.get("DBClusterIdentifier")),
                "flows.replication": targets(*(by_arn(arn) for arn in replicas)),
                "flows.backup": targets(*(by_arn(arn) for arn in copies)),
                "name": one["DBInstanceIdentifier"],
                "tags": tags(one.get("TagList")),
                "region": UNKNOWN if outpost else told.region,
            },
        )


def clusters(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster, as open as its instances."""
    instances = told.answer("rds", "DescribeDBInstances")
    for one in answer["DBClusters"]:
        name = one["DBClusterIdentifier"]
        open_members = [
            member
            for member in instances.get("DBInstances", ())
            if member.get("DBClusterIdentifier") == name and member["PubliclyAccessible"]
        ]
        replicas = [_database(told, "cluster", replica) for replica in one.get("ReadReplicaIdentifiers", ())]
        yield (
            one.get("DBClusterArn") or told.arn("rds", f"cluster:{name}"),
            {
                **sealed(told, one.get("StorageEncrypted"), one.get("KmsKeyId")),
                "backup.retention": lasting(one.get("BackupRetentionPeriod")),
                "public.access": one.get("PubliclyAccessible", False) or bool(open_members),
                "origin": _database(told, "cluster", one.get("ReplicationSourceIdentifier")),
                "flows.replication": targets(*(by_arn(arn) for arn in replicas)),
                "flows.backup": None,
                "name": name,
                "tags": tags(one.get("TagList")),
                "region": told.region,
            },
        )


def database_snapshots(told: Told, asked: Data, answer: Data) -> Found:
    """One a snapshot; that of a copy from another region was made of a database there."""
    for one in answer["DBSnapshots"]:
        source = f"db:{one['DBInstanceIdentifier']}"
        name = one["DBSnapshotIdentifier"]
        copied = one.get("SourceDBSnapshotIdentifier", "")
        there = copied.split(":")[3:5] if copied.startswith("arn:") else [one.get("SourceRegion") or told.region, told.account]
        yield (
            one.get("DBSnapshotArn") or told.arn("rds", f"snapshot:{name}"),
            {
                **sealed(told, one["Encrypted"], one.get("KmsKeyId")),
                "origin": f"arn:aws:rds:{there[0]}:{there[1]}:{source}",
                "name": name,
                "tags": tags(one.get("TagList")),
                "region": told.region,
            },
        )


def cluster_snapshots(told: Told, asked: Data, answer: Data) -> Found:
    """One a snapshot of a cluster."""
    for one in answer["DBClusterSnapshots"]:
        yield (
            one["DBClusterSnapshotArn"],
            {
                **sealed(told, one["StorageEncrypted"], one.get("KmsKeyId")),
                "origin": told.arn("rds", f"cluster:{one['DBClusterIdentifier']}"),
                "name": one["DBClusterSnapshotIdentifier"],
                "tags": tags(one.get("TagList")),
                "region": told.region,
            },
        )


def snapshot_shares(told: Told, asked: Data, answer: Data) -> Found:
    """Whoever may restore it; `all` is everybody."""
    result = answer["DBSnapshotAttributesResult"]["DBSnapshotAttributes"]
    yield told.arn("rds", f"snapshot:{asked['DBSnapshotIdentifier']}"), _restorers(told, result)


def cluster_snapshot_shares(told: Told, asked: Data, answer: Data) -> Found:
    """Whoever may restore it."""
    result = answer["DBClusterSnapshotAttributesResult"]["DBClusterSnapshotAttributes"]
    yield told.arn("rds", f"cluster-snapshot:{asked['DBClusterSnapshotIdentifier']}"), _restorers(told, result)


def _restorers(told: Told, attributes: list[Data]) -> Facts:
    named = [who for one in attributes if one["AttributeName"] == "restore" for who in one.get("AttributeValues", ())]
    shares = [{"account": who, "region": told.region} for who in named if who != "all"]
    return {"public.access": "all" in named, "flows.share": shares or None}


def warehouses(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster."""
    for one in answer["Clusters"]:
        copy = one.get("ClusterSnapshotCopyStatus", {}).get("DestinationRegion")
        yield (
            told.arn("redshift", f"cluster:{one['ClusterIdentifier']}"),
            {
                **sealed(told, one.get("Encrypted"), one.get("KmsKeyId")),
                "backup.retention": lasting(one.get("AutomatedSnapshotRetentionPeriod")),
                "public.access": one["PubliclyAccessible"],
                "flows.backup": [{"region": copy, "account": told.account}] if copy else None,
                "tags": tags(one.get("Tags")),
                "region": told.region,
            },
        )


def warehouse_snapshots(told: Told, asked: Data, answer: Data) -> Found:
    """One a snapshot, with whoever may restore it."""
    for one in answer["Snapshots"]:
        cluster, source = one["ClusterIdentifier"], one.get("SourceRegion") or told.region
        shares = [{"account": who["AccountId"], "region": told.region} for who in one.get("AccountsWithRestoreAccess", ())]
        yield (
            one.get("SnapshotArn") or told.arn("redshift", f"snapshot:{cluster}/{one['SnapshotIdentifier']}"),
            {
                **sealed(told, one["Encrypted"], one.get("KmsKeyId")),
                "origin": told.arn("redshift", f"cluster:{cluster}", region=source),
                "flows.share": shares or None,
                "name": one["SnapshotIdentifier"],
                "tags": tags(one.get("Tags")),
                "region": told.region,
            },
        )


def peers(told: Told, asked: Data, answer: Data) -> Found:
    """One a DSQL cluster, by its identifier."""
    for one in answer["clusters"]:
        yield one["arn"], {"name": one["identifier"], "encryption.at_rest": True, "public.access": False, "region": told.region}


def peer(told: Told, asked: Data, answer: Data) -> Found:
    """Its key when it is not AWS's own, and the regions it spans."""
    elsewhere = answer.get("multiRegionProperties", {})
    assert not elsewhere, "a cluster over several regions: say which"
    key = answer["encryptionDetails"].get("kmsKeyArn")
    yield answer["arn"], {"encryption.key": key, "flows.replication": None, "tags": answer.get("tags", {})}


def peer_streams(told: Told, asked: Data, answer: Data) -> Found:
    """One a stream."""
    for one in answer["streams"]:
        yield one["arn"], {"name": one["streamIdentifier"], "region": told.region}


def peer_stream(told: Told, asked: Data, answer: Data) -> Found:
    """From its cluster to a stream of Kinesis."""
    to = answer["targetDefinition"]["kinesis"]["streamArn"]
    flow = {**by_arn(to), "source": answer["arn"].split("/stream/")[0]}
    yield answer["arn"], {"flows.copy": [flow], "tags": answer.get("tags", {})}


EXPECTED: Mapping[Operation, Expectation] = {
    ("dsql", "ListClusters"): peers,
    ("dsql", "GetCluster"): peer,
    ("dsql", "ListStreams"): peer_streams,
    ("dsql", "GetStream"): peer_stream,
    ("rds", "DescribeDBInstances"): instances,
    ("rds", "DescribeDBClusters"): clusters,
    ("rds", "DescribeDBSnapshots"): database_snapshots,
    ("rds", "DescribeDBClusterSnapshots"): cluster_snapshots,
    ("rds", "DescribeDBSnapshotAttributes"): snapshot_shares,
    ("rds", "DescribeDBClusterSnapshotAttributes"): cluster_snapshot_shares,
    ("redshift", "DescribeClusters"): warehouses,
    ("redshift", "DescribeClusterSnapshots"): warehouse_snapshots,
}
