"""What moves data is judged as the data it moves; nothing another resource shows can vanish from a verdict when that one is not read."""

from __future__ import annotations

from msgspec.structs import replace

from auditor.inventory.link import Index, origins
from auditor.model import Resource

BUCKET, TASK, THERE = "arn:aws:s3:::archives", "arn:aws:datasync:eu-west-3:1:task/t", "arn:aws:s3:::copie"


def _resource(id: str, kind: str, **flows: object) -> Resource:
    return Resource(id, kind, "T", "aws", "1", "eu-west-3", id, facts={"flows": flows})


def _reached(start: str, *resources: Resource) -> list[tuple[str, tuple[str, ...]]]:
    index = Index(resources, [])
    return [(hop.edge.role, hop.path) for hop in index.hops(index.nodes[start].edges, start) if not hop.edge.refused]


def test_what_a_task_copies_is_a_place_of_the_task() -> None:
    """It holds no data: it is judged with the category of the bucket it reads, and the bucket does not depend on reading it."""
    bucket, task = _resource(BUCKET, "object_store"), _resource(TASK, "transfer", copy=[{"to": THERE, "source": BUCKET}])
    assert _reached(TASK, bucket, task) == [("copy", (THERE,))]
    assert _reached(BUCKET, bucket, task) == []
    assert origins(task) == (BUCKET,)


def test_what_holds_data_has_the_origin_it_says() -> None:
    """A flow of a store names where its data goes, not where it comes from; an origin that is told wins."""
    assert origins(_resource(BUCKET, "object_store", copy=[{"to": THERE, "source": TASK}])) == ()
    assert origins(replace(_resource(BUCKET, "snapshot"), facts={"origin": TASK})) == (TASK,)
