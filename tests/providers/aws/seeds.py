"""A small estate for each AWS collector, made with the calls a customer would make, and the facts that must be read back from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud

Expected = Mapping[str, Mapping[str, Any]]
KEY = f"arn:aws:kms:{PARIS}:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
ASSUME = f"arn:aws:iam::{ACCOUNT}:role/copy"
OWNER = {"application": "etat-civil"}
LINKED = ("AWS::Logs::LogGroup", "AWS::CloudWatch::Metric")
PAIR = [{"Key": "application", "Value": "etat-civil"}]


def tagged(cloud: Cloud, arn: str) -> None:
    """One resource has our tags, where moto does not know of it."""
    cloud.answer("resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": [{"ResourceARN": arn, "Tags": PAIR}]}, PARIS)


def s3(cloud: Cloud) -> Expected:
    """One bucket with everything set, one with nothing, one open to everybody."""
    paris, virginia = cloud.client("s3", PARIS), cloud.client("s3", VIRGINIA)
    for name in ("etat-civil", "etat-civil-logs", "ouvert"):
        paris.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": PARIS})
    virginia.create_bucket(Bucket="copie")
    for client, name in ((paris, "etat-civil"), (paris, "etat-civil-logs"), (virginia, "copie")):
        enforced = {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
        client.put_bucket_ownership_controls(Bucket=name, OwnershipControls=enforced)
    for client, name in ((paris, "etat-civil"), (virginia, "copie")):
        client.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    destination = {"Bucket": "arn:aws:s3:::copie", "Account": STRANGER}
    rule = {"ID": "on", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""}, "Destination": destination}
    rule["DeleteMarkerReplication"] = {"Status": "Disabled"}
    paris.put_bucket_replication(Bucket="etat-civil", ReplicationConfiguration={"Role": ASSUME, "Rules": [rule]})
    expiry = {"ID": "x", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 30}}
    expiry["NoncurrentVersionExpiration"] = {"NoncurrentDays": 10}
    paris.put_bucket_lifecycle_configuration(Bucket="etat-civil", LifecycleConfiguration={"Rules": [expiry]})
    kms = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY.rsplit("/", 1)[1]}
    encryption = {"Rules": [{"ApplyServerSideEncryptionByDefault": kms}]}
    paris.put_bucket_encryption(Bucket="etat-civil", ServerSideEncryptionConfiguration=encryption)
    paris.put_bucket_tagging(Bucket="etat-civil", Tagging={"TagSet": PAIR})
    paris.put_bucket_acl(Bucket="etat-civil-logs", ACL="log-delivery-write")
    paris.put_bucket_logging(
        Bucket="etat-civil", BucketLoggingStatus={"LoggingEnabled": {"TargetBucket": "etat-civil-logs", "TargetPrefix": ""}}
    )
    paris.put_bucket_acl(Bucket="ouvert", ACL="public-read")
    cloud.answer(
        "cloudwatch",
        "GetMetricData",
        lambda asked: {"MetricDataResults": [{"Id": one["Id"], "Values": [4096.0, 1.0]} for one in asked["MetricDataQueries"]]},
    )
    nothing: dict[str, Any] = {
        "retention.max": None,
        "encryption.at_rest": False,
        "encryption.key": None,
        "public.access": False,
        "flows.replication": None,
        "flows.logs": None,
        "tags": {},
    }
    never = {**nothing, "versioning.enabled": False, "retention.noncurrent_max": "P0D", "region": PARIS}
    return {
        "arn:aws:s3:::etat-civil": {
            "region": PARIS,
            "size.used": 4096,
            "versioning.enabled": True,
            "retention.max": "P40D",
            "retention.noncurrent_max": "P10D",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "public.access": False,
            "flows.replication": [{"to": "arn:aws:s3:::copie", "account": STRANGER, "once": True}],
            "flows.logs": [{"to": "arn:aws:s3:::etat-civil-logs"}],
            "tags": OWNER,
        },
        "arn:aws:s3:::etat-civil-logs": never,
        "arn:aws:s3:::ouvert": {**never, "public.access": True},
        "arn:aws:s3:::copie": {**nothing, "versioning.enabled": True, "retention.noncurrent_max": None, "region": VIRGINIA},
    }


def ebs(cloud: Cloud) -> Expected:
    """A clear volume and an encrypted one, a snapshot for a stranger and one for everybody, a volume made from a snapshot."""
    ec2 = cloud.client("ec2")
    tagged = [{"ResourceType": "volume", "Tags": PAIR}]
    clear = ec2.create_volume(AvailabilityZone=f"{PARIS}a", Size=1, TagSpecifications=tagged)["VolumeId"]
    secret = ec2.create_volume(AvailabilityZone=f"{PARIS}a", Size=1, Encrypted=True, KmsKeyId=KEY)["VolumeId"]
    shared, public = (ec2.create_snapshot(VolumeId=volume)["SnapshotId"] for volume in (secret, clear))
    ec2.modify_snapshot_attribute(SnapshotId=shared, Attribute="createVolumePermission", OperationType="add", UserIds=[STRANGER])
    ec2.modify_snapshot_attribute(SnapshotId=public, Attribute="createVolumePermission", OperationType="add", GroupNames=["all"])
    copied = ec2.copy_snapshot(SourceRegion=PARIS, SourceSnapshotId=public, Encrypted=True, KmsKeyId=KEY)["SnapshotId"]
    locks = [
        {"SnapshotId": shared, "LockState": "compliance", "LockDuration": 365},
        {"SnapshotId": public, "LockState": "expired", "LockDuration": 7},
    ]
    cloud.answer("ec2", "DescribeLockedSnapshots", {"Snapshots": locks}, PARIS)
    restored = ec2.create_volume(AvailabilityZone=f"{PARIS}a", SnapshotId=shared)["VolumeId"]
    volume, snapshot = f"arn:aws:ec2:{PARIS}:{ACCOUNT}:volume", f"arn:aws:ec2:{PARIS}::snapshot"
    plain: dict[str, Any] = {"encryption.at_rest": False, "encryption.key": None, "origin": None, "tags": {}}
    closed = {**plain, "encryption.at_rest": True, "encryption.key": KEY}
    return {
        f"{volume}/{clear}": {**plain, "tags": OWNER},
        f"{volume}/{secret}": closed,
        f"{volume}/{restored}": {"origin": f"{snapshot}/{shared}", "tags": {}},
        f"{snapshot}/{copied}": {"encryption.at_rest": True, "encryption.key": KEY, "public.access": False, "flows.share": None},
        f"{snapshot}/{shared}": {
            "encryption.at_rest": True,
            "origin": f"{volume}/{secret}",
            "public.access": False,
            "flows.share": [{"account": STRANGER, "region": PARIS}],
            "lock.min": "P365D",
        },
        f"{snapshot}/{public}": {**plain, "origin": f"{volume}/{clear}", "public.access": True, "flows.share": None, "lock.min": None},
    }


def images(cloud: Cloud) -> Expected:
    """An encrypted image kept to oneself, and a clear one for a stranger and everybody; moto keeps no encrypted image."""
    ec2 = cloud.client("ec2")
    clear = ec2.create_snapshot(VolumeId=ec2.create_volume(AvailabilityZone=f"{PARIS}a", Size=1)["VolumeId"])["SnapshotId"]
    secret = ec2.copy_snapshot(SourceRegion=PARIS, SourceSnapshotId=clear, Encrypted=True, KmsKeyId=KEY)["SnapshotId"]
    kept, given = (
        ec2.register_image(
            Name=name, RootDeviceName="/dev/sda1", BlockDeviceMappings=[{"DeviceName": "/dev/sda1", "Ebs": {"VolumeSize": 1}}]
        )
        for name in ("guichet", "modele")
    )
    ec2.modify_image_attribute(ImageId=given["ImageId"], Attribute="launchPermission", OperationType="add", UserIds=[STRANGER])
    ec2.modify_image_attribute(ImageId=given["ImageId"], Attribute="launchPermission", OperationType="add", UserGroups=["all"])

    def image(id: str, snapshot: str, encrypted: bool, **more: Any) -> dict[str, Any]:
        return {"ImageId": id, "BlockDeviceMappings": [{"Ebs": {"SnapshotId": snapshot, "Encrypted": encrypted}}], **more}

    described = [image(kept["ImageId"], secret, True, Name="guichet", Tags=PAIR), image(given["ImageId"], clear, False)]
    cloud.answer("ec2", "DescribeImages", {"Images": described}, PARIS)
    here = f"arn:aws:ec2:{PARIS}:"
    return {
        f"{here}:image/{kept['ImageId']}": {
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "origin": f"{here}:snapshot/{secret}",
            "name": "guichet",
            "public.access": False,
            "flows.share": None,
            "tags": OWNER,
        },
        f"{here}:image/{given['ImageId']}": {
            "encryption.at_rest": False,
            "encryption.key": None,
            "origin": f"{here}:snapshot/{clear}",
            "public.access": True,
            "flows.share": [{"account": STRANGER, "region": PARIS}],
            "tags": {},
        },
    }


def _instance(rds: Any, name: str, **more: Any) -> None:
    rds.create_db_instance(
        DBInstanceIdentifier=name,
        DBInstanceClass="db.t3.micro",
        Engine="postgres",
        MasterUsername="admin1",
        MasterUserPassword="not-a-secret",
        AllocatedStorage=10,
        **more,
    )


def rds(cloud: Cloud) -> Expected:
    """An instance with a replica in Virginia, a public one, a global cluster, and backups copied or kept after a deletion."""
    paris, virginia = cloud.client("rds", PARIS), cloud.client("rds", VIRGINIA)
    _instance(paris, "rh", BackupRetentionPeriod=14, StorageEncrypted=True, KmsKeyId=KEY, Tags=PAIR)
    _instance(paris, "ouverte", BackupRetentionPeriod=0, PubliclyAccessible=True)
    here, there = f"arn:aws:rds:{PARIS}:{ACCOUNT}", f"arn:aws:rds:{VIRGINIA}:{ACCOUNT}"
    virginia.create_db_instance_read_replica(DBInstanceIdentifier="rh-copie", SourceDBInstanceIdentifier=f"{here}:db:rh")
    aurora = {"Engine": "aurora-mysql", "MasterUsername": "admin1", "MasterUserPassword": "not-a-secret"}
    paris.create_global_cluster(GlobalClusterIdentifier="monde", Engine="aurora-mysql")
    for client, name in ((paris, "delib"), (virginia, "delib-copie")):
        client.create_db_cluster(DBClusterIdentifier=name, GlobalClusterIdentifier="monde", BackupRetentionPeriod=7, **aurora)
    paris.create_db_cluster(DBClusterIdentifier="seule", **aurora)
    members = [
        {"DBClusterArn": f"{here}:cluster:delib", "IsWriter": True},
        {"DBClusterArn": f"{there}:cluster:delib-copie", "IsWriter": False},
    ]
    cloud.answer(
        "rds", "DescribeGlobalClusters", {"GlobalClusters": [{"GlobalClusterIdentifier": "monde", "GlobalClusterMembers": members}]}
    )
    cloud.answer("rds", "DescribeDBInstanceAutomatedBackups", _automated(here), PARIS)
    cloud.answer("rds", "DescribeDBClusterAutomatedBackups", _automated_of_clusters(here), PARIS)
    none: dict[str, Any] = {"flows.replication": None, "flows.backup": None, "origin": None, "tags": {}}
    return {
        f"{here}:db:rh": {
            **none,
            "backup.retention": "P14D",
            "public.access": False,
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.replication": [{"to": f"{there}:db:rh-copie", "region": VIRGINIA, "account": ACCOUNT}],
            "tags": OWNER,
        },
        f"{here}:db:ouverte": {
            **none,
            "backup.retention": None,
            "public.access": True,
            "encryption.at_rest": False,
            "encryption.key": None,
        },
        f"{there}:db:rh-copie": {"origin": f"{here}:db:rh", "flows.replication": None},
        f"{here}:cluster:delib": {
            **none,
            "backup.retention": "P7D",
            "flows.replication": [{"to": f"{there}:cluster:delib-copie", "region": VIRGINIA, "account": ACCOUNT}],
        },
        f"{there}:cluster:delib-copie": {"flows.replication": None},
        f"{here}:cluster:seule": {**none, "backup.retention": "P1D", "public.access": False},
        f"{here}:cluster-auto-backup:ab-partie": {"origin": f"{here}:cluster:partie", "encryption.at_rest": False, "encryption.key": None},
        f"{here}:cluster-auto-backup:ab-loin": {"origin": f"{there}:cluster:loin", "encryption.key": KEY, "public.access": False},
        f"{here}:auto-backup:ab-supprimee": {
            "origin": f"{here}:db:supprimee",
            "encryption.at_rest": False,
            "encryption.key": None,
            "public.access": False,
            "flows.share": None,
            "tags": {},
        },
        f"{here}:auto-backup:ab-virginie": {"origin": f"{there}:db:paie", "encryption.at_rest": True, "encryption.key": KEY, "tags": OWNER},
    }


def _automated(here: str) -> Mapping[str, Any]:
    """What moto does not model: a backup kept after its instance, one copied from Virginia, and one of a living instance of the region."""
    virginia = here.replace(PARIS, VIRGINIA)

    def backup(source: str, name: str, **more: Any) -> dict[str, Any]:
        id = {"DBInstanceAutomatedBackupsArn": f"{here}:auto-backup:ab-{name}", "DbiResourceId": f"db-{name}"}
        return {
            "DBInstanceArn": source,
            "DBInstanceIdentifier": source.rsplit(":", 1)[1],
            **id,
            "Status": "active",
            "Encrypted": False,
            **more,
        }

    backups = [
        backup(f"{here}:db:supprimee", "supprimee", Status="retained"),
        backup(f"{virginia}:db:paie", "virginie", Encrypted=True, KmsKeyId=KEY, TagList=PAIR, Status="replicating"),
        backup(f"{here}:db:rh", "rh"),
    ]

    return {"DBInstanceAutomatedBackups": backups}


def _automated_of_clusters(here: str) -> dict[str, Any]:
    """Of a cluster that is gone, of one of Virginia, of a living one."""
    backups = [
        {
            "DBClusterArn": source,
            "DBClusterIdentifier": source.rsplit(":", 1)[1],
            "DBClusterAutomatedBackupsArn": f"{here}:cluster-auto-backup:ab-{name}",
            "DbClusterResourceId": name,
            "StorageEncrypted": name == "loin",
            "KmsKeyId": KEY,
            "Status": status,
        }
        for name, source, status in (
            ("partie", f"{here}:cluster:partie", "retained"),
            ("loin", f"{here.replace(PARIS, VIRGINIA)}:cluster:loin", "active"),
            ("vivante", f"{here}:cluster:delib", "active"),
        )
    ]
    return {"DBClusterAutomatedBackups": backups}


def rds_snapshots(cloud: Cloud) -> Expected:
    """Of an instance and of a cluster: one kept to oneself, one for a stranger or for everybody."""
    rds = cloud.client("rds")
    _instance(rds, "rh", StorageEncrypted=True, KmsKeyId=KEY)
    rds.create_db_cluster(DBClusterIdentifier="delib", Engine="aurora-mysql", MasterUsername="admin1", MasterUserPassword="not-a-secret")
    for name in ("rh-garde", "rh-donne"):
        rds.create_db_snapshot(DBInstanceIdentifier="rh", DBSnapshotIdentifier=name, Tags=PAIR)
        rds.create_db_cluster_snapshot(DBClusterIdentifier="delib", DBClusterSnapshotIdentifier=name.replace("rh", "delib"))
    rds.modify_db_snapshot_attribute(DBSnapshotIdentifier="rh-donne", AttributeName="restore", ValuesToAdd=[STRANGER])
    rds.modify_db_cluster_snapshot_attribute(DBClusterSnapshotIdentifier="delib-donne", AttributeName="restore", ValuesToAdd=["all"])
    here = f"arn:aws:rds:{PARIS}:{ACCOUNT}"
    kept: dict[str, Any] = {"public.access": False, "flows.share": None}
    (automatic,) = rds.describe_db_snapshots(SnapshotType="automated")["DBSnapshots"]
    (automatic_of_cluster,) = rds.describe_db_cluster_snapshots(SnapshotType="automated")["DBClusterSnapshots"]
    of_instance = {"origin": f"{here}:db:rh", "encryption.at_rest": True, "encryption.key": KEY, "tags": OWNER}
    of_cluster = {"origin": f"{here}:cluster:delib", "encryption.at_rest": False, "encryption.key": None, "tags": {}}
    return {
        automatic["DBSnapshotArn"]: {**of_instance, **kept, "tags": {}},
        automatic_of_cluster["DBClusterSnapshotArn"]: kept,
        f"{here}:snapshot:rh-garde": {**of_instance, **kept},
        f"{here}:snapshot:rh-donne": {**of_instance, "public.access": False, "flows.share": [{"account": STRANGER, "region": PARIS}]},
        f"{here}:cluster-snapshot:delib-garde": {**of_cluster, **kept},
        f"{here}:cluster-snapshot:delib-donne": {**of_cluster, "public.access": True, "flows.share": None},
    }


def dynamodb(cloud: Cloud) -> Expected:
    """A global table with everything on, which moto cannot keep, and a plain one, which it can."""
    client = cloud.client("dynamodb")
    keys = [{"AttributeName": "id", "KeyType": "HASH"}]
    shape = {"KeySchema": keys, "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}], "BillingMode": "PAY_PER_REQUEST"}
    for name in ("dossiers", "simple"):
        client.create_table(TableName=name, **shape)
    here = f"arn:aws:dynamodb:{PARIS}:{ACCOUNT}:table"
    client.tag_resource(ResourceArn=f"{here}/dossiers", Tags=PAIR)
    client.update_time_to_live(TableName="dossiers", TimeToLiveSpecification={"Enabled": True, "AttributeName": "fin"})
    recovery = {"PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 20}
    client.update_continuous_backups(TableName="dossiers", PointInTimeRecoverySpecification=recovery)
    streamed = {"StreamSpecification": {"StreamEnabled": True}, "LatestStreamArn": f"{here}/simple/stream/2026-11-22T00:00:00.000"}
    plain = {"TableName": "simple", "TableArn": f"{here}/simple", "TableSizeBytes": 0, **streamed}
    whole = {
        "TableName": "dossiers",
        "TableArn": f"{here}/dossiers",
        "TableSizeBytes": 5_000_000,
        "Replicas": [{"RegionName": VIRGINIA, "ReplicaStatus": "ACTIVE"}],
        "SSEDescription": {"Status": "ENABLED", "SSEType": "KMS", "KMSMasterKeyArn": KEY},
    }
    cloud.answer("dynamodb", "DescribeTable", lambda asked: {"Table": whole if asked["TableName"] == "dossiers" else plain})
    older = [{"GlobalTableName": "simple", "ReplicationGroup": [{"RegionName": PARIS}, {"RegionName": IRELAND}]}]
    cloud.answer("dynamodb", "ListGlobalTables", {"GlobalTables": older}, PARIS)
    saved = [{"BackupName": name, "BackupArn": f"{here}/dossiers/backup/{name}", "TableArn": f"{here}/dossiers"} for name in ("b1", "b2")]
    cloud.answer("dynamodb", "ListBackups", {"BackupSummaries": saved}, PARIS)
    features = {"SSEDescription": {"KMSMasterKeyArn": KEY}}
    cloud.answer(
        "dynamodb",
        "DescribeBackup",
        lambda asked: {"BackupDescription": {"SourceTableFeatureDetails": features if asked["BackupArn"].endswith("b1") else {}}},
    )
    kept: dict[str, Any] = {"origin": f"{here}/dossiers", "encryption.at_rest": True, "public.access": False, "flows.share": None}
    return {
        f"{here}/dossiers/backup/b1": {**kept, "encryption.key": KEY, "lock.min": None, "name": "b1", "tags": {}},
        f"{here}/dossiers/backup/b2": {**kept, "encryption.key": None},
        f"{here}/dossiers": {
            "flows.replication": [{"to": f"arn:aws:dynamodb:{VIRGINIA}:{ACCOUNT}:table/dossiers", "region": VIRGINIA, "account": ACCOUNT}],
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "backup.retention": "P20D",
            "ttl.enabled": True,
            "size.used": 5_000_000,
            "tags": OWNER,
        },
        f"{here}/simple": {
            "flows.replication": [{"to": f"arn:aws:dynamodb:{IRELAND}:{ACCOUNT}:table/simple", "region": IRELAND, "account": ACCOUNT}],
            "encryption.at_rest": True,
            "encryption.key": None,
            "backup.retention": None,
            "ttl.enabled": False,
            "tags": {},
        },
    }


def logs(cloud: Cloud) -> Expected:
    """A group kept for a year, sent to Virginia and exported once, one kept for ever; all but the first sent to Ireland by the account,
    read by a stranger as a policy says, seen from another account; and two destinations for others' logs.
    """
    client = cloud.client("logs")
    client.create_log_group(logGroupName="/app/ec", kmsKeyId=KEY, tags=OWNER)
    client.create_log_group(logGroupName="/app/rien")
    client.put_retention_policy(logGroupName="/app/ec", retentionInDays=365)
    stream = f"arn:aws:kinesis:{VIRGINIA}:{STRANGER}:stream/journaux"
    filter_ = {"filterName": "tout", "filterPattern": "", "logGroupName": "/app/ec", "destinationArn": stream}
    cloud.answer(
        "logs",
        "DescribeSubscriptionFilters",
        lambda asked: {"subscriptionFilters": [filter_] if asked["logGroupName"] == "/app/ec" else []},
    )
    exported = {"taskId": "1", "logGroupName": "/app/ec", "destination": "lac", "status": {"code": "COMPLETED"}}
    failed = {**exported, "destination": "rien", "status": {"code": "FAILED"}}
    cloud.answer("logs", "DescribeExportTasks", {"exportTasks": [exported, failed]})
    ireland = f"arn:aws:firehose:{IRELAND}:{ACCOUNT}:deliverystream/tout"
    whole = {"policyDocument": json.dumps({"DestinationArn": ireland}), "selectionCriteria": 'LogGroupName NOT IN ["/app/ec"]'}
    cloud.answer("logs", "DescribeAccountPolicies", {"accountPolicies": [whole]})
    group = f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/app/ec"
    reading = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "logs:Get*", "Resource": f"{group}:*"}
    writing = {"Effect": "Allow", "Principal": {"Service": "route53.amazonaws.com"}, "Action": "logs:PutLogEvents", "Resource": "*"}
    cloud.client("logs").put_resource_policy(policyName="deux", policyDocument=json.dumps({"Statement": [reading, writing]}))
    sink = f"arn:aws:oam:{PARIS}:555566667777:sink/s"
    links = [{"Arn": f"arn:aws:oam:{PARIS}:{ACCOUNT}:link/{kind}", "ResourceTypes": [kind], "SinkArn": sink} for kind in LINKED]
    cloud.answer("oam", "ListLinks", {"Items": links}, PARIS)
    cloud.answer("oam", "GetLink", {"LinkConfiguration": {"MetricConfiguration": {"Filter": "Namespace = 'x'"}}})
    taken = f"arn:aws:logs:{PARIS}:{ACCOUNT}:destination"
    listed = [{"destinationName": name, "targetArn": stream, "arn": f"{taken}:{name}"} for name in ("agents", "services")]
    cloud.answer("logs", "DescribeDestinations", {"destinations": listed}, PARIS)
    cloud.answer("logs", "ListTagsForResource", lambda asked: {"tags": OWNER if asked["resourceArn"].endswith("agents") else {}})
    here = f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group"
    away, seen = {"to": stream, "region": VIRGINIA, "account": STRANGER}, {"account": "555566667777", "region": PARIS}
    return {
        f"{taken}:agents": {"name": "agents", "flows.copy": [away], "flows.share": None, "tags": OWNER},
        f"{taken}:services": {"flows.copy": [away], "tags": {}},
        f"{here}:/app/ec": {
            "retention.max": "P365D",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [away, {"to": "arn:aws:s3:::lac"}],
            "flows.share": [{"account": STRANGER, "region": PARIS}, seen],
            "tags": OWNER,
        },
        f"{here}:/app/rien": {
            "retention.max": None,
            "encryption.at_rest": True,
            "encryption.key": None,
            "flows.copy": [{"to": ireland, "region": IRELAND, "account": ACCOUNT}],
            "flows.share": [seen],
            "tags": {},
        },
    }


def kms(cloud: Cloud) -> Expected:
    """A key renewed every 200 days, a multi-region one with its replica, an imported one."""
    client = cloud.client("kms")
    made = {
        "renewed": client.create_key(Tags=[{"TagKey": "application", "TagValue": "etat-civil"}])["KeyMetadata"],
        "global": client.create_key(MultiRegion=True)["KeyMetadata"],
        "imported": client.create_key(Origin="EXTERNAL")["KeyMetadata"],
    }
    client.create_alias(AliasName="alias/etat-civil", TargetKeyId=made["renewed"]["KeyId"])
    # moto forgets the period.
    rotated = {"KeyRotationEnabled": True, "RotationPeriodInDays": 200}
    renewed = made["renewed"]["KeyId"]
    cloud.answer("kms", "GetKeyRotationStatus", lambda asked: rotated if asked["KeyId"] == renewed else {"KeyRotationEnabled": False})
    replica = client.replicate_key(KeyId=made["global"]["KeyId"], ReplicaRegion=VIRGINIA)["ReplicaKeyMetadata"]["Arn"]
    own = {
        "key.manager": "customer",
        "key.origin": "provider",
        "key.multi_region": False,
        "key.rotation": None,
        "key.aliases": None,
        "tags": {},
    }
    other = made["global"]["Arn"]
    return {
        made["renewed"]["Arn"]: {
            **own,
            "key.rotation": "P200D",
            "key.aliases": [f"arn:aws:kms:{PARIS}:{ACCOUNT}:alias/etat-civil"],
            "flows.replication": None,
            "name": "alias/etat-civil",
            "tags": OWNER,
        },
        other: {
            **own,
            "key.multi_region": True,
            "flows.replication": [{"to": replica, "region": VIRGINIA, "account": ACCOUNT}],
        },
        replica: {**own, "key.multi_region": True, "flows.replication": [{"to": other, "region": PARIS, "account": ACCOUNT}]},
        made["imported"]["Arn"]: {**own, "key.origin": "imported", "flows.replication": None},
    }


def backup(cloud: Cloud) -> Expected:
    """A locked vault and a plain one, a plan that copies to Virginia and one that deletes nothing."""
    client = cloud.client("backup")
    vault, plan = f"arn:aws:backup:{PARIS}:{ACCOUNT}:backup-vault", f"arn:aws:backup:{PARIS}:{ACCOUNT}:backup-plan"
    client.create_backup_vault(BackupVaultName="coffre", EncryptionKeyArn=KEY, BackupVaultTags=OWNER)
    client.create_backup_vault(BackupVaultName="simple")
    client.put_backup_vault_lock_configuration(BackupVaultName="coffre", MinRetentionDays=30, MaxRetentionDays=400)
    away = vault.replace(PARIS, VIRGINIA) + ":secours"
    copied = {
        "RuleName": "copie",
        "TargetBackupVaultName": "coffre",
        "Lifecycle": {"DeleteAfterDays": 35},
        "CopyActions": [{"DestinationBackupVaultArn": away, "Lifecycle": {"DeleteAfterDays": 90}}],
    }
    for_ever = {"RuleName": "garde", "TargetBackupVaultName": "simple"}
    daily = client.create_backup_plan(BackupPlan={"BackupPlanName": "quotidien", "Rules": [copied]}, BackupPlanTags=OWNER)
    kept = client.create_backup_plan(BackupPlan={"BackupPlanName": "archives", "Rules": [for_ever]})
    return {
        f"{vault}:coffre": {
            "lock.min": "P30D",
            "lock.max": "P400D",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "tags": OWNER,
        },
        f"{vault}:simple": {"lock.min": None, "lock.max": None, "encryption.at_rest": True, "tags": {}},
        f"{plan}:{daily['BackupPlanId']}": {
            "name": "quotidien",
            "retention.max": "P90D",
            "flows.backup": [{"to": away, "region": VIRGINIA, "account": ACCOUNT, "source": f"{vault}:coffre"}],
            "tags": OWNER,
        },
        f"{plan}:{kept['BackupPlanId']}": {"retention.max": None, "flows.backup": None, "tags": {}},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "s3": s3,
    "ebs": ebs,
    "images": images,
    "rds": rds,
    "rds-snapshots": rds_snapshots,
    "dynamodb": dynamodb,
    "logs": logs,
    "kms": kms,
    "backup": backup,
}
