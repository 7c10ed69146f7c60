"""A small estate for each AWS collector of artificial intelligence, and the facts that must be read back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import KEY, OWNER, PAIR, Expected, tagged
from tests.providers.aws.seeds_messaging import to

DAY = datetime(2026, 1, 1, tzinfo=UTC)
LAKE, OUTPUT = {"to": "arn:aws:s3:::lac"}, {"to": "arn:aws:s3:::sorties"}
OWN_KEY: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": KEY}
AWS_KEY: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": None}


def _full_or_empty(asked_by: str, detail: dict[str, Any]) -> Callable[[Mapping[str, Any]], Mapping[str, Any]]:
    """All there is to say of `plein`, no more than its name of another."""
    return lambda asked: detail if asked[asked_by] == "plein" else {asked_by: asked[asked_by]}


def sagemaker(cloud: Cloud) -> Expected:
    """Two of each: one with everything set, one with nothing."""
    here = f"arn:aws:sagemaker:{PARIS}:{ACCOUNT}"
    lists = {
        "ListNotebookInstances": ("NotebookInstances", "NotebookInstance", "notebook-instance"),
        "ListDomains": ("Domains", "Domain", "domain"),
        "ListModels": ("Models", "Model", "model"),
        "ListEndpoints": ("Endpoints", "Endpoint", "endpoint"),
        "ListFeatureGroups": ("FeatureGroupSummaries", "FeatureGroup", "feature-group"),
    }
    for operation, (member, word, path) in lists.items():
        names = [{f"{word}Name": name, f"{word}Arn": f"{here}:{path}/{name}", f"{word}Id": name} for name in ("plein", "nu")]
        cloud.answer("sagemaker", operation, {member: names}, PARIS)
    endpoint = {
        "KmsKeyId": KEY,
        "DataCaptureConfig": {"EnableCapture": True, "DestinationS3Uri": "s3://lac/questions"},
        "AsyncInferenceConfig": {"OutputConfig": {"S3OutputPath": "s3://sorties/a"}},
        "CrossRegionTrafficConfig": {"MaxCrossRegionPercentPerEndpoint": 30},
    }
    group = {
        "OnlineStoreConfig": {"SecurityConfig": {"KmsKeyId": KEY}, "TtlDuration": {"Unit": "Days", "Value": 30}},
        "OfflineStoreConfig": {"S3StorageConfig": {"S3Uri": "s3://lac/traits"}},
    }
    details: dict[str, tuple[str, dict[str, Any]]] = {
        "DescribeNotebookInstance": ("NotebookInstanceName", {"KmsKeyId": KEY}),
        "DescribeDomain": ("DomainId", {"KmsKeyId": KEY}),
        "DescribeModel": ("ModelName", {"PrimaryContainer": {"ModelDataUrl": "s3://lac/modele.tar.gz"}}),
        "DescribeEndpointConfig": ("EndpointConfigName", endpoint),
        "DescribeFeatureGroup": ("FeatureGroupName", group),
    }
    for operation, (asked_by, detail) in details.items():
        cloud.answer("sagemaker", operation, _full_or_empty(asked_by, detail))
    cloud.answer("sagemaker", "DescribeEndpoint", lambda asked: {"EndpointConfigName": asked["EndpointName"]})
    cloud.answer("sagemaker", "ListTags", lambda asked: {"Tags": PAIR if asked["ResourceArn"].endswith("plein") else []})
    whole: dict[str, dict[str, Any]] = {
        "notebook-instance": OWN_KEY,
        "domain": OWN_KEY,
        "model": {**AWS_KEY, "origin": "arn:aws:s3:::lac", "flows.copy": None},
        "endpoint": {**OWN_KEY, "flows.copy": [LAKE, OUTPUT], "flows.processing": [{"account": ACCOUNT}]},
        "feature-group": {**OWN_KEY, "ttl.enabled": True, "flows.copy": [LAKE]},
    }
    bare: dict[str, dict[str, Any]] = {
        "notebook-instance": AWS_KEY,
        "domain": AWS_KEY,
        "model": {**AWS_KEY, "origin": None},
        "endpoint": {**AWS_KEY, "flows.copy": None, "flows.processing": None},
        "feature-group": {**AWS_KEY, "ttl.enabled": False, "flows.copy": None},
    }
    return {
        **{f"{here}:{path}/plein": {**facts, "name": "plein", "tags": OWNER} for path, facts in whole.items()},
        **{f"{here}:{path}/nu": {**facts, "name": "nu", "tags": {}} for path, facts in bare.items()},
    }


def sagemaker_jobs(cloud: Cloud) -> Expected:
    """A job that read a bucket and left its model in another, and one that says little."""
    here = f"arn:aws:sagemaker:{PARIS}:{ACCOUNT}:training-job"
    listed = [{"TrainingJobName": name, "TrainingJobArn": f"{here}/{name}"} for name in ("plein", "nu")]
    full = {
        "InputDataConfig": [{"ChannelName": "x", "DataSource": {"S3DataSource": {"S3Uri": "s3://lac/x"}}}],
        "OutputDataConfig": {"S3OutputPath": "s3://sorties/x", "KmsKeyId": KEY},
        "CheckpointConfig": {"S3Uri": "s3://lac/points"},
    }
    cloud.answer("sagemaker", "ListTrainingJobs", {"TrainingJobSummaries": listed}, PARIS)
    cloud.answer(
        "sagemaker", "DescribeTrainingJob", lambda asked: full if asked["TrainingJobName"] == "plein" else {"TrainingJobName": "nu"}
    )
    tagged(cloud, f"{here}/plein")
    return {
        f"{here}/plein": {**OWN_KEY, "origin": "arn:aws:s3:::lac", "flows.copy": [OUTPUT, LAKE], "tags": OWNER},
        f"{here}/nu": {**AWS_KEY, "origin": None, "flows.copy": None, "tags": {}},
    }


LOWER, TAGGED = [{"key": "application", "value": "etat-civil"}], ("plein", "accueil", "loin")


def bedrock(cloud: Cloud) -> Expected:
    """AWS's European and worldwide profiles, one of ours for Virginia; prompts logged twice; two guardrails and two custom models."""
    here = f"arn:aws:bedrock:{PARIS}:{ACCOUNT}"

    def model(region: str) -> str:
        return f"arn:aws:bedrock:{region}::foundation-model/anthropic.claude"

    def profile(name: str, sort: str, *models: str) -> dict[str, Any]:
        path = "inference-profile" if sort == "SYSTEM_DEFINED" else "application-inference-profile"
        ids = {"inferenceProfileArn": f"{here}:{path}/{name}", "inferenceProfileId": name, "inferenceProfileName": name}
        return {**ids, "type": sort, "status": "ACTIVE", "models": [{"modelArn": one} for one in models]}

    offered = [profile("eu.claude", "SYSTEM_DEFINED", model(PARIS), model(IRELAND)), profile("global.claude", "SYSTEM_DEFINED", model(""))]
    made = [profile("accueil", "APPLICATION", model(VIRGINIA)), profile("essai", "APPLICATION", model(PARIS))]
    profiles = {"SYSTEM_DEFINED": offered, "APPLICATION": made}
    cloud.answer("bedrock", "ListInferenceProfiles", lambda asked: {"inferenceProfileSummaries": profiles[asked["typeEquals"]]}, PARIS)
    logged = {"cloudWatchConfig": {"logGroupName": "/ia"}, "s3Config": {"bucketName": "lac"}}
    cloud.answer("bedrock", "GetModelInvocationLoggingConfiguration", {"loggingConfig": logged})
    models = [{"modelArn": f"{here}:custom-model/{name}", "modelName": name} for name in ("plein", "nu")]
    full = {"modelKmsKeyArn": KEY, "trainingDataConfig": {"s3Uri": "s3://lac/t"}, "outputDataConfig": {"s3Uri": "s3://sorties/"}}
    cloud.answer("bedrock", "ListCustomModels", {"modelSummaries": models}, PARIS)
    cloud.answer("bedrock", "GetCustomModel", lambda asked: full if asked["modelIdentifier"].endswith("plein") else {"modelName": "nu"})
    across = {"guardrailProfileId": "eu.guardrail.v1:0", "guardrailProfileArn": f"{here}:guardrail-profile/eu.guardrail.v1:0"}
    guard = {"version": "DRAFT", "status": "READY", "createdAt": DAY, "updatedAt": DAY}
    guards: list[dict[str, Any]] = [{"id": name, "arn": f"{here}:guardrail/{name}", "name": name, **guard} for name in ("ici", "loin")]
    guards[1] |= {"crossRegionDetails": across}
    cloud.answer("bedrock", "ListGuardrails", {"guardrails": guards}, PARIS)
    cloud.answer("bedrock", "ListTagsForResource", lambda asked: {"tags": LOWER if asked["resourceARN"].endswith(TAGGED) else []})
    kept = {"flows.logs": [to(f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/ia"), LAKE]}

    def asked_in(region: str) -> dict[str, Any]:
        return {"to": model(region), "region": region, "account": ACCOUNT}

    every = {"to": model(""), "account": ACCOUNT, "country": None}
    return {
        f"{here}:inference-profile/eu.claude": {
            "ai.defined_by": "provider",
            "flows.processing": [asked_in(PARIS), asked_in(IRELAND)],
            "tags": {},
            **kept,
        },
        f"{here}:inference-profile/global.claude": {"ai.defined_by": "provider", "flows.processing": [every], **kept},
        f"{here}:application-inference-profile/accueil": {
            "name": "accueil",
            "ai.defined_by": "customer",
            "flows.processing": [asked_in(VIRGINIA)],
            "tags": OWNER,
            **kept,
        },
        f"{here}:application-inference-profile/essai": {"flows.processing": [asked_in(PARIS)], "tags": {}, **kept},
        f"{here}:guardrail/ici": {"name": "ici", "ai.defined_by": "customer", "flows.processing": None, "flows.logs": None, "tags": {}},
        f"{here}:guardrail/loin": {"ai.defined_by": "customer", "flows.processing": [{"account": ACCOUNT}], "tags": OWNER},
        f"{here}:custom-model/plein": {**OWN_KEY, "origin": "arn:aws:s3:::lac", "flows.copy": [OUTPUT], "tags": OWNER},
        f"{here}:custom-model/nu": {**AWS_KEY, "origin": None, "flows.copy": None, "tags": {}},
    }


def bedrock_agent(cloud: Cloud) -> Expected:
    """A base whose index lies in Virginia, one whose index lies at Pinecone's, two sources of the first; two agents."""
    here = f"arn:aws:bedrock:{PARIS}:{ACCOUNT}:knowledge-base"
    index = f"arn:aws:aoss:{VIRGINIA}:{ACCOUNT}:collection/index"
    model = f"arn:aws:bedrock:{PARIS}::foundation-model/amazon.titan-embed"
    pictures = {"storageLocations": [{"type": "S3", "s3Location": {"uri": "s3://sorties/images"}}]}
    vector = {"embeddingModelArn": model, "supplementalDataStorageConfiguration": pictures}
    managed = {"type": "MANAGED", "managedKnowledgeBaseConfiguration": {"serverSideEncryptionConfiguration": {"kmsKeyArn": KEY}}}
    bases: dict[str, dict[str, Any]] = {
        "AAAAAAAAAA": {
            "knowledgeBaseConfiguration": {"type": "VECTOR", "vectorKnowledgeBaseConfiguration": vector},
            "storageConfiguration": {"type": "OPENSEARCH_SERVERLESS", "opensearchServerlessConfiguration": {"collectionArn": index}},
        },
        "BBBBBBBBBB": {
            "knowledgeBaseConfiguration": managed,
            "storageConfiguration": {"type": "PINECONE", "pineconeConfiguration": {"connectionString": "https://x.svc.pinecone.io"}},
        },
    }
    summaries = [{"knowledgeBaseId": known, "name": name} for known, name in zip(bases, ("droit", "faq"), strict=True)]
    cloud.answer("bedrock-agent", "ListKnowledgeBases", {"knowledgeBaseSummaries": summaries}, PARIS)
    cloud.answer("bedrock-agent", "GetKnowledgeBase", lambda asked: {"knowledgeBase": bases[asked["knowledgeBaseId"]]})
    ours, sees = f"arn:aws:bedrock:{PARIS}:{ACCOUNT}:application-inference-profile/accueil", f"arn:aws:lambda:{PARIS}:{ACCOUNT}:function:vu"
    parser = {"parsingStrategy": "BEDROCK_FOUNDATION_MODEL", "bedrockFoundationModelConfiguration": {"modelArn": ours}}
    parsed = {"parsingConfiguration": parser}
    sources: dict[str, dict[str, Any]] = {
        "CCCCCCCCCC": {
            "dataSourceConfiguration": {"type": "S3", "s3Configuration": {"bucketArn": "arn:aws:s3:::lac"}},
            "serverSideEncryptionConfiguration": {"kmsKeyArn": KEY},
        },
        "DDDDDDDDDD": {"dataSourceConfiguration": {"type": "WEB"}, "vectorIngestionConfiguration": parsed},
    }
    agents: dict[str, dict[str, Any]] = {
        "AAAAEEEEEE": {
            "foundationModel": "global.anthropic.claude",
            "customerEncryptionKeyArn": KEY,
            "promptOverrideConfiguration": {"promptConfigurations": [{"foundationModel": "anthropic.claude"}], "overrideLambda": sees},
        },
        "FFFFFFFFFF": {"foundationModel": ours},
    }
    listed = [{"knowledgeBaseId": "AAAAAAAAAA", "dataSourceId": known, "name": known.lower()} for known in sources]
    cloud.answer(
        "bedrock-agent", "ListDataSources", lambda asked: {"dataSourceSummaries": listed if "A" in asked["knowledgeBaseId"] else []}
    )
    names = [{"agentId": known, "agentName": known.lower(), "agentStatus": "PREPARED", "updatedAt": DAY} for known in agents]
    cloud.answer("bedrock-agent", "ListAgents", {"agentSummaries": names}, PARIS)
    cloud.answer("bedrock-agent", "GetAgent", lambda asked: {"agent": agents[asked["agentId"]]})
    cloud.answer("bedrock-agent", "GetDataSource", lambda asked: {"dataSource": sources[asked["dataSourceId"]]})
    cloud.answer("bedrock-agent", "ListTagsForResource", lambda asked: {"tags": OWNER if "AAAA" in asked["resourceArn"] else {}})
    base, agent = f"{here}/AAAAAAAAAA", f"arn:aws:bedrock:{PARIS}:{ACCOUNT}:agent"
    anywhere = f"arn:aws:bedrock:{PARIS}:{ACCOUNT}:inference-profile/global.anthropic.claude"
    here_only = f"arn:aws:bedrock:{PARIS}:{ACCOUNT}:foundation-model/anthropic.claude"
    return {
        f"{agent}/AAAAEEEEEE": {
            **OWN_KEY,
            "name": "aaaaeeeeee",
            "flows.copy": [to(sees)],
            "flows.processing": [{**to(anywhere), "passed_on": True}, to(here_only)],
            "tags": OWNER,
        },
        f"{agent}/FFFFFFFFFF": {**AWS_KEY, "flows.copy": None, "flows.processing": [{**to(ours), "passed_on": True}], "tags": {}},
        base: {
            **AWS_KEY,
            "name": "droit",
            "flows.copy": [to(index), OUTPUT],
            "flows.processing": [{"to": model, "region": PARIS, "account": ACCOUNT}],
            "tags": OWNER,
        },
        f"{here}/BBBBBBBBBB": {
            **OWN_KEY,
            "flows.copy": [{"to": "x.svc.pinecone.io", "holder": "x.svc.pinecone.io"}],
            "flows.processing": None,
            "tags": {},
        },
        f"{base}/data-source/CCCCCCCCCC": {**OWN_KEY, "origin": "arn:aws:s3:::lac", "flows.copy": [to(base)]},
        f"{base}/data-source/DDDDDDDDDD": {**AWS_KEY, "origin": None, "flows.processing": [{**to(ours), "passed_on": True}]},
    }


def bedrock_jobs(cloud: Cloud) -> Expected:
    """A job whose answers went to a stranger's bucket, asked across Europe, and one that failed."""
    here = f"arn:aws:bedrock:{PARIS}:{ACCOUNT}"
    model = f"{here}:inference-profile/eu.anthropic.claude"
    output = {"s3Uri": "s3://sorties/x", "s3EncryptionKeyId": KEY, "s3BucketOwner": STRANGER}
    prompts = {"s3InputDataConfig": {"s3Uri": "s3://lac/questions"}}
    common = {"roleArn": "arn:aws:iam::1:role/x", "submitTime": DAY, "inputDataConfig": prompts}
    clear = {"s3OutputDataConfig": {"s3Uri": "s3://sorties/y"}}
    listed: list[dict[str, Any]] = [
        {**common, "jobName": "plein", "modelId": model, "status": "Completed", "outputDataConfig": {"s3OutputDataConfig": output}},
        {**common, "jobName": "rate", "modelId": "amazon.nova", "status": "Failed", "outputDataConfig": clear},
    ]
    listed = [{**one, "jobArn": f"{here}:model-invocation-job/{one['jobName']}"} for one in listed]
    cloud.answer("bedrock", "ListModelInvocationJobs", {"invocationJobSummaries": listed}, PARIS)
    cloud.answer("bedrock", "ListTagsForResource", lambda asked: {"tags": LOWER if asked["resourceARN"].endswith("plein") else []})
    plain = f"{here}:foundation-model/amazon.nova"
    return {
        f"{here}:model-invocation-job/plein": {
            **OWN_KEY,
            "name": "plein",
            "origin": "arn:aws:s3:::lac",
            "flows.copy": [{**OUTPUT, "account": STRANGER}],
            "flows.processing": [{**to(model), "passed_on": True}],
            "tags": OWNER,
        },
        f"{here}:model-invocation-job/rate": {**AWS_KEY, "flows.copy": None, "flows.processing": [to(plain)], "tags": {}},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "sagemaker": sagemaker,
    "sagemaker-jobs": sagemaker_jobs,
    "bedrock": bedrock,
    "bedrock-agent": bedrock_agent,
    "bedrock-jobs": bedrock_jobs,
}
