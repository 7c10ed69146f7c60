"""Amazon EventBridge Pipes: what each empties, and where it sends that, by way of what enriches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import unshared
from auditor.providers.aws.services.eventbridge import called, to_ends
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.pipes import DescribePipeResponse, Pipe

PIPE = "AWS::Pipes::Pipe"
STOPPED = frozenset({"STOPPED", "STOPPING", "DELETING"})

PIPES = Call("pipes", "ListPipes", feeds=("flows.copy",), path="Pipes", lists=True)
DETAIL = Call("pipes", "DescribePipe", feeds=("flows.copy", "tags"))
API_DESTINATIONS = Call("events", "ListApiDestinations", feeds=("flows.copy",), path="ApiDestinations")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every pipe of the region."""
    yield from reader.map(partial(_pipe, reader), reader.pages(PIPES))


def _pipe(reader: Reader, listed: Pipe) -> Resource:
    detail = reader.get(DETAIL, Name=listed["Name"])
    sourced = partial(_sourced, listed["Source"].split("/stream/")[0])
    on = listed.get("DesiredState") not in STOPPED
    ends = [listed[one] for one in ("Target", "Enrichment") if listed.get(one) and on]
    hosts = called(reader, API_DESTINATIONS, ends)
    sent = joined(sourced(to_ends(reader, ends)), lift(sourced, hosts), lift(lambda found: sourced(_failed(reader, found)), detail))
    labels = lift(lambda found: dict(found.get("Tags", {})), detail)
    return reader.resource(PIPE, listed["Arn"], listed["Name"], {"flows.copy": sent}, labels)


def _sourced(source: str, found: Sequence[Mapping[str, object]] | None) -> list[dict[str, Any]]:
    """The same flows, of what the pipe empties: a queue, a stream, or the table whose changes it reads."""
    return [{**flow, "source": source} for flow in found or ()]


def _failed(reader: Reader, detail: DescribePipeResponse) -> Any:
    """Where it leaves what it could not send."""
    settings = [one for one in detail.get("SourceParameters", {}).values() if isinstance(one, Mapping)]
    return to_ends(reader, [one["DeadLetterConfig"]["Arn"] for one in settings if one.get("DeadLetterConfig", {}).get("Arn")])


COLLECTOR = Collector(
    service="pipes",
    native_types={PIPE: "transfer"},
    calls=(PIPES, DETAIL, API_DESTINATIONS),
    collect=collect,
    never=(unshared(),),
)
