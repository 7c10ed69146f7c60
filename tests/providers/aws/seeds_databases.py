"""A small estate for each AWS collector of caches, search indexes, warehouses and tables, and the facts that must be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws import seeds
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected
from tests.providers.aws.seeds_files import ROOT, SHARED, policy

LOWER = [{"key": "application", "value": "etat-civil"}]
OURS: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": KEY}
THEIRS: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": None}
KEPT: dict[str, Any] = {"public.access": False, "flows.share": None}


def _arn(service: str, rest: str, region: str = PARIS, account: str = ACCOUNT) -> str:
    return f"arn:aws:{service}:{region}:{account}:{rest}"


def elasticache(cloud: Cloud) -> Expected:
    """A global datastore and a plain group, clusters of their own, serverless caches, and snapshots of each."""
    group = {"AtRestEncryptionEnabled": True, "KmsKeyId": KEY, "SnapshotRetentionLimit": 7}
    info = {"GlobalReplicationGroupId": "monde", "GlobalReplicationGroupMemberRole": "PRIMARY"}
    whole = {
        "ReplicationGroupId": "sessions",
        "ARN": _arn("elasticache", "replicationgroup:sessions"),
        "GlobalReplicationGroupInfo": info,
        **group,
    }
    plain = {"ReplicationGroupId": "simple", "ARN": _arn("elasticache", "replicationgroup:simple"), "AtRestEncryptionEnabled": False}
    cloud.answer("elasticache", "DescribeReplicationGroups", {"ReplicationGroups": [whole, plain]}, PARIS)
    members = [
        {"ReplicationGroupId": "sessions", "ReplicationGroupRegion": PARIS, "Role": "PRIMARY"},
        {"ReplicationGroupId": "sessions-us", "ReplicationGroupRegion": VIRGINIA, "Role": "SECONDARY"},
    ]
    cloud.answer(
        "elasticache",
        "DescribeGlobalReplicationGroups",
        {"GlobalReplicationGroups": [{"GlobalReplicationGroupId": "monde", "Members": members}]},
    )
    clusters = [{"CacheClusterId": name, "ARN": _arn("elasticache", f"cluster:{name}")} for name in ("memo", "memo2")]
    cloud.answer("elasticache", "DescribeCacheClusters", {"CacheClusters": clusters}, PARIS)
    caches = [
        {"ServerlessCacheName": name, "ARN": _arn("elasticache", f"serverlesscache:{name}"), "KmsKeyId": KEY, "SnapshotRetentionLimit": 3}
        for name in ("sl", "sl2")
    ]
    cloud.answer("elasticache", "DescribeServerlessCaches", {"ServerlessCaches": caches}, PARIS)
    snapshots = [
        {
            "SnapshotName": "s-sessions",
            "ReplicationGroupId": "sessions",
            "ARN": _arn("elasticache", "snapshot:s-sessions"),
            "KmsKeyId": KEY,
        },
        {"SnapshotName": "s-simple", "ReplicationGroupId": "simple", "ARN": _arn("elasticache", "snapshot:s-simple")},
    ]
    cloud.answer("elasticache", "DescribeSnapshots", {"Snapshots": snapshots}, PARIS)
    serverless = [
        {
            "ServerlessCacheSnapshotName": f"{name}-s",
            "ARN": _arn("elasticache", f"serverlesscachesnapshot:{name}-s"),
            "KmsKeyId": KEY,
            "ServerlessCacheConfiguration": {"ServerlessCacheName": name},
        }
        for name in ("sl", "sl2")
    ]
    cloud.answer("elasticache", "DescribeServerlessCacheSnapshots", {"ServerlessCacheSnapshots": serverless}, PARIS)
    cloud.answer(
        "elasticache", "ListTagsForResource", lambda asked: {"TagList": PAIR if asked["ResourceName"].endswith(":sessions") else []}
    )
    here = _arn("elasticache", "")
    return {
        f"{here}replicationgroup:sessions": {
            **OURS,
            "backup.retention": "P7D",
            "flows.replication": [
                {"to": _arn("elasticache", "replicationgroup:sessions-us", VIRGINIA), "region": VIRGINIA, "account": ACCOUNT}
            ],
            "tags": OWNER,
        },
        f"{here}replicationgroup:simple": {
            "encryption.at_rest": False,
            "encryption.key": None,
            "backup.retention": None,
            "flows.replication": None,
        },
        **{f"{here}cluster:{name}": {"encryption.at_rest": False, "backup.retention": None} for name in ("memo", "memo2")},
        **{f"{here}serverlesscache:{name}": {**OURS, "backup.retention": "P3D", "flows.replication": None} for name in ("sl", "sl2")},
        f"{here}snapshot:s-sessions": {**OURS, **KEPT, "origin": f"{here}replicationgroup:sessions"},
        f"{here}snapshot:s-simple": {
            **KEPT,
            "encryption.at_rest": False,
            "encryption.key": None,
            "origin": f"{here}replicationgroup:simple",
        },
        **{
            f"{here}serverlesscachesnapshot:{name}-s": {**OURS, **KEPT, "origin": f"{here}serverlesscache:{name}"} for name in ("sl", "sl2")
        },
    }


def memorydb(cloud: Cloud) -> Expected:
    """A member of a multi-region cluster, a plain one, and their snapshots."""
    whole = {
        "Name": "agenda",
        "ARN": _arn("memorydb", "cluster/agenda"),
        "KmsKeyId": KEY,
        "SnapshotRetentionLimit": 5,
        "MultiRegionClusterName": "monde",
    }
    plain = {"Name": "simple", "ARN": _arn("memorydb", "cluster/simple"), "SnapshotRetentionLimit": 0}
    cloud.answer("memorydb", "DescribeClusters", {"Clusters": [whole, plain]}, PARIS)
    there = _arn("memorydb", "cluster/agenda", VIRGINIA)
    members = [{"ClusterName": "agenda", "Region": PARIS, "ARN": whole["ARN"]}, {"ClusterName": "agenda", "Region": VIRGINIA, "ARN": there}]
    cloud.answer(
        "memorydb", "DescribeMultiRegionClusters", {"MultiRegionClusters": [{"MultiRegionClusterName": "monde", "Clusters": members}]}
    )
    snapshots = [
        {"Name": f"s-{name}", "ARN": _arn("memorydb", f"snapshot/s-{name}"), "KmsKeyId": KEY, "ClusterConfiguration": {"Name": name}}
        for name in ("agenda", "simple")
    ]
    cloud.answer("memorydb", "DescribeSnapshots", {"Snapshots": snapshots}, PARIS)
    cloud.answer("memorydb", "ListTags", lambda asked: {"TagList": PAIR if asked["ResourceArn"] == whole["ARN"] else []})
    return {
        _arn("memorydb", "cluster/agenda"): {
            **OURS,
            "backup.retention": "P5D",
            "flows.replication": [{"to": there, "region": VIRGINIA, "account": ACCOUNT}],
            "tags": OWNER,
        },
        _arn("memorydb", "cluster/simple"): {**THEIRS, "backup.retention": None, "flows.replication": None, "tags": {}},
        **{
            _arn("memorydb", f"snapshot/s-{name}"): {**OURS, **KEPT, "origin": _arn("memorydb", f"cluster/{name}")}
            for name in ("agenda", "simple")
        },
    }


def opensearch(cloud: Cloud) -> Expected:
    """Six domains, so that two calls describe them: one shared and asked by Virginia, one open, one in a network."""
    client = cloud.client("opensearch")
    names = ["ged", "ouvert", "interne", "essai4", "essai5", "essai6"]
    shared = {"EncryptionAtRestOptions": {"Enabled": True, "KmsKeyId": KEY}, "AccessPolicies": policy("es:*", ROOT)}
    extra: dict[str, dict[str, Any]] = {
        "ged": shared,
        "ouvert": {"AccessPolicies": policy("es:ESHttp*", {"AWS": "*"})},
        "interne": {"AccessPolicies": policy("es:ESHttp*", {"AWS": "*"}), "VPCOptions": {"SubnetIds": ["subnet-1"]}},
    }
    described = {}
    disks = {"ClusterConfig": {"InstanceCount": 2}, "EBSOptions": {"EBSEnabled": True, "VolumeSize": 100}}
    for name in names:
        client.create_domain(DomainName=name, TagList=PAIR if name == "ged" else [])
        said = {"DomainName": name, "DomainId": f"{ACCOUNT}/{name}", "ARN": _arn("es", f"domain/{name}"), **disks}
        described[name] = {**said, "EncryptionAtRestOptions": {"Enabled": False}, "AccessPolicies": "", **extra.get(name, {})}
    cloud.answer(
        "opensearch", "DescribeDomains", lambda asked: {"DomainStatusList": [described[name] for name in asked["DomainNames"]]}, PARIS
    )

    def domain(name: str, region: str, owner: str) -> dict[str, Any]:
        return {"AWSDomainInformation": {"DomainName": name, "Region": region, "OwnerId": owner}}

    # Of what another side asked for, local is that side.
    asked = {"LocalDomainInfo": domain("miroir", VIRGINIA, STRANGER), "RemoteDomainInfo": domain("ged", PARIS, ACCOUNT)}
    asking = {"LocalDomainInfo": domain("ged", PARIS, ACCOUNT), "RemoteDomainInfo": domain("source", IRELAND, ACCOUNT)}
    over = {**asking, "RemoteDomainInfo": domain("vieux", VIRGINIA, ACCOUNT), "ConnectionStatus": {"StatusCode": "DELETED"}}
    cloud.answer("opensearch", "DescribeInboundConnections", {"Connections": [asked]}, PARIS)
    cloud.answer("opensearch", "DescribeOutboundConnections", {"Connections": [asking, over]}, PARIS)
    clear: dict[str, Any] = {"encryption.at_rest": False, "encryption.key": None, "flows.copy": None, "public.access": False, "tags": {}}
    everyone = [{"country": None, "holder": None}]
    return {
        _arn("es", "domain/ged"): {
            **OURS,
            "size.allocated": 200 * 1024**3,
            "public.access": False,
            "flows.share": SHARED,
            "flows.copy": [
                {"to": _arn("es", "domain/source", IRELAND), "region": IRELAND, "account": ACCOUNT},
                {"to": _arn("es", "domain/miroir", VIRGINIA, STRANGER), "region": VIRGINIA, "account": STRANGER},
            ],
            "tags": OWNER,
        },
        _arn("es", "domain/ouvert"): {**clear, "public.access": True, "flows.share": everyone},
        _arn("es", "domain/interne"): {**clear, "flows.share": None},
        **{_arn("es", f"domain/{name}"): {**clear, "flows.share": None} for name in names[3:]},
    }


def opensearch_serverless(cloud: Cloud) -> Expected:
    """A collection with a key of ours, which a stranger may read, and one without; moto has no data access policies."""
    ids = {"archives": "0a1b2c3d4e", "simple": "5f6a7b8c9d"}
    found = [{"id": id, "name": name, "status": "ACTIVE", "arn": _arn("aoss", f"collection/{id}")} for name, id in ids.items()]
    cloud.answer("opensearchserverless", "ListCollections", {"collectionSummaries": found}, PARIS)
    details = [{"id": "0a1b2c3d4e", "kmsKeyArn": KEY}, {"id": "5f6a7b8c9d", "kmsKeyArn": "auto"}]
    cloud.answer("opensearchserverless", "BatchGetCollection", {"collectionDetails": details, "collectionErrorDetails": []})
    cloud.answer(
        "opensearchserverless", "ListTagsForResource", lambda asked: {"tags": LOWER if asked["resourceArn"].endswith("0a1b2c3d4e") else []}
    )

    def rule(resource: str, permission: str, *who: str) -> dict[str, Any]:
        return {"Rules": [{"ResourceType": "index", "Resource": [resource], "Permission": [permission]}], "Principal": [*who]}

    own, stranger = (f"arn:aws:iam::{account}:role/lecture" for account in (ACCOUNT, STRANGER))
    texts = {
        "lit": [rule("index/arch*/*", "aoss:*", own, stranger)],
        "ecrit": [rule("index/*/*", "aoss:WriteDocument", stranger), rule("index/simple/*", "aoss:ReadDocument", own, "saml/x/user/y")],
    }
    summaries = [{"type": "data", "name": name} for name in texts]
    cloud.answer("opensearchserverless", "ListAccessPolicies", {"accessPolicySummaries": summaries}, PARIS)
    cloud.answer(
        "opensearchserverless",
        "GetAccessPolicy",
        lambda asked: {"accessPolicyDetail": {"type": "data", "name": asked["name"], "policy": texts[asked["name"]]}},
    )
    return {
        _arn("aoss", "collection/0a1b2c3d4e"): {**OURS, **KEPT, "flows.share": SHARED, "flows.copy": None, "tags": OWNER},
        _arn("aoss", "collection/5f6a7b8c9d"): {**THEIRS, **KEPT, "flows.copy": None, "tags": {}},
    }


def redshift(cloud: Cloud) -> Expected:
    """A cluster copied to Virginia whose data is shared with a stranger in Ireland, a public one, snapshots of each."""
    namespace = _arn("redshift", "namespace:0a1b")
    whole = {
        "ClusterIdentifier": "finances",
        "ClusterNamespaceArn": namespace,
        "Encrypted": True,
        "KmsKeyId": KEY,
        "AutomatedSnapshotRetentionPeriod": 7,
        "PubliclyAccessible": False,
        "ClusterSnapshotCopyStatus": {"DestinationRegion": VIRGINIA, "RetentionPeriod": 7},
        "Tags": PAIR,
    }
    plain = {
        "ClusterIdentifier": "essai",
        "Encrypted": False,
        "AutomatedSnapshotRetentionPeriod": 0,
        "PubliclyAccessible": True,
        "Tags": [],
    }
    cloud.answer("redshift", "DescribeClusters", {"Clusters": [whole, plain]}, PARIS)
    consumers = [
        {"ConsumerIdentifier": STRANGER, "ConsumerRegion": IRELAND, "Status": "AUTHORIZED"},
        {"ConsumerIdentifier": _arn("redshift", "namespace:zz"), "ConsumerRegion": PARIS, "Status": "ACTIVE"},
        {"ConsumerIdentifier": "ADX", "Status": "ACTIVE"},
        {"ConsumerIdentifier": "111122223333", "ConsumerRegion": PARIS, "Status": "REJECTED"},
    ]
    cloud.answer("redshift", "DescribeDataShares", {"DataShares": [{"ProducerArn": namespace, "DataShareAssociations": consumers}]}, PARIS)
    allowed = [{"AccountId": STRANGER}]
    snapshots = [
        {
            "SnapshotIdentifier": "s1",
            "ClusterIdentifier": "finances",
            "Encrypted": True,
            "KmsKeyId": KEY,
            "AccountsWithRestoreAccess": allowed,
            "Tags": PAIR,
        },
        {"SnapshotIdentifier": "s2", "ClusterIdentifier": "ailleurs", "Encrypted": False, "SourceRegion": IRELAND, "OwnerAccount": ACCOUNT},
    ]
    cloud.answer("redshift", "DescribeClusterSnapshots", {"Snapshots": snapshots}, PARIS)
    links = [
        {"IntegrationName": f"i{n}", "IntegrationArn": _arn("redshift", f"integration:i{n}"), "SourceArn": source, "TargetArn": namespace}
        for n, source in enumerate((_arn("dynamodb", "table/usagers"), "arn:aws:s3:::depots"))
    ]
    cloud.answer("redshift", "DescribeIntegrations", {"Integrations": links}, PARIS)
    here = _arn("redshift", "")
    into = {"to": namespace, "region": PARIS, "account": ACCOUNT}
    return {
        f"{here}integration:i0": {"flows.copy": [{**into, "source": links[0]["SourceArn"]}], "flows.share": None, "tags": {}},
        f"{here}integration:i1": {"flows.copy": [{**into, "source": "arn:aws:s3:::depots"}], "flows.share": None},
        f"{here}cluster:finances": {
            **OURS,
            "backup.retention": "P7D",
            "public.access": False,
            "flows.replication": None,
            "flows.backup": [{"region": VIRGINIA, "account": ACCOUNT}],
            "flows.share": [{"account": STRANGER, "region": IRELAND}, {"holder": "ADX", "region": PARIS}],
            "tags": OWNER,
        },
        f"{here}cluster:essai": {
            "encryption.at_rest": False,
            "encryption.key": None,
            "backup.retention": None,
            "public.access": True,
            "flows.backup": None,
            "flows.share": None,
        },
        f"{here}snapshot:finances/s1": {
            **OURS,
            "origin": f"{here}cluster:finances",
            "public.access": False,
            "flows.share": SHARED,
            "tags": OWNER,
        },
        f"{here}snapshot:ailleurs/s2": {**KEPT, "encryption.at_rest": False, "origin": _arn("redshift", "cluster:ailleurs", IRELAND)},
    }


def redshift_serverless(cloud: Cloud) -> Expected:
    """A namespace copied to Virginia and shared, a public one, and their snapshots."""
    here = _arn("redshift-serverless", "")
    spaces = [
        {"namespaceName": "budget", "namespaceArn": f"{here}namespace/1", "kmsKeyId": KEY},
        {"namespaceName": "essai", "namespaceArn": f"{here}namespace/2", "kmsKeyId": "AWS_OWNED_KMS_KEY"},
    ]
    cloud.answer("redshift-serverless", "ListNamespaces", {"namespaces": spaces}, PARIS)
    cloud.answer("redshift-serverless", "ListWorkgroups", {"workgroups": [{"namespaceName": "essai", "publiclyAccessible": True}]}, PARIS)
    copies = [{"namespaceName": "budget", "destinationRegion": VIRGINIA}]
    cloud.answer("redshift-serverless", "ListSnapshotCopyConfigurations", {"snapshotCopyConfigurations": copies}, PARIS)
    consumer = {"ConsumerIdentifier": STRANGER, "Status": "ACTIVE"}
    shares = [{"ProducerArn": f"{here}namespace/1", "DataShareAssociations": [consumer]}]
    cloud.answer("redshift", "DescribeDataShares", {"DataShares": shares}, PARIS)
    snapshots = [
        {
            "snapshotName": "s1",
            "snapshotArn": f"{here}snapshot/1",
            "namespaceArn": f"{here}namespace/1",
            "kmsKeyId": KEY,
            "accountsWithRestoreAccess": [STRANGER],
        },
        {"snapshotName": "s2", "snapshotArn": f"{here}snapshot/2", "namespaceArn": f"{here}namespace/2", "kmsKeyId": "AWS_OWNED_KMS_KEY"},
    ]
    cloud.answer("redshift-serverless", "ListSnapshots", {"snapshots": snapshots}, PARIS)
    cloud.answer("redshift-serverless", "ListTagsForResource", lambda asked: {"tags": LOWER if asked["resourceArn"].endswith("/1") else []})
    return {
        f"{here}namespace/1": {
            **OURS,
            "backup.retention": "P1D",
            "public.access": False,
            "flows.replication": None,
            "flows.backup": [{"region": VIRGINIA, "account": ACCOUNT}],
            "flows.share": SHARED,
            "tags": OWNER,
        },
        f"{here}namespace/2": {
            **THEIRS,
            "backup.retention": "P1D",
            "public.access": True,
            "flows.backup": None,
            "flows.share": None,
            "tags": {},
        },
        f"{here}snapshot/1": {**OURS, "origin": f"{here}namespace/1", "public.access": False, "flows.share": SHARED, "tags": OWNER},
        f"{here}snapshot/2": {**THEIRS, **KEPT, "origin": f"{here}namespace/2", "tags": {}},
    }


def timestream(cloud: Cloud) -> Expected:
    """A table with a key of ours and a bucket for what it refuses, and a plain one."""
    here = _arn("timestream", "database")
    kept = {"MemoryStoreRetentionPeriodInHours": 6, "MagneticStoreRetentionPeriodInDays": 30}
    rejected = {"MagneticStoreRejectedDataLocation": {"S3Configuration": {"BucketName": "rejets"}}}
    tables: list[dict[str, Any]] = [
        {"Arn": f"{here}/eau/table/compteurs", "TableName": "compteurs", "DatabaseName": "eau", "MagneticStoreWriteProperties": rejected},
        {"Arn": f"{here}/air/table/capteurs", "TableName": "capteurs", "DatabaseName": "air"},
    ]
    cloud.answer("timestream-write", "ListTables", {"Tables": [{**one, "RetentionProperties": kept} for one in tables]}, PARIS)
    cloud.answer(
        "timestream-write", "ListDatabases", {"Databases": [{"DatabaseName": "eau", "KmsKeyId": KEY}, {"DatabaseName": "air"}]}, PARIS
    )
    cloud.answer("timestream-write", "ListTagsForResource", lambda asked: {"Tags": PAIR if "compteurs" in asked["ResourceARN"] else []})
    none: dict[str, Any] = {"backup.retention": None, "ttl.enabled": True, "flows.replication": None, "flows.share": None}
    return {
        f"{here}/eau/table/compteurs": {**OURS, **none, "flows.copy": [{"to": "arn:aws:s3:::rejets"}], "tags": OWNER},
        f"{here}/air/table/capteurs": {**THEIRS, **none, "flows.copy": None, "tags": {}},
    }


def keyspaces(cloud: Cloud) -> Expected:
    """A keyspace replicated to Virginia, a plain one, and the system's, which holds nothing of ours."""
    here = _arn("cassandra", "/keyspace")
    spaces = [
        {
            "keyspaceName": "tout",
            "resourceArn": f"{here}/tout",
            "replicationStrategy": "MULTI_REGION",
            "replicationRegions": [PARIS, VIRGINIA],
        },
        {"keyspaceName": "seul", "resourceArn": f"{here}/seul", "replicationStrategy": "SINGLE_REGION"},
        {"keyspaceName": "system_schema", "resourceArn": f"{here}/system_schema", "replicationStrategy": "SINGLE_REGION"},
    ]
    cloud.answer("keyspaces", "ListKeyspaces", {"keyspaces": spaces}, PARIS)

    def table(space: str, name: str) -> dict[str, Any]:
        return {"keyspaceName": space, "tableName": name, "resourceArn": f"{here}/{space}/table/{name}"}

    cloud.answer("keyspaces", "ListTables", lambda asked: {"tables": [table(asked["keyspaceName"], name) for name in ("a", "b")]})
    whole: dict[str, Any] = {
        "encryptionSpecification": {"type": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyIdentifier": KEY},
        "pointInTimeRecovery": {"status": "ENABLED"},
        "ttl": {"status": "ENABLED"},
        "defaultTimeToLive": 86400,
    }
    cloud.answer(
        "keyspaces",
        "GetTable",
        lambda asked: table(asked["keyspaceName"], asked["tableName"]) | (whole if asked["tableName"] == "a" else {}),
    )
    labelled = [{"ResourceARN": f"{here}/{space}/table/a", "Tags": PAIR} for space in ("tout", "seul")]
    cloud.answer("resourcegroupstaggingapi", "GetResources", {"ResourceTagMappingList": labelled}, PARIS)
    there = here.replace(PARIS, VIRGINIA)

    def expected(space: str, name: str) -> dict[str, Any]:
        flow = [{"to": f"{there}/{space}/table/{name}", "region": VIRGINIA, "account": ACCOUNT}] if space == "tout" else None
        rest: dict[str, Any] = {"flows.replication": flow, "flows.copy": None, "flows.share": None}
        if name == "a":
            return {**OURS, **rest, "backup.retention": "P35D", "ttl.enabled": True, "tags": OWNER}
        return {**THEIRS, **rest, "backup.retention": None, "ttl.enabled": False, "tags": {}}

    return {f"{here}/{space}/table/{name}": expected(space, name) for space in ("tout", "seul") for name in ("a", "b")}


def rds(cloud: Cloud) -> Expected:
    """The first estate, with what DocumentDB and Neptune list through the same API, told apart by engine and listed once."""
    expected = dict(seeds.rds(cloud))
    here, there = _arn("rds", ""), _arn("rds", "", VIRGINIA)
    listed = cloud.client("rds").describe_db_clusters()["DBClusters"]
    for engine in ("docdb", "neptune"):
        cluster = {"DBClusterIdentifier": f"{engine}-1", "DBClusterArn": f"{here}cluster:{engine}-1", "Engine": engine}
        listed.append({**cluster, "StorageEncrypted": True, "KmsKeyId": KEY, "BackupRetentionPeriod": 3, "TagList": PAIR})
    cloud.answer("rds", "DescribeDBClusters", {"DBClusters": listed}, PARIS)
    instances = cloud.client("rds").describe_db_instances()["DBInstances"]
    member = {
        "DBInstanceIdentifier": "docdb-1a",
        "DBInstanceArn": f"{here}db:docdb-1a",
        "DBClusterIdentifier": "docdb-1",
        "Engine": "docdb",
    }
    instances.append({**member, "StorageEncrypted": True, "KmsKeyId": KEY, "BackupRetentionPeriod": 3, "PubliclyAccessible": False})
    cloud.answer("rds", "DescribeDBInstances", {"DBInstances": instances}, PARIS)
    aurora = [
        {"DBClusterArn": f"{here}cluster:delib", "IsWriter": True},
        {"DBClusterArn": f"{there}cluster:delib-copie", "IsWriter": False},
    ]
    documents = [
        {"DBClusterArn": f"{here}cluster:docdb-1", "IsWriter": True},
        {"DBClusterArn": f"{there}cluster:docdb-2", "IsWriter": False},
    ]
    worlds = [{"GlobalClusterIdentifier": name, "GlobalClusterMembers": one} for name, one in (("monde", aurora), ("docs", documents))]
    cloud.answer("rds", "DescribeGlobalClusters", {"GlobalClusters": worlds})
    plain: dict[str, Any] = {**OURS, "backup.retention": "P3D", "public.access": False, "flows.backup": None}
    replica = [{"to": f"{there}cluster:docdb-2", "region": VIRGINIA, "account": ACCOUNT}]
    return {
        **expected,
        f"{here}cluster:docdb-1": {**plain, "flows.replication": replica, "origin": None, "tags": OWNER},
        f"{here}cluster:neptune-1": {**plain, "flows.replication": None, "origin": None, "tags": OWNER},
        f"{here}db:docdb-1a": {**plain, "flows.replication": None, "origin": f"{here}cluster:docdb-1"},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "rds": rds,
    "elasticache": elasticache,
    "memorydb": memorydb,
    "opensearch": opensearch,
    "opensearch-serverless": opensearch_serverless,
    "redshift": redshift,
    "redshift-serverless": redshift_serverless,
    "timestream": timestream,
    "keyspaces": keyspaces,
}
