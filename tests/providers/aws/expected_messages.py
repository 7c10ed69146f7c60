"""What recorded answers say of keys, secrets, queues, topics, streams, logs and functions, read by hand from AWS's documentation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.emulators.aws import Problem
from tests.providers.aws.expected import Data, Found, bucket_arn, by_arn, days, key_arn, sealed, tags, targets
from tests.providers.aws.recorded import UNKNOWN, Expectation, Operation, Told

EVERYBODY = [{"country": None, "holder": None}]
MADE = {"AWS_KMS": "provider", "EXTERNAL": "imported", "AWS_CLOUDHSM": "dedicated_hsm"}


def keys(told: Told, asked: Data, answer: Data) -> Found:
    """Every key, AWS's own included."""
    for one in answer["Keys"]:
        yield one["KeyArn"], {"region": told.region}


def key(told: Told, asked: Data, answer: Data) -> Found:
    """Who manages it, where it was made, and its like in other regions; only keys that the list names are asked for here."""
    one = answer["KeyMetadata"]
    listed = {key["KeyId"]: key["KeyArn"] for key in told.answer("kms", "ListKeys")["Keys"]}
    if one["KeyId"] != asked["KeyId"] or asked["KeyId"] not in listed:
        return
    linked = one.get("MultiRegionConfiguration", {})
    others = [linked.get("PrimaryKey"), *linked.get("ReplicaKeys", ())]
    yield (
        listed[asked["KeyId"]],
        {
            "key.manager": {"AWS": "provider", "CUSTOMER": "customer"}[one["KeyManager"]],
            "key.origin": MADE[one["Origin"]],
            "key.multi_region": one.get("MultiRegion", False),
            "flows.replication": targets(*(by_arn(other["Arn"]) for other in others if other and other["Arn"] != one["Arn"])),
        },
    )


def aliases(told: Told, asked: Data, answer: Data) -> Found:
    """The other names of a key; those of AWS's may name none yet."""
    named: dict[str, list[str]] = {}
    for one in answer["Aliases"]:
        named.setdefault(one.get("TargetKeyId", ""), []).append(one["AliasArn"])
    for one in told.answer("kms", "ListKeys")["Keys"]:
        yield one["KeyArn"], {"key.aliases": named.get(one["KeyId"])}


def key_policy(told: Told, asked: Data, answer: Data) -> Found:
    """Both recorded ones: everybody, as long as the caller is of the account, and everybody, to write."""
    others = [one for one in _statements(answer["Policy"]) if one["Principal"] == {"AWS": "*"}]
    ours = [one for one in others if one["Condition"]["StringEquals"]["kms:CallerAccount"] == told.account]
    if all(one in ours or one["Action"] == "kms:Encrypt" for one in others):
        yield told.arn("kms", f"key/{asked['KeyId']}"), {"flows.share": None}


def rotation(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """A refusal to say is no answer."""
    if isinstance(answer, Problem):
        yield told.arn("kms", f"key/{asked['KeyId']}"), {"key.rotation": UNKNOWN}


def secrets(told: Told, asked: Data, answer: Data) -> Found:
    """Always encrypted; the key is named with its ARN or not."""
    for one in answer["SecretList"]:
        own = one.get("KmsKeyId")
        facts = {"encryption.at_rest": True, "encryption.key": key_arn(told, own) if own else None, "tags": tags(one.get("Tags"))}
        yield one["ARN"], {**facts, "name": one["Name"]}


def secret(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """None recorded is replicated; one that was gone when it was asked for cannot say."""
    if isinstance(answer, Problem):
        yield asked["SecretId"], {"flows.replication": UNKNOWN}
    elif answer.get("ARN") == asked["SecretId"] and not answer.get("ReplicationStatus"):
        yield asked["SecretId"], {"flows.replication": None}


def secret_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """The one recorded only denies."""
    if isinstance(answer, Problem):
        return
    statements = json.loads(answer["ResourcePolicy"])["Statement"] if "ResourcePolicy" in answer else []
    if all(one["Effect"] == "Deny" for one in statements):
        yield asked["SecretId"], {"public.access": False, "flows.share": None}


def parameters(told: Told, asked: Data, answer: Data) -> Found:
    """Encrypted when they are secure strings; none recorded is shared."""
    for one in answer["Parameters"]:
        secure = one["Type"] == "SecureString"
        facts = {"encryption.at_rest": secure, "encryption.key": key_arn(told, one["KeyId"]) if secure else None}
        yield told.arn("ssm", f"parameter/{one['Name'].lstrip('/')}"), {**facts, "name": one["Name"], "flows.share": None}


def queues(told: Told, asked: Data, answer: Data) -> Found:
    """A queue is known by the last words of its address."""
    for url in answer.get("QueueUrls", ()):
        name = url.rsplit("/", 1)[1]
        yield told.arn("sqs", name), {"name": name, "region": told.region}


def queue(told: Told, asked: Data, answer: Data) -> Found:
    """Attributes are all words."""
    said = answer["Attributes"]
    id = told.arn("sqs", asked["QueueUrl"].rsplit("/", 1)[1])
    if said.get("QueueArn", id) != id:
        return
    kept, own = int(said.get("MessageRetentionPeriod", 0)), said.get("KmsMasterKeyId")
    dead = json.loads(said["RedrivePolicy"])["deadLetterTargetArn"] if said.get("RedrivePolicy") else None
    everybody = any(
        one["Principal"] == "*" and {*_list(one["Action"])} & {"SQS:*", "sqs:ReceiveMessage"} for one in _statements(said.get("Policy"))
    )
    yield (
        id,
        {
            "retention.max": UNKNOWN if not kept else f"P{kept // 86400}D" if kept % 86400 == 0 else f"PT{kept}S",
            "encryption.at_rest": own is not None or said.get("SqsManagedSseEnabled") == "true",
            "encryption.key": key_arn(told, own) if own else None,
            "flows.copy": targets(by_arn(dead)) if dead else None,
            "public.access": everybody,
            "flows.share": EVERYBODY if everybody else None,
        },
    )


def topics(told: Told, asked: Data, answer: Data) -> Found:
    """Every topic."""
    for one in answer["Topics"]:
        yield one["TopicArn"], {"name": one["TopicArn"].rsplit(":", 1)[1]}


def topic(told: Told, asked: Data, answer: Data) -> Found:
    """Open when everybody may subscribe, whoever's he is; what AWS puts there first is for the owner."""
    said = answer["Attributes"]
    if said["TopicArn"] != asked["TopicArn"]:
        return
    own = said.get("KmsMasterKeyId")
    everybody = any(
        one["Effect"] == "Allow" and one["Principal"] == "*" and "SNS:Subscribe" in _list(one["Action"]) and not one.get("Condition")
        for one in _statements(said["Policy"])
    )
    yield (
        asked["TopicArn"],
        {
            "encryption.at_rest": bool(own),
            "encryption.key": key_arn(told, own) if own else None,
            "public.access": everybody,
            "flows.share": EVERYBODY if everybody else None,
        },
    )


def streams(told: Told, asked: Data, answer: Data) -> Found:
    """Every stream, by its name."""
    for name in answer["StreamNames"]:
        yield told.arn("kinesis", f"stream/{name}"), {"name": name}


OPENED = ("public.access", "flows.share")


def stream_policy(told: Told, asked: Data, answer: Data) -> Found:
    """The one recorded lets another account read."""
    takers = [one["Principal"]["AWS"] for one in _statements(answer["Policy"]) if "kinesis:GetRecords" in _list(one["Action"])]
    accounts = [taker.split(":")[4] for taker in takers]
    shares = [{"account": one, "region": told.region} for one in accounts if one != told.account]
    # Whether it has consumers, whose policies count as well, the summary of a stream says.
    whole = bool(told.answer("kinesis", "DescribeStreamSummary").get("StreamDescriptionSummary"))
    yield asked["ResourceARN"], {"public.access": False, "flows.share": shares or None} if whole else dict.fromkeys(OPENED, UNKNOWN)


def deliveries(told: Told, asked: Data, answer: Data) -> Found:
    """Every delivery stream."""
    for name in answer["DeliveryStreamNames"]:
        yield told.arn("firehose", f"deliverystream/{name}"), {"name": name}


def delivery(told: Told, asked: Data, answer: Data) -> Found:
    """To a search domain, and what failed to a bucket; older than encryption."""
    one = answer["DeliveryStreamDescription"]
    if one["DeliveryStreamName"] != asked["DeliveryStreamName"]:
        return
    search = one["Destinations"][0]["ElasticsearchDestinationDescription"]
    found = [by_arn(search["DomainARN"]), {"to": search["S3DestinationDescription"]["BucketARN"]}]
    yield one["DeliveryStreamARN"], {"flows.copy": found, "encryption.at_rest": False, "encryption.key": None}


def clusters(told: Told, asked: Data, answer: Data) -> Found:
    """One a cluster; brokers of none recorded face the Internet."""
    for one in answer["ClusterInfoList"]:
        key = one.get("Provisioned", {}).get("EncryptionInfo", {}).get("EncryptionAtRest", {}).get("DataVolumeKMSKeyId")
        yield (
            one["ClusterArn"],
            {**sealed(told, True, key), "name": one["ClusterName"], "tags": one.get("Tags", {}), "retention.max": UNKNOWN},
        )


def cluster_policy(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """None, or the one recorded, which lets everybody connect."""
    if isinstance(answer, Problem):
        yield asked["ClusterArn"], {"public.access": False, "flows.share": None}
        return
    open_ = any(one["Principal"] == {"AWS": "*"} and "kafka:CreateVpcConnection" in one["Action"] for one in _statements(answer["Policy"]))
    yield asked["ClusterArn"], {"public.access": open_, "flows.share": EVERYBODY if open_ else None}


def groups(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """Without a retention, for ever; always encrypted."""
    for one in () if isinstance(answer, Problem) else answer["logGroups"]:
        yield (
            told.arn("logs", f"log-group:{one['logGroupName']}"),
            {
                "retention.max": days(one.get("retentionInDays")),
                "encryption.at_rest": True,
                "encryption.key": one.get("kmsKeyId"),
                "name": one["logGroupName"],
            },
        )


def subscriptions(told: Told, asked: Data, answer: Data) -> Found:
    """Of the group that was asked about."""
    sent = [by_arn(one["destinationArn"]) for one in answer["subscriptionFilters"] if one["logGroupName"] == asked["logGroupName"]]
    if sent:
        yield told.arn("logs", f"log-group:{asked['logGroupName']}"), {"flows.copy": sent}


def log_policies(told: Told, asked: Data, answer: Data) -> Found:
    """The one recorded holds none."""
    for one in told.answer("logs", "DescribeLogGroups")["logGroups"] if not answer["resourcePolicies"] else ():
        yield told.arn("logs", f"log-group:{one['logGroupName']}"), {"flows.share": None}


def destinations(told: Told, asked: Data, answer: Data) -> Found:
    """What others send in goes on to its target."""
    for one in answer["destinations"]:
        yield one["arn"], {"flows.copy": [by_arn(one["targetArn"])], "flows.share": None, "name": one["destinationName"]}


def destination_tags(told: Told, asked: Data, answer: Data) -> Found:
    """Of the destinations that the list names."""
    if asked["resourceArn"] in [one["arn"] for one in told.answer("logs", "DescribeDestinations").get("destinations", ())]:
        yield asked["resourceArn"], {"tags": answer.get("tags", {})}


def functions(told: Told, asked: Data, answer: Data) -> Found:
    """Always encrypted; a copy at the edge names its original; layers of other accounts are code of others."""
    for one in answer["Functions"]:
        layers = [layer["Arn"] for layer in one.get("Layers", ()) if layer["Arn"].split(":")[4] != told.account]
        yield (
            one["FunctionArn"],
            {
                **sealed(told, True, one.get("KMSKeyArn")),
                "name": one["FunctionName"],
                "origin": one.get("MasterArn"),
                "code.layers": layers or None,
            },
        )


def function_policy(told: Told, asked: Data, answer: Data) -> Found:
    """A service that calls for the account is no share; an account or everybody is."""
    called = [one["Principal"] for one in _statements(answer["Policy"])]
    if all(isinstance(one, Mapping) and "Service" in one for one in called):
        yield asked["FunctionName"], {"public.access": False, "flows.share": None}
        return
    shares = [EVERYBODY[0] if one == "*" else {"account": one["AWS"].split(":")[4], "region": told.region} for one in called]
    yield asked["FunctionName"], {"public.access": "*" in called, "flows.share": shares}


def sources(told: Told, asked: Data, answer: Data) -> Found:
    """None recorded leaves anything anywhere."""
    left = [one for one in answer["EventSourceMappings"] if one.get("DestinationConfig", {}).get("OnFailure")]
    for one in told.answer("lambda", "ListFunctions").get("Functions", ()) if not left else ():
        dead = one.get("DeadLetterConfig", {}).get("TargetArn")
        yield one["FunctionArn"], {"flows.copy": targets(by_arn(dead)) if dead else None}


def trails(told: Told, asked: Data, answer: Data) -> Found:
    """A bucket, and a log group when there is one; the stars after its name are no part of it."""
    for one in answer["trailList"]:
        group = one.get("CloudWatchLogsLogGroupArn")
        buckets = [{"to": bucket_arn(one["S3BucketName"])}] if "S3BucketName" in one else []
        yield (
            one["TrailARN"],
            {
                "flows.copy": targets(*buckets, *([by_arn(group.removesuffix(":*"))] if group else [])),
                "trail.multi_region": one["IsMultiRegionTrail"],
                "name": one["Name"],
            },
        )


def _statements(policy: str | None) -> list[dict[str, Any]]:
    return list(json.loads(policy).get("Statement", ())) if policy else []


def _list(actions: Any) -> list[str]:
    return actions if isinstance(actions, list) else [actions]


EXPECTED: Mapping[Operation, Expectation] = {
    ("kms", "ListKeys"): keys,
    ("kms", "DescribeKey"): key,
    ("kms", "ListAliases"): aliases,
    ("kms", "GetKeyPolicy"): key_policy,
    ("kms", "GetKeyRotationStatus"): rotation,
    ("secretsmanager", "ListSecrets"): secrets,
    ("secretsmanager", "DescribeSecret"): secret,
    ("secretsmanager", "GetResourcePolicy"): secret_policy,
    ("ssm", "DescribeParameters"): parameters,
    ("sqs", "ListQueues"): queues,
    ("sqs", "GetQueueAttributes"): queue,
    ("sns", "ListTopics"): topics,
    ("sns", "GetTopicAttributes"): topic,
    ("kinesis", "ListStreams"): streams,
    ("kinesis", "GetResourcePolicy"): stream_policy,
    ("firehose", "ListDeliveryStreams"): deliveries,
    ("firehose", "DescribeDeliveryStream"): delivery,
    ("kafka", "ListClustersV2"): clusters,
    ("kafka", "GetClusterPolicy"): cluster_policy,
    ("logs", "DescribeLogGroups"): groups,
    ("logs", "DescribeSubscriptionFilters"): subscriptions,
    ("logs", "DescribeResourcePolicies"): log_policies,
    ("logs", "DescribeDestinations"): destinations,
    ("logs", "ListTagsForResource"): destination_tags,
    ("lambda", "ListFunctions"): functions,
    ("lambda", "GetPolicy"): function_policy,
    ("lambda", "ListEventSourceMappings"): sources,
    ("cloudtrail", "DescribeTrails"): trails,
}
