"""The AWS API as the shared reader sees it: values by path, pages, and what each error means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from threading import Lock
from typing import TYPE_CHECKING, Any

import jmespath  # type: ignore[import-untyped]  # botocore brings it, and says with it where a token lies
from botocore import xform_name
from botocore.exceptions import ClientError

from auditor.providers.aws import reasons
from auditor.providers.aws.session import Session
from auditor.providers.contract import Call
from auditor.providers.observing import NOTHING_SAID, Unknown
from auditor.providers.pace import Rounds
from auditor.reason import Reason

if TYPE_CHECKING:
    from botocore.client import BaseClient

PAGE_SIZES = {"ec2": 500, "s3": 1000, "sqs": 1000, "firehose": 1000, "cognito-idp": 60, "cognito-identity": 60}
"""Where a list has to be asked for in pages: EC2 then answers steadily, S3 says the region of each bucket, SQS says that there is more."""
TOKENS = {
    "NextToken": "NextToken",
    "nextToken": "nextToken",
    "NextContinuationToken": "ContinuationToken",
    "Marker": "Marker",
    "LastEvaluatedGlobalTableName": "ExclusiveStartGlobalTableName",
}
"""The token an answer ends with, and the name under which it asks for the next page."""
FLAGS = {"HasMoreDeliveryStreams": "ExclusiveStartDeliveryStreamName"}
"""The flag that says there is more, and the name under which the last element is sent back for it."""
LIMITS = ("MaxResults", "maxResults", "MaxRecords", "PageSize", "Limit")


class AwsSource:
    """Makes the calls of one unit; counts the requests, retries included. Raises only `errors`."""

    errors = reasons.ERRORS

    def __init__(self, session: Session) -> None:
        self.requests = 0
        self._session = session
        # The number of requests, counted by every thread.
        self._counting = Lock()

    def ask(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Any:
        """The value at the call's path; an empty one is never an answer."""
        method = getattr(self._session.client(call.service, region), xform_name(call.operation))
        return self._value(call, self._counted(method(**parameters)))

    def pages(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:
        """The elements of each page, as the answers come; of a list that is the same for all units, as the first one read it."""
        if call.once:
            where = region or self._session.home
            yield from self._session.listings.of(call, where, parameters, lambda: self._read(call, region, parameters))
        else:
            yield from self._read(call, region, parameters)

    def _read(self, call: Call, region: str | None, parameters: Mapping[str, object]) -> Iterator[list[Any] | Unknown]:
        client = self._session.client(call.service, region)
        name = xform_name(call.operation)
        size = (self._session.options.get("page_size") or PAGE_SIZES.get(call.service)) if call.lists else None
        if not client.can_paginate(name):
            yield from self._by_token(call, client, parameters, size)
            return
        model, rounds = self._session.paging(call.service, call.operation), Rounds()
        paging = {"PaginationConfig": {"PageSize": size}} if size and _takes(client, call, model.get("limit_key"), size) else {}
        sent = model["output_token"] if isinstance(model["output_token"], list) else [model["output_token"]]
        for answer in client.get_paginator(name).paginate(**parameters, **paging):
            page = self._value(call, self._counted(answer))
            yield page
            token = [jmespath.search(words, answer) for words in sent]
            if any(token) and rounds.astray(token, page):
                yield Unknown(call.reason("partial_list"))
                return

    def _by_token(self, call: Call, client: BaseClient, parameters: Mapping[str, object], size: int | None) -> Iterator[Any]:
        """Pages of a list the SDK has no paginator for, by the token that each answer but the last ends with."""
        shape = client.meta.service_model.operation_model(call.operation).input_shape
        taken = shape.members if shape else {}
        asked = dict(parameters) | {limit: size for limit in LIMITS if size and limit in taken and _takes(client, call, limit, size)}
        rounds = Rounds()
        while True:
            answer = self._counted(getattr(client, xform_name(call.operation))(**asked))
            value = self._value(call, answer)
            # What has no list of them is asked for the one there is.
            page = value if value is None or isinstance(value, list | Unknown) else [value]
            yield page
            token = {sent: answer[given] for given, sent in TOKENS.items() if sent in taken and answer.get(given)}
            token |= {sent: page[-1] for flag, sent in FLAGS.items() if answer.get(flag) and isinstance(page, list) and page}
            if not token:
                return
            if rounds.astray(sorted(token.items()), page):
                yield Unknown(call.reason("partial_list"))
                return
            asked |= token

    def reason(self, error: Exception, call: Call) -> tuple[str, Reason]:
        """AWS's error code (the exception's name when there is none) and our reason."""
        if isinstance(error, ClientError):
            self._counted(error.response)
        else:
            with self._counting:
                self.requests += 1
        return reasons.reason(error, call)

    def _counted(self, answer: Any) -> Any:
        with self._counting:
            self.requests += 1 + answer.get("ResponseMetadata", {}).get("RetryAttempts", 0)
        return answer

    def _value(self, call: Call, answer: Any) -> Any:
        if not call.path:
            held = [name for name, value in answer.items() if value is not None and name != "ResponseMetadata"]
            enough = {*call.must} <= {*held} if call.must else held or self._silence(call)
            return answer if enough else Unknown(call.reason("empty_answer"))
        value = reduce(lambda node, key: node.get(key) if isinstance(node, dict) else None, call.path.split("."), answer)
        if value is not None and value != {}:
            return value
        if self._silence(call):
            return [] if call.lists else None
        return Unknown(call.reason("empty_answer"))

    def _silence(self, call: Call) -> bool:
        """Whether what an answer leaves out is not set: where AWS says it so, and it is AWS that answered."""
        return NOTHING_SAID in call.absent and not self._session.foreign


def _takes(client: Any, call: Call, limit: str | None, size: int) -> bool:
    """Whether a list can be asked for pages so small: some have a least size."""
    members = client.meta.service_model.operation_model(call.operation).input_shape.members
    return limit is not None and int(members[limit].metadata.get("min", 1)) <= size
