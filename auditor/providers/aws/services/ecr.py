"""Amazon ECR: repositories of container images, where the registry replicates them, where they are pulled from, who else may pull them."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import UNOFFERED, arn, key_arn, tags, to_arn
from auditor.providers.aws.targets import shared
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import either, lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.ecr import PullThroughCacheRule, ReplicationRule, Repository

REPOSITORY = "AWS::ECR::Repository"
TAKING = ("ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")

REPOSITORIES = Call("ecr", "DescribeRepositories", feeds=("encryption.at_rest", "encryption.key"), path="repositories", lists=True)
REGISTRY = Call("ecr", "DescribeRegistry", feeds=("flows.replication",), path="replicationConfiguration.rules")
UPSTREAMS = Call("ecr", "DescribePullThroughCacheRules", feeds=("origin",), path="pullThroughCacheRules", absent=UNOFFERED)
OPENED = ("public.access", "flows.share")
POLICY = Call(
    "ecr",
    "GetRepositoryPolicy",
    feeds=OPENED,
    path="policyText",
    absent=frozenset({"RepositoryPolicyNotFoundException"}),
)
# Of all repositories at once, as each statement says which.
REGISTRY_POLICY = Call("ecr", "GetRegistryPolicy", feeds=OPENED, path="policyText", absent=UNOFFERED | {"RegistryPolicyNotFoundException"})
TAGS = Call("ecr", "ListTagsForResource", feeds=("tags",), path="tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every repository of the region's registry."""
    repositories = list(reader.pages(REPOSITORIES))
    if repositories:
        rules, upstreams, policy = reader.get(REGISTRY), reader.all(UPSTREAMS), reader.get(REGISTRY_POLICY)
        yield from reader.map(partial(_repository, reader, rules, upstreams, policy), repositories)


def _repository(reader: Reader, rules: object, upstreams: object, policy: object, listed: Repository) -> Resource:
    id, name = listed["repositoryArn"], listed["repositoryName"]
    own = shared(reader, reader.get(POLICY, repositoryName=name), TAKING)
    registry = shared(reader, policy, TAKING, on=partial(fnmatchcase, id))
    facts = {
        # ECR encrypts every image, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, listed.get("encryptionConfiguration", {}).get("kmsKey")),
        "origin": lift(partial(_upstream, name), upstreams),
        "flows.replication": lift(partial(_replicas, reader, name), rules),
        "public.access": either(own["public.access"], registry["public.access"]),
        "flows.share": joined(own["flows.share"], registry["flows.share"]),
    }
    return reader.resource(REPOSITORY, id, name, facts, tags(reader.get(TAGS, resourceArn=id)))


def _replicas(reader: Reader, name: str, rules: list[ReplicationRule]) -> Any:
    """A rule without a filter replicates every repository; several filters each add theirs."""
    targets = [
        target
        for rule in rules
        if not rule.get("repositoryFilters") or any(name.startswith(one["filter"]) for one in rule["repositoryFilters"])
        for target in rule["destinations"]
    ]
    elsewhere = (
        arn(reader.at(one["region"]), "ecr", f"repository/{name}").replace(f":{reader.account}:", f":{one['registryId']}:")
        for one in targets
    )
    return flows({**to_arn(one), "once": True} for one in elsewhere)


def _upstream(name: str, rules: list[PullThroughCacheRule] | None) -> str | None:
    """The registry a cache of images is filled from."""
    found = [one for one in rules or () if one["ecrRepositoryPrefix"] == "ROOT" or name.startswith(f"{one['ecrRepositoryPrefix']}/")]
    return max(found, key=lambda one: len(one["ecrRepositoryPrefix"]))["upstreamRegistryUrl"] if found else None


COLLECTOR = Collector(
    service="ecr",
    native_types={REPOSITORY: "registry"},
    calls=(REPOSITORIES, REGISTRY, UPSTREAMS, POLICY, REGISTRY_POLICY, TAGS),
    collect=collect,
)
