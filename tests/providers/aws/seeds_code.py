"""A small estate for each AWS collector of code, catalogues and events, and the facts that must be read back from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected, tagged
from tests.providers.aws.seeds_messaging import NOBODY, SHARED, policy, to


def functions(cloud: Cloud) -> Expected:
    """A function that sends everything somewhere and runs a stranger's layer, and a copy at the edge that AWS may call."""
    here = f"arn:aws:lambda:{PARIS}:{ACCOUNT}:function"
    origin = f"arn:aws:lambda:{VIRGINIA}:{ACCOUNT}:function:bord:1"
    layer = f"arn:aws:lambda:{PARIS}:{STRANGER}:layer:outils:3"
    ends = {name: f"arn:aws:sqs:{PARIS}:{ACCOUNT}:{name}" for name in ("morts", "rates")}
    success = f"arn:aws:events:{VIRGINIA}:{STRANGER}:event-bus/suite"
    whole = {
        "FunctionName": "tri",
        "FunctionArn": f"{here}:tri",
        "KMSKeyArn": KEY,
        "Layers": [{"Arn": layer}, {"Arn": f"arn:aws:lambda:{PARIS}:{ACCOUNT}:layer:nous:1"}],
        "DeadLetterConfig": {"TargetArn": ends["morts"]},
    }
    edge = {"FunctionName": "bord", "FunctionArn": f"{here}:bord", "MasterArn": origin}
    async_ = {"FunctionArn": f"{here}:tri", "DestinationConfig": {"OnSuccess": {"Destination": success}}}
    fed = {"FunctionArn": f"{here}:tri", "DestinationConfig": {"OnFailure": {"Destination": "arn:aws:s3:::rebuts"}}}
    policies = {
        f"{here}:tri": policy("lambda:InvokeFunction"),
        f"{here}:bord": policy("lambda:InvokeFunction", principal={"Service": "apigateway.amazonaws.com"}),
    }
    cloud.answer("lambda", "ListFunctions", {"Functions": [whole, edge]}, PARIS)
    cloud.answer(
        "lambda",
        "ListFunctionEventInvokeConfigs",
        lambda asked: {"FunctionEventInvokeConfigs": [async_] if asked["FunctionName"].endswith("tri") else []},
    )
    cloud.answer("lambda", "ListEventSourceMappings", {"EventSourceMappings": [fed]})
    cloud.answer("lambda", "GetPolicy", lambda asked: {"Policy": policies[asked["FunctionName"]]})
    tagged(cloud, f"{here}:tri")
    return {
        f"{here}:tri": {
            "name": "tri",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "origin": None,
            "code.layers": [layer],
            "flows.copy": [to(success), {"to": "arn:aws:s3:::rebuts"}, to(ends["morts"])],
            "tags": OWNER,
            **SHARED,
        },
        f"{here}:bord": {
            "encryption.at_rest": True,
            "encryption.key": None,
            "origin": origin,
            "code.layers": None,
            "flows.copy": None,
            "tags": {},
            **NOBODY,
        },
    }


def ecr(cloud: Cloud) -> Expected:
    """One replicated to a stranger's registry in Virginia, a cache that anybody may pull, and one that the registry lends to a stranger."""
    client = cloud.client("ecr")
    settings = {"encryptionType": "KMS", "kmsKey": KEY}
    client.create_repository(repositoryName="metier/paie", encryptionConfiguration=settings, tags=PAIR)
    client.create_repository(repositoryName="hub/nginx")
    client.create_repository(repositoryName="outils")
    client.set_repository_policy(repositoryName="metier/paie", policyText=policy("ecr:BatchGetImage"))
    client.set_repository_policy(repositoryName="hub/nginx", policyText=policy("ecr:*", principal="*"))
    rule = {
        "destinations": [{"region": VIRGINIA, "registryId": STRANGER}],
        "repositoryFilters": [{"filter": "metier/", "filterType": "PREFIX_MATCH"}],
    }
    client.put_replication_configuration(replicationConfiguration={"rules": [rule]})
    upstream = {"ecrRepositoryPrefix": "hub", "upstreamRegistryUrl": "registry-1.docker.io"}
    cloud.answer("ecr", "DescribePullThroughCacheRules", {"pullThroughCacheRules": [upstream]})
    here = f"arn:aws:ecr:{PARIS}:{ACCOUNT}:repository"
    lent = json.loads(policy("ecr:BatchGetImage"))["Statement"][0] | {"Resource": f"{here}/out*"}
    written = {"Statement": [lent, {**lent, "Action": "ecr:ReplicateImage", "Resource": f"{here}/*"}]}
    cloud.answer("ecr", "GetRegistryPolicy", {"policyText": json.dumps(written)}, PARIS)
    return {
        f"{here}/outils": {"origin": None, "flows.replication": None, "tags": {}, **SHARED},
        f"{here}/metier/paie": {
            "name": "metier/paie",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "origin": None,
            "flows.replication": [{**to(f"arn:aws:ecr:{VIRGINIA}:{STRANGER}:repository/metier/paie"), "once": True}],
            "tags": OWNER,
            **SHARED,
        },
        f"{here}/hub/nginx": {
            "encryption.at_rest": True,
            "encryption.key": None,
            "origin": "registry-1.docker.io",
            "flows.replication": None,
            "public.access": True,
            "flows.share": [{"country": None, "holder": None}],
            "tags": {},
        },
    }


TABLES = {"dossiers": "s3://lac/social/dossiers", "archives": "s3://froid/archives/"}


def glue(cloud: Cloud) -> Expected:
    """A database whose tables lie in two buckets and in a stranger's catalogue, shared with him; a link; two connections, one shared."""
    client = cloud.client("glue")
    linked = {"CatalogId": STRANGER, "DatabaseName": "voisin", "Region": VIRGINIA}
    tables = [{"Name": name, "StorageDescriptor": {"Location": place}} for name, place in TABLES.items()]
    tables.append({"Name": "ailleurs", "TargetTable": {**linked, "Name": "t"}})
    cloud.answer("glue", "GetTables", {"TableList": tables})
    databases = [{"Name": "social", "LocationUri": "s3://lac/social"}, {"Name": "lien", "TargetDatabase": linked}]
    cloud.answer("glue", "GetDatabases", {"DatabaseList": databases}, PARIS)
    host = f"rh.abc.{VIRGINIA}.rds.amazonaws.com"
    addresses = {"rh": f"jdbc:postgresql://{host}:5432/rh", "crm": "https://crm.example.com/api"}
    connections = [
        {"Name": "rh", "ConnectionType": "JDBC", "ConnectionProperties": {"JDBC_CONNECTION_URL": addresses["rh"]}},
        {"Name": "crm", "ConnectionType": "SALESFORCE", "ConnectionProperties": {"INSTANCE_URL": addresses["crm"]}},
    ]
    cloud.answer("glue", "GetConnections", {"ConnectionList": connections}, PARIS)
    settings = {
        "EncryptionAtRest": {"CatalogEncryptionMode": "SSE-KMS", "SseAwsKmsKeyId": KEY},
        "ConnectionPasswordEncryption": {"ReturnConnectionPasswordEncrypted": True, "AwsKmsKeyId": KEY},
    }
    client.put_data_catalog_encryption_settings(DataCatalogEncryptionSettings=settings)
    here = f"arn:aws:glue:{PARIS}:{ACCOUNT}"
    shown = policy("glue:GetTable*", on=[f"{here}:catalog", f"{here}:database/social", f"{here}:table/social/*"])
    lent = policy("glue:*", on=[f"{here}:connection/rh"])
    given = {"GetResourcePoliciesResponseList": [{"PolicyInJson": one} for one in (shown, lent)]}
    cloud.answer("glue", "GetResourcePolicies", given)
    cloud.answer("glue", "GetTags", lambda asked: {"Tags": OWNER if asked["ResourceArn"].endswith(("social", "/rh")) else {}})
    every: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": KEY, "flows.share": SHARED["flows.share"]}
    away = to(f"arn:aws:glue:{VIRGINIA}:{STRANGER}:database/voisin")
    return {
        f"{here}:database/social": {**every, "flows.copy": [{"to": "arn:aws:s3:::lac"}, {"to": "arn:aws:s3:::froid"}, away], "tags": OWNER},
        f"{here}:database/lien": {**every, "flows.copy": [away], "flows.share": None, "tags": {}},
        f"{here}:connection/rh": {**every, "flows.copy": [{"to": host, "holder": host, "region": VIRGINIA}], "tags": OWNER},
        f"{here}:connection/crm": {**every, "flows.copy": [{"to": "crm.example.com", "holder": "crm.example.com"}], "flows.share": None},
    }


def athena(cloud: Cloud) -> Expected:
    """A workgroup that leaves encrypted results in a stranger's bucket, AWS's own, and one whose results Athena keeps."""
    client = cloud.client("athena")
    result = {"OutputLocation": "s3://resultats/a/", "EncryptionConfiguration": {"EncryptionOption": "SSE_KMS", "KmsKey": KEY}}
    described: dict[str, Any] = {
        "etudes": {"ResultConfiguration": {**result, "ExpectedBucketOwner": STRANGER}},
        "gere": {"ManagedQueryResultsConfiguration": {"Enabled": True}},
        "primary": {"EnforceWorkGroupConfiguration": False},
    }
    client.create_work_group(Name="etudes", Configuration={"ResultConfiguration": result}, Tags=PAIR)
    client.create_work_group(Name="gere", Configuration={}, Tags=PAIR)
    cloud.answer(
        "athena", "GetWorkGroup", lambda asked: {"WorkGroup": {"Name": asked["WorkGroup"], "Configuration": described[asked["WorkGroup"]]}}
    )
    here = f"arn:aws:athena:{PARIS}:{ACCOUNT}:workgroup"
    none: dict[str, Any] = {"encryption.key": None, "flows.copy": None, "tags": {}}
    return {
        f"{here}/etudes": {
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [{"to": "arn:aws:s3:::resultats", "account": STRANGER}],
            "tags": OWNER,
        },
        f"{here}/gere": {"encryption.at_rest": True, **none, "tags": OWNER},
        f"{here}/primary": {"encryption.at_rest": False, **none},
        f"{here.replace(PARIS, VIRGINIA)}/primary": {"encryption.at_rest": False, **none},
    }


def cloudtrail(cloud: Cloud) -> Expected:
    """A trail of every region, a small one, an event data store kept ten years, shown to Athena and to a stranger, and a short one."""
    here = f"arn:aws:cloudtrail:{PARIS}:{ACCOUNT}"
    group = f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/piste"
    whole = {"Name": "tout", "TrailARN": f"{here}:trail/tout", "S3BucketName": "pistes", "HomeRegion": PARIS}
    whole |= {"CloudWatchLogsLogGroupArn": f"{group}:*", "KmsKeyId": KEY}
    trails = [
        {**whole, "IsMultiRegionTrail": True, "IsOrganizationTrail": True},
        {"Name": "ici", "TrailARN": f"{here}:trail/ici", "S3BucketName": "pistes", "HomeRegion": PARIS},
    ]
    stores = {
        f"{here}:eventdatastore/1": {"Name": "lac", "RetentionPeriod": 3653, "KmsKeyId": KEY, "FederationStatus": "ENABLED"},
        f"{here}:eventdatastore/2": {"Name": "court", "RetentionPeriod": 90, "FederationStatus": "DISABLED"},
    }
    cloud.answer("cloudtrail", "DescribeTrails", {"trailList": trails}, PARIS)
    listed = [{"EventDataStoreArn": id, "Name": one["Name"]} for id, one in stores.items()]
    cloud.answer("cloudtrail", "ListEventDataStores", {"EventDataStores": listed}, PARIS)
    cloud.answer("cloudtrail", "GetEventDataStore", lambda asked: stores[asked["EventDataStore"]])
    cloud.answer(
        "cloudtrail",
        "ListTags",
        lambda asked: {"ResourceTagList": [{"ResourceId": one, "TagsList": PAIR} for one in asked["ResourceIdList"]]},
    )
    asking = {"ResourcePolicy": policy("cloudtrail:StartQuery", "cloudtrail:GetQueryResults")}
    cloud.answer("cloudtrail", "GetResourcePolicy", lambda asked: asking if asked["ResourceArn"].endswith("/1") else {})
    bucket = {"to": "arn:aws:s3:::pistes"}
    catalogue = to(f"arn:aws:glue:{PARIS}:{ACCOUNT}:database/aws:cloudtrail")
    return {
        f"{here}:trail/tout": {"flows.copy": [bucket, to(group)], "trail.multi_region": True, "trail.organization": True, "tags": OWNER},
        f"{here}:trail/ici": {"flows.copy": [bucket], "trail.multi_region": False, "trail.organization": False, "tags": OWNER},
        f"{here}:eventdatastore/1": {
            "name": "lac",
            "retention.max": "P3653D",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [catalogue],
            "flows.share": [{"account": STRANGER, "region": PARIS}],
            "tags": OWNER,
        },
        f"{here}:eventdatastore/2": {
            "retention.max": "P90D",
            "encryption.key": None,
            "flows.copy": None,
            "flows.share": None,
            "tags": OWNER,
        },
    }


CALLED = "https://api.example.com/secret"


def eventbridge(cloud: Cloud) -> Expected:
    """A bus whose rule sends to a stranger in Virginia and leaves what fails behind, doubled in Virginia; two archives."""
    client = cloud.client("events")
    here = f"arn:aws:events:{PARIS}:{ACCOUNT}"
    away = f"arn:aws:events:{VIRGINIA}:{ACCOUNT}:event-bus/metier"
    bus = client.create_event_bus(Name="metier", Tags=PAIR)["EventBusArn"]
    target = f"arn:aws:events:{VIRGINIA}:{STRANGER}:event-bus/voisin"
    dead = f"arn:aws:sqs:{PARIS}:{ACCOUNT}:morts"
    client.put_rule(Name="suite", EventBusName="metier", EventPattern='{"source": ["ville"]}')
    ends = [{"Id": "1", "Arn": target, "DeadLetterConfig": {"Arn": dead}}]
    client.put_targets(Rule="suite", EventBusName="metier", Targets=ends)
    client.put_rule(Name="ancienne", EventBusName="metier", EventPattern='{"source": ["ville"]}', State="DISABLED")
    client.put_targets(Rule="ancienne", EventBusName="metier", Targets=[{"Id": "1", "Arn": f"arn:aws:sqs:{VIRGINIA}:{STRANGER}:rien"}])
    partner = f"{here}:api-destination/partenaire/1"
    cloud.answer("events", "ListApiDestinations", {"ApiDestinations": [{"ApiDestinationArn": partner, "InvocationEndpoint": CALLED}]})
    group = f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/bus"
    client.put_rule(Name="trace", EventBusName="metier", EventPattern='{"source": ["ville"]}')
    client.put_targets(Rule="trace", EventBusName="metier", Targets=[{"Id": "1", "Arn": f"{group}:*"}, {"Id": "2", "Arn": partner}])
    buses = [{"Name": "metier", "Arn": bus, "Policy": policy("events:PutRule")}, {"Name": "default", "Arn": f"{here}:event-bus/default"}]
    cloud.answer("events", "ListEventBuses", {"EventBuses": buses}, PARIS)
    cloud.answer("events", "ListEventBuses", {"EventBuses": []}, VIRGINIA)
    cloud.answer(
        "events", "DescribeEventBus", lambda asked: {"KmsKeyIdentifier": KEY} if asked["Name"] == "metier" else {"Name": asked["Name"]}
    )
    doubled = {"Name": "double", "EventBuses": [{"EventBusArn": bus}, {"EventBusArn": away}], "ReplicationConfig": {"State": "ENABLED"}}
    cloud.answer("events", "ListEndpoints", {"Endpoints": [doubled]})
    cloud.answer("events", "ListArchives", {"Archives": [{"ArchiveName": "an", "RetentionDays": 365}, {"ArchiveName": "tout"}]}, PARIS)
    cloud.answer(
        "events", "DescribeArchive", lambda asked: {"KmsKeyIdentifier": KEY} if asked["ArchiveName"] == "an" else {"State": "ENABLED"}
    )
    return {
        bus: {
            "name": "metier",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [to(target), to(dead), to(group), {"to": "api.example.com", "holder": "api.example.com"}],
            "flows.replication": [to(away)],
            "tags": OWNER,
            **SHARED,
        },
        f"{here}:event-bus/default": {
            "encryption.at_rest": True,
            "encryption.key": None,
            "flows.copy": None,
            "flows.replication": None,
            "tags": {},
            **NOBODY,
        },
        f"{here}:archive/an": {"retention.max": "P365D", "encryption.at_rest": True, "encryption.key": KEY, "flows.copy": None},
        f"{here}:archive/tout": {"retention.max": None, "encryption.key": None},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "lambda": functions,
    "ecr": ecr,
    "glue": glue,
    "athena": athena,
    "cloudtrail": cloudtrail,
    "eventbridge": eventbridge,
}
