"""Amazon SageMaker: notebooks, domains, models, endpoints and feature groups; what each was made from and leaves elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import encryption, key_arn, tags
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.sagemaker import (
        DescribeEndpointConfigOutput,
        DescribeFeatureGroupResponse,
        DescribeModelOutput,
        DomainDetails,
        EndpointSummary,
        FeatureGroupSummary,
        ModelSummary,
        NotebookInstanceSummary,
    )

NOTEBOOK = "AWS::SageMaker::NotebookInstance"
DOMAIN = "AWS::SageMaker::Domain"
MODEL = "AWS::SageMaker::Model"
ENDPOINT = "AWS::SageMaker::Endpoint"
FEATURES = "AWS::SageMaker::FeatureGroup"
KEY = ("encryption.at_rest", "encryption.key")

NOTEBOOKS = Call("sagemaker", "ListNotebookInstances", of=(NOTEBOOK,), path="NotebookInstances", lists=True)
NOTEBOOK_DETAIL = Call("sagemaker", "DescribeNotebookInstance", feeds=KEY, of=(NOTEBOOK,))
DOMAINS = Call("sagemaker", "ListDomains", of=(DOMAIN,), path="Domains", lists=True)
DOMAIN_DETAIL = Call("sagemaker", "DescribeDomain", feeds=KEY, of=(DOMAIN,))
MODELS = Call("sagemaker", "ListModels", of=(MODEL,), path="Models", lists=True)
MODEL_DETAIL = Call("sagemaker", "DescribeModel", feeds=("origin",), of=(MODEL,))
ENDPOINTS = Call("sagemaker", "ListEndpoints", of=(ENDPOINT,), path="Endpoints", lists=True)
OF_ENDPOINT = (*KEY, "flows.copy", "flows.processing")
ENDPOINT_DETAIL = Call("sagemaker", "DescribeEndpoint", feeds=OF_ENDPOINT, of=(ENDPOINT,), path="EndpointConfigName")
ENDPOINT_SETTINGS = Call("sagemaker", "DescribeEndpointConfig", feeds=OF_ENDPOINT, of=(ENDPOINT,))
FEATURE_GROUPS = Call("sagemaker", "ListFeatureGroups", of=(FEATURES,), path="FeatureGroupSummaries", lists=True)
FEATURE_DETAIL = Call("sagemaker", "DescribeFeatureGroup", feeds=(*KEY, "flows.copy", "ttl.enabled"), of=(FEATURES,))
TAGS = Call("sagemaker", "ListTags", feeds=("tags",), path="Tags")


def collect(reader: Reader) -> Iterator[Resource]:
    """Everything of the region that holds data, notes or a model."""
    kinds: tuple[tuple[Call, Callable[..., Resource]], ...] = (
        (NOTEBOOKS, _notebook),
        (DOMAINS, _domain),
        (MODELS, _model),
        (ENDPOINTS, _endpoint),
        (FEATURE_GROUPS, _features),
    )
    for listing, describe in kinds:
        yield from reader.map(partial(describe, reader), reader.pages(listing))


def _resource(reader: Reader, native_type: str, id: str, name: str, facts: Mapping[str, object]) -> Resource:
    return reader.resource(native_type, id, name, facts, tags(reader.all(TAGS, ResourceArn=id)))


def _encrypted(reader: Reader, described: object, member: str = "KmsKeyId") -> dict[str, Any]:
    """SageMaker encrypts the disks and shares of its notebooks, with a key of AWS's unless told otherwise."""
    return {
        "encryption.at_rest": lift(lambda _: True, described),
        "encryption.key": lift(lambda found: key_arn(reader, found.get(member)), described),
    }


def _notebook(reader: Reader, listed: NotebookInstanceSummary) -> Resource:
    name = listed["NotebookInstanceName"]
    detail = reader.get(NOTEBOOK_DETAIL, NotebookInstanceName=name)
    return _resource(reader, NOTEBOOK, listed["NotebookInstanceArn"], name, _encrypted(reader, detail))


def _domain(reader: Reader, listed: DomainDetails) -> Resource:
    detail = reader.get(DOMAIN_DETAIL, DomainId=listed["DomainId"])
    return _resource(reader, DOMAIN, listed["DomainArn"], listed["DomainName"], _encrypted(reader, detail))


def _model(reader: Reader, listed: ModelSummary) -> Resource:
    name = listed["ModelName"]
    facts = {
        # What a model is made of stays in its bucket, which says how it is encrypted; SageMaker's own copy is with AWS's key.
        "encryption.at_rest": True,
        "origin": lift(partial(_made_from, reader), reader.get(MODEL_DETAIL, ModelName=name)),
    }
    return _resource(reader, MODEL, listed["ModelArn"], name, facts)


def _made_from(reader: Reader, model: DescribeModelOutput) -> str | None:
    """The bucket of the model's artefacts."""
    for container in (model.get("PrimaryContainer", {}), *model.get("Containers", ())):
        place = container.get("ModelDataUrl") or container.get("ModelDataSource", {}).get("S3DataSource", {}).get("S3Uri")
        if place:
            return str(to_bucket(reader, place)["to"])
    return None


def _endpoint(reader: Reader, listed: EndpointSummary) -> Resource:
    name = listed["EndpointName"]
    detail = lift(lambda used: reader.get(ENDPOINT_SETTINGS, EndpointConfigName=used), reader.get(ENDPOINT_DETAIL, EndpointName=name))
    facts = {
        **_encrypted(reader, detail),
        "flows.copy": lift(partial(_captured, reader), detail),
        "flows.processing": lift(partial(_elsewhere, reader), detail),
    }
    return _resource(reader, ENDPOINT, listed["EndpointArn"], name, facts)


def _captured(reader: Reader, settings: DescribeEndpointConfigOutput) -> Any:
    """The buckets that keep questions and answers: captured ones, and those of asynchronous calls."""
    capture = settings.get("DataCaptureConfig", {})
    places = [capture.get("DestinationS3Uri") if capture.get("EnableCapture", True) else None]
    output = settings.get("AsyncInferenceConfig", {}).get("OutputConfig", {})
    places += [output.get("S3OutputPath"), output.get("S3FailurePath")]
    return flows(to_bucket(reader, place) for place in places if place)


def _elsewhere(reader: Reader, settings: DescribeEndpointConfigOutput) -> Any:
    """An endpoint that may send traffic to other regions does not say which."""
    share = settings.get("CrossRegionTrafficConfig", {}).get("MaxCrossRegionPercentPerEndpoint")
    return flows([{"account": reader.account}] if share else [])


def _features(reader: Reader, listed: FeatureGroupSummary) -> Resource:
    name = listed["FeatureGroupName"]
    detail = reader.get(FEATURE_DETAIL, FeatureGroupName=name)
    online = lift(lambda found: found.get("OnlineStoreConfig", {}), detail)
    key = lift(lambda store: store.get("SecurityConfig", {}).get("KmsKeyId"), online)
    facts = {
        **encryption(reader, lift(lambda _: True, key), key),
        "ttl.enabled": lift(lambda store: bool(store.get("TtlDuration")), online),
        "flows.copy": lift(partial(_offline, reader), detail),
        # A feature group is neither backed up nor replicated nor shared by itself.
    }
    return _resource(reader, FEATURES, listed["FeatureGroupArn"], name, facts)


def _offline(reader: Reader, group: DescribeFeatureGroupResponse) -> Any:
    place = group.get("OfflineStoreConfig", {}).get("S3StorageConfig", {}).get("S3Uri")
    return flows([to_bucket(reader, place)] if place else [])


COLLECTOR = Collector(
    service="sagemaker",
    native_types={NOTEBOOK: "notebook", DOMAIN: "notebook", MODEL: "model", ENDPOINT: "model", FEATURES: "table"},
    calls=(
        *(NOTEBOOKS, NOTEBOOK_DETAIL, DOMAINS, DOMAIN_DETAIL, MODELS, MODEL_DETAIL),
        *(ENDPOINTS, ENDPOINT_DETAIL, ENDPOINT_SETTINGS, FEATURE_GROUPS, FEATURE_DETAIL, TAGS),
    ),
    collect=collect,
    never=(
        Absence(
            ("encryption.key", "flows.copy", "flows.processing"),
            f"{DOCS}/sagemaker/latest/APIReference/API_CreateModel.html: none of these",
            (MODEL,),
        ),
        Absence(
            ("origin",),
            f"{DOCS}/sagemaker/latest/APIReference/API_CreateEndpointConfig.html: keeps what it is asked, which is new",
            (ENDPOINT,),
        ),
        Absence(
            ("backup.retention", "flows.replication"),
            f"{DOCS}/sagemaker/latest/APIReference/API_CreateFeatureGroup.html: none of these",
            (FEATURES,),
        ),
    ),
)
