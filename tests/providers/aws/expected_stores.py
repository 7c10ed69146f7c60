"""What recorded answers say of data stores and backups, read by hand from AWS's documentation: not the collectors' own reading."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.emulators.aws import Problem
from tests.providers.aws.recorded import UNKNOWN, Expectation, Facts, Operation, Told

Data = Mapping[str, Any]
Found = Iterator[tuple[str, Facts]]
NOBODY = "vol-ffffffff"


def _tags(pairs: Any) -> dict[str, str]:
    return {pair["Key"]: pair.get("Value", "") for pair in pairs or ()}


def _days(count: Any) -> str | None:
    return f"P{count}D" if count else None


def _sealed(told: Told, encrypted: Any, key: Any) -> Facts:
    """Encryption as one boolean and one key; a store that does not say whether has neither."""
    if encrypted is None:
        return {"encryption.at_rest": UNKNOWN, "encryption.key": UNKNOWN}
    full = key if not key or key.startswith("arn:") else told.arn("kms", f"key/{key}")
    return {"encryption.at_rest": encrypted, "encryption.key": (full or None) if encrypted else None}


def _key(told: Told, name: str) -> str:
    return told.arn("kms", name if name.startswith("alias/") else f"key/{name}")


def _targets(*flows: Mapping[str, Any]) -> list[Mapping[str, Any]] | None:
    return [*flows] or None


# S3


def buckets(told: Told, asked: Data, answer: Data) -> Found:
    """Every bucket, where the list or its location says; a bucket without a location is one of the oldest region."""
    for bucket in answer["Buckets"]:
        location = told.answer("s3", "GetBucketLocation", Bucket=bucket["Name"])
        if isinstance(location, Problem):
            yield _bucket(bucket["Name"]), {"region": UNKNOWN}
        else:
            said = bucket.get("BucketRegion") or location.get("LocationConstraint") or "us-east-1"
            yield _bucket(bucket["Name"]), {"region": {"EU": "eu-west-1"}.get(said, said)}


def _bucket(name: str) -> str:
    return f"arn:aws:s3:::{name}"


def location(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Said with the list."""
    yield _bucket(asked["Bucket"]), {"region": UNKNOWN} if isinstance(answer, Problem) else {}


def versioning(told: Told, asked: Data, answer: Data) -> Found:
    """On, or not; suspended is not."""
    yield _bucket(asked["Bucket"]), {"versioning.enabled": answer.get("Status") == "Enabled"}


def lifecycle(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Objects expire when an enabled rule without a filter says so; earlier versions, where they exist, by a rule of their own."""
    rules = [] if isinstance(answer, Problem) else answer["Rules"]
    whole = [
        rule
        for rule in rules
        if rule["Status"] == "Enabled" and not rule.get("Prefix") and rule.get("Filter") in (None, {}, {"Prefix": ""})
    ]
    status = told.answer("s3", "GetBucketVersioning", Bucket=asked["Bucket"]).get("Status")
    expiry = [rule["Expiration"]["Days"] for rule in whole if "Days" in rule.get("Expiration", {})]
    earlier = [rule["NoncurrentVersionExpiration"]["NoncurrentDays"] for rule in whole if "NoncurrentVersionExpiration" in rule]
    assert status != "Suspended" or not expiry, "earlier versions of a suspended bucket: say what is expected"
    kept = _days(min(expiry, default=None))
    if status == "Enabled":
        kept = f"P{min(expiry) + min(earlier)}D" if expiry and earlier else None
    past = _days(min(earlier, default=None)) if status == "Enabled" else "P0D"
    yield _bucket(asked["Bucket"]), {"retention.max": kept, "retention.noncurrent_max": past}


def default_encryption(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """By rule, or by a rule that is missing in the oldest answers."""
    rules = [] if isinstance(answer, Problem) else answer["ServerSideEncryptionConfiguration"]["Rules"]
    by = [rule["ApplyServerSideEncryptionByDefault"] for rule in rules if "ApplyServerSideEncryptionByDefault" in rule]
    keys = [one["KMSMasterKeyID"] for one in by if "KMSMasterKeyID" in one]
    key = None if not keys else keys[0] if keys[0].startswith("arn:") else _key(told, keys[0])
    yield _bucket(asked["Bucket"]), {"encryption.at_rest": bool(by), "encryption.key": key}


def replication(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Each enabled rule's destination, once."""
    rules = [] if isinstance(answer, Problem) else answer["ReplicationConfiguration"]["Rules"]
    to: list[Mapping[str, Any]] = []
    for rule in rules:
        destination = rule["Destination"]
        flow = {"to": destination["Bucket"]} | ({"account": destination["Account"]} if "Account" in destination else {})
        if rule["Status"] == "Enabled" and flow not in to:
            to.append(flow)
    yield _bucket(asked["Bucket"]), {"flows.replication": to or None}


def logging(told: Told, asked: Data, answer: Data) -> Found:
    """The one target there is."""
    target = answer.get("LoggingEnabled", {}).get("TargetBucket")
    yield _bucket(asked["Bucket"]), {"flows.logs": [{"to": _bucket(target)}] if target else None}


def bucket_tags(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """As they are."""
    yield _bucket(asked["Bucket"]), {"tags": {} if isinstance(answer, Problem) else _tags(answer["TagSet"])}


def object_lock(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """The default period, when there is one."""
    rule = {} if isinstance(answer, Problem) else answer["ObjectLockConfiguration"].get("Rule", {}).get("DefaultRetention", {})
    yield _bucket(asked["Bucket"]), {"lock.min": f"P{rule['Years']}Y" if rule.get("Years") else _days(rule.get("Days"))}


def public_block(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """With both switches on nobody is let in, whatever the policy and the ACL say."""
    if isinstance(answer, Problem) or "Bucket" not in asked:
        return
    block = answer["PublicAccessBlockConfiguration"]
    if block.get("IgnorePublicAcls") and block.get("RestrictPublicBuckets"):
        yield _bucket(asked["Bucket"]), {"public.access": False}


def acl(told: Told, asked: Data, answer: Data) -> Found:
    """Open when a group of everybody is granted anything and nothing blocks it."""
    block = told.answer("s3", "GetPublicAccessBlock", Bucket=asked["Bucket"])
    blocked = not isinstance(block, Problem) and block.get("PublicAccessBlockConfiguration", {}).get("IgnorePublicAcls")
    everybody = [grant for grant in answer["Grants"] if grant["Grantee"].get("URI", "").endswith(("AllUsers", "AuthenticatedUsers"))]
    if everybody and not blocked:
        yield _bucket(asked["Bucket"]), {"public.access": True}


READS = ("s3:GetObject", "s3:Get*", "s3:GetObject*", "s3:*", "*")


def bucket_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Other accounts that an unconditional Allow names and no Deny may take away."""
    statements = _list(json.loads(answer["Policy"])["Statement"]) if not isinstance(answer, Problem) else []
    allows = [one for one in statements if one["Effect"] == "Allow"]
    if len(allows) < len(statements) or any("Condition" in one or one["Principal"] == "*" for one in allows):
        return
    accounts = []
    for one in allows:
        for arn in _list(one["Principal"].get("AWS", [])) if {*_list(one["Action"])} & {*READS} else ():
            accounts.append(arn.split(":")[4] if ":" in arn else arn)
    shares = [{"account": one, "region": told.region} for one in dict.fromkeys(accounts) if one != told.account]
    listed: Data = next((one for one in told.answer("s3", "ListBuckets")["Buckets"] if one["Name"] == asked["Bucket"]), {})
    there = listed.get("BucketRegion") or "us-east-1"
    yield _bucket(asked["Bucket"]), {"flows.share": [{**one, "region": there} for one in shares] or None}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


# EC2: volumes, snapshots, images


def volumes(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """One a volume."""
    for volume in [] if isinstance(answer, Problem) else answer["Volumes"]:
        made_from = volume.get("SnapshotId")
        yield (
            told.arn("ec2", f"volume/{volume['VolumeId']}"),
            {
                **_sealed(told, volume["Encrypted"], volume.get("KmsKeyId")),
                "origin": f"arn:aws:ec2:{told.region}::snapshot/{made_from}" if made_from else None,
                "tags": _tags(volume.get("Tags")),
                "region": told.region,
            },
        )


def snapshots(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """One a snapshot, of the volume it names; none of a volume that is not there."""
    if "SnapshotIds" in asked:
        return
    for snapshot in [] if isinstance(answer, Problem) else answer["Snapshots"]:
        volume = snapshot["VolumeId"]
        yield (
            f"arn:aws:ec2:{told.region}::snapshot/{snapshot['SnapshotId']}",
            {
                **_sealed(told, snapshot["Encrypted"], snapshot.get("KmsKeyId")),
                "origin": None if volume == NOBODY else told.arn("ec2", f"volume/{volume}"),
                "tags": _tags(snapshot.get("Tags")),
                "region": told.region,
            },
        )


def _image(told: Told, id: str) -> str:
    return f"arn:aws:ec2:{told.region}::image/{id}"


def volume_permissions(told: Told, asked: Data, answer: Data) -> Found:
    """Accounts and everybody."""
    permissions = answer["CreateVolumePermissions"]
    shares = [{"account": one["UserId"], "region": told.region} for one in permissions if "UserId" in one]
    snapshot = f"arn:aws:ec2:{told.region}::snapshot/{asked['SnapshotId']}"
    yield snapshot, {"public.access": {"Group": "all"} in permissions, "flows.share": shares or None}


def images(told: Told, asked: Data, answer: Data) -> Found:
    """One an image; encrypted when all its disks are."""
    for image in answer["Images"]:
        disks = [mapping["Ebs"] for mapping in image["BlockDeviceMappings"] if "Ebs" in mapping]
        from_snapshots = [disk["SnapshotId"] for disk in disks if "SnapshotId" in disk]
        encrypted = bool(disks) and all(disk.get("Encrypted", False) for disk in disks)
        yield (
            _image(told, image["ImageId"]),
            {
                "encryption.at_rest": encrypted,
                **({} if encrypted else {"encryption.key": None}),
                "origin": f"arn:aws:ec2:{told.region}::snapshot/{from_snapshots[0]}" if from_snapshots else None,
                "name": image["Name"],
                "tags": _tags(image.get("Tags")),
                "region": told.region,
            },
        )


def launchers(told: Told, asked: Data, answer: Data) -> Found:
    """Accounts, organizations, everybody."""
    if "LaunchPermissions" not in answer:  # the answer to another question
        yield _image(told, asked["ImageId"]), {"public.access": UNKNOWN, "flows.share": UNKNOWN}
        return
    permissions = answer["LaunchPermissions"]
    shares: list[Mapping[str, Any]] = []
    for one in permissions:
        if "UserId" in one:
            shares.append({"account": one["UserId"], "region": told.region})
        elif holder := one.get("OrganizationArn") or one.get("OrganizationalUnitArn"):
            shares.append({"holder": holder, "region": told.region})
    public = {"Group": "all"} in permissions
    yield _image(told, asked["ImageId"]), {"public.access": public, "flows.share": shares or None}


def encrypted_by_default(told: Told, asked: Data, answer: Data) -> Found:
    """The region's switch."""
    yield told.arn("ec2", "ebs-encryption-by-default"), {"encryption.default": answer["EbsEncryptionByDefault"]}


def default_key(told: Told, asked: Data, answer: Data) -> Found:
    """The region's key, which counts when the switch is on."""
    if told.answer("ec2", "GetEbsEncryptionByDefault")["EbsEncryptionByDefault"]:
        key = answer["KmsKeyId"]
        yield told.arn("ec2", "ebs-encryption-by-default"), {"encryption.default_key": key if key.startswith("arn:") else _key(told, key)}


# RDS and its like


def _database(told: Told, sort: str, name: str | None) -> str | None:
    return name if name is None or name.startswith("arn:") else told.arn("rds", f"{sort}:{name}")


def instances(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """One an instance; its sources and replicas by name here, by ARN elsewhere."""
    for one in [] if isinstance(answer, Problem) else answer["DBInstances"]:
        source = _database(told, "db", one.get("ReadReplicaSourceDBInstanceIdentifier"))
        replicas = [_database(told, "db", name) for name in one.get("ReadReplicaDBInstanceIdentifiers", ())]
        replicas += [_database(told, "cluster", name) for name in one.get("ReadReplicaDBClusterIdentifiers", ())]
        copies = [copy["DBInstanceAutomatedBackupsArn"] for copy in one.get("DBInstanceAutomatedBackupsReplications", ())]
        days = one.get("BackupRetentionPeriod")
        yield (
            one.get("DBInstanceArn") or told.arn("rds", f"db:{one['DBInstanceIdentifier']}"),
            {
                **_sealed(told, one.get("StorageEncrypted"), one.get("KmsKeyId")),
                "backup.retention": UNKNOWN if days is None else _days(days),
                "public.access": one.get("PubliclyAccessible", False),
                "origin": source or _database(told, "cluster", one.get("DBClusterIdentifier")),
                "flows.replication": _targets(*(_by_arn(arn) for arn in replicas)),
                "flows.backup": _targets(*(_by_arn(arn) for arn in copies)),
                "name": one["DBInstanceIdentifier"],
                "tags": _tags(one.get("TagList")),
                "region": told.region,
            },
        )


def _by_arn(arn: Any) -> Mapping[str, Any]:
    # The one that is none is a documentation's example.
    return {"to": arn, "region": arn.split(":")[3], "account": arn.split(":")[4]} if ":" in arn else {"to": arn}


def clusters(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster, as open as its instances."""
    instances = told.answer("rds", "DescribeDBInstances")
    for one in answer["DBClusters"]:
        name, days = one["DBClusterIdentifier"], one.get("BackupRetentionPeriod")
        open_members = [
            member
            for member in instances.get("DBInstances", ())
            if member.get("DBClusterIdentifier") == name and member["PubliclyAccessible"]
        ]
        replicas = [_database(told, "cluster", replica) for replica in one.get("ReadReplicaIdentifiers", ())]
        yield (
            one.get("DBClusterArn") or told.arn("rds", f"cluster:{name}"),
            {
                **_sealed(told, one.get("StorageEncrypted"), one.get("KmsKeyId")),
                "backup.retention": UNKNOWN if days is None else _days(days),
                "public.access": one.get("PubliclyAccessible", False) or bool(open_members),
                "origin": _database(told, "cluster", one.get("ReplicationSourceIdentifier")),
                "flows.replication": _targets(*(_by_arn(arn) for arn in replicas)),
                "flows.backup": None,
                "name": name,
                "tags": _tags(one.get("TagList")),
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
                **_sealed(told, one["Encrypted"], one.get("KmsKeyId")),
                "origin": f"arn:aws:rds:{there[0]}:{there[1]}:{source}",
                "name": name,
                "tags": _tags(one.get("TagList")),
                "region": told.region,
            },
        )


def cluster_snapshots(told: Told, asked: Data, answer: Data) -> Found:
    """One a snapshot of a cluster."""
    for one in answer["DBClusterSnapshots"]:
        yield (
            one["DBClusterSnapshotArn"],
            {
                **_sealed(told, one["StorageEncrypted"], one.get("KmsKeyId")),
                "origin": told.arn("rds", f"cluster:{one['DBClusterIdentifier']}"),
                "name": one["DBClusterSnapshotIdentifier"],
                "tags": _tags(one.get("TagList")),
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


# Redshift


def warehouses(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster."""
    for one in answer["Clusters"]:
        days, copy = one.get("AutomatedSnapshotRetentionPeriod"), one.get("ClusterSnapshotCopyStatus", {}).get("DestinationRegion")
        yield (
            told.arn("redshift", f"cluster:{one['ClusterIdentifier']}"),
            {
                **_sealed(told, one.get("Encrypted"), one.get("KmsKeyId")),
                "backup.retention": UNKNOWN if days is None else _days(days),
                "public.access": one["PubliclyAccessible"],
                "flows.backup": [{"region": copy, "account": told.account}] if copy else None,
                "tags": _tags(one.get("Tags")),
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
                **_sealed(told, one["Encrypted"], one.get("KmsKeyId")),
                "origin": told.arn("redshift", f"cluster:{cluster}", region=source),
                "flows.share": shares or None,
                "name": one["SnapshotIdentifier"],
                "tags": _tags(one.get("Tags")),
                "region": told.region,
            },
        )


# File systems


def file_systems(told: Told, asked: Data, answer: Data) -> Found:
    """One a file system of EFS."""
    for one in answer["FileSystems"]:
        yield (
            one.get("FileSystemArn") or told.arn("elasticfilesystem", f"file-system/{one['FileSystemId']}"),
            {
                **_sealed(told, one.get("Encrypted"), one.get("KmsKeyId")),
                "name": one.get("Name") or one["FileSystemId"],
                "tags": _tags(one.get("Tags")),
                "region": told.region,
            },
        )


def file_system_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """None; unreadable; or one that names nobody but the account itself, or everybody who sits in its networks."""
    system = told.arn("elasticfilesystem", f"file-system/{asked['FileSystemId']}")
    if isinstance(answer, Problem):
        share = None if answer.code == "PolicyNotFound" else UNKNOWN
        yield system, {"public.access": False if share is None else UNKNOWN, "flows.share": share}
        return
    statements = json.loads(answer["Policy"])["Statement"]
    # One that needs a mount target of the account's own opens to nobody outside.
    inside = [one for one in statements if "elasticfilesystem:AccessedViaMountTarget" in json.dumps(one.get("Condition", {}))]
    mounts = [one for one in statements if one["Effect"] == "Allow" and "ClientMount" in json.dumps(one["Action"])]
    if [one for one in mounts if one in inside] == mounts:
        yield system, {"public.access": False, "flows.share": None}


def windows_and_others(told: Told, asked: Data, answer: Data) -> Found:
    """One a file system of FSx, which encrypts every one."""
    for one in answer["FileSystems"]:
        kind = one["FileSystemType"].lower()
        settings: Data = next((value for name, value in one.items() if name.lower() == f"{kind}configuration"), {})
        tags = _tags(one.get("Tags"))
        yield (
            one["ResourceARN"],
            {
                **_sealed(told, True, one["KmsKeyId"]),
                "backup.retention": _days(settings.get("AutomaticBackupRetentionDays")),
                "name": tags.get("Name") or one["FileSystemId"],
                "tags": tags,
                "region": told.region,
            },
        )


def file_system_backups(told: Told, asked: Data, answer: Data) -> Found:
    """One a backup, of the file system it names."""
    for one in answer["Backups"]:
        tags = _tags(one.get("Tags"))
        yield (
            one["ResourceARN"],
            {
                **_sealed(told, True, one["KmsKeyId"]),
                "origin": one["FileSystem"].get("ResourceARN") or told.arn("fsx", f"file-system/{one['FileSystem']['FileSystemId']}"),
                "public.access": False,
                "flows.share": None,
                "name": tags.get("Name") or one["BackupId"],
                "tags": tags,
                "region": told.region,
            },
        )


# Caches


def cache_clusters(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster; the oldest answers are from before a cache could be encrypted."""
    for one in answer["CacheClusters"]:
        yield (
            one.get("ARN") or told.arn("elasticache", f"cluster:{one['CacheClusterId']}"),
            {
                "encryption.at_rest": one.get("AtRestEncryptionEnabled", False),
                "encryption.key": None,
                "backup.retention": _days(one.get("SnapshotRetentionLimit")),
                "flows.replication": None,
                "region": told.region,
            },
        )


def cache_groups(told: Told, asked: Data, answer: Data) -> Found:
    """One a replication group; none recorded is of a global one."""
    for one in answer["ReplicationGroups"]:
        yield (
            one.get("ARN") or told.arn("elasticache", f"replicationgroup:{one['ReplicationGroupId']}"),
            {
                **_sealed(told, one.get("AtRestEncryptionEnabled"), one.get("KmsKeyId")),
                "backup.retention": _days(one.get("SnapshotRetentionLimit")),
                "region": told.region,
            },
        )


def cache_snapshots(told: Told, asked: Data, answer: Data) -> Found:
    """One a snapshot, of the group or of the cluster it names."""
    for one in answer["Snapshots"]:
        group, cluster = one.get("ReplicationGroupId"), one.get("CacheClusterId")
        yield (
            one.get("ARN") or told.arn("elasticache", f"snapshot:{one['SnapshotName']}"),
            {
                "origin": told.arn("elasticache", f"replicationgroup:{group}" if group else f"cluster:{cluster}"),
                "public.access": False,
                "flows.share": None,
                "name": one["SnapshotName"],
                "region": told.region,
            },
        )


def cache_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ResourceName"], {"tags": _tags(answer["TagList"])}


# Tables


def _table(told: Told, name: str) -> str:
    return told.arn("dynamodb", f"table/{name}")


def tables(told: Told, asked: Data, answer: Data) -> Found:
    """One a table."""
    for name in answer["TableNames"]:
        yield _table(told, name), {"name": name, "region": told.region}


def table(told: Told, asked: Data, answer: Data) -> Found:
    """Always encrypted; replicas in the other regions it names."""
    one = answer["Table"]
    away = [replica["RegionName"] for replica in one.get("Replicas", ()) if replica["RegionName"] != told.region]
    yield (
        _table(told, asked["TableName"]),
        {
            "encryption.at_rest": True,
            "encryption.key": one.get("SSEDescription", {}).get("KMSMasterKeyArn"),
            "flows.replication": _targets(
                *(_by_arn(told.arn("dynamodb", f"table/{asked['TableName']}", region=region)) for region in away)
            ),
        },
    )


def table_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """None, or one that lets another account in."""
    if isinstance(answer, Problem):
        yield asked["ResourceArn"], {"flows.share": None if answer.code == "PolicyNotFoundException" else UNKNOWN}
        return
    named = [one["Principal"]["AWS"] for one in json.loads(answer["Policy"])["Statement"] if one["Effect"] == "Allow"]
    outside = [{"account": arn.split(":")[4], "region": told.region} for arn in named if f":{told.account}:" not in arn]
    yield asked["ResourceArn"], {"flows.share": outside or None}


def table_exports(told: Told, asked: Data, answer: Data) -> Found:
    """Told with each export."""
    yield from ()


def table_export(told: Told, asked: Data, answer: Data) -> Found:
    """Each export that did not fail left the table's items in a bucket."""
    id = answer["ExportDescription"]["TableArn"]
    described = [said["ExportDescription"] for operation, _, said, _ in told.said if operation[1] == "DescribeExport"]
    to: list[Mapping[str, Any]] = []
    for one in described:
        flow = {"to": _bucket(one["S3Bucket"])} | ({"account": one["S3BucketOwner"]} if "S3BucketOwner" in one else {})
        if one["TableArn"] == id and one["ExportStatus"] != "FAILED" and flow not in to:
            to.append(flow)
    if id.rsplit("/", 1)[1] in told.answer("dynamodb", "ListTables").get("TableNames", ()):
        yield id, {"flows.copy": to or None}


def table_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ResourceArn"], {"tags": _tags(answer["Tags"])}


# Vaults, plans, domains


def glacier_vaults(told: Told, asked: Data, answer: Data) -> Found:
    """One a vault, always encrypted and kept."""
    for one in answer["VaultList"]:
        facts: Facts = {"retention.max": None, "encryption.at_rest": True, "encryption.key": None, "versioning.enabled": False}
        yield one["VaultARN"], {**facts, "name": one["VaultName"], "region": told.region}


def glacier_policy(told: Told, asked: Data, answer: Data) -> Found:
    """Whether a stranger may retrieve."""
    vault = told.arn("glacier", f"vaults/{asked['vaultName']}")
    for one in json.loads(answer["policy"]["Policy"])["Statement"]:
        if one["Principal"] in ("*", {"AWS": "*"}) and not one.get("Condition"):
            reads = "glacier:*" in str(one["Action"]) or "InitiateJob" in str(one["Action"]) or "GetJobOutput" in str(one["Action"])
            yield vault, {"public.access": reads, "flows.share": [{"country": None, "holder": None}] if reads else None}


def glacier_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield told.arn("glacier", f"vaults/{asked['vaultName']}"), {"tags": answer.get("Tags", {})}


def backup_plans(told: Told, asked: Data, answer: Data) -> Found:
    """One a plan."""
    for one in answer["BackupPlansList"]:
        yield one["BackupPlanArn"], {"name": one["BackupPlanName"], "flows.share": None, "region": told.region}


def backup_plan(told: Told, asked: Data, answer: Data) -> Found:
    """Kept as long as the longest of its rules and copies; for ever when one has no end."""
    rules = answer["BackupPlan"]["Rules"]
    ends = [one.get("Lifecycle", {}).get("DeleteAfterDays") for rule in rules for one in (rule, *rule.get("CopyActions", ()))]
    assert not any(rule.get("CopyActions") for rule in rules), "a plan that copies: say where to"
    arns = [one["BackupPlanArn"] for one in told.answer("backup", "ListBackupPlans")["BackupPlansList"]]
    yield (
        next(arn for arn in arns if arn.endswith(asked["backupPlanId"] if "backupPlanId" in asked else asked["BackupPlanId"])),
        {"retention.max": None if None in ends else _days(max(ends)), "flows.backup": None},
    )


def backup_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ResourceArn"], {"tags": answer.get("Tags", {})}


def domains(told: Told, asked: Data, answer: Data) -> Found:
    """One a domain; what it is, this list does not say."""
    for one in answer["DomainNames"]:
        yield told.arn("es", f"domain/{one['DomainName']}"), {"name": one["DomainName"], "region": told.region}


def domain_tags(told: Told, asked: Data, answer: Data) -> Found:
    """As they are."""
    yield asked["ARN"], {"tags": _tags(answer["TagList"])}


EXPECTED: Mapping[Operation, Expectation] = {
    ("s3", "ListBuckets"): buckets,
    ("s3", "GetBucketLocation"): location,
    ("s3", "GetBucketVersioning"): versioning,
    ("s3", "GetBucketLifecycleConfiguration"): lifecycle,
    ("s3", "GetBucketEncryption"): default_encryption,
    ("s3", "GetBucketReplication"): replication,
    ("s3", "GetBucketLogging"): logging,
    ("s3", "GetBucketPolicy"): bucket_policy,
    ("s3", "GetBucketTagging"): bucket_tags,
    ("s3", "GetObjectLockConfiguration"): object_lock,
    ("s3", "GetPublicAccessBlock"): public_block,
    ("s3", "GetBucketAcl"): acl,
    ("ec2", "DescribeVolumes"): volumes,
    ("ec2", "DescribeSnapshots"): snapshots,
    ("ec2", "DescribeSnapshotAttribute"): volume_permissions,
    ("ec2", "DescribeImages"): images,
    ("ec2", "DescribeImageAttribute"): launchers,
    ("ec2", "GetEbsEncryptionByDefault"): encrypted_by_default,
    ("ec2", "GetEbsDefaultKmsKeyId"): default_key,
    ("rds", "DescribeDBInstances"): instances,
    ("rds", "DescribeDBClusters"): clusters,
    ("rds", "DescribeDBSnapshots"): database_snapshots,
    ("rds", "DescribeDBClusterSnapshots"): cluster_snapshots,
    ("rds", "DescribeDBSnapshotAttributes"): snapshot_shares,
    ("rds", "DescribeDBClusterSnapshotAttributes"): cluster_snapshot_shares,
    ("redshift", "DescribeClusters"): warehouses,
    ("redshift", "DescribeClusterSnapshots"): warehouse_snapshots,
    ("efs", "DescribeFileSystems"): file_systems,
    ("efs", "DescribeFileSystemPolicy"): file_system_policy,
    ("fsx", "DescribeFileSystems"): windows_and_others,
    ("fsx", "DescribeBackups"): file_system_backups,
    ("elasticache", "DescribeCacheClusters"): cache_clusters,
    ("elasticache", "DescribeReplicationGroups"): cache_groups,
    ("elasticache", "DescribeSnapshots"): cache_snapshots,
    ("elasticache", "ListTagsForResource"): cache_tags,
    ("dynamodb", "ListTables"): tables,
    ("dynamodb", "DescribeTable"): table,
    ("dynamodb", "GetResourcePolicy"): table_policy,
    ("dynamodb", "ListExports"): table_exports,
    ("dynamodb", "DescribeExport"): table_export,
    ("dynamodb", "ListTagsOfResource"): table_tags,
    ("glacier", "ListVaults"): glacier_vaults,
    ("glacier", "GetVaultAccessPolicy"): glacier_policy,
    ("glacier", "ListTagsForVault"): glacier_tags,
    ("backup", "ListBackupPlans"): backup_plans,
    ("backup", "GetBackupPlan"): backup_plan,
    ("backup", "ListTags"): backup_tags,
    ("opensearch", "ListDomainNames"): domains,
    ("opensearch", "ListTags"): domain_tags,
}
