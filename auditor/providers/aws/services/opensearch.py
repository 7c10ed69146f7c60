"""Amazon OpenSearch domains: who may ask them, and the clusters they are connected to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws import policies
from auditor.providers.aws.common import arn, encryption, tags, to_arn
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import GIB, flows, sized, times, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.opensearch import DomainInformationContainer, DomainStatus, InboundConnection, OutboundConnection

DOMAIN = "AWS::OpenSearchService::Domain"
AT_A_TIME = 5
"""Domains that one call describes."""
ASK = ("es:ESHttpGet", "es:ESHttpPost")
OVER = frozenset({"REJECTED", "DELETED", "DELETING", "VALIDATION_FAILED"})

DOMAINS = Call("opensearch", "ListDomainNames", path="DomainNames", permission="es:ListDomainNames", lists=True)
DETAIL = Call(
    "opensearch",
    "DescribeDomains",
    feeds=("encryption.at_rest", "encryption.key", "public.access", "flows.share", "size.allocated"),
    path="DomainStatusList",
    permission="es:DescribeDomains",
)
OUTBOUND = Call(
    "opensearch", "DescribeOutboundConnections", feeds=("flows.copy",), path="Connections", permission="es:DescribeOutboundConnections"
)
INBOUND = Call(
    "opensearch", "DescribeInboundConnections", feeds=("flows.copy",), path="Connections", permission="es:DescribeInboundConnections"
)
TAGS = Call("opensearch", "ListTags", feeds=("tags",), path="TagList", permission="es:ListTags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every domain of the region, described a few at a time; connections are asked for once."""
    names = [one["DomainName"] for one in reader.pages(DOMAINS)]
    if not names:
        return
    described: dict[str, Any] = {}
    groups = [names[start : start + AT_A_TIME] for start in range(0, len(names), AT_A_TIME)]
    for group, answer in zip(groups, reader.map(lambda some: reader.get(DETAIL, DomainNames=some), groups), strict=True):
        found = {} if isinstance(answer, Unknown) else {one["DomainName"]: one for one in answer}
        described |= {name: found.get(name, answer if isinstance(answer, Unknown) else GONE) for name in group}
    connections = lift(lambda out, into: [*out, *into], reader.all(OUTBOUND), reader.all(INBOUND))
    yield from reader.map(lambda name: _domain(reader, connections, name, described[name]), names)


GONE = Unknown(DETAIL.reason("empty_answer"))


def _domain(reader: Reader, connections: object, name: str, described: object) -> Resource:
    id = arn(reader, "es", f"domain/{name}")
    at_rest = lift(lambda one: one.get("EncryptionAtRestOptions", {}), described)
    encrypted = lift(lambda one: encryption(reader, one.get("Enabled"), one.get("KmsKeyId")), at_rest)
    # An empty policy is written as an empty text.
    policy = lift(lambda one: one.get("AccessPolicies") or None, described)
    reached = lift(lambda one: not one.get("VPCOptions"), described)
    facts = {
        **{fact: lift(lambda both, fact=fact: both[fact], encrypted) for fact in ("encryption.at_rest", "encryption.key")},
        "public.access": lift(lambda reached: reached and policies.public(reader, policy, ASK), reached),
        "flows.copy": lift(partial(_connected, reader, name), connections),
        "flows.share": policies.shares(reader, policy, ASK, open_=reached),
        **sized(allocated=lift(_disks, described), unit=GIB),
    }
    return reader.resource(DOMAIN, id, name, facts, tags(reader.get(TAGS, ARN=id)))


def _disks(domain: DomainStatus) -> int | float | None:
    """The disks of all data nodes; those of machines that bring their own are not told."""
    return times(within(domain, "EBSOptions.VolumeSize"), within(domain, "ClusterConfig.InstanceCount"))


def _connected(reader: Reader, name: str, connections: list[OutboundConnection | InboundConnection]) -> Any:
    """The other side of each connection, whichever asked for it: searches go one way, documents the other, so data reaches both."""
    here = arn(reader, "es", f"domain/{name}")
    running = (one for one in connections if one.get("ConnectionStatus", {}).get("StatusCode") not in OVER)
    pairs = [(_side(reader, one.get("LocalDomainInfo", {})), _side(reader, one.get("RemoteDomainInfo", {}))) for one in running]
    return flows(to_arn(other) for pair in pairs if here in pair for other in pair if other != here)


def _side(reader: Reader, end: DomainInformationContainer) -> str:
    """The domain at one end of a connection; what is not said of it is as it is here."""
    said = end.get("AWSDomainInformation", {})
    there = f"{said.get('Region') or reader.region}:{said.get('OwnerId') or reader.account}"
    return f"arn:{reader.partition}:es:{there}:domain/{said.get('DomainName', '')}"


COLLECTOR = Collector(
    service="opensearch",
    native_types={DOMAIN: "search_index"},
    calls=(DOMAINS, DETAIL, OUTBOUND, INBOUND, TAGS),
    collect=collect,
)
