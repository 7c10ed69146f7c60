"""Amazon Bedrock batch jobs: the prompts each read, where it left the answers, and where its model answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import key_arn, tags
from auditor.providers.aws.services.bedrock import asked
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.bedrock_jobs import ModelInvocationJobS3OutputDataConfig, ModelInvocationJobSummary

JOB = "AWS::Bedrock::ModelInvocationJob"
LEFT_NOTHING = frozenset({"Failed", "Expired"})

JOBS = Call(
    "bedrock",
    "ListModelInvocationJobs",
    feeds=("encryption.at_rest", "encryption.key", "origin", "flows.copy", "flows.processing"),
    path="invocationJobSummaries",
    lists=True,
)
TAGS = Call("bedrock", "ListTagsForResource", feeds=("tags",), path="tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every batch job of the region that Bedrock remembers."""
    yield from reader.map(partial(_job, reader), reader.pages(JOBS))


def _job(reader: Reader, listed: ModelInvocationJobSummary) -> Resource:
    id = listed["jobArn"]
    output = listed.get("outputDataConfig", {}).get("s3OutputDataConfig", {})
    prompts = listed.get("inputDataConfig", {}).get("s3InputDataConfig", {})
    facts = {
        # A job writes to a bucket, which encrypts what it is given when the job does not.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, output.get("s3EncryptionKeyId")),
        "origin": to_bucket(reader, prompts["s3Uri"])["to"] if prompts.get("s3Uri") else None,
        "flows.copy": flows([_left(reader, output)] if output.get("s3Uri") and listed.get("status") not in LEFT_NOTHING else []),
        "flows.processing": flows([asked(reader, listed["modelId"])]),
    }
    return reader.resource(JOB, id, listed["jobName"], facts, tags(reader.get(TAGS, resourceARN=id)))


def _left(reader: Reader, output: ModelInvocationJobS3OutputDataConfig) -> dict[str, Any]:
    owner = output.get("s3BucketOwner")
    return to_bucket(reader, output["s3Uri"]) | ({"account": owner} if owner else {})


COLLECTOR = Collector(
    service="bedrock-jobs",
    native_types={JOB: "model"},
    calls=(JOBS, TAGS),
    collect=collect,
)
