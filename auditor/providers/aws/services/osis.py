"""Amazon OpenSearch Ingestion: pipelines, which take in logs and records and send them on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import tags
from auditor.providers.aws.targets import to_anywhere, to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.osis import PipelineDestination

PIPELINE = "AWS::OSIS::Pipeline"

PIPELINES = Call("osis", "ListPipelines", feeds=("flows.copy", "tags"), path="Pipelines", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every pipeline of the region, with where it sends to."""
    for one in reader.pages(PIPELINES):
        facts = {"flows.copy": flows(_to(reader, end) for end in one.get("Destinations") or ())}
        yield reader.resource(PIPELINE, one["PipelineArn"], one["PipelineName"], facts, tags(one.get("Tags")))


def _to(reader: Reader, end: PipelineDestination) -> dict[str, Any]:
    """A bucket by its name, any other end by its address."""
    address = end.get("Endpoint") or str(end.get("ServiceName"))
    return to_bucket(reader, address) if end.get("ServiceName") == "S3" else to_anywhere(address)


COLLECTOR = Collector(
    service="osis",
    native_types={PIPELINE: "transfer"},
    calls=(PIPELINES,),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/opensearch-service/latest/APIReference/API_osis_PutResourcePolicy.html: lets others send in, never take",
        ),
    ),
)
