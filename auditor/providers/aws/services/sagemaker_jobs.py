"""Amazon SageMaker training jobs: the data each read, and where it left what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import key_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.sagemaker_jobs import DescribeTrainingJobResponse, TrainingJobSummary

JOB = "AWS::SageMaker::TrainingJob"

JOBS = Call("sagemaker", "ListTrainingJobs", path="TrainingJobSummaries", lists=True)
DETAIL = Call("sagemaker", "DescribeTrainingJob", feeds=("encryption.at_rest", "encryption.key", "origin", "flows.copy"))
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every training job of the region that SageMaker remembers."""
    jobs = list(reader.pages(JOBS))
    labels = tagged(reader, TAGS, "sagemaker") if jobs else {}
    yield from reader.map(partial(_job, reader, labels), jobs)


def _job(reader: Reader, labels: object, listed: TrainingJobSummary) -> Resource:
    id, name = listed["TrainingJobArn"], listed["TrainingJobName"]
    detail = reader.get(DETAIL, TrainingJobName=name)
    facts = {
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda job: key_arn(reader, job.get("OutputDataConfig", {}).get("KmsKeyId")), detail),
        "origin": lift(partial(_read, reader), detail),
        "flows.copy": lift(partial(_left, reader), detail),
    }
    return reader.resource(JOB, id, name, facts, tags_of(labels, id))


def _read(reader: Reader, job: DescribeTrainingJobResponse) -> str | None:
    """The bucket of the first channel that reads one."""
    sources = [channel.get("DataSource", {}).get("S3DataSource", {}) for channel in job.get("InputDataConfig", ())]
    return next((str(to_bucket(reader, one["S3Uri"])["to"]) for one in sources if one.get("S3Uri")), None)


def _left(reader: Reader, job: Mapping[str, Any]) -> Any:
    """The buckets of the model, of checkpoints and of what was kept to look at later."""
    settings = ("OutputDataConfig", "CheckpointConfig", "DebugHookConfig", "TensorBoardOutputConfig", "ProfilerConfig")
    places = [job.get(one, {}).get(member) for one in settings for member in ("S3OutputPath", "S3Uri")]
    return flows(to_bucket(reader, place) for place in places if place)


COLLECTOR = Collector(
    service="sagemaker-jobs",
    native_types={JOB: "model"},
    calls=(JOBS, DETAIL, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.processing",), f"{DOCS}/sagemaker/latest/APIReference/API_CreateTrainingJob.html: runs on machines of its own region"
        ),
    ),
)
