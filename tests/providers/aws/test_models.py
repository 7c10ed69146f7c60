"""Every call we make exists in the SDK's models, and every path we read leads somewhere: an SDK that moves a field fails here."""

from __future__ import annotations

from functools import cache
from typing import Any

import botocore.session
import pytest

from auditor.providers.aws import opening
from auditor.providers.aws.common import UNOFFERED
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.aws.reader import TOKENS as READER_TOKENS
from auditor.providers.contract import Call
from auditor.providers.observing import NOTHING_SAID

DECLARED = {*opening.CALLS, *(call for collector in COLLECTORS.values() for call in collector.calls)}
CALLS = sorted(DECLARED, key=lambda call: (call.name, call.path))
TOKENS = (
    *("NextToken", "nextToken", "NextMarker", "Marker", "NextContinuationToken", "ContinuationToken", "continuationToken"),
    "LastEvaluatedGlobalTableName",
)
NOT_MODELLED = frozenset({"s3", "s3control", "ec2"})
"""Services whose models list no errors."""


@cache
def _session() -> Any:
    return botocore.session.Session()


@cache
def _model(service: str) -> Any:
    return _session().get_service_model(service)


def _at(call: Call) -> Any:
    """The shape the call's path leads to."""
    shape = _model(call.service).operation_model(call.operation).output_shape
    for name in call.path.split(".") if call.path else ():
        assert shape is not None, call.name
        assert shape.type_name == "structure", (call.name, name)
        assert name in shape.members, (call.name, name)
        shape = shape.members[name]
    return shape


def _can_be_paged(call: Call) -> None:
    """Either the SDK pages it, or its token is one the reader knows; else all but the first page would be lost in silence."""
    model = _model(call.service).operation_model(call.operation)
    tokens = [name for name in model.output_shape.members if name in TOKENS]
    try:
        paged = _session().get_paginator_model(call.service).get_paginator(call.operation)
    except ValueError:
        taken = model.input_shape.members if model.input_shape else {}
        assert not tokens or any(READER_TOKENS.get(name) in taken for name in tokens), (call.name, tokens)
    else:
        keys = paged["result_key"] if isinstance(paged["result_key"], list) else [paged["result_key"]]
        assert call.path in keys, (call.name, keys)


@pytest.mark.parametrize("call", CALLS, ids=lambda call: f"{call.name}:{call.path}")
def test_the_model_has_it(call: Call) -> None:
    """The operation and the path, and for what finds resources a list at its end; a list with pages can be read to the last."""
    shape = _at(call)
    assert shape is not None
    whole = _model(call.service).operation_model(call.operation).output_shape
    if call.lists and any(name in whole.members for name in TOKENS):  # without pages, it may be the one there is
        assert shape.type_name == "list", call.name
    if shape.type_name == "list":
        _can_be_paged(call)


@pytest.mark.parametrize(
    "call", [call for call in CALLS if call.absent and call.service not in NOT_MODELLED], ids=lambda call: f"{call.name}:{call.path}"
)
def test_what_means_absent_is_an_error_of_the_model(call: Call) -> None:
    """A code nobody sends would turn what is known to be not set into something unknown."""
    operation = _model(call.service).operation_model(call.operation)
    known = {str(shape.metadata.get("error", {}).get("code") or shape.name) for shape in operation.error_shapes}
    known |= {shape.name for shape in operation.error_shapes}
    if known:
        said = {code for code in call.absent - {NOTHING_SAID} - UNOFFERED if " " not in code}  # with a space, it is read in the message
        assert said <= known, (call.name, known)
