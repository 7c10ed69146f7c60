"""Events as the providers' own pages show them, each with its page: what they are about is understood, and what is not is everything.

The names in them are ours; keys, nesting, and how moments and ids are written are those of the pages.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.providers.aws import events as aws, queued
from auditor.providers.aws.provider import COLLECTORS as AWS
from auditor.providers.azure import events as azure
from auditor.providers.azure.provider import COLLECTORS as AZURE

DATA = Path(__file__).parents[1] / "data" / "events"
ACCOUNT, PARIS = "111122223333", "eu-west-3"


def told(name: str) -> list[Any]:
    """Each event of a file, by the page that shows it."""
    lines = map(json.loads, (DATA / name).read_text("utf-8").splitlines())
    return [pytest.param(one, id=f"{number}-{one['page'].rpartition('/')[2]}") for number, one in enumerate(lines)]


def envelope(event: dict[str, Any]) -> dict[str, Any]:
    """As EventBridge hands it to a queue: docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html."""
    source = f"aws.{event['eventSource'].partition('.')[0]}"
    said = {"version": "0", "id": "b03f6e6c-1a74-4f69-e219-84e2498d7f20", "detail-type": "AWS API Call via CloudTrail", "source": source}
    return {**said, "account": ACCOUNT, "time": event["eventTime"], "region": PARIS, "resources": [], "detail": event}


def listed(event: dict[str, Any]) -> dict[str, Any]:
    """As LookupEvents lists it: docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html."""
    of = {"EventId": event["eventID"], "EventName": event["eventName"], "ReadOnly": "false", "EventSource": event["eventSource"]}
    moment = datetime.fromisoformat(event["eventTime"])
    return {**of, "EventTime": moment, "Username": "agent", "Resources": [], "CloudTrailEvent": json.dumps(event)}


@pytest.mark.parametrize("one", told("cloudtrail.jsonl"))
def test_cloudtrail_and_eventbridge_tell_the_same(one: dict[str, Any]) -> None:
    """Which services it concerns, and which things; only that, where it says so."""
    looked_up = aws._event(listed(one["event"]))
    where, queue = queued._event(envelope(one["event"]))
    assert queue is not None
    assert where == (ACCOUNT, PARIS)
    assert looked_up[:3] == queue[:3]
    assert json.loads(looked_up.text) == json.loads(queue.text)
    (change,) = aws.Meanings(AWS.values()).changes(looked_up, ACCOUNT, PARIS, [ACCOUNT], [PARIS])
    assert change.why == ""
    assert change.services is not None
    assert {*one["services"], aws.ANYBODY} <= change.services
    assert (change.subject is not None) == bool(one["names"])
    assert change.subject is None or {*one["names"]} <= change.subject.names


@pytest.mark.parametrize("spoil", ["source", "shape", "envelope"])
def test_what_is_not_understood_is_everything(spoil: str) -> None:
    """A service that nobody knows has its account and region read again; what is no event of EventBridge has all of them."""
    event = told("cloudtrail.jsonl")[0].values[0]["event"]
    if spoil == "envelope":
        # A queue that is fed through a topic of SNS.
        with pytest.raises(KeyError):
            queued._event({"Type": "Notification", "Message": json.dumps(envelope(event))})
        return
    strange = {**event, "eventSource": "nouveau.amazonaws.com"} if spoil == "source" else {**event, "requestParameters": "etat-civil"}
    (change,) = aws.Meanings(AWS.values()).changes(aws._event(listed({**strange, "resources": []})), ACCOUNT, PARIS, [ACCOUNT], [PARIS])
    assert change.subject is None
    assert (change.services is None) == (spoil == "source")
    assert bool(change.why) == (spoil == "source")


@pytest.mark.parametrize("one", told("azure.jsonl"))
def test_resource_graph_and_the_activity_log(one: dict[str, Any]) -> None:
    """A row of `resourcechanges`, a line of the log: moments with any number of digits, ids in any case, sorts that nobody knows."""
    event = azure._graphed(one["told"]) if one["kind"] == "change" else azure._logged(one["told"])
    if one["services"] is None:
        assert event is None
        return
    assert event is not None
    assert event.at == one["at"]
    change = azure.Meanings(AZURE.values()).change(event)
    assert change is not None
    assert change.account == "aaaaaaaa-0000-4000-8000-000000000001"
    if not one["services"]:
        assert change.services is None
        assert "is not understood" in change.why
        return
    assert change.services is not None
    assert {*one["services"]} <= change.services
    assert change.subject is not None
    assert event.target in change.subject.names
