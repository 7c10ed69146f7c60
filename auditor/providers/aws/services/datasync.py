"""AWS DataSync tasks: what each copies, from where to where, inside AWS or out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.common import arn, bucket_in, tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import Unknown, lift
from auditor.providers.shapes import flows, within

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.datasync import DescribeTaskResponse, TaskListEntry

TASK = "AWS::DataSync::Task"
FILE_SYSTEM = re.compile(r"^(efs|fsx[a-z-]*)://([a-z0-9-]+)\.(fs-[0-9a-f]+)")

SILENT = "OFF"

TASKS = Call("datasync", "ListTasks", path="Tasks", lists=True)
LOCATIONS = Call("datasync", "ListLocations", feeds=("flows.copy",), path="Locations")
DETAIL = Call("datasync", "DescribeTask", feeds=("flows.copy",))
TAGS = Call("datasync", "ListTagsForResource", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every task of the region; its locations are asked for once."""
    tasks = list(reader.pages(TASKS))
    locations = lift(lambda found: {one["LocationArn"]: one["LocationUri"] for one in found}, reader.all(LOCATIONS)) if tasks else {}
    yield from reader.map(partial(_task, reader, locations), tasks)


def _task(reader: Reader, locations: object, task: TaskListEntry) -> Resource:
    id = task["TaskArn"]
    facts = {"flows.copy": lift(partial(_copy, reader), reader.get(DETAIL, TaskArn=id), locations)}
    return reader.resource(TASK, id, task.get("Name") or id.rsplit("/", 1)[1], facts, tags(reader.all(TAGS, ResourceArn=id)))


def _copy(reader: Reader, task: DescribeTaskResponse, locations: dict[str, str]) -> Any:
    """From its source to its destination, then where it writes which files it copied.

    A location of AWS is told by an ARN, any other by its own address.
    """
    source, destination = task["SourceLocationArn"], task["DestinationLocationArn"]
    if source not in locations or destination not in locations:
        return Unknown(LOCATIONS.reason("empty_answer"))
    found = _place(reader, locations[destination])
    origin = _place(reader, locations[source])
    return flows([{**found, "source": origin.get("to") or origin["holder"]}, *_told(reader, task)])


def _told(reader: Reader, task: DescribeTaskResponse) -> Iterator[dict[str, Any]]:
    """The bucket of its reports and the group of its logs: both name every file."""
    if bucket := within(task, "TaskReportConfig.Destination.S3.S3BucketArn"):
        yield to_bucket(reader, bucket)
    if (group := task.get("CloudWatchLogGroupArn")) and within(task, "Options.LogLevel") != SILENT:
        yield to_arn(group.removesuffix(":*"))


def _place(reader: Reader, uri: str) -> dict[str, Any]:
    if uri.startswith("s3://arn:"):
        return to_arn(uri.removeprefix("s3://").rstrip("/"))
    if uri.startswith("s3://"):
        return {"to": bucket_in(reader, uri)}
    if found := FILE_SYSTEM.match(uri):
        service = "elasticfilesystem" if found[1] == "efs" else "fsx"
        return to_arn(arn(reader.at(found[2]), service, f"file-system/{found[3]}"))
    if uri.startswith("azure-blob://"):
        return {"to": f"https://{uri.removeprefix('azure-blob://').removeprefix('https://')}"}
    return {"holder": uri}


COLLECTOR = Collector(
    service="datasync",
    native_types={TASK: "transfer"},
    calls=(TASKS, LOCATIONS, DETAIL, TAGS),
    collect=collect,
    never=(unshared(),),
)
