"""AWS Lambda functions: where they send what comes out of them, whose code they run, and who else may call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.common import key_arn, to_arn
from auditor.providers.aws.tagging import tagged, tagging, tags_of
from auditor.providers.aws.targets import shared, to_bucket
from auditor.providers.contract import Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows, joined

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.functions import EventSourceMappingConfiguration, FunctionConfiguration, FunctionEventInvokeConfig

FUNCTION = "AWS::Lambda::Function"
TAKING = ("lambda:InvokeFunction", "lambda:InvokeFunctionUrl", "lambda:GetFunction")
SERVICES = (".amazonaws.com", ".amazonaws.com.cn")

FUNCTIONS = Call(
    "lambda",
    "ListFunctions",
    feeds=("encryption.at_rest", "encryption.key", "origin", "code.layers", "flows.copy"),
    path="Functions",
    lists=True,
)
DESTINATIONS = Call("lambda", "ListFunctionEventInvokeConfigs", feeds=("flows.copy",), path="FunctionEventInvokeConfigs")
SOURCES = Call("lambda", "ListEventSourceMappings", feeds=("flows.copy",), path="EventSourceMappings")
POLICY = Call(
    "lambda", "GetPolicy", feeds=("public.access", "flows.share"), absent=frozenset({"ResourceNotFoundException"}), must=("Policy",)
)
TAGS = tagging()


def collect(reader: Reader) -> Iterator[Resource]:
    """Every function of the region, in its latest version."""
    functions = list(reader.pages(FUNCTIONS))
    if functions:
        sources, labels = reader.all(SOURCES), tagged(reader, TAGS, "lambda")
        yield from reader.map(partial(_function, reader, sources, labels), functions)


def _function(reader: Reader, sources: object, labels: object, listed: FunctionConfiguration) -> Resource:
    id = listed["FunctionArn"]
    policy = lift(lambda answer: (answer or {}).get("Policy"), reader.get(POLICY, FunctionName=id))
    taken = shared(reader, policy, TAKING)
    destinations = reader.all(DESTINATIONS, FunctionName=id)
    facts = {
        # Lambda encrypts code and environment, with a key of its own unless told otherwise.
        "encryption.at_rest": True,
        "encryption.key": key_arn(reader, listed.get("KMSKeyArn")),
        # A copy at the edge names the function it was made from.
        "origin": listed.get("MasterArn"),
        "code.layers": _foreign_layers(reader, listed),
        "flows.copy": joined(
            lift(lambda configs: _sent(reader, _ends(configs)), destinations),
            lift(lambda mappings: _sent(reader, _ends(_mine(id, mappings))), sources),
            _sent(reader, [listed.get("DeadLetterConfig", {}).get("TargetArn")]),
        ),
        **taken,
        "flows.share": lift(_callers, taken["flows.share"]),
    }
    return reader.resource(FUNCTION, id, listed["FunctionName"], facts, tags_of(labels, id))


def _foreign_layers(reader: Reader, listed: FunctionConfiguration) -> list[str] | None:
    found = [layer["Arn"] for layer in listed.get("Layers", ())]
    return [one for one in found if one.split(":")[4] != reader.account] or None


def _sent(reader: Reader, ends: Iterable[str | None]) -> Any:
    """The flows to where a function leaves what comes out of it."""
    return flows(to_bucket(reader, arn) if ":s3:::" in arn else to_arn(arn) for arn in ends if arn)


def _ends(configs: Iterable[FunctionEventInvokeConfig | EventSourceMappingConfiguration]) -> list[str | None]:
    """Where results and failures of asynchronous calls, or of what feeds the function, are told."""
    ends: list[Mapping[str, Any]] = [one.get("DestinationConfig", {}) for one in configs]
    return [end.get(result, {}).get("Destination") for end in ends for result in ("OnSuccess", "OnFailure")]


def _mine(id: str, sources: Iterable[EventSourceMappingConfiguration]) -> list[EventSourceMappingConfiguration]:
    """What feeds a function, or one of its versions and aliases, whose ARNs go on after a colon."""
    return [one for one in sources if f"{one.get('FunctionArn', '')}:".startswith(f"{id}:")]


def _callers(found: Sequence[Mapping[str, object]] | None) -> Any:
    """A service of AWS that calls a function hands it data, and takes none that is not its own."""
    return [flow for flow in found or () if not str(flow.get("holder")).endswith(SERVICES)] or None


COLLECTOR = Collector(
    service="lambda",
    native_types={FUNCTION: "function"},
    calls=(FUNCTIONS, DESTINATIONS, SOURCES, POLICY, TAGS),
    collect=collect,
)
