"""AWS Secrets Manager: secrets, the regions they are replicated to, and who else may read them. Never a secret's value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import key_arn, tags, to_arn
from auditor.providers.aws.targets import shared
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, sealed

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.secretsmanager import DescribeSecretResponse, SecretListEntry

SECRET = "AWS::SecretsManager::Secret"  # noqa: S105 - a type
TAKING = ("secretsmanager:GetSecretValue",)

SECRETS = Call("secretsmanager", "ListSecrets", feeds=("encryption.at_rest", "encryption.key", "tags"), path="SecretList", lists=True)
DESCRIPTION = Call("secretsmanager", "DescribeSecret", feeds=("flows.replication", "encryption.keys"))
POLICY = Call("secretsmanager", "GetResourcePolicy", feeds=("public.access", "flows.share"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every secret of the region, those waiting for their deletion included."""
    yield from reader.map(partial(_secret, reader), reader.pages(SECRETS, IncludePlannedDeletion=True))


def _secret(reader: Reader, listed: SecretListEntry) -> Resource:
    id = listed["ARN"]
    policy = lift(lambda answer: answer.get("ResourcePolicy"), reader.get(POLICY, SecretId=id))
    primary = listed.get("PrimaryRegion") in (None, reader.region)
    described = reader.get(DESCRIPTION, SecretId=id) if primary else {}
    abroad = lift(lambda told: [*_keys(reader, told)], described)
    facts = {
        # Secrets Manager encrypts every secret, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        **sealed(key_arn(reader, listed.get("KmsKeyId")), *([abroad] if isinstance(abroad, Unknown) else abroad)),
        "flows.replication": _replicas(reader, listed, described),
        **shared(reader, policy, TAKING),
    }
    return reader.resource(SECRET, id, listed["Name"], facts, tags(listed.get("Tags")))


def _keys(reader: Reader, described: DescribeSecretResponse) -> Iterator[str | None]:
    """The keys of the replicas."""
    for one in described.get("ReplicationStatus", ()):
        yield key_arn(reader.at(one["Region"]), one.get("KmsKeyId"))


def _replicas(reader: Reader, listed: SecretListEntry, described: object) -> Any:
    """From the primary, every replica; a replica leads to its primary, which the list names."""
    id, primary = listed["ARN"], listed.get("PrimaryRegion")
    if primary and primary != reader.region:
        return flows([_in(id, primary)])
    return lift(lambda answer: flows(_in(id, one["Region"]) for one in answer.get("ReplicationStatus", ())), described)


def _in(id: str, region: str) -> dict[str, Any]:
    """A secret keeps its ARN in every region, but for the region."""
    fields = id.split(":")
    return to_arn(":".join([*fields[:3], region, *fields[4:]]))


COLLECTOR = Collector(
    service="secretsmanager",
    native_types={SECRET: "secret"},
    calls=(SECRETS, DESCRIPTION, POLICY),
    collect=collect,
)
