"""What leaves a database of RDS or Aurora for good: snapshots exported to a bucket, changes sent to a warehouse (zero-ETL)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.common import arn, bucket_in, tags, to_arn
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.rds_exports import ExportTask

EXPORT = "AWS::RDS::ExportTask"
INTEGRATION = "AWS::RDS::Integration"
LEFT_NOTHING = frozenset({"FAILED", "CANCELED", "CANCELING"})

EXPORTS = Call("rds", "DescribeExportTasks", feeds=("flows.copy",), of=(EXPORT,), path="ExportTasks", lists=True)
INTEGRATIONS = Call("rds", "DescribeIntegrations", feeds=("flows.copy", "tags"), of=(INTEGRATION,), path="Integrations", lists=True)


def collect(reader: Reader) -> Iterator[Resource]:
    """Exports that put something in a bucket of the region, then integrations whose source is there."""
    for export in reader.pages(EXPORTS):
        if str(export.get("Status")).upper() not in LEFT_NOTHING:
            yield _export(reader, export)
    for one in reader.pages(INTEGRATIONS):
        facts = {"flows.copy": flows([{**to_arn(one["TargetArn"]), "source": one["SourceArn"]}])}
        yield reader.resource(INTEGRATION, one["IntegrationArn"], one["IntegrationName"], facts, tags(one.get("Tags")))


def _export(reader: Reader, export: ExportTask) -> Resource:
    """An export has neither an ARN nor tags: what it holds is what its snapshot holds."""
    name = export["ExportTaskIdentifier"]
    copy: dict[str, Any] = {"to": bucket_in(reader, export["S3Bucket"])}
    source = {"source": export["SourceArn"]} if export.get("SourceArn") else {}
    facts = {"flows.copy": flows([{**copy, **source}])}
    return reader.resource(EXPORT, arn(reader, "rds", f"export-task:{name}"), name, facts, {})


COLLECTOR = Collector(
    service="rds-exports",
    native_types={EXPORT: "transfer", INTEGRATION: "transfer"},
    calls=(EXPORTS, INTEGRATIONS),
    collect=collect,
    never=(unshared(),),
)
