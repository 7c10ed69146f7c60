"""A small estate for each AWS collector of what moves data (gateways, migrations, lifecycle rules), and the facts to be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected
from tests.providers.aws.seeds_files import ROOT, SHARED, policy
from tests.providers.aws.seeds_messaging import to


def _arn(service: str, rest: str, region: str = PARIS, account: str = ACCOUNT) -> str:
    return f"arn:aws:{service}:{region}:{account}:{rest}"


def access_points(cloud: Cloud) -> Expected:
    """A way into a stranger's bucket, one into ours that a stranger may use, and two Storage Lens, one of which exports."""
    here = _arn("s3", "accesspoint")
    points = [
        {
            "Name": "chez-eux",
            "NetworkOrigin": "Internet",
            "Bucket": "partage",
            "BucketAccountId": STRANGER,
            "AccessPointArn": f"{here}/chez-eux",
        },
        {
            "Name": "chez-nous",
            "NetworkOrigin": "Internet",
            "Bucket": "photos",
            "BucketAccountId": ACCOUNT,
            "AccessPointArn": f"{here}/chez-nous",
        },
    ]
    cloud.answer("s3control", "ListAccessPoints", {"AccessPointList": points}, PARIS)
    lets = {"chez-eux": policy("s3:PutObject", ROOT), "chez-nous": policy("s3:GetObject", ROOT)}
    cloud.answer("s3control", "GetAccessPointPolicy", lambda asked: {"Policy": lets[asked["Name"]]})
    lens = _arn("s3", "storage-lens")
    listed = [{"Id": name, "StorageLensArn": f"{lens}/{name}", "HomeRegion": PARIS, "IsEnabled": True} for name in ("export", "simple")]
    cloud.answer("s3control", "ListStorageLensConfigurations", {"StorageLensConfigurationList": listed}, PARIS)
    target = {"Format": "CSV", "OutputSchemaVersion": "V_1", "AccountId": STRANGER, "Arn": "arn:aws:s3:::mesures"}

    def described(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        whole: dict[str, Any] = {"Id": asked["ConfigId"], "IsEnabled": True, "AccountLevel": {"BucketLevel": {}}}
        export = {"DataExport": {"S3BucketDestination": target}} if asked["ConfigId"] == "export" else {}
        return {"StorageLensConfiguration": {**whole, **export}}

    cloud.answer("s3control", "GetStorageLensConfiguration", described)
    cloud.answer("s3control", "GetStorageLensConfigurationTagging", lambda asked: {"Tags": PAIR if asked["ConfigId"] == "export" else []})
    return {
        f"{here}/chez-eux": {"flows.copy": [{"to": "arn:aws:s3:::partage", "account": STRANGER}], "flows.share": None},
        f"{here}/chez-nous": {"flows.copy": None, "flows.share": [{**SHARED[0], "source": "arn:aws:s3:::photos"}]},
        f"{lens}/export": {"flows.copy": [{"to": "arn:aws:s3:::mesures", "account": STRANGER}], "flows.share": None, "tags": OWNER},
        f"{lens}/simple": {"flows.copy": None, "flows.share": None, "tags": {}},
    }


def multi_region_access_points(cloud: Cloud) -> Expected:
    """One over Paris and Virginia that a stranger may use, one over Paris alone."""
    here = f"arn:aws:s3::{ACCOUNT}:accesspoint"
    regions = [
        {"Bucket": "photos", "Region": PARIS, "BucketAccountId": ACCOUNT},
        {"Bucket": "photos-us", "Region": VIRGINIA, "BucketAccountId": STRANGER},
    ]
    points = [
        {"Name": "monde", "Alias": "mfz1.mrap", "Status": "READY", "Regions": regions},
        {"Name": "seul", "Alias": "mfz2.mrap", "Status": "READY", "Regions": regions[:1]},
    ]
    cloud.answer("s3control", "ListMultiRegionAccessPoints", {"AccessPoints": points}, "us-west-2")
    shared = {"Policy": {"Established": {"Policy": policy("s3:GetObject", ROOT)}}}
    cloud.answer(
        "s3control", "GetMultiRegionAccessPointPolicy", lambda asked: shared if asked["Name"] == "monde" else {"Policy": {}}, "us-west-2"
    )
    first = {"to": "arn:aws:s3:::photos", "region": PARIS, "account": ACCOUNT}
    return {
        f"{here}/mfz1.mrap": {
            "region": None,
            "flows.copy": [first, {"to": "arn:aws:s3:::photos-us", "region": VIRGINIA, "account": STRANGER}],
            "flows.share": [{"account": STRANGER, "region": "us-west-2"}],
        },
        f"{here}/mfz2.mrap": {"region": None, "flows.copy": [first], "flows.share": None},
    }


def s3tables(cloud: Cloud) -> Expected:
    """A table bucket replicated to Virginia and shared, with a key of ours, and a plain one."""
    here = _arn("s3tables", "bucket")
    there = here.replace(PARIS, VIRGINIA)
    listed = [{"arn": f"{here}/{name}", "name": name, "ownerAccountId": ACCOUNT, "createdAt": 1767225600} for name in ("lac", "simple")]
    cloud.answer("s3tables", "ListTableBuckets", {"tableBuckets": listed}, PARIS)
    rules = {"role": f"arn:aws:iam::{ACCOUNT}:role/copy", "rules": [{"destinations": [{"destinationTableBucketARN": f"{there}/lac"}]}]}

    def of(whole: Mapping[str, Any], plain: Mapping[str, Any]) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
        return lambda asked: whole if str(asked.get("tableBucketARN") or asked.get("resourceArn")).endswith("/lac") else plain

    cloud.answer(
        "s3tables",
        "GetTableBucketReplication",
        of({"versionToken": "1", "configuration": rules}, {"versionToken": "1", "configuration": {**rules, "rules": []}}),
    )
    cloud.answer(
        "s3tables",
        "GetTableBucketPolicy",
        of({"resourcePolicy": policy("s3tables:*", ROOT)}, {"resourcePolicy": policy("s3tables:PutTableData", ROOT)}),
    )
    encrypted = {"encryptionConfiguration": {"sseAlgorithm": "aws:kms", "kmsKeyArn": KEY}}
    cloud.answer("s3tables", "GetTableBucketEncryption", of(encrypted, {"encryptionConfiguration": {"sseAlgorithm": "AES256"}}))
    cloud.answer("s3tables", "ListTagsForResource", of({"tags": OWNER}, {"tags": {}}))
    plain: dict[str, Any] = {"encryption.at_rest": True, "backup.retention": None, "public.access": False, "flows.backup": None}
    return {
        f"{here}/lac": {
            **plain,
            "encryption.key": KEY,
            "flows.replication": [{"to": f"{there}/lac", "region": VIRGINIA, "account": ACCOUNT}],
            "flows.share": SHARED,
            "tags": OWNER,
        },
        f"{here}/simple": {**plain, "encryption.key": None, "flows.replication": None, "flows.share": None, "tags": {}},
    }


def rbin(cloud: Cloud) -> Expected:
    """Two rules for snapshots and one for images."""
    here = _arn("rbin", "rule")

    def rule(id: str, days: int) -> dict[str, Any]:
        kept = {"RetentionPeriodValue": days, "RetentionPeriodUnit": "DAYS"}
        return {"Identifier": id, "Description": f"garde {days}", "RetentionPeriod": kept, "RuleArn": f"{here}/{id}"}

    rules = {"EBS_SNAPSHOT": [rule("a", 30), rule("b", 365)], "EC2_IMAGE": [rule("c", 7)]}
    cloud.answer("rbin", "ListRules", lambda asked: {"Rules": rules.get(asked["ResourceType"], [])}, PARIS)
    cloud.answer("rbin", "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceArn"].endswith("/a") else []})
    none: dict[str, Any] = {"flows.backup": None, "flows.share": None}
    return {
        f"{here}/a": {**none, "name": "garde 30", "retention.max": "P30D", "tags": OWNER},
        f"{here}/b": {**none, "retention.max": "P365D", "tags": {}},
        f"{here}/c": {**none, "retention.max": "P7D", "tags": {}},
    }


def dlm(cloud: Cloud) -> Expected:
    """A schedule copied and shared, one that counts, one that reacts to shared snapshots, and a default policy."""
    here = _arn("dlm", "policy")
    details: dict[str, dict[str, Any]] = {
        "policy-1": {
            "Schedules": [
                {
                    "RetainRule": {"Interval": 2, "IntervalUnit": "WEEKS"},
                    "CrossRegionCopyRules": [
                        {
                            "TargetRegion": VIRGINIA,
                            "Encrypted": True,
                            "CmkArn": KEY,
                            "RetainRule": {"Interval": 1, "IntervalUnit": "MONTHS"},
                        }
                    ],
                    "ShareRules": [{"TargetAccounts": [STRANGER]}],
                }
            ]
        },
        "policy-2": {"Schedules": [{"RetainRule": {"Count": 5}}]},
        "policy-3": {
            "PolicyType": "EVENT_BASED_POLICY",
            "Actions": [{"Name": "copie", "CrossRegionCopy": [{"Target": VIRGINIA, "EncryptionConfiguration": {"Encrypted": False}}]}],
        },
        "policy-4": {"RetainInterval": 7, "CrossRegionCopyTargets": [{"TargetRegion": VIRGINIA}]},
    }
    listed = [
        {
            "PolicyId": id,
            "Description": f"règle {id}",
            "State": "ENABLED",
            "PolicyArn": f"{here}/{id}",
            "Tags": OWNER if id.endswith("1") else {},
        }
        for id in details
    ]
    cloud.answer("dlm", "GetLifecyclePolicies", {"Policies": listed}, PARIS)
    cloud.answer(
        "dlm", "GetLifecyclePolicy", lambda asked: {"Policy": {"PolicyId": asked["PolicyId"], "PolicyDetails": details[asked["PolicyId"]]}}
    )
    away = [{"region": VIRGINIA, "account": ACCOUNT}]
    return {
        f"{here}/policy-1": {"retention.max": "P30D", "flows.backup": away, "flows.share": SHARED, "tags": OWNER},
        f"{here}/policy-2": {"flows.backup": None, "flows.share": None, "tags": {}},
        f"{here}/policy-3": {"retention.max": None, "flows.backup": away, "flows.share": None},
        f"{here}/policy-4": {"retention.max": "P7D", "flows.backup": away, "flows.share": None},
    }


def storagegateway(cloud: Cloud) -> Expected:
    """Shares of both protocols: to a bucket's prefix, to one in Virginia, to an access point."""
    here = _arn("storagegateway", "share")

    def share(id: str, location: str, region: str) -> dict[str, Any]:
        return {"FileShareARN": f"{here}/{id}", "FileShareId": id, "LocationARN": location, "BucketRegion": region, "Tags": PAIR}

    nfs = [share("share-1", "arn:aws:s3:::plans/2026/", PARIS), share("share-2", "arn:aws:s3:::secours", VIRGINIA)]
    watched = _arn("firehose", "deliverystream/audit", VIRGINIA)
    smb = [{**share("share-3", _arn("s3", "accesspoint/ged"), PARIS), "FileShareName": "ged", "AuditDestinationARN": watched}]
    sorts = [*((one, "NFS") for one in nfs), *((one, "SMB") for one in smb)]
    listed = [{"FileShareType": sort, "FileShareARN": one["FileShareARN"], "FileShareId": one["FileShareId"]} for one, sort in sorts]
    cloud.answer("storagegateway", "ListFileShares", {"FileShareInfoList": listed}, PARIS)
    cloud.answer("storagegateway", "DescribeNFSFileShares", {"NFSFileShareInfoList": nfs}, PARIS)
    cloud.answer("storagegateway", "DescribeSMBFileShares", {"SMBFileShareInfoList": smb}, PARIS)
    volume = _arn("storagegateway", "gateway/sgw-12A3456B/volume")
    volumes = [{"VolumeARN": f"{volume}/vol-{sort}", "VolumeId": f"vol-{sort}", "VolumeType": sort} for sort in ("CACHED", "STORED")]
    cloud.answer("storagegateway", "ListVolumes", {"VolumeInfos": volumes}, PARIS)
    cloud.answer(
        "storagegateway",
        "DescribeCachediSCSIVolumes",
        {"CachediSCSIVolumes": [{"VolumeARN": f"{volume}/vol-CACHED", "KMSKey": KEY, "SourceSnapshotId": "snap-1"}]},
    )
    cloud.answer("storagegateway", "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceARN"].endswith("CACHED") else []})
    return {
        f"{volume}/vol-CACHED": {
            "region": PARIS,
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "origin": f"arn:aws:ec2:{PARIS}::snapshot/snap-1",
            "tags": OWNER,
        },
        f"{volume}/vol-STORED": {"flows.share": None, "tags": {}},
        f"{here}/share-1": {
            "name": "share-1",
            "flows.copy": [{"to": "arn:aws:s3:::plans", "region": PARIS}],
            "flows.share": None,
            "tags": OWNER,
        },
        f"{here}/share-2": {"flows.copy": [{"to": "arn:aws:s3:::secours", "region": VIRGINIA}]},
        f"{here}/share-3": {"name": "ged", "flows.copy": [{"to": _arn("s3", "accesspoint/ged"), "region": PARIS}, to(watched)]},
    }


def datasync(cloud: Cloud) -> Expected:
    """From a file system of the town hall to a bucket, from a bucket to another cloud, to EFS in Virginia."""
    uris = {
        "nas": "nfs://nas.mairie.example/export/",
        "bucket": "s3://archives/2026/",
        "point": f"s3://{_arn('s3', 'accesspoint/ged')}/",
        "azure": "azure-blob://https://ville.blob.core.windows.net/copie/",
        "efs": f"efs://{VIRGINIA}.fs-0a1b/",
        "ontap": f"fsxn-nfs://{VIRGINIA}.fs-0c2d/svm-1/volume",
    }
    location, here = _arn("datasync", "location"), _arn("datasync", "task")
    cloud.answer(
        "datasync",
        "ListLocations",
        {"Locations": [{"LocationArn": f"{location}/{key}", "LocationUri": uri} for key, uri in uris.items()]},
        PARIS,
    )
    ways = {"task-1": ("nas", "bucket"), "task-2": ("point", "azure"), "task-3": ("bucket", "efs"), "task-4": ("nas", "ontap")}
    group = _arn("logs", "log-group:/aws/datasync")
    told: dict[str, dict[str, Any]] = {
        "task-1": {"CloudWatchLogGroupArn": f"{group}:*", "Options": {"LogLevel": "OFF"}},
        "task-3": {
            "CloudWatchLogGroupArn": f"{group}:*",
            "Options": {"LogLevel": "TRANSFER"},
            "TaskReportConfig": {"Destination": {"S3": {"S3BucketArn": "arn:aws:s3:::rapports"}}},
        },
    }
    cloud.answer("datasync", "ListTasks", {"Tasks": [{"TaskArn": f"{here}/{id}", "Name": id} for id in ways]}, PARIS)

    def described(asked: Mapping[str, Any]) -> Mapping[str, Any]:
        name = asked["TaskArn"].rsplit("/", 1)[1]
        source, target = (f"{location}/{end}" for end in ways[name])
        return {"TaskArn": asked["TaskArn"], "SourceLocationArn": source, "DestinationLocationArn": target, **told.get(name, {})}

    cloud.answer("datasync", "DescribeTask", described)
    cloud.answer("datasync", "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceArn"].endswith("-1") else []})
    there = _arn("elasticfilesystem", "file-system/fs-0a1b", VIRGINIA)
    return {
        f"{here}/task-1": {"flows.copy": [{"to": "arn:aws:s3:::archives", "source": uris["nas"]}], "flows.share": None, "tags": OWNER},
        f"{here}/task-2": {
            "flows.copy": [{"to": uris["azure"].removeprefix("azure-blob://"), "source": _arn("s3", "accesspoint/ged")}],
            "tags": {},
        },
        f"{here}/task-3": {
            "flows.copy": [
                {"to": there, "region": VIRGINIA, "account": ACCOUNT, "source": "arn:aws:s3:::archives"},
                {"to": "arn:aws:s3:::rapports"},
                to(group),
            ]
        },
        f"{here}/task-4": {"flows.copy": [{**to(_arn("fsx", "file-system/fs-0c2d", VIRGINIA)), "source": uris["nas"]}]},
    }


def dms(cloud: Cloud) -> Expected:
    """From the town hall to AWS, from AWS to a bucket, a stream, a table and out of AWS, with and without an instance."""
    point, here = _arn("dms", "endpoint"), _arn("dms", "task")
    stream = _arn("kinesis", "stream/cdc", VIRGINIA)
    endpoints: dict[str, dict[str, Any]] = {
        "mairie": {"EngineName": "oracle", "ServerName": "oracle.mairie.example"},
        "rds": {"EngineName": "postgres", "ServerName": f"ec.c9x.{VIRGINIA}.rds.amazonaws.com"},
        "s3": {"EngineName": "s3", "S3Settings": {"BucketName": "lac"}},
        "kinesis": {"EngineName": "kinesis", "KinesisSettings": {"StreamArn": stream}},
        "table": {"EngineName": "dynamodb"},
        "kafka": {"EngineName": "kafka", "KafkaSettings": {"Broker": "kafka.example.net:9092,kafka-2.example.net:9092"}},
        "msk": {"EngineName": "kafka", "KafkaSettings": {"Broker": f"b-1.ged.c2.kafka.{VIRGINIA}.amazonaws.com:9092"}},
        "index": {"EngineName": "opensearch", "ElasticsearchSettings": {"EndpointUri": f"https://search-ged.{VIRGINIA}.es.amazonaws.com/"}},
        "secret": {"EngineName": "aurora-postgresql", "PostgreSQLSettings": {"SecretsManagerSecretId": "connexion"}},
    }
    cloud.answer(
        "dms", "DescribeEndpoints", {"Endpoints": [{"EndpointArn": f"{point}:{key}", **value} for key, value in endpoints.items()]}, PARIS
    )

    def way(prefix: str, id: str, source: str, target: str) -> dict[str, Any]:
        name = {f"{prefix}Identifier": id, f"{prefix}Arn": f"{here}:{id}"}
        return {**name, "SourceEndpointArn": f"{point}:{source}", "TargetEndpointArn": f"{point}:{target}"}

    tasks = [("t1", "mairie", "rds"), ("t2", "rds", "s3"), ("t3", "rds", "kafka"), ("t4", "mairie", "msk"), ("t5", "mairie", "index")]
    tasks += [("t6", "mairie", "secret"), ("t7", "secret", "s3")]
    configs = [("c1", "mairie", "kinesis"), ("c2", "mairie", "table")]
    cloud.answer("dms", "DescribeReplicationTasks", {"ReplicationTasks": [way("ReplicationTask", *one) for one in tasks]}, PARIS)
    cloud.answer("dms", "DescribeReplicationConfigs", {"ReplicationConfigs": [way("ReplicationConfig", *one) for one in configs]}, PARIS)
    cloud.answer("dms", "ListTagsForResource", lambda asked: {"TagList": PAIR if asked["ResourceArn"].endswith(":t1") else []})
    machines = [
        {"ReplicationInstanceIdentifier": name, "ReplicationInstanceArn": _arn("dms", f"rep:{name}"), "AvailabilityZone": zone, **key}
        for name, zone, key in (("r1", f"{PARIS}a", {"KmsKeyId": KEY}), ("r2", f"{PARIS}-lil-1a", {}))
    ]
    cloud.answer("dms", "DescribeReplicationInstances", {"ReplicationInstances": machines}, PARIS)
    server, hall = f"ec.c9x.{VIRGINIA}.rds.amazonaws.com", "oracle.mairie.example"

    def host(name: str, region: str, source: str) -> dict[str, str]:
        return {"to": name, "holder": name, "region": region, "source": source}

    return {
        f"{here}:t1": {"flows.copy": [host(server, VIRGINIA, hall)], "flows.share": None, "tags": OWNER},
        f"{here}:t2": {"flows.copy": [{"to": "arn:aws:s3:::lac", "source": server}], "tags": {}},
        f"{here}:t3": {"flows.copy": [{"to": "kafka.example.net", "holder": "kafka.example.net", "source": server}]},
        f"{here}:t4": {"flows.copy": [host(f"b-1.ged.c2.kafka.{VIRGINIA}.amazonaws.com", VIRGINIA, hall)]},
        f"{here}:t5": {"flows.copy": [host(f"search-ged.{VIRGINIA}.es.amazonaws.com", VIRGINIA, hall)]},
        # Where the one leads that only a secret tells of, nobody knows.
        f"{here}:t6": {"flows.share": None, "tags": {}},
        f"{here}:t7": {"flows.copy": [{"to": "arn:aws:s3:::lac", "source": f"{point}:secret"}]},
        f"{here}:c1": {"flows.copy": [{"to": stream, "region": VIRGINIA, "account": ACCOUNT, "source": hall}]},
        f"{here}:c2": {"flows.copy": [{"region": PARIS, "account": ACCOUNT, "source": hall}]},
        _arn("dms", "rep:r1"): {"encryption.at_rest": True, "encryption.key": KEY, "origin": None, "region": PARIS},
        _arn("dms", "rep:r2"): {"encryption.at_rest": True, "encryption.key": None, "region": f"{PARIS}-lil-1"},
    }


SERVERS = [f"s-{number:017x}" for number in range(3)]


def transfer(cloud: Cloud) -> Expected:
    """A server with homes in buckets, one on EFS, one whose users are kept elsewhere, and connectors to partners."""
    here = _arn("transfer", "server")
    servers = [
        {"Arn": f"{here}/{SERVERS[0]}", "ServerId": SERVERS[0], "Domain": "S3", "IdentityProviderType": "SERVICE_MANAGED"},
        {"Arn": f"{here}/{SERVERS[1]}", "ServerId": SERVERS[1], "Domain": "EFS", "IdentityProviderType": "SERVICE_MANAGED"},
        {"Arn": f"{here}/{SERVERS[2]}", "ServerId": SERVERS[2], "Domain": "S3", "IdentityProviderType": "AWS_LAMBDA"},
    ]
    cloud.answer("transfer", "ListServers", {"Servers": servers}, PARIS)
    users = {
        SERVERS[0]: [
            {"UserName": "ann", "HomeDirectory": "/depots/a", "HomeDirectoryType": "PATH"},
            {"UserName": "bob", "HomeDirectoryType": "LOGICAL"},
        ],
        SERVERS[1]: [{"UserName": "cat", "HomeDirectory": "/fs-0a1b/c", "HomeDirectoryType": "PATH"}],
    }
    cloud.answer(
        "transfer",
        "ListUsers",
        lambda asked: {"ServerId": asked["ServerId"], "Users": [{"Arn": f"{here}/u", **one} for one in users[asked["ServerId"]]]},
    )
    mapped = {"Arn": f"{here}/u", "HomeDirectoryMappings": [{"Entry": "/", "Target": "/partenaires/b"}]}
    cloud.answer("transfer", "DescribeUser", lambda asked: {"ServerId": asked["ServerId"], "User": mapped})
    connector = _arn("transfer", "connector")
    connectors = [
        {"Arn": f"{connector}/c-0123456789abcdef{n}", "ConnectorId": f"c-0123456789abcdef{n}", "Url": f"sftp://partenaire{n}.example"}
        for n in (1, 2)
    ]
    cloud.answer("transfer", "ListConnectors", {"Connectors": connectors}, PARIS)
    cloud.answer("transfer", "DescribeConnector", {"Connector": {"Arn": "x", "Tags": PAIR}})
    cloud.answer(
        "transfer", "DescribeServer", lambda asked: {"Server": {"Arn": "x", "Tags": PAIR if asked["ServerId"] == SERVERS[0] else []}}
    )
    disk = _arn("elasticfilesystem", "file-system/fs-0a1b")
    return {
        f"{here}/{SERVERS[0]}": {
            "flows.copy": [{"to": "arn:aws:s3:::depots"}, {"to": "arn:aws:s3:::partenaires"}],
            "flows.share": None,
            "tags": OWNER,
        },
        f"{here}/{SERVERS[1]}": {"flows.copy": [{"to": disk, "region": PARIS, "account": ACCOUNT}], "tags": {}},
        f"{here}/{SERVERS[2]}": {"flows.share": None, "tags": {}},
        **{
            f"{connector}/c-0123456789abcdef{n}": {
                "flows.copy": [{"to": f"partenaire{n}.example", "holder": f"partenaire{n}.example"}],
                "flows.share": None,
                "tags": OWNER,
            }
            for n in (1, 2)
        },
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "access-points": access_points,
    "multi-region-access-points": multi_region_access_points,
    "s3tables": s3tables,
    "rbin": rbin,
    "dlm": dlm,
    "storagegateway": storagegateway,
    "datasync": datasync,
    "dms": dms,
    "transfer": transfer,
}
