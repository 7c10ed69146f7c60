"""Amazon Bedrock knowledge bases and agents: the store that holds an index, in or outside AWS, the models that read, and sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import arn, key_arn, to_arn
from auditor.providers.aws.services.bedrock import asked
from auditor.providers.aws.targets import to_bucket, to_host
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.bedrock_agent import (
        Agent,
        AgentSummary,
        DataSource,
        DataSourceSummary,
        KnowledgeBase,
        KnowledgeBaseSummary,
    )

BASE = "AWS::Bedrock::KnowledgeBase"
SOURCE = "AWS::Bedrock::DataSource"
AGENT = "AWS::Bedrock::Agent"
STORES = ("collectionArn", "domainArn", "resourceArn", "graphArn", "indexArn", "vectorBucketArn")
HOSTS = ("connectionString", "endpoint")
"""Members of a store's settings that say where it lies: by an ARN, or by a host outside AWS."""

BASES = Call(
    "bedrock-agent",
    "ListKnowledgeBases",
    of=(BASE, SOURCE),
    path="knowledgeBaseSummaries",
    permission="bedrock:ListKnowledgeBases",
    lists=True,
)
BASE_DETAIL = Call(
    "bedrock-agent",
    "GetKnowledgeBase",
    feeds=("encryption.at_rest", "encryption.key", "flows.copy", "flows.processing"),
    of=(BASE,),
    path="knowledgeBase",
    permission="bedrock:GetKnowledgeBase",
)
TAGS = Call(
    "bedrock-agent", "ListTagsForResource", feeds=("tags",), of=(BASE, AGENT), permission="bedrock:ListTagsForResource", must=("tags",)
)
SOURCES = Call(
    "bedrock-agent",
    "ListDataSources",
    of=(SOURCE,),
    path="dataSourceSummaries",
    permission="bedrock:ListDataSources",
    lists=True,
)
SOURCE_DETAIL = Call(
    "bedrock-agent",
    "GetDataSource",
    feeds=("encryption.at_rest", "encryption.key", "origin", "flows.processing"),
    of=(SOURCE,),
    path="dataSource",
    permission="bedrock:GetDataSource",
)
AGENTS = Call("bedrock-agent", "ListAgents", of=(AGENT,), path="agentSummaries", permission="bedrock:ListAgents", lists=True)
AGENT_DETAIL = Call(
    "bedrock-agent",
    "GetAgent",
    feeds=("encryption.at_rest", "encryption.key", "flows.copy", "flows.processing"),
    of=(AGENT,),
    path="agent",
    permission="bedrock:GetAgent",
)


def collect(reader: Reader) -> Iterator[Resource]:
    """Every knowledge base of the region, then the sources of each, then agents."""
    bases = list(reader.pages(BASES))
    yield from reader.map(partial(_base, reader), bases)
    for base in bases:
        sources = reader.pages(SOURCES, knowledgeBaseId=base["knowledgeBaseId"])
        yield from reader.map(partial(_source, reader), sources)
    yield from reader.map(partial(_agent, reader), reader.pages(AGENTS))


def _base(reader: Reader, listed: KnowledgeBaseSummary) -> Resource:
    known = listed["knowledgeBaseId"]
    id = arn(reader, "bedrock", f"knowledge-base/{known}")
    detail = reader.get(BASE_DETAIL, knowledgeBaseId=known)
    facts = {
        # Bedrock encrypts what it keeps of a base, with a key of its own unless told otherwise; the store says how it encrypts the index.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda base: key_arn(reader, _managed(base).get("kmsKeyArn")), detail),
        "flows.copy": lift(partial(_stores, reader), detail),
        "flows.processing": lift(partial(_readers, reader), detail),
    }
    labels = lift(lambda answer: dict(answer.get("tags", {})), reader.get(TAGS, resourceArn=id))
    return reader.resource(BASE, id, listed["name"], facts, labels)


def _managed(base: KnowledgeBase) -> Mapping[str, Any]:
    settings = base.get("knowledgeBaseConfiguration", {}).get("managedKnowledgeBaseConfiguration", {})
    found: Mapping[str, Any] = settings.get("serverSideEncryptionConfiguration", {})
    return found


def _stores(reader: Reader, base: KnowledgeBase) -> Any:
    """Where the index lies, and the buckets of what was taken out of documents on the way."""
    settings = [one for one in base.get("storageConfiguration", {}).values() if isinstance(one, Mapping)]
    found = [to_arn(one[member]) for one in settings for member in STORES if one.get(member)]
    found += [to_host(one[member]) for one in settings for member in HOSTS if one.get(member)]
    kinds = [one for one in base.get("knowledgeBaseConfiguration", {}).values() if isinstance(one, Mapping)]
    places = [place for one in kinds for place in one.get("supplementalDataStorageConfiguration", {}).get("storageLocations", ())]
    found += [to_bucket(reader, place["s3Location"]["uri"]) for place in places if "s3Location" in place]
    found += [to_arn(one["kendraIndexArn"]) for one in kinds if one.get("kendraIndexArn")]
    return flows(found)


def _readers(reader: Reader, base: KnowledgeBase) -> Any:
    """The model, or the inference profile, that turns documents into the index."""
    kinds = [one for one in base.get("knowledgeBaseConfiguration", {}).values() if isinstance(one, Mapping)]
    return flows(asked(reader, one["embeddingModelArn"]) for one in kinds if one.get("embeddingModelArn"))


def _source(reader: Reader, listed: DataSourceSummary) -> Resource:
    base, known = listed["knowledgeBaseId"], listed["dataSourceId"]
    detail = reader.get(SOURCE_DETAIL, knowledgeBaseId=base, dataSourceId=known)
    facts = {
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda one: key_arn(reader, one.get("serverSideEncryptionConfiguration", {}).get("kmsKeyArn")), detail),
        "origin": lift(lambda source: source.get("dataSourceConfiguration", {}).get("s3Configuration", {}).get("bucketArn"), detail),
        # What it reads goes to its base, which says where that lies.
        "flows.copy": flows([to_arn(arn(reader, "bedrock", f"knowledge-base/{base}"))]),
        "flows.processing": lift(partial(_parsers, reader), detail),
    }
    return reader.resource(SOURCE, arn(reader, "bedrock", f"knowledge-base/{base}/data-source/{known}"), listed["name"], facts, {})


def _parsers(reader: Reader, source: DataSource) -> Any:
    """The models that take documents apart, or add to them, before they are turned into the index."""
    ingestion: Mapping[str, Any] = source.get("vectorIngestionConfiguration", {})
    steps = [ingestion.get(one, {}) for one in ("parsingConfiguration", "contextEnrichmentConfiguration")]
    models = [one.get("bedrockFoundationModelConfiguration", {}).get("modelArn") for one in steps]
    return flows(asked(reader, one) for one in models if one)


def _agent(reader: Reader, listed: AgentSummary) -> Resource:
    known = listed["agentId"]
    id = arn(reader, "bedrock", f"agent/{known}")
    detail = reader.get(AGENT_DETAIL, agentId=known)
    facts = {
        # Bedrock encrypts what an agent remembers, with a key of its own unless told otherwise.
        "encryption.at_rest": lift(lambda _: True, detail),
        "encryption.key": lift(lambda agent: key_arn(reader, agent.get("customerEncryptionKeyArn")), detail),
        "flows.copy": lift(_overridden, detail),
        "flows.processing": lift(partial(_models, reader), detail),
    }
    labels = lift(lambda answer: dict(answer.get("tags", {})), reader.get(TAGS, resourceArn=id))
    return reader.resource(AGENT, id, listed["agentName"], facts, labels)


def _models(reader: Reader, agent: Agent) -> Any:
    """The model, or the profile, that an agent asks, and those of single prompts."""
    prompts = agent.get("promptOverrideConfiguration", {}).get("promptConfigurations", ())
    models = [one.get("foundationModel") for one in (agent, *prompts)]
    return flows(asked(reader, one) for one in models if one)


def _overridden(agent: Agent) -> Any:
    """The functions that see what is said on the way."""
    executor: Mapping[str, Any] = agent.get("customOrchestration", {}).get("executor", {})
    functions = (
        agent.get("promptOverrideConfiguration", {}).get("overrideLambda"),
        executor.get("lambda"),
    )
    return flows(to_arn(one) for one in functions if one)


COLLECTOR = Collector(
    service="bedrock-agent",
    native_types={BASE: "model", SOURCE: "model", AGENT: "model"},
    calls=(BASES, BASE_DETAIL, TAGS, SOURCES, SOURCE_DETAIL, AGENTS, AGENT_DETAIL),
    collect=collect,
    never=(
        Absence(
            ("origin",),
            f"{DOCS}/bedrock/latest/APIReference/API_agent_CreateKnowledgeBase.html: filled by its sources, read as such",
            (BASE,),
        ),
        Absence(("origin",), f"{DOCS}/bedrock/latest/APIReference/API_agent_CreateAgent.html: made of no other resource", (AGENT,)),
    ),
)
