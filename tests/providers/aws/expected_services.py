"""What recorded answers say of catalogues, models, sites, desktops, transfers and watchmen, read by hand from AWS's documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from tests.emulators.aws import Problem
from tests.providers.aws.expected import Data, Found, bucket_arn, by_arn, days, key_arn, sealed, tags, targets
from tests.providers.aws.recorded import UNKNOWN, Expectation, Operation, Told

LOWER = ("key", "value")


def flows_between_applications(told: Told, asked: Data, answer: Data) -> Found:
    """Every flow."""
    for one in answer["flows"]:
        yield one["flowArn"], {"name": one["flowName"], "tags": one.get("tags", {})}


def flow_between_applications(told: Told, asked: Data, answer: Data) -> Found:
    """The one recorded goes to a bucket."""
    ends = [one["destinationConnectorProperties"]["S3"]["bucketName"] for one in answer["destinationFlowConfigList"]]
    yield answer["flowArn"], {"flows.copy": [{"to": bucket_arn(end)} for end in ends]}


def databases(told: Told, asked: Data, answer: Data) -> Found:
    """Every database of the catalogue."""
    for one in answer["DatabaseList"]:
        yield told.arn("glue", f"database/{one['Name']}"), {"name": one["Name"]}


def tables(told: Told, asked: Data, answer: Data) -> Found:
    """Where tables lie; none where they do not say."""
    places = {one.get("StorageDescriptor", {}).get("Location", "") for one in answer["TableList"]}
    buckets = sorted({urlsplit(place).netloc for place in places if place.startswith("s3://")})
    yield told.arn("glue", f"database/{asked['DatabaseName']}"), {"flows.copy": targets(*({"to": bucket_arn(one)} for one in buckets))}


def connections(told: Told, asked: Data, answer: Data) -> Found:
    """To a host of RDS, whose name says its region."""
    for one in answer["ConnectionList"]:
        address = one.get("ConnectionProperties", {}).get("JDBC_CONNECTION_URL")
        host = urlsplit(address.removeprefix("jdbc:")).hostname if address else None
        region = {"region": host.split(".")[-4]} if host and host.endswith(".rds.amazonaws.com") else {}
        expected = targets({"to": host, "holder": host, **region}) if host else None
        yield told.arn("glue", f"connection/{one['Name']}"), {"flows.copy": expected, "name": one["Name"]}


def catalogue_settings(told: Told, asked: Data, answer: Data) -> Found:
    """How everything in the catalogue is kept."""
    mode = answer["DataCatalogEncryptionSettings"]["EncryptionAtRest"]["CatalogEncryptionMode"]
    for one in told.answer("glue", "GetDatabases").get("DatabaseList", ()):
        yield told.arn("glue", f"database/{one['Name']}"), {"encryption.at_rest": mode != "DISABLED"}


def catalogue_tags(told: Told, asked: Data, answer: Data) -> Found:
    """A plain map."""
    yield asked["ResourceArn"], {"tags": answer["Tags"]}


def nothing(told: Told, asked: Data, answer: Data | Problem) -> Iterator[Any]:
    """Recorded of something that we do not ask about, or that says nothing of a resource."""
    yield from ()


def profiles(told: Told, asked: Data, answer: Data) -> Found:
    """Each region where a profile may ask its model."""
    for one in answer["inferenceProfileSummaries"]:
        asked_in = [_asked(told, model["modelArn"]) for model in one["models"]]
        made = {"APPLICATION": "customer", "SYSTEM_DEFINED": "provider"}[one["type"]]
        yield one["inferenceProfileArn"], {"ai.defined_by": made, "flows.processing": asked_in, "name": one["inferenceProfileName"]}


def _asked(told: Told, model: str) -> dict[str, Any]:
    """A model without a region answers in any; it is AWS's, and asked for the account."""
    where = {"region": model.split(":")[3]} if model.split(":")[3] else {"country": None}
    return {"to": model, "account": told.account, **where}


def invocations_logged(told: Told, asked: Data, answer: Data) -> Found:
    """For every profile of the region alike."""
    settings = answer.get("loggingConfig", {})
    bucket, group = settings.get("s3Config", {}).get("bucketName"), settings.get("cloudWatchConfig", {}).get("logGroupName")
    named = [by_arn(told.arn("logs", f"log-group:{group}"))] if group else []
    for one in told.answer("bedrock", "ListInferenceProfiles")["inferenceProfileSummaries"]:
        yield one["inferenceProfileArn"], {"flows.logs": targets(*named, *([{"to": bucket_arn(bucket)}] if bucket else []))}


def guardrails(told: Told, asked: Data, answer: Data) -> Found:
    """None recorded works across regions."""
    for one in answer["guardrails"]:
        if "crossRegionDetails" not in one:
            yield one["arn"], {"flows.processing": None, "name": one["name"]}


def batches(told: Told, asked: Data, answer: Data) -> Found:
    """From a bucket to a bucket, by a model of the region; what failed or never came to its turn left nothing."""
    for one in answer["invocationJobSummaries"]:
        read, left = one["inputDataConfig"]["s3InputDataConfig"], one["outputDataConfig"]["s3OutputDataConfig"]
        bucket, owner = bucket_arn(urlsplit(left["s3Uri"]).netloc), {"account": left["s3BucketOwner"]} if "s3BucketOwner" in left else {}
        yield (
            one["jobArn"],
            {
                "origin": bucket_arn(urlsplit(read["s3Uri"]).netloc),
                "flows.copy": None if one["status"] in ("Failed", "Expired") else [{"to": bucket, **owner}],
                "flows.processing": [_asked(told, one["modelId"])],
                "name": one["jobName"],
            },
        )


def model_tags(told: Told, asked: Data, answer: Data) -> Found:
    """With small letters."""
    yield asked["resourceARN"], {"tags": {one["key"]: one["value"] for one in answer["tags"]}}


def distributions(told: Told, asked: Data, answer: Data) -> Found:
    """What a site is made of, and that it lies in no region."""
    for one in answer["DistributionList"].get("Items", ()):
        origins = [origin["DomainName"] for origin in one.get("Origins", {}).get("Items", ())]
        names = one.get("Aliases", {}).get("Items") or [one.get("DomainName", one["Id"])]
        yield one["ARN"], {"cdn.origins": origins or None, "region": None, "name": names[0]}


def distribution(told: Told, asked: Data, answer: Data) -> Found:
    """None recorded is logged."""
    if not answer["DistributionConfig"]["Logging"]["Enabled"]:
        for one in told.answer("cloudfront", "ListDistributions")["DistributionList"]["Items"]:
            if one["Id"] == asked["Id"]:
                yield one["ARN"], {"flows.logs": None}


def distribution_tags(told: Told, asked: Data, answer: Data) -> Found:
    """In a list of items."""
    yield asked["Resource"], {"tags": tags(answer["Tags"]["Items"])}


def recorders(told: Told, asked: Data, answer: Data) -> Found:
    """One a region, with one name."""
    for one in answer["ConfigurationRecorders"]:
        yield told.arn("config", f"configuration-recorder/{one['name']}"), {"name": one["name"], "encryption.at_rest": True}


def channels(told: Told, asked: Data, answer: Data) -> Found:
    """To a bucket, and to a topic when there is one."""
    sent = [{"to": bucket_arn(one["s3BucketName"])} for one in answer["DeliveryChannels"]]
    sent += [by_arn(one["snsTopicARN"]) for one in answer["DeliveryChannels"] if "snsTopicARN" in one]  # type: ignore[misc]
    for one in told.answer("config", "DescribeConfigurationRecorders").get("ConfigurationRecorders", ()):
        yield told.arn("config", f"configuration-recorder/{one['name']}"), {"flows.copy": sent or None}


def recorder_retention(told: Told, asked: Data, answer: Data) -> Found:
    """Of everything recorded in the region."""
    for one in told.answer("config", "DescribeConfigurationRecorders").get("ConfigurationRecorders", ()):
        kept = days(answer["RetentionConfigurations"][0]["RetentionPeriodInDays"])
        yield told.arn("config", f"configuration-recorder/{one['name']}"), {"retention.max": kept}


def macie(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """On, or not; off is no session."""
    if not isinstance(answer, Problem):
        yield told.arn("macie2", "session"), {"retention.max": "P90D"}


def macie_watcher(told: Told, asked: Data, answer: Data | Problem) -> Found:
    """The account that sees what is found."""
    if not isinstance(answer, Problem) and "administrator" in answer:
        yield told.arn("macie2", "session"), {"flows.copy": [{"account": answer["administrator"]["accountId"], "region": told.region}]}


def servers(told: Told, asked: Data, answer: Data) -> Found:
    """Every server of file transfers."""
    for one in answer["Servers"]:
        yield one["Arn"], {"name": one["ServerId"]}


def server(told: Told, asked: Data, answer: Data) -> Found:
    """Its tags."""
    one = answer["Server"]
    if one["ServerId"] == asked["ServerId"]:
        yield one["Arn"], {"tags": tags(one.get("Tags"))}


def users(told: Told, asked: Data, answer: Data) -> Found:
    """The one recorded lands nowhere in particular; of its server nothing was recorded that says where a workflow takes it."""
    if not [one for one in answer["Users"] if one.get("HomeDirectory") or one["HomeDirectoryType"] == "LOGICAL"]:
        yield told.arn("transfer", f"server/{asked['ServerId']}"), {"flows.copy": UNKNOWN}


def connectors(told: Told, asked: Data, answer: Data) -> Found:
    """To a partner's server, which here is one of AWS's, whose name says its region."""
    for one in answer["Connectors"]:
        host = urlsplit(one["Url"]).hostname or ""
        region = {"region": host.split(".")[3]} if host.endswith(".amazonaws.com") else {}
        yield one["Arn"], {"flows.copy": [{"to": host, "holder": host, **region}], "name": one["ConnectorId"]}


def connector(told: Told, asked: Data, answer: Data) -> Found:
    """Its tags."""
    yield answer["Connector"]["Arn"], {"tags": tags(answer["Connector"].get("Tags"))}


def desktops(told: Told, asked: Data, answer: Data) -> Found:
    """Encrypted when both volumes are; what is not is left out."""
    for one in answer["Workspaces"]:
        whole = one.get("UserVolumeEncryptionEnabled", False) and one.get("RootVolumeEncryptionEnabled", False)
        key = one.get("VolumeEncryptionKey")
        facts = sealed(told, whole, key_arn(told, key) if key else None)
        yield told.arn("workspaces", f"workspace/{one['WorkspaceId']}"), {**facts, "flows.replication": None}


def desktop_images(told: Told, asked: Data, answer: Data) -> Found:
    """Every image."""
    for one in answer["Images"]:
        facts = {"name": one["Name"], "public.access": False, "encryption.at_rest": UNKNOWN}
        yield told.arn("workspaces", f"workspaceimage/{one['ImageId']}"), facts


def network_logs(told: Told, asked: Data, answer: Data) -> Found:
    """One a flow log: a bucket, whatever it is asked to write there, else a group, by its ARN or by its name."""
    for one in answer["FlowLogs"]:
        end = one.get("LogDestination") or told.arn("logs", f"log-group:{one['LogGroupName']}")
        target = {"to": bucket_arn(end.split(":::")[1].split("/")[0])} if ":s3:::" in end else by_arn(end.removesuffix(":*"))
        labels = tags(one.get("Tags"))
        yield told.arn("ec2", f"vpc-flow-log/{one['FlowLogId']}"), {"flows.copy": targets(target), "tags": labels, "region": told.region}


EXPECTED: Mapping[Operation, Expectation] = {
    ("ec2", "DescribeFlowLogs"): network_logs,
    ("appflow", "ListFlows"): flows_between_applications,
    ("appflow", "DescribeFlow"): flow_between_applications,
    ("athena", "ListTagsForResource"): nothing,
    ("glue", "GetDatabases"): databases,
    ("glue", "GetTables"): tables,
    ("glue", "GetConnections"): connections,
    ("glue", "GetDataCatalogEncryptionSettings"): catalogue_settings,
    ("glue", "GetTags"): catalogue_tags,
    ("bedrock", "ListInferenceProfiles"): profiles,
    ("bedrock", "GetModelInvocationLoggingConfiguration"): invocations_logged,
    ("bedrock", "ListGuardrails"): guardrails,
    ("bedrock", "ListModelInvocationJobs"): batches,
    ("bedrock", "ListTagsForResource"): model_tags,
    ("cloudfront", "ListDistributions"): distributions,
    ("cloudfront", "GetDistributionConfig"): distribution,
    ("cloudfront", "ListTagsForResource"): distribution_tags,
    ("config", "DescribeConfigurationRecorders"): recorders,
    ("config", "DescribeDeliveryChannels"): channels,
    ("config", "DescribeRetentionConfigurations"): recorder_retention,
    ("kafka", "ListTagsForResource"): nothing,
    ("logs", "DescribeDeliveryDestinations"): nothing,
    ("macie2", "GetMacieSession"): macie,
    ("macie2", "GetAdministratorAccount"): macie_watcher,
    ("transfer", "ListServers"): servers,
    ("transfer", "DescribeServer"): server,
    ("transfer", "ListUsers"): users,
    ("transfer", "DescribeUser"): nothing,
    ("transfer", "ListConnectors"): connectors,
    ("transfer", "DescribeConnector"): connector,
    ("workspaces", "DescribeWorkspaces"): desktops,
    ("workspaces", "DescribeWorkspaceImages"): desktop_images,
    ("workspaces", "DescribeTags"): nothing,
}
