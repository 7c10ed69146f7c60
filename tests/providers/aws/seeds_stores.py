"""A small estate for each AWS collector of newer stores and of what leaves them, and the facts that must be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud, Problem
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected
from tests.providers.aws.seeds_files import ROOT, SHARED, policy

OURS: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": KEY}
THEIRS: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": None}
KEPT: dict[str, Any] = {"public.access": False, "flows.share": None, "lock.min": None}
DATABASE: dict[str, Any] = {"flows.replication": None, "flows.backup": None}


def _arn(service: str, rest: str, region: str = PARIS) -> str:
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{rest}"


def _tagged(cloud: Cloud, service: str, *mine: str) -> None:
    """Plain tags, where a service keeps a map of them."""
    cloud.answer(service, "ListTagsForResource", lambda asked: {"tags": OWNER if asked["resourceArn"] in mine else {}})


def _described(cloud: Cloud, service: str, operation: str, by: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    cloud.answer(service, operation, lambda asked: answers[asked[by]])


def recycle_bin(cloud: Cloud) -> Expected:
    """Two of each: of a volume that may live, of another region, of nothing known."""
    copied = {"VolumeId": "vol-ffffffff", "Description": f"[Copied snap-0ab1 from {VIRGINIA}] nuit"}
    snapshots = [{"SnapshotId": "snap-1", "VolumeId": "vol-1"}, {"SnapshotId": "snap-2", **copied}]
    cloud.answer("ec2", "ListSnapshotsInRecycleBin", {"Snapshots": snapshots}, PARIS)
    cloud.answer("ec2", "ListImagesInRecycleBin", {"Images": [{"ImageId": "ami-1", "Name": "guichet"}, {"ImageId": "ami-2"}]}, PARIS)
    volumes = [{"VolumeId": "vol-8", "SnapshotId": "snap-9", "AvailabilityZone": f"{PARIS}-lil-1a"}, {"VolumeId": "vol-9"}]
    cloud.answer("ec2", "ListVolumesInRecycleBin", {"Volumes": volumes}, PARIS)
    here, volume = f"arn:aws:ec2:{PARIS}:", _arn("ec2", "volume")
    return {
        f"{here}:snapshot/snap-1": {**KEPT, "origin": f"{volume}/vol-1"},
        f"{here}:snapshot/snap-2": {**KEPT, "origin": f"arn:aws:ec2:{VIRGINIA}::snapshot/snap-0ab1"},
        f"{here}:image/ami-1": {"public.access": False, "flows.share": None, "flows.replication": None, "name": "guichet"},
        f"{here}:image/ami-2": {"public.access": False, "name": "ami-2"},
        f"{volume}/vol-8": {"origin": f"{here}:snapshot/snap-9", "region": f"{PARIS}-lil-1"},
        f"{volume}/vol-9": {"origin": None, "region": PARIS},
    }


def tapes(cloud: Cloud) -> Expected:
    """One in a library, in a pool that locks; one archived; one in a pool of AWS's own."""
    here, gateway = _arn("storagegateway", "tape"), _arn("storagegateway", "gateway/sgw-1")
    listed = [
        {"TapeARN": f"{here}/VTL1", "TapeBarcode": "VTL1", "GatewayARN": gateway, "PoolId": "pool-1"},
        {"TapeARN": f"{here}/VTL2", "TapeBarcode": "VTL2", "PoolId": "GLACIER"},
    ]
    cloud.answer("storagegateway", "ListTapes", {"TapeInfos": listed}, PARIS)
    cloud.answer("storagegateway", "DescribeTapes", {"Tapes": [{"TapeARN": f"{here}/VTL1", "KMSKey": KEY}]})
    cloud.answer("storagegateway", "DescribeTapeArchives", {"TapeArchives": [{"TapeARN": f"{here}/VTL2"}]})
    pool = {"PoolARN": _arn("storagegateway", "tapepool/pool-1"), "RetentionLockType": "COMPLIANCE", "RetentionLockTimeInDays": 400}
    cloud.answer("storagegateway", "ListTapePools", {"PoolInfos": [pool]})
    cloud.answer("storagegateway", "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceARN"].endswith("VTL1") else []})
    return {
        f"{here}/VTL1": {**OURS, **KEPT, "lock.min": "P400D", "name": "VTL1", "tags": OWNER},
        f"{here}/VTL2": {**THEIRS, **KEPT, "tags": {}},
    }


def drs(cloud: Cloud) -> Expected:
    """A machine of Ireland, one of the town hall staged in a stranger's account, and one that is on its way back."""
    here = _arn("drs", "source-server")
    ids = [f"s-{number:017x}" for number in range(4)]
    cloudy = {"originRegion": IRELAND, "originAccountID": ACCOUNT}

    def server(id: str, **more: Any) -> dict[str, Any]:
        return {"sourceServerID": id, "arn": f"{here}/{id}", "tags": {}, **more}

    first = server(ids[0], sourceCloudProperties=cloudy, sourceProperties={"identificationHints": {"awsInstanceID": "i-1"}}, tags=OWNER)
    second = server(ids[1], stagingArea={"stagingAccountID": STRANGER}, sourceProperties={"identificationHints": {"hostname": "mairie"}})
    third = server(ids[2], sourceCloudProperties=cloudy, replicationDirection="FAILBACK")
    fourth = server(ids[3], replicationDirection="FAILBACK")
    cloud.answer("drs", "DescribeSourceServers", {"items": [first, second, third, fourth]}, PARIS)
    rules = [
        {"units": "MINUTE", "interval": 10, "retentionDuration": 60, "enabled": True},
        {"units": "DAY", "interval": 1, "retentionDuration": 7, "enabled": True},
        {"units": "DAY", "interval": 1, "retentionDuration": 365, "enabled": False},
    ]
    cloud.answer("drs", "GetReplicationConfiguration", lambda asked: {"pitPolicy": rules[: 1 if asked["sourceServerID"] == ids[1] else 3]})
    mine = {"region": PARIS, "account": ACCOUNT}
    return {
        f"{here}/{ids[0]}": {
            "retention.max": "P7D",
            "flows.backup": [{**mine, "source": _arn("ec2", "instance/i-1", IRELAND)}],
            "flows.share": None,
            "name": "i-1",
            "tags": OWNER,
        },
        f"{here}/{ids[1]}": {"retention.max": "PT1H", "flows.backup": [{**mine, "account": STRANGER}], "name": "mairie", "tags": {}},
        f"{here}/{ids[2]}": {"flows.backup": [mine, {"region": IRELAND, "account": ACCOUNT}]},
        f"{here}/{ids[3]}": {"flows.backup": [mine, {"to": f"{here}/{ids[3]}/origin"}]},
    }


def rds_exports(cloud: Cloud) -> Expected:
    """Two exports and one that failed; two databases that feed a warehouse, one of them in Virginia."""
    source, integration = _arn("rds", "snapshot:rh"), _arn("rds", "integration")
    tasks = [
        {"ExportTaskIdentifier": name, "SourceArn": source, "S3Bucket": "sorties", "Status": status}
        for name, status in (("un", "COMPLETE"), ("deux", "STARTING"), ("rate", "FAILED"))
    ]
    cloud.answer("rds", "DescribeExportTasks", {"ExportTasks": tasks}, PARIS)
    there = {"a": _arn("redshift", "namespace:n1", VIRGINIA), "b": _arn("redshift-serverless", "namespace/n2")}
    links = [
        {
            "IntegrationName": name,
            "IntegrationArn": f"{integration}:{name}",
            "SourceArn": _arn("rds", f"cluster:{name}"),
            "TargetArn": target,
            "Tags": PAIR,
        }
        for name, target in there.items()
    ]
    cloud.answer("rds", "DescribeIntegrations", {"Integrations": links}, PARIS)
    left: dict[str, Any] = {"flows.copy": [{"to": "arn:aws:s3:::sorties", "source": source}], "flows.share": None, "tags": {}}
    return {
        _arn("rds", "export-task:un"): left,
        _arn("rds", "export-task:deux"): left,
        f"{integration}:a": {
            "flows.copy": [{"to": there["a"], "region": VIRGINIA, "account": ACCOUNT, "source": _arn("rds", "cluster:a")}],
            "tags": OWNER,
        },
        f"{integration}:b": {"flows.copy": [{"to": there["b"], "region": PARIS, "account": ACCOUNT, "source": _arn("rds", "cluster:b")}]},
    }


def documentdb_elastic(cloud: Cloud) -> Expected:
    """A cluster with a key of ours, one without; a snapshot of each."""
    here, kept = _arn("docdb-elastic", "cluster"), _arn("docdb-elastic", "cluster-snapshot")
    clusters = [{"clusterArn": f"{here}/{name}", "clusterName": name, "status": "ACTIVE"} for name in ("ged", "essai")]
    cloud.answer("docdb-elastic", "ListClusters", {"clusters": clusters}, PARIS)
    keys = {"ged": KEY, "essai": "AWS_OWNED_KMS_KEY"}
    _described(
        cloud,
        "docdb-elastic",
        "GetCluster",
        "clusterArn",
        {
            f"{here}/{name}": {"cluster": {"clusterArn": f"{here}/{name}", "kmsKeyId": key, "backupRetentionPeriod": 5}}
            for name, key in keys.items()
        },
    )
    snapshots = [{"snapshotArn": f"{kept}/{name}", "snapshotName": name, "clusterArn": f"{here}/{name}"} for name in keys]
    cloud.answer("docdb-elastic", "ListClusterSnapshots", {"snapshots": snapshots}, PARIS)
    told = {f"{kept}/{name}": {"snapshot": {"snapshotArn": f"{kept}/{name}", "kmsKeyId": key}} for name, key in keys.items()}
    _described(cloud, "docdb-elastic", "GetClusterSnapshot", "snapshotArn", told)
    _tagged(cloud, "docdb-elastic", f"{here}/ged", f"{kept}/ged")
    plain = {**DATABASE, "backup.retention": "P5D", "public.access": False}
    return {
        f"{here}/ged": {**plain, **OURS, "name": "ged", "tags": OWNER},
        f"{here}/essai": {**plain, **THEIRS, "tags": {}},
        f"{kept}/ged": {**OURS, **KEPT, "origin": f"{here}/ged", "tags": OWNER},
        f"{kept}/essai": {**THEIRS, **KEPT, "origin": f"{here}/essai"},
    }


def neptune_graph(cloud: Cloud) -> Expected:
    """A graph open to the Internet made from a snapshot, one closed; snapshots and exports of the first."""
    here = _arn("neptune-graph", "")
    graphs = [
        {
            "id": f"g-{number}",
            "name": f"g{number}",
            "arn": f"{here}graph/g-{number}",
            "publicConnectivity": number == 1,
            "kmsKeyIdentifier": key,
        }
        for number, key in ((1, KEY), (2, "AWS_OWNED_KEY"))
    ]
    cloud.answer("neptune-graph", "ListGraphs", {"graphs": graphs}, PARIS)
    cloud.answer(
        "neptune-graph", "GetGraph", lambda asked: {"sourceSnapshotId": "gs-1"} if asked["graphIdentifier"] == "g-1" else {"id": "g-2"}
    )
    snapshots = [
        {
            "id": f"gs-{number}",
            "name": f"s{number}",
            "arn": f"{here}graph-snapshot/gs-{number}",
            "sourceGraphId": "g-1",
            "kmsKeyIdentifier": KEY,
        }
        for number in (1, 2)
    ]
    cloud.answer("neptune-graph", "ListGraphSnapshots", {"graphSnapshots": snapshots}, PARIS)
    tasks = [
        {"graphId": "g-1", "taskId": f"t-{number}", "status": status, "destination": "s3://liens/sortie/"}
        for number, status in ((1, "SUCCEEDED"), (2, "EXPORTING"), (3, "FAILED"))
    ]
    cloud.answer("neptune-graph", "ListExportTasks", {"tasks": tasks}, PARIS)
    _tagged(cloud, "neptune-graph", f"{here}graph/g-1", f"{here}graph-snapshot/gs-1")
    left = {"flows.copy": [{"to": "arn:aws:s3:::liens", "source": f"{here}graph/g-1"}], "flows.share": None}
    plain = {**DATABASE, "backup.retention": None}
    return {
        f"{here}graph/g-1": {**plain, **OURS, "public.access": True, "origin": f"{here}graph-snapshot/gs-1", "tags": OWNER},
        f"{here}graph/g-2": {**plain, **THEIRS, "public.access": False, "tags": {}},
        f"{here}graph-snapshot/gs-1": {**OURS, **KEPT, "origin": f"{here}graph/g-1", "tags": OWNER},
        f"{here}graph-snapshot/gs-2": {**OURS, **KEPT, "tags": {}},
        f"{here}export-task/t-1": left,
        f"{here}export-task/t-2": left,
    }


def dsql(cloud: Cloud) -> Expected:
    """A cluster with a peer in Ireland and a witness in Virginia, open to everybody, whose changes go to a stream; one alone."""
    here = _arn("dsql", "cluster")
    clusters = [{"identifier": name, "arn": f"{here}/{name}"} for name in ("un", "deux")]
    cloud.answer("dsql", "ListClusters", {"clusters": clusters}, PARIS)
    peer = _arn("dsql", "cluster/autre", IRELAND)
    whole = {
        "multiRegionProperties": {"witnessRegion": VIRGINIA, "clusters": [f"{here}/un", peer]},
        "encryptionDetails": {"encryptionType": "CUSTOMER_MANAGED_KMS_KEY", "kmsKeyArn": KEY},
        "tags": OWNER,
    }
    plain = {"encryptionDetails": {"encryptionType": "AWS_OWNED_KMS_KEY"}}
    _described(cloud, "dsql", "GetCluster", "identifier", {"un": whole, "deux": plain})
    cloud.answer(
        "dsql",
        "GetClusterPolicy",
        lambda asked: {"policy": policy("dsql:DbConnect", "*" if asked["identifier"] == "un" else ROOT), "policyVersion": "1"},
    )
    streams = [{"clusterIdentifier": "un", "streamIdentifier": name, "arn": f"{here}/un/stream/{name}"} for name in ("s1", "s2")]
    cloud.answer("dsql", "ListStreams", lambda asked: {"streams": streams if asked["clusterIdentifier"] == "un" else []})
    to = _arn("kinesis", "stream/cdc", VIRGINIA)
    cloud.answer("dsql", "GetStream", {"targetDefinition": {"kinesis": {"streamArn": to}}, "tags": OWNER})
    sent = {"flows.copy": [{"to": to, "region": VIRGINIA, "account": ACCOUNT, "source": f"{here}/un"}], "flows.share": None, "tags": OWNER}
    away = [{"to": peer, "region": IRELAND, "account": ACCOUNT}, {"region": VIRGINIA, "account": ACCOUNT}]
    return {
        f"{here}/un": {
            **DATABASE,
            **OURS,
            "backup.retention": None,
            "public.access": True,
            "flows.replication": away,
            "tags": OWNER,
        },
        f"{here}/deux": {**DATABASE, **THEIRS, "public.access": False, "tags": {}},
        f"{here}/un/stream/s1": sent,
        f"{here}/un/stream/s2": sent,
    }


def dax(cloud: Cloud) -> Expected:
    """An encrypted cluster and a clear one."""
    here = _arn("dax", "cache")
    clusters = [
        {"ClusterName": name, "ClusterArn": f"{here}/{name}", "SSEDescription": {"Status": status}}
        for name, status in (("devant", "ENABLED"), ("clair", "DISABLED"))
    ]
    cloud.answer("dax", "DescribeClusters", {"Clusters": clusters}, PARIS)
    cloud.answer("dax", "ListTags", lambda asked: {"Tags": PAIR if asked["ResourceName"].endswith("/devant") else []})
    plain = {"encryption.key": None, "backup.retention": None, "flows.replication": None}
    return {
        f"{here}/devant": {**plain, "encryption.at_rest": True, "name": "devant", "tags": OWNER},
        f"{here}/clair": {**plain, "encryption.at_rest": False, "tags": {}},
    }


def timestream_influxdb(cloud: Cloud) -> Expected:
    """An instance open to the Internet with a key and backups, a plain one; two clusters."""
    found: dict[str, dict[str, Any]] = {}
    for sort, operation, detail, by in (
        ("db-instance", "ListDbInstances", "GetDbInstance", "identifier"),
        ("db-cluster", "ListDbClusters", "GetDbCluster", "dbClusterId"),
    ):
        here = _arn("timestream-influxdb", sort)
        items = [{"id": name, "name": name, "arn": f"{here}/{name}"} for name in (f"{sort}-1", f"{sort}-2")]
        cloud.answer("timestream-influxdb", operation, {"items": items}, PARIS)
        backups = [
            {"type": "AUTOMATED", "retentionDays": 14, "enabled": True},
            {"type": "CUSTOM", "retentionDays": 90, "enabled": False},
        ]
        whole = {"publiclyAccessible": True, "kmsKeyId": KEY, "dbBackupConfigurations": backups}
        _described(cloud, "timestream-influxdb", detail, by, {items[0]["id"]: whole, items[1]["id"]: {"publiclyAccessible": False}})
        first = {**DATABASE, **OURS, "public.access": True, "backup.retention": "P14D", "tags": OWNER}
        found |= {items[0]["arn"]: first, items[1]["arn"]: {**DATABASE, **THEIRS, "public.access": False, "backup.retention": None}}
    _tagged(cloud, "timestream-influxdb", *(id for id, facts in found.items() if facts["public.access"]))
    return found


def s3express(cloud: Cloud) -> Expected:
    """A directory bucket shared, with a key and an end; one in a Local Zone."""
    names = ("ia--euw3-az1--x-s3", "loin--euw3-lil1-az1--x-s3")
    here = _arn("s3express", "bucket")
    buckets = [{"Name": name, "BucketRegion": PARIS, "BucketArn": f"{here}/{name}"} for name in names]
    cloud.answer("s3", "ListDirectoryBuckets", {"Buckets": buckets}, PARIS)
    first = names[0]
    kms = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY}}
    aes = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}
    cloud.answer(
        "s3",
        "GetBucketEncryption",
        lambda asked: {"ServerSideEncryptionConfiguration": {"Rules": [kms if asked["Bucket"] == first else aes]}},
    )
    expiry = {"ID": "x", "Status": "Enabled", "Filter": {}, "Expiration": {"Days": 7}}
    none = Problem(404, "NoSuchLifecycleConfiguration")
    cloud.answer("s3", "GetBucketLifecycleConfiguration", lambda asked: {"Rules": [expiry]} if asked["Bucket"] == first else none)
    cloud.answer(
        "s3", "GetBucketPolicy", lambda asked: {"Policy": policy("s3express:CreateSession", ROOT if asked["Bucket"] == first else "*")}
    )
    cloud.answer("s3control", "ListTagsForResource", {"Tags": PAIR})
    plain: dict[str, Any] = {
        "versioning.enabled": False,
        "retention.noncurrent_max": "P0D",
        "public.access": False,
        "lock.min": None,
        "flows.replication": None,
        "flows.logs": None,
        "tags": OWNER,
    }
    return {
        f"{here}/{first}": {**plain, **OURS, "retention.max": "P7D", "flows.share": SHARED, "region": PARIS},
        f"{here}/{names[1]}": {**plain, **THEIRS, "retention.max": None, "flows.share": None, "region": f"{PARIS}-lil-1"},
    }


def s3vectors(cloud: Cloud) -> Expected:
    """A vector bucket with a key, open to everybody, and one kept to oneself."""
    here = _arn("s3vectors", "bucket")
    buckets = [{"vectorBucketName": name, "vectorBucketArn": f"{here}/{name}"} for name in ("textes", "essai")]
    cloud.answer("s3vectors", "ListVectorBuckets", {"vectorBuckets": buckets}, PARIS)
    detail = {f"{here}/textes": {"encryptionConfiguration": {"sseType": "aws:kms", "kmsKeyArn": KEY}}, f"{here}/essai": {"creationTime": 1}}
    cloud.answer("s3vectors", "GetVectorBucket", lambda asked: {"vectorBucket": detail[asked["vectorBucketArn"]]})
    cloud.answer(
        "s3vectors",
        "GetVectorBucketPolicy",
        lambda asked: {"policy": policy("s3vectors:*" if "textes" in asked["vectorBucketArn"] else "s3vectors:PutVectors", "*")},
    )
    _tagged(cloud, "s3vectors", f"{here}/textes")
    everybody = [{"country": None, "holder": None}]
    return {
        f"{here}/textes": {**OURS, "public.access": True, "flows.share": everybody, "flows.copy": None, "tags": OWNER},
        f"{here}/essai": {**THEIRS, "public.access": False, "flows.share": None, "tags": {}},
    }


def osis(cloud: Cloud) -> Expected:
    """To a domain of Virginia, and to a bucket."""
    here, host = _arn("osis", "pipeline"), f"search-logs.{VIRGINIA}.es.amazonaws.com"
    pipelines = [
        {"PipelineName": name, "PipelineArn": f"{here}/{name}", "Destinations": [{"ServiceName": service, "Endpoint": end}], "Tags": PAIR}
        for name, service, end in (("journaux", "OpenSearch", f"https://{host}"), ("archives", "S3", "lac"))
    ]
    cloud.answer("osis", "ListPipelines", {"Pipelines": pipelines}, PARIS)
    return {
        f"{here}/journaux": {"flows.copy": [{"to": host, "holder": host, "region": VIRGINIA}], "flows.share": None, "tags": OWNER},
        f"{here}/archives": {"flows.copy": [{"to": "arn:aws:s3:::lac"}], "flows.share": None},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "recycle-bin": recycle_bin,
    "storagegateway-tapes": tapes,
    "drs": drs,
    "rds-exports": rds_exports,
    "documentdb-elastic": documentdb_elastic,
    "neptune-graph": neptune_graph,
    "dsql": dsql,
    "dax": dax,
    "timestream-influxdb": timestream_influxdb,
    "s3express": s3express,
    "s3vectors": s3vectors,
    "osis": osis,
}
