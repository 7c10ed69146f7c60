from __future__ import annotations

from auditor.inventory.link import Index
from auditor.model import Resource

BUCKET, TASK, THERE = "arn:aws:s3:::archives", "arn:aws:datasync:eu-west-3:1:task/t", "arn:aws:s3:::copie"


def _resource(id: str, kind: str, **flows: object) -> Resource:
    return Resource(id, kind, "T", "aws", "1", "eu-west-3", id, facts={"flows": flows})


def _reached(*resources: Resource) -> list[tuple[str, tuple[str, ...]]]:
    index = Index(resources, [])
    return [(hop.edge.role, hop.path) for hop in index.hops(index.nodes[BUCKET].edges, BUCKET) if not hop.edge.refused]


def test_what_a_task_copies_is_a_place_of_what_it_copies() -> None:
    """A task holds no data: the copy it makes is judged with the bucket it reads, and the path names the task."""
    bucket = _resource(BUCKET, "object_store")
    task = _resource(TASK, "transfer", copy=[{"to": THERE, "source": BUCKET}])
    assert _reached(bucket, task) == [("copy", (TASK, THERE))]
    assert _reached(task, bucket) == [("copy", (TASK, THERE))]


def test_what_a_plan_backs_up_stays_with_the_plan() -> None:
    """A plan is judged itself: its vault would only say the same again."""
    vault = _resource(BUCKET, "backup_vault")
    plan = _resource(TASK, "backup_plan", backup=[{"to": THERE, "source": BUCKET}])
    assert _reached(vault, plan) == []
