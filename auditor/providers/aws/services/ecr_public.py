"""Amazon ECR Public: repositories of images that anybody may pull, from caches all over the world."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import tags
from auditor.providers.contract import Absence, Call, Collector, Reader

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.ecr_public import Repository

REPOSITORY = "AWS::ECR::PublicRepository"
HOME = "us-east-1"
"""The only region that answers; no partition but `aws` has the service."""

REPOSITORIES = Call("ecr-public", "DescribeRepositories", path="repositories", lists=True)
TAGS = Call("ecr-public", "ListTagsForResource", feeds=("tags",), path="tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every public repository of the account."""
    if reader.partition == "aws":
        there = reader.at(HOME)
        yield from there.map(partial(_repository, there), there.pages(REPOSITORIES))


def _repository(reader: Reader, listed: Repository) -> Resource:
    id = listed["repositoryArn"]
    facts = {
        "public.access": True,
        # ECR encrypts every image, public ones with a key of its own.
        "encryption.at_rest": True,
        "flows.share": [{"country": None, "holder": None}],
    }
    return reader.resource(REPOSITORY, id, listed["repositoryName"], facts, tags(reader.get(TAGS, resourceArn=id)))


COLLECTOR = Collector(
    service="ecr-public",
    native_types={REPOSITORY: "registry"},
    calls=(REPOSITORIES, TAGS),
    collect=collect,
    where="account",
    never=(
        Absence(
            ("encryption.key", "origin"),
            f"{DOCS}/AmazonECRPublic/latest/APIReference/API_CreateRepository.html: takes neither a key nor a source",
        ),
    ),
)
