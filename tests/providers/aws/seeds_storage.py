"""What object storage, keys, tables, databases and backups hold beyond the first facts, and the facts that must be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud, Problem
from tests.providers.aws import seeds
from tests.providers.aws.seeds import KEY, OWNER, Expected
from tests.providers.aws.seeds_files import ROOT, SHARED, policy


def _more(expected: Expected, facts: Mapping[str, Mapping[str, Any]]) -> Expected:
    return {id: {**found, **facts.get(id, {})} for id, found in expected.items()} | {
        id: new for id, new in facts.items() if id not in expected
    }


def s3(cloud: Cloud) -> Expected:
    """The first estate, with a bucket shared and locked, one that only a policy opens, and an inventory."""
    expected = seeds.s3(cloud)
    paris, virginia = cloud.client("s3", PARIS), cloud.client("s3", VIRGINIA)
    paris.put_bucket_policy(Bucket="etat-civil", Policy=policy("s3:GetObject", ROOT, "arn:aws:s3:::etat-civil/*"))
    virginia.put_bucket_policy(Bucket="copie", Policy=policy("s3:PutObject", ROOT, "arn:aws:s3:::copie/*"))
    paris.create_bucket(Bucket="publie", CreateBucketConfiguration={"LocationConstraint": PARIS}, ObjectOwnership="BucketOwnerEnforced")
    paris.put_bucket_policy(Bucket="publie", Policy=policy("s3:GetObject", "*", "arn:aws:s3:::publie/*"))
    paris.put_object_lock_configuration(Bucket="etat-civil", ObjectLockConfiguration=_lock(Days=90))
    virginia.put_object_lock_configuration(Bucket="copie", ObjectLockConfiguration=_lock(Years=10))
    target = {"Bucket": "arn:aws:s3:::tout", "Format": "CSV", "AccountId": STRANGER}
    inventory = {"Id": "tout", "IsEnabled": True, "IncludedObjectVersions": "All", "Schedule": {"Frequency": "Daily"}}
    paris.put_bucket_inventory_configuration(
        Bucket="etat-civil", Id="tout", InventoryConfiguration={**inventory, "Destination": {"S3BucketDestination": target}}
    )
    export = {"S3BucketDestination": {"Format": "CSV", "BucketAccountId": STRANGER, "Bucket": "arn:aws:s3:::usages"}}
    analysis = {"DataExport": {"OutputSchemaVersion": "V_1", "Destination": export}}
    settings = [{"Id": "vu", "StorageClassAnalysis": {}}, {"Id": "sorti", "StorageClassAnalysis": analysis}]
    cloud.answer(
        "s3",
        "ListBucketAnalyticsConfigurations",
        lambda asked: {"AnalyticsConfigurationList": settings if asked["Bucket"] == "etat-civil" else []},
    )
    events: dict[str, Any] = {"Events": ["s3:ObjectCreated:*"]}
    told = [
        f"arn:aws:{service}:{PARIS}:{STRANGER}:{name}" for service, name in (("sns", "avis"), ("sqs", "file"), ("lambda", "function:vu"))
    ]
    notified = {
        "TopicConfigurations": [{"TopicArn": told[0], **events}],
        "QueueConfigurations": [{"QueueArn": told[1], **events}],
        "LambdaFunctionConfigurations": [{"LambdaFunctionArn": told[2], **events}],
        "EventBridgeConfiguration": {},
    }
    cloud.answer("s3", "GetBucketNotificationConfiguration", lambda asked: notified if asked["Bucket"] == "etat-civil" else {})
    logged = [
        {"to": "arn:aws:s3:::etat-civil-logs"},
        *({"to": f"arn:aws:s3:::{name}", "account": STRANGER} for name in ("tout", "usages")),
        *({"to": one, "region": PARIS, "account": STRANGER} for one in told),
        {"to": f"arn:aws:events:{PARIS}:{ACCOUNT}:event-bus/default", "region": PARIS, "account": ACCOUNT},
    ]
    plain: dict[str, Any] = {"flows.share": None, "lock.min": None}
    return _more(
        expected,
        {
            "arn:aws:s3:::etat-civil": {
                "flows.logs": logged,
                "flows.share": SHARED,
                # Longer than what its lifecycle gives.
                **dict.fromkeys(("lock.min", "retention.max", "retention.noncurrent_max"), "P90D"),
            },
            "arn:aws:s3:::copie": {"flows.share": None, "lock.min": "P10Y"},
            "arn:aws:s3:::ouvert": plain,
            "arn:aws:s3:::publie": {
                **plain,
                "flows.share": [{"country": None, "holder": None}],
                "public.access": True,
                "versioning.enabled": False,
                "tags": {},
            },
            "arn:aws:s3:::etat-civil-logs": plain,
        },
    )


def _lock(**period: int) -> dict[str, Any]:
    return {"ObjectLockEnabled": "Enabled", "Rule": {"DefaultRetention": {"Mode": "COMPLIANCE", **period}}}


def dynamodb(cloud: Cloud) -> Expected:
    """The first estate, with a table shared, streamed to Virginia and exported to a stranger's bucket, and another's stream shared."""
    expected = seeds.dynamodb(cloud)
    here = f"arn:aws:dynamodb:{PARIS}:{ACCOUNT}:table"
    opened = {"table/dossiers": policy("dynamodb:Query", ROOT), "22T00:00:00.000": policy("dynamodb:GetRecords", ROOT)}

    def guarded(asked: Mapping[str, Any]) -> Any:
        found = [text for end, text in opened.items() if asked["ResourceArn"].endswith(end)]
        return {"Policy": found[0]} if found else Problem(400, "PolicyNotFoundException")

    cloud.answer("dynamodb", "GetResourcePolicy", guarded)
    stream = f"arn:aws:kinesis:{VIRGINIA}:{ACCOUNT}:stream/changements"
    live = [{"StreamArn": stream, "DestinationStatus": "ACTIVE"}, {"StreamArn": f"{stream}-vieux", "DestinationStatus": "DISABLED"}]
    cloud.answer(
        "dynamodb",
        "DescribeKinesisStreamingDestination",
        lambda asked: {"TableName": asked["TableName"], "KinesisDataStreamDestinations": live if asked["TableName"] == "dossiers" else []},
    )
    export = f"{here}/dossiers/export/0123456789-abcdef"
    summaries = [{"ExportArn": export, "ExportStatus": "COMPLETED"}, {"ExportArn": f"{export}f", "ExportStatus": "FAILED"}]
    cloud.answer("dynamodb", "ListExports", {"ExportSummaries": summaries}, PARIS)
    described = {"ExportArn": export, "TableArn": f"{here}/dossiers", "S3Bucket": "sorties", "S3BucketOwner": STRANGER}
    cloud.answer("dynamodb", "DescribeExport", {"ExportDescription": described})
    copies = [{"to": stream, "region": VIRGINIA, "account": ACCOUNT}, {"to": "arn:aws:s3:::sorties", "account": STRANGER}]
    return _more(
        expected,
        {f"{here}/dossiers": {"flows.copy": copies, "flows.share": SHARED}, f"{here}/simple": {"flows.copy": None, "flows.share": SHARED}},
    )


def kms(cloud: Cloud) -> Expected:
    """The first estate, with a key shared by its policy and by a grant, and one that lies in an external store, which moto lacks."""
    expected = dict(seeds.kms(cloud))
    client = cloud.client("kms")
    keys = {one["Arn"]: one for one in (client.describe_key(KeyId=key["KeyId"])["KeyMetadata"] for key in client.list_keys()["Keys"])}
    renewed = next(id for id, facts in expected.items() if facts.get("name"))
    client.put_key_policy(KeyId=renewed, PolicyName="default", Policy=policy("kms:*", ROOT))
    client.create_grant(KeyId=renewed, GranteePrincipal="arn:aws:iam::555566667777:role/lecture", Operations=["Decrypt"])
    client.create_grant(KeyId=renewed, GranteePrincipal="arn:aws:iam::111122223333:role/ecriture", Operations=["Encrypt"])
    outside = client.create_key(Description="externe")["KeyMetadata"]
    stored = {**outside, "Origin": "EXTERNAL_KEY_STORE", "CustomKeyStoreId": "cks-1"}

    def described(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        everything = {**{one["KeyId"]: one for one in keys.values()}, outside["KeyId"]: stored}
        return {"KeyMetadata": everything[asked["KeyId"]]}

    cloud.answer("kms", "DescribeKey", described, PARIS)
    proxy = {"Connectivity": "PUBLIC_ENDPOINT", "UriEndpoint": "https://xks.example.fr"}
    store = {"CustomKeyStoreId": "cks-1", "CustomKeyStoreType": "EXTERNAL_KEY_STORE", "XksProxyConfiguration": proxy}
    cloud.answer("kms", "DescribeCustomKeyStores", {"CustomKeyStores": [store], "Truncated": False})
    plain: dict[str, Any] = {"key.holder": None, "flows.share": None}
    return _more(
        expected,
        {
            **dict.fromkeys(expected, plain),
            renewed: {"key.holder": None, "flows.share": [*SHARED, {"account": "555566667777", "region": PARIS}]},
            outside["Arn"]: {**plain, "key.manager": "external", "key.origin": "external_store", "key.holder": "https://xks.example.fr"},
        },
    )


def backup(cloud: Cloud) -> Expected:
    """The first estate, with a vault shared and copied to Virginia, an air-gapped one, what they hold and a report; moto has none of it."""
    expected = seeds.backup(cloud)
    vault = f"arn:aws:backup:{PARIS}:{ACCOUNT}:backup-vault"
    listed = cloud.client("backup").list_backup_vaults()["BackupVaultList"]
    gap = {"BackupVaultName": "isole", "BackupVaultArn": f"{vault}:isole", "VaultType": "LOGICALLY_AIR_GAPPED_BACKUP_VAULT"}
    listed += [{**gap, "MinRetentionDays": 7, "MaxRetentionDays": 30, "EncryptionKeyArn": KEY}]
    cloud.answer("backup", "ListBackupVaults", {"BackupVaultList": listed}, PARIS)
    shared = {"Policy": policy("backup:CopyFromBackupVault", ROOT)}
    into = {"Policy": policy("backup:CopyIntoBackupVault", ROOT)}
    cloud.answer("backup", "GetBackupVaultAccessPolicy", lambda asked: shared if asked["BackupVaultName"] == "coffre" else into)
    away = vault.replace(PARIS, VIRGINIA)
    jobs = [
        {"CopyJobId": name, "SourceBackupVaultArn": f"{vault}:coffre", "DestinationBackupVaultArn": f"{away}:{name}", "State": state}
        for name, state in (("vu", "COMPLETED"), ("rate", "FAILED"))
    ]
    cloud.answer("backup", "ListCopyJobs", {"CopyJobs": jobs}, PARIS)
    copied = [{"to": f"{away}:vu", "region": VIRGINIA, "account": ACCOUNT}]
    plain: dict[str, Any] = {"flows.backup": None, "flows.share": None}
    point, source = f"arn:aws:backup:{PARIS}:{ACCOUNT}:recovery-point", f"arn:aws:elasticfilesystem:{VIRGINIA}:{STRANGER}:file-system/fs-1"
    begun = datetime(2026, 1, 1, tzinfo=UTC)

    def kept(arn: str, **more: Any) -> dict[str, Any]:
        return {"RecoveryPointArn": arn, "ResourceArn": source, "CreationDate": begun, "IsEncrypted": True, "EncryptionKeyArn": KEY, **more}

    held = [
        kept(f"{point}:a", Lifecycle={"DeleteAfterDays": 35}, ResourceName="ged"),
        kept(f"{point}:b", CalculatedLifecycle={"DeleteAt": begun + timedelta(days=400)}, IsEncrypted=False),
        # Another service's own, which is read there.
        kept(f"arn:aws:ec2:{PARIS}::snapshot/snap-1", Lifecycle={"DeleteAfterDays": 7}),
    ]
    for_ever = [kept(f"{point}:c", Lifecycle={"MoveToColdStorageAfterDays": 30})]
    by_vault = {"coffre": held, "simple": for_ever}
    cloud.answer("backup", "ListRecoveryPointsByBackupVault", lambda asked: {"RecoveryPoints": by_vault.get(asked["BackupVaultName"], [])})
    reports = f"arn:aws:backup:{PARIS}:{ACCOUNT}:report-plan"
    plans = [
        {"ReportPlanName": name, "ReportPlanArn": f"{reports}:{name}", "ReportDeliveryChannel": {"S3BucketName": name}}
        for name in ("suivi", "audit")
    ]
    cloud.answer("backup", "ListReportPlans", {"ReportPlans": plans}, PARIS)
    tagged = {f"{vault}:coffre", *(id for id in expected if ":backup-plan:" in id and expected[id]["tags"]), f"{point}:a"}
    cloud.answer("backup", "ListTags", lambda asked: {"Tags": OWNER if asked["ResourceArn"] in tagged else {}})
    copy: dict[str, Any] = {"origin": source, "encryption.at_rest": True, "encryption.key": KEY, "public.access": False}
    return _more(
        expected,
        {
            f"{vault}:coffre": {"flows.backup": copied, "flows.share": SHARED, "retention.max": "P400D"},
            f"{vault}:simple": {**plain, "retention.max": None},
            f"{vault}:isole": {**plain, "lock.min": "P7D", "lock.max": "P30D", "encryption.key": KEY, "retention.max": "P0D"},
            f"{point}:a": {**copy, "flows.share": SHARED, "lock.min": "P30D", "name": "ged", "tags": OWNER},
            f"{point}:b": {
                **copy,
                "flows.share": SHARED,
                "encryption.at_rest": False,
                "encryption.key": None,
                "name": "b",
                "tags": OWNER,
            },
            f"{point}:c": {**copy, "flows.share": None, "lock.min": None, "tags": {}},
            **{
                f"{reports}:{name}": {"flows.copy": [{"to": f"arn:aws:s3:::{name}"}], "flows.share": None, "tags": {}}
                for name in ("suivi", "audit")
            },
        },
    )


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {"s3": s3, "dynamodb": dynamodb, "kms": kms, "backup": backup}
