"""What moves data is judged as the data it moves; nothing another resource shows can vanish from a verdict when that one is not read."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from auditor.inventory.link import Index, Origin, origins
from auditor.model import Coverage, Resource, Whereabouts
from tests.naming import read

BUCKET, TASK, THERE = "arn:aws:s3:::archives", "arn:aws:datasync:eu-west-3:1:task/t", "arn:aws:s3:::copie"


def _resource(id: str, kind: str, **flows: object) -> Resource:
    return read(Resource(id, kind, "T", "aws", "1", "eu-west-3", id, facts={"flows": flows}))


def _reached(start: str, *resources: Resource) -> list[tuple[str, tuple[str, ...]]]:
    index = Index(resources, [])
    return [(hop.edge.role, hop.path) for hop in index.hops(index.nodes[start].edges, start) if not hop.edge.refused]


def test_what_a_task_copies_is_a_place_of_the_task() -> None:
    """It holds no data: it is judged with the category of the bucket it reads, and the bucket does not depend on reading it."""
    bucket, task = _resource(BUCKET, "object_store"), _resource(TASK, "transfer", copy=[{"to": THERE, "source": BUCKET}])
    assert _reached(TASK, bucket, task) == [("copy", (THERE,))]
    assert _reached(BUCKET, bucket, task) == []
    assert [origin.id for origin in origins(task)] == [BUCKET]


def test_what_holds_data_has_the_origin_it_says() -> None:
    """A flow of a store names where its data goes, not where it comes from; an origin that is told wins."""
    assert origins(_resource(BUCKET, "object_store", copy=[{"to": THERE, "source": TASK}])) == ()
    assert [origin.id for origin in origins(replace(_resource(BUCKET, "snapshot"), facts={"origin": TASK}))] == [TASK]


STORE = "/subscriptions/s/resourcegroups/g/providers/microsoft.storage/storageaccounts/copie"


@pytest.mark.parametrize(
    "address",
    [
        "https://copie.blob.core.windows.net/actes/",
        "https://COPIE.blob.core.windows.net",
        "abfss://actes@copie.dfs.core.windows.net/2026",
        "sftp://copie.blob.core.windows.net:22",
        "copie.blob.core.windows.net",
        "https://copie.z28.web.core.windows.net/",
        "https://copie-secondary.file.core.windows.net",
    ],
)
def test_a_store_of_another_cloud_is_followed_by_its_address(address: str) -> None:
    """One cloud names what lies in the other by its address: it is the same store, which may send the data further."""
    facts = {"flows": {"replication": [{"region": "westeurope", "account": "s"}]}}
    store = Resource(STORE, "object_store", "Microsoft.Storage/storageAccounts", "azure", "s", "northeurope", "copie", facts=facts)
    store = replace(read(store), aliases=(*read(store).aliases, "copie.z28.web.core.windows.net"))
    for told in ("to", "holder"):
        task = _resource(TASK, "transfer", copy=[{told: address, "source": BUCKET}])
        assert _reached(TASK, task, store) == [("copy", (STORE,)), ("replica", (STORE, "flows.replication"))]


@pytest.mark.parametrize("address", ["https://copie.blob.core.windows.net.example/", "https://autre.blob.core.windows.net/", "copie"])
def test_an_address_that_is_not_its_own_leads_to_no_store(address: str) -> None:
    """Neither a name that merely begins like it nor another account's."""
    task = _resource(TASK, "transfer", copy=[{"to": address}])
    store = Resource(STORE, "object_store", "Microsoft.Storage/storageAccounts", "azure", "s", "northeurope", "copie")
    assert "copie.blob.core.windows.net" in read(store).aliases
    store = read(store)
    assert _reached(TASK, task, store) == [("copy", (address,))]


def test_a_resource_that_only_an_address_names_may_exist() -> None:
    """That the accounts of this scan were read says nothing of another's store."""
    index = Index([], [Coverage("aws", "s", None, "s3", "read", "s3:ListBuckets", "", "", at="")])
    assert index.was_read(Origin(BUCKET, Whereabouts(), "s"))
    assert not index.was_read(Origin("https://autre.blob.core.windows.net/", Whereabouts(), "s"))


LOGS, STREAM, DELIVERY, AWAY = (
    f"arn:aws:{id}"
    for id in ("logs:eu-west-3:1:log-group:g", "kinesis:eu-west-3:1:stream/s", "firehose:eu-west-3:1:deliverystream/d", "s3:::x")
)


def _delivered(*, emptied: bool) -> tuple[Resource, ...]:
    """A log group that goes into a stream, which a delivery stream empties into a bucket, when that is read."""
    group, stream = _resource(LOGS, "log_store", copy=[{"to": STREAM}]), _resource(STREAM, "stream")
    delivery = _resource(DELIVERY, "delivery_stream", copy=[{"to": AWAY, "source": STREAM}])
    return (group, stream, delivery) if emptied else (group, stream)


def test_what_goes_into_a_stream_goes_where_it_is_emptied() -> None:
    """The path names the mover; the stream itself does not depend on reading it."""
    assert _reached(LOGS, *_delivered(emptied=True)) == [("copy", (STREAM,)), ("copy", (STREAM, DELIVERY, AWAY))]
    assert _reached(STREAM, *_delivered(emptied=True)) == []


def test_a_stream_whose_movers_were_not_read_may_be_emptied_anywhere() -> None:
    """A gap in its region leaves a possible place; no gap, none."""

    def refused(*coverage: Coverage) -> list[str]:
        index = Index(_delivered(emptied=False), coverage)
        return [hop.edge.refused for hop in index.hops(index.nodes[LOGS].edges, LOGS) if hop.edge.refused]

    whole = Coverage("aws", "1", "eu-west-3", "logs", "read")
    assert refused(whole, Coverage("aws", "1", "eu-west-3", "firehose", "refused")) == [f"target_not_read: what empties {STREAM}"]
    assert refused(whole, Coverage("aws", "1", "us-east-1", "firehose", "refused")) == []


def test_a_profile_that_passes_questions_on() -> None:
    """An agent asks where its profile asks; a profile nobody read may ask anywhere; an accelerator's endpoint asks nobody."""
    profile = "arn:aws:bedrock:eu-west-3:1:inference-profile/global.x"
    asks = _resource(profile, "ai_profile", processing=[{"country": None}], logs=[{"to": AWAY}])
    agent = _resource("agent", "model", processing=[{"to": profile, "passed_on": True}])
    assert _reached("agent", agent, asks) == [("processing", (profile,)), ("processing", (profile, "flows.processing"))]
    index = Index([agent], [])
    assert [hop.edge.refused for hop in index.hops(index.nodes["agent"].edges, "agent")] == ["", f"target_not_read: {profile}"]
    behind = _resource("accelerator", "accelerator", processing=[{"to": profile}])
    assert _reached("accelerator", behind, asks) == [("processing", (profile,))]


def test_flows_in_a_ring_end() -> None:
    """Two buses that send each other everything, and a queue that is its own dead letter queue."""
    one, two = (_resource(name, "event_bus", copy=[{"to": other}]) for name, other in (("a", "b"), ("b", "a")))
    assert _reached("a", one, two) == [("copy", ("b",))]
    assert _reached("q", _resource("q", "queue", copy=[{"to": "q"}])) == []


def test_a_replica_is_sent_on_only_by_a_batch_of_somebodys() -> None:
    """A rule that takes what is written there, not what arrives as a replica, leaves a possible place; a copy is written there."""
    first = _resource("a", "object_store", replication=[{"to": "b", "once": True}])
    mover = _resource("m", "object_store", copy=[{"to": "b"}])
    second = _resource("b", "object_store", replication=[{"to": "c", "once": True}])
    third = _resource("c", "object_store")
    index = Index([first, mover, second, third], [])
    onward = [hop for hop in index.hops(index.nodes["a"].edges, "a") if hop.edge.role == "replica"][1:]
    assert [(hop.node, bool(hop.edge.refused)) for hop in onward] == [(None, True)]
    assert ("replica", ("b", "c")) in _reached("m", first, mover, second, third)
