"""Amazon Bedrock: every region where an inference profile or a guardrail may process a prompt, where it is logged, and custom models."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, key_arn, tags, to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import SILENT, Unknown, lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.bedrock import (
        CustomModelSummary,
        GetCustomModelResponse,
        GuardrailSummary,
        InferenceProfileSummary,
        LoggingConfig,
        OutputDataConfig,
        TrainingDataConfig,
    )

PROFILE = "AWS::Bedrock::InferenceProfile"
GUARDRAIL = "AWS::Bedrock::Guardrail"
MODEL = "AWS::Bedrock::CustomModel"
SORTS = {"SYSTEM_DEFINED": "provider", "APPLICATION": "customer"}
OF_AN_AREA = re.compile(r"(?:global|apac|us-gov|[a-z]{2})[.]")
"""How the id of a profile of AWS's begins; that of a model begins with its maker, whose name is longer."""

PROFILES = Call(
    "bedrock",
    "ListInferenceProfiles",
    feeds=("ai.defined_by", "flows.processing"),
    of=(PROFILE,),
    path="inferenceProfileSummaries",
    lists=True,
)
LOGGING = Call(
    "bedrock",
    "GetModelInvocationLoggingConfiguration",
    feeds=("flows.logs",),
    of=(PROFILE,),
    path="loggingConfig",
    absent=SILENT,
)
GUARDRAILS = Call("bedrock", "ListGuardrails", feeds=("flows.processing",), of=(GUARDRAIL,), path="guardrails", lists=True)
MODELS = Call("bedrock", "ListCustomModels", of=(MODEL,), path="modelSummaries", lists=True)
DETAIL = Call("bedrock", "GetCustomModel", feeds=("encryption.at_rest", "encryption.key", "origin", "flows.copy"), of=(MODEL,))
TAGS = Call("bedrock", "ListTagsForResource", feeds=("tags",), path="tags")
UNHEARD_OF = Unknown(PROFILES.reason("no_answer", "a type this version does not know"))


def collect(reader: Reader) -> Iterator[Resource]:
    """Every inference profile one can call from the region, AWS's included, every guardrail and every custom model."""
    listed = [*reader.pages(PROFILES, typeEquals="SYSTEM_DEFINED"), *reader.pages(PROFILES, typeEquals="APPLICATION")]
    profiles = list({one["inferenceProfileArn"]: one for one in listed}.values())
    logged = reader.get(LOGGING) if profiles else None
    yield from reader.map(partial(_profile, reader, logged), profiles)
    yield from reader.map(partial(_guardrail, reader), reader.pages(GUARDRAILS))
    yield from reader.map(partial(_model, reader), reader.pages(MODELS))


def _profile(reader: Reader, logged: object, listed: InferenceProfileSummary) -> Resource:
    id, sort = listed["inferenceProfileArn"], SORTS.get(listed["type"], UNHEARD_OF)
    facts = {
        "ai.defined_by": sort,
        "flows.processing": flows(asked(reader, model["modelArn"]) for model in listed.get("models", ())),
        "flows.logs": lift(partial(_logs, reader), logged),
    }
    # AWS's own profiles carry no tags of the account.
    labels = {} if sort == "provider" else tags(reader.get(TAGS, resourceARN=id))
    return reader.resource(PROFILE, id, listed["inferenceProfileName"], facts, labels)


def asked(reader: Reader, model: str) -> dict[str, Any]:
    """Where a model answers, named by its ARN or its id; a profile only passes questions on to where it says.

    A model of AWS's without a region answers in any of the partition's. AWS asks it for our account.
    """
    if not model.startswith("arn:"):
        sort = "inference-profile" if OF_AN_AREA.match(model) else "foundation-model"
        model = arn(reader, "bedrock", f"{sort}/{model}")
    there = {**to_arn(model), "account": reader.account}
    if "inference-profile/" in model:
        return {**there, "passed_on": True}
    return there if "region" in there else {**there, "country": None}


def _guardrail(reader: Reader, listed: GuardrailSummary) -> Resource:
    """One that works across regions reads prompts in any of an area's, and AWS does not say in which."""
    across = listed.get("crossRegionDetails", {}).get("guardrailProfileArn")
    facts = {"ai.defined_by": "customer", "flows.processing": flows([{"account": reader.account}] if across else [])}
    return reader.resource(GUARDRAIL, listed["arn"], listed["name"], facts, tags(reader.get(TAGS, resourceARN=listed["arn"])))


def _logs(reader: Reader, settings: LoggingConfig | None) -> Any:
    """Prompts and answers, whole, where invocations are logged."""
    group = (settings or {}).get("cloudWatchConfig", {})
    buckets = [(settings or {}).get("s3Config", {}), group.get("largeDataDeliveryS3Config", {})]
    named = [to_arn(arn(reader, "logs", f"log-group:{group['logGroupName']}"))] if group.get("logGroupName") else []
    return flows([*named, *(to_bucket(reader, one["bucketName"]) for one in buckets if one.get("bucketName"))])


def _model(reader: Reader, listed: CustomModelSummary) -> Resource:
    id = listed["modelArn"]
    detail = reader.get(DETAIL, modelIdentifier=id)
    facts = {
        # Bedrock encrypts every custom model, with a key of its own unless told otherwise.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda model: key_arn(reader, model.get("modelKmsKeyArn")), detail),
        "origin": lift(lambda model: _bucket(reader, model.get("trainingDataConfig", {})), detail),
        "flows.copy": lift(partial(_left, reader), detail),
    }
    return reader.resource(MODEL, id, listed["modelName"], facts, tags(reader.get(TAGS, resourceARN=id)))


def _left(reader: Reader, model: GetCustomModelResponse) -> Any:
    """The bucket of what training left behind."""
    bucket = _bucket(reader, model.get("outputDataConfig", {}))
    return flows([{"to": bucket}] if bucket else [])


def _bucket(reader: Reader, place: TrainingDataConfig | OutputDataConfig) -> str | None:
    return str(to_bucket(reader, place["s3Uri"])["to"]) if place.get("s3Uri") else None


COLLECTOR = Collector(
    service="bedrock",
    native_types={PROFILE: "ai_profile", GUARDRAIL: "ai_profile", MODEL: "model"},
    calls=(PROFILES, LOGGING, GUARDRAILS, MODELS, DETAIL, TAGS),
    collect=collect,
    never=(
        Absence(
            ("flows.logs",),
            f"{DOCS}/bedrock/latest/userguide/model-invocation-logging.html: logs are of calls to models, as profiles say",
            (GUARDRAIL,),
        ),
        Absence(
            ("flows.processing",),
            f"{DOCS}/bedrock/latest/userguide/inference-profiles-support.html: regions share only foundation models",
            (MODEL,),
        ),
    ),
)
