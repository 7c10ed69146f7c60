"""A small estate for each AWS collector of file systems and older vaults, and the facts that must be read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected

ROOT = {"AWS": f"arn:aws:iam::{STRANGER}:root"}
SHARED = [{"account": STRANGER, "region": PARIS}]


def policy(action: str, principal: Any, resource: str = "*") -> str:
    """A resource policy that lets `principal` do one thing."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def efs(cloud: Cloud) -> Expected:
    """A file system replicated to Virginia, shared and backed up; one in clear, open to all; moto has no replications."""
    client = cloud.client("efs")
    whole = client.create_file_system(
        CreationToken="a", Encrypted=True, KmsKeyId=KEY, Backup=True, Tags=[*PAIR, {"Key": "Name", "Value": "ged"}]
    )
    plain = client.create_file_system(CreationToken="b", Encrypted=False)
    client.put_file_system_policy(FileSystemId=whole["FileSystemId"], Policy=policy("elasticfilesystem:*", ROOT))
    client.put_file_system_policy(FileSystemId=plain["FileSystemId"], Policy=policy("elasticfilesystem:ClientMount", "*"))
    here = f"arn:aws:elasticfilesystem:{PARIS}:{ACCOUNT}:file-system"
    there = here.replace(PARIS, VIRGINIA)

    def replication(source: str, target: str) -> dict[str, Any]:
        destination = {"Status": "ENABLED", "FileSystemId": target, "Region": VIRGINIA, "OwnerId": ACCOUNT}
        said = {"SourceFileSystemId": source.rsplit("/", 1)[1], "SourceFileSystemRegion": PARIS, "OriginalSourceFileSystemArn": source}
        return {**said, "SourceFileSystemArn": source, "CreationTime": 1767225600, "Destinations": [destination]}

    ends_here = replication(f"{there}/fs-9", "fs-8")
    both = [replication(f"{here}/{whole['FileSystemId']}", "fs-2"), ends_here]
    cloud.answer("efs", "DescribeReplicationConfigurations", {"Replications": both}, PARIS)
    none: dict[str, Any] = {"flows.copy": None, "flows.replication": None}
    return {
        f"{here}/{whole['FileSystemId']}": {
            **none,
            "name": "ged",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "backup.retention": "P35D",
            "public.access": False,
            "flows.replication": [{"to": f"{there}/fs-2", "region": VIRGINIA, "account": ACCOUNT}],
            "flows.share": SHARED,
            "tags": {**OWNER, "Name": "ged"},
        },
        f"{here}/{plain['FileSystemId']}": {
            **none,
            "encryption.at_rest": False,
            "encryption.key": None,
            "backup.retention": None,
            "public.access": True,
            "flows.share": [{"country": None, "holder": None}],
            "tags": {},
        },
    }


def fsx(cloud: Cloud) -> Expected:
    """A Lustre file system tied to a bucket, one of ONTAP, a backup of the first and one copied from Virginia, two caches."""
    here = f"arn:aws:fsx:{PARIS}:{ACCOUNT}"

    def system(id: str, sort: str, **more: Any) -> dict[str, Any]:
        return {"FileSystemId": id, "FileSystemType": sort, "ResourceARN": f"{here}:file-system/{id}", "KmsKeyId": KEY, **more}

    lustre = system("fs-0a", "LUSTRE", LustreConfiguration={"AutomaticBackupRetentionDays": 7}, Tags=PAIR)
    ontap = system("fs-0b", "ONTAP", OntapConfiguration={"AutomaticBackupRetentionDays": 0}, Tags=[])
    cloud.answer("fsx", "DescribeFileSystems", {"FileSystems": [lustre, ontap]}, PARIS)
    tied = [{"AssociationId": "dra-1", "FileSystemId": "fs-0a", "DataRepositoryPath": "s3://calcul/sortie/"}]
    cloud.answer("fsx", "DescribeDataRepositoryAssociations", {"Associations": tied})

    def backup(id: str, **more: Any) -> dict[str, Any]:
        said = {
            "BackupId": id,
            "Lifecycle": "AVAILABLE",
            "Type": "USER_INITIATED",
            "CreationTime": 1767225600,
            "KmsKeyId": KEY,
            "Tags": PAIR,
        }
        return {**said, "ResourceARN": f"{here}:backup/{id}", "FileSystem": lustre, **more}

    copied = backup("backup-2", SourceBackupId="backup-9", SourceBackupRegion=VIRGINIA)
    cloud.answer("fsx", "DescribeBackups", {"Backups": [backup("backup-1"), copied]}, PARIS)
    caches = [{"FileCacheId": name, "ResourceARN": f"{here}:file-cache/{name}", "KmsKeyId": KEY} for name in ("fc-1", "fc-2")]
    cloud.answer("fsx", "DescribeFileCaches", {"FileCaches": caches}, PARIS)
    cloud.answer("fsx", "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceARN"].endswith("fc-1") else []})
    apart: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": KEY, "public.access": False}
    closed = {**apart, "flows.share": None}
    cache = {"encryption.at_rest": True, "encryption.key": KEY, "backup.retention": None, "flows.replication": None}
    return {
        f"{here}:file-cache/fc-1": {**cache, "name": "fc-1", "tags": OWNER},
        f"{here}:file-cache/fc-2": {**cache, "tags": {}},
        f"{here}:file-system/fs-0a": {
            **closed,
            "backup.retention": "P7D",
            "flows.replication": None,
            "flows.copy": [{"to": "arn:aws:s3:::calcul"}],
            "tags": OWNER,
        },
        f"{here}:file-system/fs-0b": {**apart, "backup.retention": None, "flows.copy": None, "tags": {}},
        f"{here}:backup/backup-1": {**closed, "origin": f"{here}:file-system/fs-0a", "tags": OWNER},
        f"{here}:backup/backup-2": {**closed, "origin": f"arn:aws:fsx:{VIRGINIA}:{ACCOUNT}:backup/backup-9", "tags": OWNER},
    }


def glacier(cloud: Cloud) -> Expected:
    """A vault locked for ten years and shared, a plain one; moto has neither policies nor locks."""
    client = cloud.client("glacier")
    for name in ("archives", "vide"):
        client.create_vault(accountId="-", vaultName=name)
    condition = {"NumericLessThan": {"glacier:ArchiveAgeInDays": "3650"}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "glacier:DeleteArchive", "Resource": "*", "Condition": condition}
    locked = {"State": "Locked", "CreationDate": "2026-01-01T00:00:00.000Z", "Policy": json.dumps({"Statement": [deny]})}
    test = {**locked, "State": "InProgress"}
    shared = {"policy": {"Policy": policy("glacier:InitiateJob", ROOT)}}
    kept = {"policy": {"Policy": policy("glacier:UploadArchive", ROOT)}}
    cloud.answer("glacier", "GetVaultLock", lambda asked: locked if asked["vaultName"] == "archives" else test)
    cloud.answer("glacier", "GetVaultAccessPolicy", lambda asked: shared if asked["vaultName"] == "archives" else kept)
    cloud.answer("glacier", "ListTagsForVault", lambda asked: {"Tags": OWNER if asked["vaultName"] == "archives" else {}})
    here = f"arn:aws:glacier:{PARIS}:{ACCOUNT}:vaults"
    plain: dict[str, Any] = {
        "retention.max": None,
        "retention.noncurrent_max": "P0D",
        "versioning.enabled": False,
        "encryption.at_rest": True,
        "encryption.key": None,
        "public.access": False,
        "flows.replication": None,
        "flows.logs": None,
    }
    return {
        f"{here}/archives": {**plain, "lock.min": "P3650D", "flows.share": SHARED, "tags": OWNER},
        f"{here}/vide": {**plain, "lock.min": None, "flows.share": None, "tags": {}},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {"efs": efs, "fsx": fsx, "glacier": glacier}
