"""Answers moto cannot give, in their documented shape, and the facts they must become."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Resource
from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.contract import flat

HERE, THERE = f"arn:aws:rds:{PARIS}:{ACCOUNT}", f"arn:aws:rds:{VIRGINIA}:{ACCOUNT}"
UNIT = f"arn:aws:organizations::{STRANGER}:ou/o-abc/ou-1234-5678"
ORGANIZATION = f"arn:aws:organizations::{STRANGER}:organization/o-abc"


@pytest.fixture(autouse=True)
def _answered_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered here the emulator does not hold: that it finds nothing of it does not mean that it was deleted meanwhile."""
    monkeypatch.setattr("auditor.providers.aws.reasons.gone", lambda _code, _call: False)


def scan(aws: Cloud, service: str) -> dict[str, Resource]:
    """The resources of Paris, by id."""
    return {resource.id: resource for resource in aws.scan(service, regions=[PARIS]).resources}


def instance(name: str, **more: Any) -> dict[str, Any]:
    """A database instance as RDS describes it."""
    plain = {"StorageEncrypted": False, "BackupRetentionPeriod": 7, "PubliclyAccessible": False}
    return {"DBInstanceIdentifier": name, "DBInstanceArn": f"{HERE}:db:{name}", **plain, **more}


def test_rds_copies_of_backups_and_replicas(aws: Cloud) -> None:
    """An ARN names another region, a bare name this one; the copy of the automated backups is a backup elsewhere."""
    copy = f"{THERE}:auto-backup:ab-1"
    described = instance(
        "rh",
        ReadReplicaDBInstanceIdentifiers=["voisine", f"{THERE}:db:loin"],
        ReadReplicaDBClusterIdentifiers=["aurora"],
        DBInstanceAutomatedBackupsReplications=[{"DBInstanceAutomatedBackupsArn": copy}],
    )
    aws.answer("rds", "DescribeDBInstances", {"DBInstances": [described]})
    facts = flat(scan(aws, "rds")[f"{HERE}:db:rh"])
    assert [flow["to"] for flow in facts["flows.replication"]] == [f"{HERE}:db:voisine", f"{THERE}:db:loin", f"{HERE}:cluster:aurora"]
    assert facts["flows.backup"] == [{"to": copy, "region": VIRGINIA, "account": ACCOUNT}]


def test_rds_silence_is_not_a_no(aws: Cloud) -> None:
    """An instance described without its encryption or its retention has neither "no" nor "none"."""
    aws.answer("rds", "DescribeDBInstances", {"DBInstances": [{"DBInstanceIdentifier": "trou"}]})
    resource = scan(aws, "rds")[f"{HERE}:db:trou"]
    assert resource.unknown == dict.fromkeys(
        ("encryption.at_rest", "encryption.key", "backup.retention"), "empty_answer: rds:DescribeDBInstances"
    )


def test_cluster_is_as_open_as_its_members(aws: Cloud) -> None:
    """Aurora says it of the instances; when they cannot be listed, a cluster's openness is unknown."""
    cluster = {
        "DBClusterIdentifier": "delib",
        "DBClusterArn": f"{HERE}:cluster:delib",
        "StorageEncrypted": True,
        "BackupRetentionPeriod": 1,
    }
    aws.answer("rds", "DescribeDBClusters", {"DBClusters": [cluster]})
    aws.answer("rds", "DescribeDBInstances", {"DBInstances": [instance("m", DBClusterIdentifier="delib", PubliclyAccessible=True)]})
    assert flat(scan(aws, "rds")[f"{HERE}:cluster:delib"])["public.access"] is True
    with aws.fault("rds", "DescribeDBInstances"):
        assert scan(aws, "rds")[f"{HERE}:cluster:delib"].unknown["public.access"] == "access_denied: rds:DescribeDBInstances"


def test_automated_snapshots_are_not_asked_about(aws: Cloud) -> None:
    """RDS shares only manual ones: no question for the rest."""
    automatic = {"DBSnapshotIdentifier": "rds:rh-1", "DBInstanceIdentifier": "rh", "SnapshotType": "automated", "Encrypted": True}
    aws.answer("rds", "DescribeDBSnapshots", {"DBSnapshots": [automatic]})
    facts = flat(scan(aws, "rds-snapshots")[f"{HERE}:snapshot:rds:rh-1"])
    assert (facts["public.access"], facts["flows.share"]) == (False, None)
    assert "DescribeDBSnapshotAttributes" not in {operation for _, operation, _ in aws.faults.seen}


@pytest.mark.parametrize(
    ("metadata", "facts"),
    [
        ({"KeyManager": "AWS", "Origin": "AWS_KMS"}, ("provider", "provider", "P365D")),
        ({"KeyManager": "CUSTOMER", "Origin": "AWS_CLOUDHSM"}, ("customer", "dedicated_hsm", None)),
        ({"KeyManager": "CUSTOMER", "Origin": "EXTERNAL_KEY_STORE"}, ("external", "external_store", None)),
        ({"KeyManager": "CUSTOMER", "Origin": "EXTERNAL"}, ("customer", "imported", None)),
        ({"KeyManager": "CUSTOMER", "Origin": "MOON"}, ("customer", "unknown", None)),
    ],
)
def test_who_decides_over_a_key(aws: Cloud, metadata: dict[str, str], facts: tuple[str, str, str | None]) -> None:
    """Manager, origin and rotation; an origin this version does not know is said, not guessed."""
    arn = f"arn:aws:kms:{PARIS}:{ACCOUNT}:key/k"
    aws.answer("kms", "ListKeys", {"Keys": [{"KeyId": "k", "KeyArn": arn}]})
    described = {"KeyId": "k", "Arn": arn, "KeySpec": "SYMMETRIC_DEFAULT", "MultiRegion": False, **metadata}
    aws.answer("kms", "DescribeKey", {"KeyMetadata": described})
    found = flat(scan(aws, "kms")[arn])
    assert tuple(found.get(fact, "unknown") for fact in ("key.manager", "key.origin", "key.rotation")) == facts


@pytest.mark.parametrize(
    ("recovery", "kept"),
    [
        ({"PointInTimeRecoveryStatus": "ENABLED", "RecoveryPeriodInDays": 7}, "P7D"),
        ({"PointInTimeRecoveryStatus": "ENABLED"}, "P35D"),
        ({"PointInTimeRecoveryStatus": "DISABLED"}, None),
    ],
)
def test_continuous_backups(aws: Cloud, recovery: dict[str, Any], kept: str | None) -> None:
    """Thirty-five days unless it says otherwise; none when it is off."""
    aws.answer("dynamodb", "ListTables", {"TableNames": ["t"]})
    description = {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": recovery}
    aws.answer("dynamodb", "DescribeContinuousBackups", {"ContinuousBackupsDescription": description})
    (table,) = scan(aws, "dynamodb").values()
    assert flat(table)["backup.retention"] == kept


def test_image_for_an_organization(aws: Cloud) -> None:
    """A launch permission may name an organization, or a unit of one, instead of an account: both are that organization's."""
    aws.answer("ec2", "DescribeImages", {"Images": [{"ImageId": "ami-1", "BlockDeviceMappings": []}]})
    aws.answer(
        "ec2",
        "DescribeImageAttribute",
        {"ImageId": "ami-1", "LaunchPermissions": [{"OrganizationArn": ORGANIZATION}, {"OrganizationalUnitArn": UNIT}]},
    )
    (image,) = scan(aws, "images").values()
    assert flat(image)["flows.share"] == [{"holder": "o-abc", "region": PARIS}]
    assert flat(image)["encryption.at_rest"] is False


KEYS = [f"arn:aws:kms:{region}:{ACCOUNT}:key/{name}" for region, name in ((PARIS, "a"), (PARIS, "b"), (VIRGINIA, "c"))]


def test_each_disk_of_an_image_has_its_key(aws: Cloud) -> None:
    """As the image names it, else as the snapshot does; of a snapshot that nobody may see it is not known."""
    disks = [
        {"Ebs": {"SnapshotId": "snap-1", "Encrypted": True}},
        {"Ebs": {"SnapshotId": "snap-2", "Encrypted": True, "KmsKeyId": KEYS[1]}},
    ]
    aws.answer("ec2", "DescribeImages", {"Images": [{"ImageId": "ami-1", "BlockDeviceMappings": disks}]})
    aws.answer("ec2", "DescribeImageAttribute", {"ImageId": "ami-1", "LaunchPermissions": []})
    aws.answer("ec2", "DescribeSnapshots", {"Snapshots": [{"SnapshotId": "snap-1", "KmsKeyId": KEYS[0]}]})
    (image,) = scan(aws, "images").values()
    assert (flat(image)["encryption.key"], flat(image)["encryption.keys"]) == (KEYS[0], [KEYS[1]])
    aws.answer("ec2", "DescribeSnapshots", {"Snapshots": []})
    (image,) = scan(aws, "images").values()
    assert image.facts["encryption"]["keys"] == [KEYS[1]]
    assert all(image.unknown[f"encryption.{one}"].startswith("empty_answer") for one in ("key", "keys"))


def test_replicas_have_keys_of_their_own(aws: Cloud) -> None:
    """Of a table and of a secret, each in its own region."""
    aws.answer("dynamodb", "ListTables", {"TableNames": ["t"]})
    replica = {"RegionName": VIRGINIA, "KMSMasterKeyId": "c"}
    table = {"TableName": "t", "SSEDescription": {"KMSMasterKeyArn": KEYS[0]}, "Replicas": [{"RegionName": PARIS}, replica]}
    aws.answer("dynamodb", "DescribeTable", {"Table": table})
    found = flat(scan(aws, "dynamodb")[f"arn:aws:dynamodb:{PARIS}:{ACCOUNT}:table/t"])
    assert (found["encryption.key"], found["encryption.keys"]) == (KEYS[0], [KEYS[2]])
    secret = f"arn:aws:secretsmanager:{PARIS}:{ACCOUNT}:secret:s"
    aws.answer("secretsmanager", "ListSecrets", {"SecretList": [{"ARN": secret, "Name": "s", "KmsKeyId": KEYS[0]}]})
    aws.answer("secretsmanager", "DescribeSecret", {"ARN": secret, "ReplicationStatus": [{"Region": VIRGINIA, "KmsKeyId": KEYS[2]}]})
    found = flat(scan(aws, "secretsmanager")[secret])
    assert (found["encryption.key"], found["encryption.keys"]) == (KEYS[0], [KEYS[2]])


def test_copied_snapshot_has_no_volume(aws: Cloud) -> None:
    """EC2 writes a volume that does not exist for a snapshot that came from elsewhere."""
    copied = {"SnapshotId": "snap-1", "VolumeId": "vol-ffffffff", "Encrypted": False, "OwnerId": ACCOUNT}
    aws.answer("ec2", "DescribeSnapshots", {"Snapshots": [copied]})
    aws.answer("ec2", "DescribeSnapshotAttribute", {"SnapshotId": "snap-1", "CreateVolumePermissions": []})
    assert flat(scan(aws, "ebs")[f"arn:aws:ec2:{PARIS}::snapshot/snap-1"])["origin"] is None


def test_global_table_witness_is_a_place(aws: Cloud) -> None:
    """A witness region takes part in every write of a strongly consistent global table."""
    aws.answer("dynamodb", "ListTables", {"TableNames": ["t"]})
    table = {"TableName": "t", "Replicas": [{"RegionName": PARIS}], "GlobalTableWitnesses": [{"RegionName": VIRGINIA}]}
    aws.answer("dynamodb", "DescribeTable", {"Table": table})
    (found,) = scan(aws, "dynamodb").values()
    assert [flow["region"] for flow in flat(found)["flows.replication"]] == [VIRGINIA]


def test_what_aws_backup_keeps_in_a_vault_may_be_locked_there(aws: Cloud) -> None:
    """A snapshot of the account's own has no lock; one that AWS Backup made lies in a vault, whose lock its own list does not show."""
    copies = {"rh": "none", "awsbackup:job-1": "in a vault"}
    plain = {"DBInstanceIdentifier": "rh", "Encrypted": True, "SnapshotType": "awsbackup"}
    listed = [{"DBSnapshotIdentifier": one, "DBSnapshotArn": f"{HERE}:snapshot:{one}", **plain} for one in copies]
    aws.answer("rds", "DescribeDBSnapshots", {"DBSnapshots": listed}, PARIS)
    aws.answer("rds", "DescribeDBClusterSnapshots", {"DBClusterSnapshots": []}, PARIS)
    found = scan(aws, "rds-snapshots")
    locks = {one: found[f"{HERE}:snapshot:{one}"].unknown.get("lock.min", "none") for one in copies}
    assert locks == {"rh": "none", "awsbackup:job-1": "not_collected: the lock of the vault of AWS Backup that it lies in"}


def test_volumes_that_others_may_be_let_into_are_not_closed(aws: Cloud) -> None:
    """Of file systems, those of ONTAP and OpenZFS have access points and shared volumes that no list of ours shows."""
    sorts = ("WINDOWS", "LUSTRE", "ONTAP", "OPENZFS")
    systems = [{"FileSystemId": f"fs-{one}", "FileSystemType": one, "ResourceARN": f"arn:aws:fsx:::{one}"} for one in sorts]
    aws.answer("fsx", "DescribeFileSystems", {"FileSystems": systems}, PARIS)
    aws.answer("fsx", "DescribeDataRepositoryAssociations", {"Associations": []}, PARIS)
    aws.answer("fsx", "DescribeBackups", {"Backups": []}, PARIS)
    aws.answer("fsx", "DescribeFileCaches", {"FileCaches": []}, PARIS)
    found = scan(aws, "fsx")
    assert {one for one in sorts if "flows.share" in found[f"arn:aws:fsx:::{one}"].unknown} == {"ONTAP", "OPENZFS"}
