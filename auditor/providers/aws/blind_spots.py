"""What an account uses and no collector reads: told by what sees everything, so that a service AWS adds tomorrow shows up too.

Nothing here is a list of services to know: whatever is seen and is not among the types the collectors declare is told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.model import Resource
from auditor.providers.aws.tagging import PER_PAGE, tagging
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import NOTHING_SAID, Unknown

TAGGED = replace(tagging(), feeds=())
RECORDED = Call("config", "GetDiscoveredResourceCounts", path="resourceCounts", absent=frozenset({NOTHING_SAID}))

CALLED = {
    "aoss": "opensearchserverless",
    "cognito-identity": "cognito",
    "cognito-idp": "cognito",
    "docdb-elastic": "docdbelastic",
    "ecr-public": "ecr",
    "elasticfilesystem": "efs",
    "es": "opensearchservice",
    "firehose": "kinesisfirehose",
    "kafka": "msk",
    "macie2": "macie",
    "neptune-graph": "neptunegraph",
    "redshift-serverless": "redshiftserverless",
    "timestream-influxdb": "timestream",
}
"""The service in an ARN → its name in the types that collectors declare."""
SPELT = {"rds:db": "dbinstance", "rds:auto-backup": "automatedbackup", "s3:": "bucket", "sns:": "topic", "sqs:": "queue"}
SPELT |= {"glacier:vaults": "vault", "timestream:database": "table", "dms:task": "replicationtask", "cassandra:": "table"}
SPELT |= {"cassandra:keyspace": "table", "config:config-aggregator": "configurationaggregator", "dax:cache": "cluster"}
SPELT |= {"rds:cluster-auto-backup": "clusterautomatedbackup", "dms:rep": "replicationinstance"}
SPELT |= {"bedrock:application-inference-profile": "inferenceprofile", "ec2:vpc-flow-log": "flowlog"}
SPELT |= {"route53resolver:resolver-query-log-config": "resolverqueryloggingconfig"}
"""Where an ARN's word for a type is not the end of ours."""
ALONE = frozenset({"macie2:session", "ec2:ebs-encryption-by-default"})
"""Of which each region has one, so that the word is all there is."""
WITHIN = re.compile(r"gateway/[^/]+/([a-z]+)")
"""What lies in a gateway, and is not the gateway."""
HOLDS_NOTHING = frozenset(
    "ec2:vpc ec2:subnet ec2:securitygroup ec2:securitygrouprule ec2:routetable ec2:internetgateway ec2:networkacl ec2:networkinterface "
    "ec2:dhcpoptions ec2:natgateway ec2:eip ec2:elasticip ec2:keypair ec2:launchtemplate ec2:vpcendpoint ec2:subnetroutetableassociation "
    "events:rule events:connection events:apidestination logs:deliverysource logs:deliverydestination "
    "rds:subgrp rds:pg rds:og rds:clusterpg rds:dbsubnetgroup rds:dbsecuritygroup elasticache:parametergroup "
    "elasticache:subnetgroup elasticache:user memorydb:parametergroup memorydb:acl memorydb:user kms:alias backup:backupselection "
    "cloudwatch:alarm autoscaling:autoscalinggroup autoscaling:launchconfiguration athena:datacatalog".split()
)
NO_DATA = frozenset({"iam", "cloudformation", "resource-explorer-2"})
"""Services and types that hold settings of the account and no data of anybody's."""


def collector(collectors: Iterable[Collector]) -> Collector:
    """The collector of what these collectors do not read."""
    known = known_of(collectors)

    def collect(reader: Reader) -> Iterator[Resource]:
        recorded, tagged = reader.all(RECORDED), reader.all(TAGGED, ResourcesPerPage=PER_PAGE)
        if isinstance(recorded, Unknown) and isinstance(tagged, Unknown):
            # Nobody may tell what is not read: one gap, under the permission that is easiest to give.
            list(reader.pages(TAGGED, ResourcesPerPage=PER_PAGE))
        # Both count the same things under two names: the types seen by either, as often as the one that saw more.
        whole = _counted(recorded, _of_config) | _counted(tagged, _of_tags)
        for name, count in told(whole, known):
            reader.unread(TAGGED, name, name, count)
        yield from ()

    return Collector("blind-spots", {}, (RECORDED, TAGGED), collect)


def told(seen: Mapping[str, int], known: frozenset[str]) -> Iterator[tuple[str, int]]:
    """Of `service:type` → how many: each type that is not known, with how many there are; of one that is spelt two ways the most."""
    types: dict[str, tuple[str, int]] = {}
    for name, count in seen.items():
        if not understood(name, known):
            service, _, kind = name.partition(":")
            alike = f"{CALLED.get(service, service)}:{re.sub(r'[^a-z0-9]', '', kind.lower())}"
            spelt, most = types.get(alike, (name.rstrip(":"), 0))
            types[alike] = spelt, max(count, most)
    yield from sorted(types.values())


def understood(name: str, known: frozenset[str]) -> bool:
    """Whether `service:type`, as an ARN or Config spells it, is a declared type or holds nothing."""
    service, _, kind = name.partition(":")
    squashed = re.sub(r"[^a-z0-9]", "", SPELT.get(name, kind).lower())
    if service in NO_DATA or f"{service}:{squashed}" in HOLDS_NOTHING:
        return True
    # Neptune and DocumentDB lie in RDS's ARNs, as clusters of it: its type covers theirs.
    ours = CALLED.get(service, service)
    return bool(squashed) and any(one.partition(":")[0] == ours and one.endswith(squashed) for one in known)


def known_of(collectors: Iterable[Collector]) -> frozenset[str]:
    """The declared types as `understood` takes them."""
    return frozenset(_squashed(native) for one in collectors for native in one.native_types)


def of_arn(arn: str) -> str:
    """`service:type` of an ARN; the type is empty where an ARN names none, as S3's."""
    fields = arn.split(":", 5)
    if len(fields) < 6:
        return "unknown:"
    if f"{fields[2]}:{fields[5]}" in ALONE:
        return f"{fields[2]}:{fields[5]}"
    inside = WITHIN.match(fields[5]) if fields[2] == "storagegateway" else None
    typed = inside or re.match(r"/?([A-Za-z][A-Za-z0-9_-]*)[/:]", fields[5])
    # A bucket's ARN has no account, and names of topics and queues no stroke.
    told = fields[2] not in ("s3", "sns", "sqs") or (fields[4] and "/" in fields[5])
    return f"{fields[2]}:{typed[1] if typed and told else ''}"


def _squashed(native: str) -> str:
    return ":".join(native.split("::")[1:]).lower()


def _counted(answer: Any, count: Any) -> Counter[str]:
    found: Counter[str] = Counter() if answer is None or isinstance(answer, Unknown) else count(answer)
    return found


def _of_tags(listed: Iterable[Mapping[str, Any]]) -> Counter[str]:
    return Counter(of_arn(one["ResourceARN"]) for one in listed)


def _of_config(listed: Iterable[Mapping[str, Any]]) -> Counter[str]:
    return Counter({_squashed(one["resourceType"]): one["count"] for one in listed})
