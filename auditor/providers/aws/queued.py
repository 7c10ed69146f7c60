"""Events from a queue that the authority fills by a rule of EventBridge, in place of a question a region: an option of the entry.

A queue has no question that only reads. `sqs:ReceiveMessage` deletes nothing and alters nothing but how long a message stays unseen by
others: that is why it is asked of a queue that the configuration names, and of no other, with a right that no printed policy gives.
Messages are never deleted: the queue forgets them by itself, after the time that it keeps messages for.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from auditor.clock import stamp, utc
from auditor.providers.aws.happened import Event
from auditor.providers.aws.options import Options
from auditor.providers.contract import Call
from auditor.providers.observing import SILENT, Unknown, lift
from auditor.providers.reader import asked

if TYPE_CHECKING:
    from auditor.providers.aws.reader import AwsSource

QUEUE = "events_queue"
"""The option that names it."""
RECEIVE = Call("sqs", "ReceiveMessage", path="Messages", absent=SILENT, lists=True)
KEEPS = Call("sqs", "GetQueueAttributes", path="Attributes.MessageRetentionPeriod")
CALLS = (RECEIVE, KEEPS)
UNSEEN = 120
"""Seconds for which what was received does not come again, so that the end of the queue is reached."""
ROUNDS = 200
"""Answers of ten messages: where more happened, reading it again costs less than looking through it."""
Found = dict[tuple[str, str], list[Event]]


def events(source: AwsSource, options: Options, since: str) -> Found | Unknown:
    """What was written since a moment, by account and region; Unknown where the queue may not hold all of it."""
    queue = options["events_queue"]
    region = _region(queue, options)
    which = {"QueueUrl": queue, "AttributeNames": ["MessageRetentionPeriod"]}
    kept = asked(source, KEEPS, lambda: source.ask(KEEPS, region, which))
    oldest = lift(lambda seconds: stamp(utc() - timedelta(seconds=int(seconds))), kept)
    if isinstance(oldest, Unknown):
        return oldest
    if oldest > since:
        return Unknown.of("", f"{queue} keeps messages for {kept} s only")
    found: Found = defaultdict(list)
    some = {"QueueUrl": queue, "MaxNumberOfMessages": 10, "VisibilityTimeout": UNSEEN, "WaitTimeSeconds": 1}
    for _round in range(ROUNDS):
        messages = asked(source, RECEIVE, lambda: source.ask(RECEIVE, region, some))
        told = lift(lambda listed: [_event(json.loads(one["Body"])) for one in listed or ()], messages)
        if isinstance(told, Unknown):
            return told
        if not told:
            return dict(found)
        for where, event in told:
            if event is not None and event.at >= since:
                found[where].append(event)
    return Unknown.of("", f"more than {ROUNDS} answers of {queue}")


def _event(body: Mapping[str, Any]) -> tuple[tuple[str, str], Event | None]:
    """What EventBridge says of one call, and where it was made; nothing of one that only read."""
    told, where = body["detail"], (str(body["account"]), str(body["region"]))
    if told.get("readOnly") is True:
        return where, None
    source = str(told["eventSource"]).partition(".")[0]
    return where, Event(stamp(datetime.fromisoformat(told["eventTime"])), source, str(told["eventName"]), json.dumps(told))


def _region(queue: str, options: Options) -> str | None:
    """The region that the address of a queue names; the entry's first where something else than AWS answers."""
    parts = (urlsplit(queue).hostname or "").split(".")
    regions = options.get("regions")
    first = str(regions[0]) if isinstance(regions, list) else None
    return parts[1] if parts[0] == "sqs" and len(parts) > 2 else first
