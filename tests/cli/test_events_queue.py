"""A queue fed by EventBridge in place of CloudTrail: what it holds is read again, nothing is deleted, and what it cannot hold reads all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from auditor.clock import utc
from auditor.inventory.snapshot import read_manifest
from auditor.providers import provider
from auditor.providers.aws.queued import RECEIVE
from auditor.run import SNAPSHOT
from tests.cli.conftest import Run
from tests.cli.test_since_last import PARIS, calls, findings
from tests.emulators.aws import ACCOUNT, Cloud


def put(aws: Cloud, queue: str, source: str, event: str, *, read: bool = False, **parameters: Any) -> None:
    """A message as EventBridge writes it."""
    detail: dict[str, Any] = {"eventSource": f"{source}.amazonaws.com", "eventName": event, "eventTime": f"{utc():%Y-%m-%dT%H:%M:%SZ}"}
    detail |= {"requestParameters": parameters, "readOnly": read}
    body = {"detail-type": "AWS API Call via CloudTrail", "account": ACCOUNT, "region": PARIS, "detail": detail}
    aws.client("sqs").send_message(QueueUrl=queue, MessageBody=json.dumps(body))


@pytest.fixture
def queue(town: Path, aws: Cloud) -> str:
    """A queue of events, and things beside."""
    url = str(aws.client("sqs").create_queue(QueueName="auditor", Attributes={"MessageRetentionPeriod": "86400"})["QueueUrl"])
    text = town.read_text()
    town.write_text(text.replace("max_attempts: 1", f'max_attempts: 1, events_queue: "{url}"'))
    for number in range(3):
        aws.client("sns").create_topic(Name=f"sujet-{number}")
    return url


@pytest.mark.slow
def test_what_the_queue_holds_is_read_again(auditor: Run, town: Path, aws: Cloud, queue: str) -> None:
    """CloudTrail is not asked; messages stay, and a second look within the hour finds what the first did."""
    auditor("run", "-c", town)
    put(aws, queue, "sns", "ListTopics", read=True)
    calls(aws)
    auditor("run", "-c", town, "--since-last")
    quiet = calls(aws)
    assert len(quiet) <= 10, quiet
    assert not [one for one in quiet if one[0] in ("cloudtrail", "sns")]
    aws.client("sns").create_topic(Name="nouveau")
    put(aws, queue, "sns", "CreateTopic", name="nouveau")
    calls(aws)
    auditor("run", "-c", town, "--since-last")
    made = [(service, name) for service, name, _region in calls(aws)]
    assert ("sns", "ListTopics") in made
    assert not [one for one in made if one[0] in ("cloudtrail", "s3") or one[1].startswith("Delete")]
    auditor("run", "-c", town, "--out", "whole")
    assert findings(Path("audit")) == findings(Path("whole"))


@pytest.mark.slow
@pytest.mark.parametrize("how", ["refused", "short", "strange"])
def test_a_queue_that_cannot_tell_has_all_read_again(auditor: Run, town: Path, aws: Cloud, queue: str, how: str) -> None:
    """It is refused, keeps too little, or holds what nobody understands; that is said."""
    auditor("run", "-c", town)
    if how == "short":
        aws.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"MessageRetentionPeriod": "60"})
    if how == "strange":
        aws.client("sqs").send_message(QueueUrl=queue, MessageBody='{"Hello": "world"}')
    with aws.fault("sqs", "ReceiveMessage" if how == "refused" else "Nothing"):
        said = auditor("run", "-c", town, "--since-last", "--lang", "en").err
    assert "Read again as a whole" in said
    assert read_manifest(Path("audit/run") / SNAPSHOT).reused == 0


def test_no_printed_policy_lets_anybody_receive() -> None:
    """What does more than read is granted by hand, on one queue."""
    assert RECEIVE.needs not in json.dumps(provider("aws").permissions())
