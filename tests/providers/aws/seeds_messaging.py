"""A small estate for each AWS collector of secrets, queues and streams, and the facts that must be read back from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud, Problem
from tests.providers.aws.seeds import ASSUME, KEY, OWNER, PAIR, Expected

NOBODY: dict[str, Any] = {"public.access": False, "flows.share": None}
SHARED: dict[str, Any] = {"public.access": False, "flows.share": [{"account": STRANGER, "region": PARIS}]}

NO_POLICY = Problem(404, "NotFoundException")


def policy(*actions: str, principal: Any = None, on: Any = "*") -> str:
    """A policy that lets a stranger, or `principal`, do something, on everything it guards or on what `on` names."""
    who = principal or {"AWS": f"arn:aws:iam::{STRANGER}:root"}
    statement = {"Effect": "Allow", "Principal": who, "Action": list(actions), "Resource": on}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def to(arn: str) -> dict[str, Any]:
    """The flow to an ARN."""
    fields = arn.split(":")
    return {"to": arn, "region": fields[3], "account": fields[4]}


def secretsmanager(cloud: Cloud) -> Expected:
    """A secret replicated to Virginia and lent to a stranger, one kept to itself."""
    client = cloud.client("secretsmanager")
    made = client.create_secret(Name="paie", SecretString="x", KmsKeyId=KEY, Tags=PAIR, AddReplicaRegions=[{"Region": VIRGINIA}])["ARN"]
    alone = client.create_secret(Name="seul", SecretString="x")["ARN"]
    client.put_resource_policy(SecretId=made, ResourcePolicy=policy("secretsmanager:GetSecretValue"))
    copy = made.replace(PARIS, VIRGINIA)
    replica = {"ARN": copy, "Name": "paie", "PrimaryRegion": PARIS}
    cloud.answer("secretsmanager", "ListSecrets", {"SecretList": [replica]}, VIRGINIA)
    cloud.answer("secretsmanager", "GetResourcePolicy", {"ARN": copy, "Name": "paie"}, VIRGINIA)
    return {
        made: {
            "name": "paie",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.replication": [to(copy)],
            "tags": OWNER,
            **SHARED,
        },
        alone: {"encryption.at_rest": True, "encryption.key": None, "flows.replication": None, "tags": {}, **NOBODY},
        copy: {"flows.replication": [to(made)], **NOBODY},
    }


def ssm(cloud: Cloud) -> Expected:
    """A secret parameter lent to a stranger, and a clear one; moto forgets the tier and knows no policy."""
    client = cloud.client("ssm")
    client.put_parameter(Name="/paie/mot", Value="x", Type="SecureString", KeyId=KEY, Tags=PAIR)
    client.put_parameter(Name="url", Value="x", Type="String")
    here = f"arn:aws:ssm:{PARIS}:{ACCOUNT}:parameter"
    listed = [{"Name": "/paie/mot", "Type": "SecureString", "KeyId": KEY, "Tier": "Advanced"}]
    listed.append({"Name": "url", "Type": "String", "Tier": "Standard", "ARN": f"{here}/url"})
    cloud.answer("ssm", "DescribeParameters", {"Parameters": listed}, PARIS)
    cloud.answer("ssm", "GetResourcePolicies", {"Policies": [{"PolicyId": "1", "PolicyHash": "1", "Policy": policy("ssm:GetParameters")}]})
    return {
        f"{here}/paie/mot": {
            "name": "/paie/mot",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.share": SHARED["flows.share"],
            "tags": OWNER,
        },
        f"{here}/url": {"name": "url", "encryption.at_rest": False, "encryption.key": None, "flows.share": None, "tags": {}},
    }


def sqs(cloud: Cloud) -> Expected:
    """An encrypted queue lent to a stranger that leaves what fails elsewhere, and one open to everybody."""
    client = cloud.client("sqs")
    failed = f"arn:aws:sqs:{PARIS}:{ACCOUNT}:echecs"
    client.create_queue(QueueName="echecs", Attributes={"Policy": policy("sqs:*", principal="*"), "SqsManagedSseEnabled": "false"})
    whole = {"KmsMasterKeyId": KEY, "MessageRetentionPeriod": "1209600", "Policy": policy("sqs:ReceiveMessage", "sqs:SendMessage")}
    whole["RedrivePolicy"] = json.dumps({"deadLetterTargetArn": failed, "maxReceiveCount": 3})
    client.create_queue(QueueName="demandes", Attributes=whole, tags=OWNER)
    return {
        f"arn:aws:sqs:{PARIS}:{ACCOUNT}:demandes": {
            "retention.max": "P14D",
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [to(failed)],
            "tags": OWNER,
            **SHARED,
        },
        failed: {
            "retention.max": "P4D",
            "encryption.at_rest": False,
            "encryption.key": None,
            "flows.copy": None,
            "public.access": True,
            "flows.share": [{"country": None, "holder": None}],
            "tags": {},
        },
    }


def sns(cloud: Cloud) -> Expected:
    """A topic that tells a queue in Virginia, a web service, a mail address and telephones; and a silent one."""
    client = cloud.client("sns")
    given = {"KmsMasterKeyId": KEY, "Policy": policy("sns:Subscribe")}
    topic = client.create_topic(Name="alertes", Attributes=given, Tags=PAIR)["TopicArn"]
    silent = client.create_topic(Name="rien")["TopicArn"]
    queue = f"arn:aws:sqs:{VIRGINIA}:{STRANGER}:boite"
    phone = f"arn:aws:sns:{PARIS}:{ACCOUNT}:endpoint/GCM/guichet/1"
    ends = {
        "sqs": queue,
        "application": phone,
        "https": "https://hooks.example.com/secret",
        "email": "agent@mairie.example",
        "sms": "+33600000000",
    }
    listed = [
        {"SubscriptionArn": f"{topic}:{sort}", "Owner": ACCOUNT, "Protocol": sort, "Endpoint": end, "TopicArn": topic}
        for sort, end in ends.items()
    ]
    listed.append({**listed[0], "SubscriptionArn": "PendingConfirmation", "Endpoint": "https://waiting.example.com"})
    cloud.answer("sns", "ListSubscriptionsByTopic", lambda asked: {"Subscriptions": listed if asked["TopicArn"] == topic else []})
    outside = [{"to": host, "holder": host} for host in ("hooks.example.com", "mairie.example")]
    return {
        topic: {
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [to(queue), {"holder": "GCM"}, *outside, {"holder": "sms"}],
            "tags": OWNER,
            **SHARED,
        },
        silent: {"encryption.at_rest": False, "encryption.key": None, "flows.copy": None, "tags": {}, **NOBODY},
    }


def kinesis(cloud: Cloud) -> Expected:
    """A stream kept a week with a key of ours and read by a stranger, a clear one, and one of which a consumer is a stranger's."""
    client = cloud.client("kinesis")
    here = f"arn:aws:kinesis:{PARIS}:{ACCOUNT}:stream"
    for name in ("capteurs", "clair", "abonne"):
        client.create_stream(StreamName=name, ShardCount=1)
    client.increase_stream_retention_period(StreamName="capteurs", RetentionPeriodHours=168)
    client.increase_stream_retention_period(StreamName="clair", RetentionPeriodHours=36)
    client.start_stream_encryption(StreamName="capteurs", EncryptionType="KMS", KeyId=KEY)
    client.add_tags_to_stream(StreamName="capteurs", Tags=OWNER)
    known = {name: client.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"] for name in ("capteurs", "clair", "abonne")}
    known["abonne"]["ConsumerCount"] = 2
    cloud.answer("kinesis", "DescribeStreamSummary", lambda asked: {"StreamDescriptionSummary": known[asked["StreamName"]]})
    consumers = [{"ConsumerName": name, "ConsumerARN": f"{here}/abonne/consumer/{name}:1"} for name in ("interne", "voisin")]
    cloud.answer("kinesis", "ListStreamConsumers", {"Consumers": consumers}, PARIS)
    lent = {f"{here}/capteurs": policy("kinesis:GetRecords"), consumers[1]["ConsumerARN"]: policy("kinesis:SubscribeToShard")}
    cloud.answer("kinesis", "GetResourcePolicy", lambda asked: {"Policy": lent.get(asked["ResourceARN"], "{}")}, PARIS)
    return {
        f"{here}/capteurs": {"retention.max": "P7D", "encryption.at_rest": True, "encryption.key": KEY, "tags": OWNER, **SHARED},
        f"{here}/clair": {"retention.max": "PT36H", "encryption.at_rest": False, "encryption.key": None, "tags": {}, **NOBODY},
        f"{here}/abonne": {"retention.max": "P1D", "tags": {}, **SHARED},
    }


def firehose(cloud: Cloud) -> Expected:
    """A stream that delivers to a bucket, one that empties another there, one that delivers to search, Snowflake and a web service."""
    client = cloud.client("firehose")
    bucket = {"RoleARN": ASSUME, "BucketARN": "arn:aws:s3:::lac"}
    own = {"KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": KEY}
    client.create_delivery_stream(
        DeliveryStreamName="lac",
        ExtendedS3DestinationConfiguration=bucket,
        DeliveryStreamEncryptionConfigurationInput=own,
        Tags=PAIR,
    )
    for name in ("loin", "vide"):
        client.create_delivery_stream(DeliveryStreamName=name, ExtendedS3DestinationConfiguration=bucket)
    emptied = f"arn:aws:kinesis:{PARIS}:{ACCOUNT}:stream/capteurs"
    domain = f"arn:aws:es:{VIRGINIA}:{ACCOUNT}:domain/recherche"
    ends = {
        "AmazonopensearchserviceDestinationDescription": {"DomainARN": domain, "S3DestinationDescription": bucket},
        "SnowflakeDestinationDescription": {"AccountUrl": "https://ville.snowflakecomputing.com"},
        "HttpEndpointDestinationDescription": {"EndpointConfiguration": {"Url": "https://http-intake.logs.example.com/key?x"}},
        "RedshiftDestinationDescription": {"ClusterJDBCURL": f"jdbc:redshift://entrepot.abc.{VIRGINIA}.redshift.amazonaws.com:5439/db"},
    }
    here = f"arn:aws:firehose:{PARIS}:{ACCOUNT}:deliverystream"
    described: dict[str, Any] = {
        "lac": {
            "Destinations": [{"DestinationId": "1", "ExtendedS3DestinationDescription": bucket}],
            "DeliveryStreamEncryptionConfiguration": {"Status": "ENABLED", **own},
        },
        "vide": {
            "Source": {"KinesisStreamSourceDescription": {"KinesisStreamARN": emptied}},
            "Destinations": [{"DestinationId": "1", "ExtendedS3DestinationDescription": bucket}],
        },
        "loin": {"Destinations": [{"DestinationId": "1", sort: end} for sort, end in ends.items()]},
    }
    cloud.answer("firehose", "DescribeDeliveryStream", lambda asked: {"DeliveryStreamDescription": described[asked["DeliveryStreamName"]]})
    warehouse = f"entrepot.abc.{VIRGINIA}.redshift.amazonaws.com"
    outside = [{"to": host, "holder": host} for host in ("ville.snowflakecomputing.com", "http-intake.logs.example.com")]
    return {
        f"{here}/lac": {
            "encryption.at_rest": True,
            "encryption.key": KEY,
            "flows.copy": [{"to": "arn:aws:s3:::lac"}],
            "tags": OWNER,
        },
        f"{here}/vide": {
            "encryption.at_rest": True,
            "encryption.key": None,
            "flows.copy": [{"to": "arn:aws:s3:::lac", "source": emptied}],
            "tags": {},
        },
        f"{here}/loin": {
            "encryption.at_rest": False,
            "encryption.key": None,
            "flows.copy": [
                to(domain),
                {"to": "arn:aws:s3:::lac"},
                *outside,
                {"to": warehouse, "holder": warehouse, "region": VIRGINIA},
            ],
            "tags": {},
        },
    }


EVERYWHERE = "SERVICE_PROVIDED_EIPS"


def msk(cloud: Cloud) -> Expected:
    """A cluster of ours read by a stranger, a serverless one and one open to the Internet, a replicator to Virginia and one out of AWS."""
    here = f"arn:aws:kafka:{PARIS}:{ACCOUNT}"
    own, other, third = (f"{here}:cluster/{path}" for path in ("bus/1", "essai/2", "ouvert/3"))
    away = f"arn:aws:kafka:{VIRGINIA}:{ACCOUNT}:cluster/secours/3"
    at_rest = {"EncryptionInfo": {"EncryptionAtRest": {"DataVolumeKMSKeyId": KEY}}}
    opened = {"BrokerNodeGroupInfo": {"ClientSubnets": [], "InstanceType": "x", "ConnectivityInfo": {"PublicAccess": {"Type": EVERYWHERE}}}}
    clusters = [
        {"ClusterArn": own, "ClusterName": "bus", "ClusterType": "PROVISIONED", "Provisioned": at_rest, "Tags": OWNER},
        {"ClusterArn": other, "ClusterName": "essai", "ClusterType": "SERVERLESS"},
        {"ClusterArn": third, "ClusterName": "ouvert", "ClusterType": "PROVISIONED", "Provisioned": opened},
    ]
    given = {"CurrentVersion": "1", "Policy": policy("kafka:CreateVpcConnection", "kafka:GetBootstrapBrokers")}
    outside = {"ApacheKafkaCluster": {"ApacheKafkaClusterId": "x", "BootstrapBrokerString": "broker.example.com:9092,b2.example.com:9092"}}
    ends = {"a": {"AmazonMskCluster": {"MskClusterArn": own}}, "b": {"AmazonMskCluster": {"MskClusterArn": away}}, "c": outside}
    replicators: list[dict[str, Any]] = [
        {
            "ReplicatorArn": f"{here}:replicator/vers-{end}/4",
            "ReplicatorName": f"vers-{end}",
            "KafkaClustersSummary": [{"KafkaClusterAlias": alias, **cluster} for alias, cluster in ends.items()],
            "ReplicationInfoSummaryList": [{"SourceKafkaClusterAlias": "a", "TargetKafkaClusterAlias": end}],
        }
        for end in ("b", "c")
    ]
    cloud.answer("kafka", "ListClustersV2", {"ClusterInfoList": clusters}, PARIS)
    cloud.answer("kafka", "ListReplicators", {"Replicators": replicators}, PARIS)
    cloud.answer("kafka", "GetClusterPolicy", lambda asked: given if asked["ClusterArn"] == own else NO_POLICY)
    cloud.answer("kafka", "ListTagsForResource", lambda asked: {"Tags": OWNER if "vers-b" in asked["ResourceArn"] else {}})
    return {
        own: {"name": "bus", "encryption.at_rest": True, "encryption.key": KEY, "tags": OWNER, **SHARED},
        other: {"encryption.at_rest": True, "encryption.key": None, "tags": {}, **NOBODY},
        third: {"encryption.key": None, **NOBODY, "public.access": True},
        replicators[0]["ReplicatorArn"]: {"name": "vers-b", "flows.copy": [{**to(away), "source": own}], "tags": OWNER},
        replicators[1]["ReplicatorArn"]: {
            "flows.copy": [{"to": "broker.example.com", "holder": "broker.example.com", "source": own}],
            "tags": {},
        },
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "secretsmanager": secretsmanager,
    "ssm": ssm,
    "sqs": sqs,
    "sns": sns,
    "kinesis": kinesis,
    "firehose": firehose,
    "msk": msk,
}
