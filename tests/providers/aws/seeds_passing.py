"""A small estate for each AWS collector of what only passes data on or lets others have it, and the facts that must be read back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import OWNER, PAIR, Expected
from tests.providers.aws.seeds_messaging import to

LOWER = [{"key": "application", "value": "etat-civil"}]


def pipes(cloud: Cloud) -> Expected:
    """A pipe from a queue to Virginia by way of a partner's address, one from the changes of a table to a group, and one that is off."""
    here = f"arn:aws:pipes:{PARIS}:{ACCOUNT}:pipe"
    queue, dead = (f"arn:aws:sqs:{PARIS}:{ACCOUNT}:{name}" for name in ("file", "morts"))
    table = f"arn:aws:dynamodb:{PARIS}:{ACCOUNT}:table/agents"
    away = f"arn:aws:events:{VIRGINIA}:{STRANGER}:event-bus/voisin"
    partner = f"arn:aws:events:{PARIS}:{ACCOUNT}:api-destination/partenaire/1"
    group = f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/tube"
    listed = [
        {"Name": "loin", "Source": queue, "Target": away, "Enrichment": partner, "DesiredState": "RUNNING"},
        {"Name": "trace", "Source": f"{table}/stream/2026", "Target": f"{group}:*", "DesiredState": "RUNNING"},
        {"Name": "rien", "Source": queue, "Target": away, "DesiredState": "STOPPED"},
    ]
    cloud.answer("pipes", "ListPipes", {"Pipes": [{**one, "Arn": f"{here}/{one['Name']}"} for one in listed]}, PARIS)
    failed = {"SourceParameters": {"DynamoDBStreamParameters": {"StartingPosition": "LATEST", "DeadLetterConfig": {"Arn": dead}}}}
    details: dict[str, dict[str, Any]] = {"loin": {"Tags": OWNER}, "trace": failed, "rien": {"Name": "rien"}}
    cloud.answer("pipes", "DescribePipe", lambda asked: details[asked["Name"]])
    called = {"ApiDestinationArn": partner, "InvocationEndpoint": "https://api.example.com/secret"}
    cloud.answer("events", "ListApiDestinations", {"ApiDestinations": [called]})
    outside = {"to": "api.example.com", "holder": "api.example.com"}
    return {
        f"{here}/loin": {"name": "loin", "flows.copy": [{**one, "source": queue} for one in (to(away), outside)], "tags": OWNER},
        f"{here}/trace": {"flows.copy": [{**to(one), "source": table} for one in (group, dead)], "flows.share": None, "tags": {}},
        f"{here}/rien": {"flows.copy": None, "tags": {}},
    }


def msk_connect(cloud: Cloud) -> Expected:
    """A connector that fills a bucket in Ireland, one that fills a search engine, one of its own kind, and one that fills a cluster."""
    here = f"arn:aws:kafkaconnect:{PARIS}:{ACCOUNT}:connector"
    settings = {
        "seau": {"connector.class": "io.confluent.connect.s3.S3SinkConnector", "s3.bucket.name": "lac", "s3.region": IRELAND},
        "recherche": {"connector.class": "x.OpensearchSinkConnector", "connection.url": "https://a:b@s.example.com,https://t.example.com"},
        "maison": {"connector.class": "fr.ville.Maison", "password": "motdepasse"},
        "base": {"connector.class": "io.debezium.connector.postgresql.PostgresSourceConnector"},
    }
    listed = [{"connectorArn": f"{here}/{name}/1", "connectorName": name} for name in settings]
    cluster = {"apacheKafkaCluster": {"bootstrapServers": "b-1.bus.kafka.eu-west-3.amazonaws.com:9092,b-2:9092"}}
    cloud.answer("kafkaconnect", "ListConnectors", {"connectors": listed}, PARIS)
    cloud.answer(
        "kafkaconnect",
        "DescribeConnector",
        lambda asked: {"connectorConfiguration": settings[asked["connectorArn"].split("/")[1]], "kafkaCluster": cluster},
    )
    cloud.answer("kafkaconnect", "ListTagsForResource", lambda asked: {"tags": OWNER if "seau" in asked["resourceArn"] else {}})
    broker = "b-1.bus.kafka.eu-west-3.amazonaws.com"
    return {
        f"{here}/seau/1": {"name": "seau", "flows.copy": [{"to": "arn:aws:s3:::lac", "region": IRELAND}], "tags": OWNER},
        f"{here}/recherche/1": {
            "flows.copy": [{"to": host, "holder": host} for host in ("s.example.com", "t.example.com")],
            "flows.share": None,
            "tags": {},
        },
        f"{here}/maison/1": {"flows.copy": [{"holder": "Maison"}], "tags": {}},
        f"{here}/base/1": {"flows.copy": [{"to": broker, "holder": broker, "region": PARIS}], "tags": {}},
    }


def ram(cloud: Cloud) -> Expected:
    """A database and a subnet for a stranger and a unit of the organisation, a subnet for a role elsewhere, and a share that is no more."""
    here = f"arn:aws:ram:{PARIS}:{ACCOUNT}:resource-share"
    database, subnet = f"arn:aws:rds:{PARIS}:{ACCOUNT}:cluster:agents", f"arn:aws:ec2:{PARIS}:{ACCOUNT}:subnet/subnet-1"
    shares: list[dict[str, Any]] = [
        {"resourceShareArn": f"{here}/{name}", "name": name, "status": "ACTIVE"} for name in ("base", "reseau", "fini")
    ]
    shares[0] |= {"tags": LOWER}
    shares[2] |= {"status": "DELETED"}
    held = [("base", database, "rds:Cluster"), ("base", subnet, "ec2:Subnet"), ("reseau", subnet, "ec2:Subnet")]
    unit = f"arn:aws:organizations::{ACCOUNT}:ou/o-abc123/ou-abc1-12345678"
    takers = [("base", STRANGER), ("base", unit), ("base", "arn:aws:iam::555566667777:role/lecture"), ("reseau", STRANGER)]
    cloud.answer("ram", "GetResourceShares", {"resourceShares": shares}, PARIS)
    resources = [{"resourceShareArn": f"{here}/{share}", "arn": arn, "type": sort} for share, arn, sort in held]
    cloud.answer("ram", "ListResources", {"resources": resources})
    cloud.answer("ram", "ListPrincipals", {"principals": [{"resourceShareArn": f"{here}/{share}", "id": id} for share, id in takers]})
    there = {"region": PARIS, "source": database}
    holders = [{"account": STRANGER}, {"holder": "o-abc123"}, {"account": "555566667777"}]
    return {
        f"{here}/base": {"name": "base", "flows.share": [{**one, **there} for one in holders], "flows.copy": None, "tags": OWNER},
        f"{here}/reseau": {"flows.share": None, "tags": {}},
    }


NAMED = {"Key": "Name", "Value": "trafic"}


def log_deliveries(cloud: Cloud) -> Expected:
    """The logs of a site into a bucket and those of a knowledge base into another account."""
    here = f"arn:aws:logs:{PARIS}:{ACCOUNT}"
    site, base = f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", f"arn:aws:bedrock:{PARIS}:{ACCOUNT}:knowledge-base/AAAA"
    abroad = f"arn:aws:logs:{PARIS}:{STRANGER}:delivery-destination:voisin"
    listed = [
        {
            "id": "1",
            "arn": f"{here}:delivery:1",
            "deliverySourceName": "site",
            "deliveryDestinationArn": f"{here}:delivery-destination:seau",
        },
        {"id": "2", "arn": f"{here}:delivery:2", "deliverySourceName": "base", "deliveryDestinationArn": abroad, "tags": OWNER},
    ]
    end = {"arn": f"{here}:delivery-destination:seau", "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::lac/x"}}
    cloud.answer("logs", "DescribeDeliveries", {"deliveries": listed}, PARIS)
    sources = [{"name": name, "resourceArns": [arn]} for name, arn in (("site", site), ("base", base))]
    cloud.answer("logs", "DescribeDeliverySources", {"deliverySources": sources})
    cloud.answer("logs", "DescribeDeliveryDestinations", {"deliveryDestinations": [end]})
    return {
        f"{here}:delivery:1": {"name": "site/1", "flows.copy": [{"to": "arn:aws:s3:::lac", "source": site}], "tags": {}},
        f"{here}:delivery:2": {"flows.copy": [{**to(abroad), "source": base}], "flows.share": None, "tags": OWNER},
    }


def network_logs(cloud: Cloud) -> Expected:
    """Traffic into a bucket, groups, and a stream of another account; names that were asked for, into a bucket and a group."""
    one = {"trail.multi_region": False, "trail.organization": False}
    stream = f"arn:aws:firehose:{IRELAND}:{STRANGER}:deliverystream/trafic"
    listed = [
        {"FlowLogId": "fl-1", "LogDestinationType": "s3", "LogDestination": "arn:aws:s3:::lac/vpc/", "Tags": [*PAIR, NAMED]},
        {"FlowLogId": "fl-2", "LogDestinationType": "cloud-watch-logs", "LogGroupName": "trafic"},
        {"FlowLogId": "fl-3", "LogDestinationType": "kinesis-data-firehose", "LogDestination": stream},
        {"FlowLogId": "fl-4", "LogDestination": f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:autre:*"},
    ]
    asked = f"arn:aws:route53resolver:{PARIS}:{ACCOUNT}:resolver-query-log-config/rqlc-1"
    config = {"Id": "rqlc-1", "Arn": asked, "Name": "noms", "DestinationArn": "arn:aws:s3:::lac/noms"}
    other = {"Id": "rqlc-2", "Arn": f"{asked}2", "DestinationArn": f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:noms:*"}
    cloud.answer("ec2", "DescribeFlowLogs", {"FlowLogs": listed}, PARIS)
    cloud.answer("route53resolver", "ListResolverQueryLogConfigs", {"ResolverQueryLogConfigs": [config, other]}, PARIS)
    cloud.answer("route53resolver", "ListTagsForResource", lambda sent: {"Tags": PAIR if sent["ResourceArn"] == asked else []})
    here, groups = f"arn:aws:ec2:{PARIS}:{ACCOUNT}:vpc-flow-log", f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group"
    lake = [{"to": "arn:aws:s3:::lac"}]
    return {
        f"{here}/fl-1": {"name": "trafic", "region": PARIS, "flows.copy": lake, "tags": {**OWNER, "Name": "trafic"}, **one},
        f"{here}/fl-2": {"name": "fl-2", "flows.copy": [to(f"{groups}:trafic")], "tags": {}, **one},
        f"{here}/fl-3": {"flows.copy": [to(stream)], **one},
        f"{here}/fl-4": {"flows.copy": [to(f"{groups}:autre")], **one},
        asked: {"name": "noms", "region": PARIS, "flows.copy": lake, "tags": OWNER, **one},
        f"{asked}2": {"name": "rqlc-2", "flows.copy": [to(f"{groups}:noms")], "tags": {}, **one},
    }


def ecr_public(cloud: Cloud) -> Expected:
    """Two repositories for everybody."""
    here = f"arn:aws:ecr-public::{ACCOUNT}:repository"
    listed = [{"repositoryArn": f"{here}/{name}", "repositoryName": name} for name in ("site", "outils")]
    cloud.answer("ecr-public", "DescribeRepositories", {"repositories": listed}, VIRGINIA)
    cloud.answer("ecr-public", "ListTagsForResource", lambda asked: {"tags": PAIR if asked["resourceArn"].endswith("site") else []})
    everybody: dict[str, Any] = {"region": VIRGINIA, "public.access": True, "flows.share": [{"country": None, "holder": None}]}
    return {
        f"{here}/site": {"name": "site", "encryption.at_rest": True, "encryption.key": None, "tags": OWNER, **everybody},
        f"{here}/outils": {"origin": None, "tags": {}, **everybody},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "pipes": pipes,
    "msk-connect": msk_connect,
    "ram": ram,
    "log-deliveries": log_deliveries,
    "network-logs": network_logs,
    "ecr-public": ecr_public,
}
