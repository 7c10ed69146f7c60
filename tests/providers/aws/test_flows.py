"""Flows that several answers tell of, and resource policies that guard more than one thing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model import Outcome, Resource
from auditor.providers.aws.provider import COLLECTORS
from auditor.providers.aws.services import firehose, glue
from auditor.providers.observing import Unknown
from tests.emulators.aws import ACCOUNT, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds_moves import SERVERS
from tests.providers.judged import judged

pytestmark = pytest.mark.usefixtures("directly")

AWAY = f"arn:aws:kinesis:{VIRGINIA}:{STRANGER}:stream/journaux"


@pytest.fixture(autouse=True)
def _answered_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered here the emulator does not hold: that it finds nothing of it does not mean that it was deleted meanwhile."""
    monkeypatch.setattr("auditor.providers.aws.reasons.gone", lambda _code, _call: False)


@pytest.fixture
def group(aws: Cloud) -> Cloud:
    """A log group whose own subscription leads to Virginia."""
    aws.client("logs").create_log_group(logGroupName="/app")
    sent = {"filterName": "tout", "filterPattern": "", "logGroupName": "/app", "destinationArn": AWAY}
    aws.answer("logs", "DescribeSubscriptionFilters", {"subscriptionFilters": [sent]})
    return aws


def only(aws: Cloud, service: str = "logs") -> Resource:
    """The one resource there is."""
    (found,) = aws.scan(service, regions=[PARIS]).resources
    return found


@pytest.mark.parametrize("refused", ["DescribeAccountPolicies", "DescribeExportTasks"])
def test_what_one_answer_tells_survives_the_refusal_of_another(group: Cloud, refused: str) -> None:
    """The subscription to Virginia is known; that there is no other flow is not."""
    with group.fault("logs", refused):
        found = only(group)
    assert found.unknown == {"flows.copy": f"access_denied: logs:{refused}"}
    assert found.facts["flows"]["copy"] == [{"to": AWAY, "region": VIRGINIA, "account": STRANGER}]


@pytest.mark.parametrize(
    ("criteria", "sent"),
    [(None, True), ('LogGroupName NOT IN ["/app"]', False), ('LogGroupName NOT IN ["/autre"]', True), ("something new", True)],
)
def test_the_subscription_of_the_account(aws: Cloud, criteria: str | None, sent: bool) -> None:
    """It takes every group but those it leaves out; a criterion nobody knows leaves none out."""
    aws.client("logs").create_log_group(logGroupName="/app")
    policy: dict[str, Any] = {"policyDocument": json.dumps({"DestinationArn": AWAY})}
    aws.answer("logs", "DescribeAccountPolicies", {"accountPolicies": [policy | ({"selectionCriteria": criteria} if criteria else {})]})
    assert bool(only(aws).facts["flows"]["copy"]) is sent


def test_an_endpoint_without_observability_has_no_link(group: Cloud) -> None:
    """What is not offered there shares nothing."""
    with group.fault("oam", "ListLinks", "stranger"):
        assert only(group).facts["flows"]["share"] is None


def test_the_filter_of_a_link_is_not_guessed(group: Cloud) -> None:
    """Which groups a filter leaves out is not known, so neither is whether this one is seen."""
    sink = f"arn:aws:oam:{PARIS}:{STRANGER}:sink/1"
    link = {"Arn": f"arn:aws:oam:{PARIS}:{ACCOUNT}:link/1", "ResourceTypes": ["AWS::Logs::LogGroup"], "SinkArn": sink}
    group.answer("oam", "ListLinks", {"Items": [link]})
    group.answer("oam", "GetLink", {"LinkConfiguration": {"LogGroupConfiguration": {"Filter": "LogGroupName LIKE '/aws%'"}}})
    assert only(group).unknown["flows.share"].startswith("not_collected: oam:GetLink")


@pytest.mark.parametrize(("resource", "read"), [("/app:*", True), ("/app", True), ("*", True), ("/autre:*", False)])
def test_a_policy_for_logs_speaks_of_some_groups(aws: Cloud, resource: str, read: bool) -> None:
    """A reader let into one group is not let into the next."""
    client = aws.client("logs")
    client.create_log_group(logGroupName="/app")
    pattern = resource if resource == "*" else f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:{resource}"
    statement = {"Effect": "Allow", "Principal": {"AWS": STRANGER}, "Action": "logs:*", "Resource": pattern}
    client.put_resource_policy(policyName="lecture", policyDocument=json.dumps({"Statement": [statement]}))
    assert only(aws).facts["flows"]["share"] == ([{"account": STRANGER, "region": PARIS}] if read else None)


def test_a_group_that_only_passes_logs_on_keeps_them_a_day(aws: Cloud) -> None:
    """Whatever retention it says, or does not."""
    group = {"logGroupName": "/app", "logGroupClass": "DELIVERY", "logGroupArn": f"arn:aws:logs:{PARIS}:{ACCOUNT}:log-group:/app"}
    aws.answer("logs", "DescribeLogGroups", {"logGroups": [group]})
    assert only(aws).facts["retention"]["max"] == "P1D"


def test_a_member_does_not_ask_for_the_tags_of_its_organisation_s_trail(aws: Cloud) -> None:
    """They are its own account's to see."""
    trail = {"Name": "tout", "TrailARN": f"arn:aws:cloudtrail:{PARIS}:{STRANGER}:trail/tout", "S3BucketName": "pistes"}
    aws.answer("cloudtrail", "DescribeTrails", {"trailList": [{**trail, "IsOrganizationTrail": True}]})
    found = only(aws, "cloudtrail")
    assert (found.id, found.facts["flows"]["copy"]) == (trail["TrailARN"], [{"to": "arn:aws:s3:::pistes"}])
    assert found.unknown["tags"].startswith("not_collected")
    assert ("cloudtrail", "ListTags", PARIS) not in aws.faults.seen


@pytest.mark.parametrize(
    ("pattern", "means"),
    [
        ("*", True),
        ("arn:aws:glue:eu-west-3:1:*", True),
        ("arn:aws:glue:eu-west-3:1:catalog", False),
        ("arn:aws:glue:eu-west-3:1:database/social", True),
        ("arn:aws:glue:eu-west-3:1:database/soc*", True),
        ("arn:aws:glue:eu-west-3:1:table/social/dossiers", True),
        ("arn:aws:glue:eu-west-3:1:table/autre/*", False),
        ("arn:aws:glue:eu-west-3:1:table/*", True),
        ("arn:aws:glue:eu-west-3:1:connection/social", False),
    ],
)
def test_a_policy_of_a_catalogue_speaks_of_some_databases(pattern: str, means: bool) -> None:
    """One table lent is the database lent; the catalogue alone opens nothing."""
    assert glue._means(glue.DATABASE, "social", pattern) is means


def test_a_function_takes_no_other_s_failures(aws: Cloud) -> None:
    """A function whose name begins as another's is another; its own versions and aliases are its own."""
    id = f"arn:aws:lambda:{PARIS}:{ACCOUNT}:function:tri"
    aws.answer("lambda", "ListFunctions", {"Functions": [{"FunctionName": "tri", "FunctionArn": id}]}, PARIS)
    ends = {f"{id}age": "autre", f"{id}:PROD": "alias"}
    fed = [{"FunctionArn": arn, "DestinationConfig": {"OnFailure": {"Destination": f"arn:aws:s3:::{name}"}}} for arn, name in ends.items()]
    aws.answer("lambda", "ListEventSourceMappings", {"EventSourceMappings": fed})
    assert only(aws, "lambda").facts["flows"]["copy"] == [{"to": "arn:aws:s3:::alias"}]


def test_code_at_the_edge_logs_wherever_it_runs(aws: Cloud) -> None:
    """What else is known of the logs of a distribution stays known beside it."""
    code = {
        "Quantity": 1,
        "Items": [{"LambdaFunctionARN": f"arn:aws:lambda:{VIRGINIA}:{ACCOUNT}:function:bord:3", "EventType": "viewer-request"}],
    }
    behaviour = {"TargetOriginId": "0", "ViewerProtocolPolicy": "https-only", "LambdaFunctionAssociations": code}
    site = {"Id": "E1", "ARN": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E1", "DomainName": "e1.cloudfront.net"}
    listed = {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": 1, "Items": [{**site, "DefaultCacheBehavior": behaviour}]}
    aws.answer("cloudfront", "ListDistributions", {"DistributionList": listed})
    logged = {"Enabled": True, "IncludeCookies": False, "Bucket": "journaux.s3.amazonaws.com", "Prefix": ""}
    aws.answer("cloudfront", "GetDistributionConfig", {"DistributionConfig": {"Comment": "", "Enabled": True, "Logging": logged}})
    aws.answer("cloudfront", "ListRealtimeLogConfigs", {"RealtimeLogConfigs": {"Marker": "", "MaxItems": 100, "IsTruncated": False}})
    found = only(aws, "cloudfront")
    assert found.facts["flows"]["logs"] == [{"to": "arn:aws:s3:::journaux"}]
    assert found.unknown["flows.logs"].startswith("not_collected: what Lambda@Edge logs")


@pytest.mark.parametrize(("account", "outcome"), [(STRANGER, Outcome.FAIL), (ACCOUNT, Outcome.PASS)])
def test_who_may_copy_out_of_a_vault_may_copy_all_that_lies_there(aws: Cloud, account: str, outcome: Outcome) -> None:
    """Snapshots in it are read as EC2's and RDS's own, which know nothing of the vault's policy."""
    client = aws.client("backup")
    client.create_backup_vault(BackupVaultName="coffre")
    statement = {"Effect": "Allow", "Principal": {"AWS": account}, "Action": "backup:CopyFromBackupVault", "Resource": "*"}
    aws.answer("backup", "GetBackupVaultAccessPolicy", {"Policy": json.dumps({"Statement": [statement]})})
    vault = f"arn:aws:backup:{PARIS}:{ACCOUNT}:backup-vault:coffre"
    assert judged(COLLECTORS["backup"], aws.scan("backup", regions=[PARIS]))[vault, "SEC-011"] == outcome


@pytest.mark.parametrize(
    ("sort", "properties", "leads"),
    [
        ("SNOWFLAKE", {}, None),
        ("BIGQUERY", {"SparkProperties": "{}"}, None),
        ("MARKETPLACE", {"CONNECTOR_TYPE": "Jdbc"}, None),
        ("NETWORK", {}, False),
        ("JDBC", {"JDBC_CONNECTION_URL": "jdbc:oracle:thin:@rh.loin.example:1521/rh"}, ["rh.loin.example"]),
        ("JDBC", {"JDBC_CONNECTION_URL": "jdbc:postgresql:rh"}, None),
        ("KAFKA", {"KAFKA_BOOTSTRAP_SERVERS": "b1.loin.example:9094,b2.loin.example:9094"}, ["b1.loin.example", "b2.loin.example"]),
    ],
)
def test_a_connection_that_names_no_host_leads_somewhere(aws: Cloud, sort: str, properties: dict[str, str], leads: Any) -> None:
    """That it does not say where is not that it leads nowhere; one of a network alone does not lead to anybody."""
    connection = {"Name": "c", "ConnectionType": sort, "ConnectionProperties": properties}
    aws.answer("glue", "GetConnections", {"ConnectionList": [connection]}, PARIS)
    found = only(aws, "glue")
    assert ("flows.copy" in found.unknown) is (leads is None)
    assert found.facts.get("flows", {}).get("copy") == ([{"to": host, "holder": host} for host in leads] if leads else None)


WAREHOUSE = f"entrepot.abc.{VIRGINIA}.redshift.amazonaws.com"


@pytest.mark.parametrize(
    ("connection", "leads"),
    [
        ({"databaseUrl": f"jdbc:redshift://{WAREHOUSE}:5439/d"}, [{"to": WAREHOUSE, "holder": WAREHOUSE, "region": VIRGINIA}]),
        ({"clusterIdentifier": "entrepot", "databaseName": "d", "dataApiRoleArn": f"arn:aws:iam::{ACCOUNT}:role/r"}, []),
        ({"isRedshiftServerless": True, "workgroupName": "entrepot", "databaseName": "d"}, []),
    ],
)
def test_a_flow_to_redshift_goes_where_its_connection_says_and_leaves_what_failed(
    aws: Cloud, connection: dict[str, Any], leads: list[dict[str, Any]]
) -> None:
    """By its address a warehouse of any region and account is reached, by its name one of the flow's own; errors are left in a bucket."""
    profile = {"connectorProfileName": "e", "connectorProfileProperties": {"Redshift": connection}}
    said = {"object": "t", "intermediateBucketName": "passage", "errorHandlingConfig": {"bucketName": "erreurs"}}
    end = {"connectorType": "Redshift", "connectorProfileName": "e", "destinationConnectorProperties": {"Redshift": said}}
    aws.answer("appflow", "ListFlows", {"flows": [{"flowArn": f"arn:aws:appflow:{PARIS}:{ACCOUNT}:flow/f", "flowName": "f"}]}, PARIS)
    aws.answer("appflow", "DescribeFlow", {"destinationFlowConfigList": [end]})
    aws.answer("appflow", "DescribeConnectorProfiles", {"connectorProfileDetails": [profile]})
    buckets = [{"to": f"arn:aws:s3:::{name}"} for name in ("passage", "erreurs")]
    assert only(aws, "appflow").facts["flows"]["copy"] == [*buckets, *leads]


@pytest.mark.parametrize("workflow", [True, False])
def test_a_workflow_takes_what_a_server_received_somewhere(aws: Cloud, workflow: bool) -> None:
    """Beside where users land; the groups where it is told who took what are read."""
    server = {"Arn": f"arn:aws:transfer:{PARIS}:{ACCOUNT}:server/{SERVERS[0]}", "ServerId": SERVERS[0], "Domain": "S3"}
    group = f"arn:aws:logs:{PARIS}:{STRANGER}:log-group:qui"
    steps = (
        {"WorkflowDetails": {"OnUpload": [{"WorkflowId": "w-0123456789abcdef0", "ExecutionRole": f"arn:aws:iam::{ACCOUNT}:role/r"}]}}
        if workflow
        else {}
    )
    aws.answer("transfer", "ListServers", {"Servers": [server]}, PARIS)
    aws.answer(
        "transfer",
        "ListUsers",
        {
            "ServerId": SERVERS[0],
            "Users": [{"Arn": f"arn:aws:transfer:{PARIS}:{ACCOUNT}:user/a", "UserName": "ann", "HomeDirectory": "/depots"}],
        },
    )
    aws.answer("transfer", "DescribeServer", {"Server": {"Arn": server["Arn"], "StructuredLogDestinations": [f"{group}:*"], **steps}})
    found = only(aws, "transfer")
    assert ("flows.copy" in found.unknown) is workflow
    assert found.facts["flows"]["copy"] == [{"to": "arn:aws:s3:::depots"}, {"to": group, "region": PARIS, "account": STRANGER}]


def test_a_delivery_is_told_on_its_way_and_where_nobody_has_heard_of_it(aws: Cloud) -> None:
    """The function that is handed every record, in whichever account; a destination of another sort than those we know."""
    function = f"arn:aws:lambda:{PARIS}:{STRANGER}:function:change"
    by = {"Enabled": True, "Processors": [{"Type": "Lambda", "Parameters": [{"ParameterName": "LambdaArn", "ParameterValue": function}]}]}
    end = {"DestinationId": "d", "ExtendedS3DestinationDescription": {"BucketARN": "arn:aws:s3:::lac", "ProcessingConfiguration": by}}
    described: dict[str, Any] = {"DeliveryStreamName": "f", "Destinations": [end]}
    aws.answer("firehose", "ListDeliveryStreams", {"DeliveryStreamNames": ["f"], "HasMoreDeliveryStreams": False}, PARIS)
    aws.answer("firehose", "DescribeDeliveryStream", {"DeliveryStreamDescription": described})
    told = [{"to": function, "region": PARIS, "account": STRANGER}, {"to": "arn:aws:s3:::lac"}]
    assert only(aws, "firehose").facts["flows"]["copy"] == told


def test_a_destination_of_a_sort_that_is_new_is_unknown() -> None:
    """A later SDK may tell of one."""
    there: Any = {"Destinations": [{"DestinationId": "d", "MoonDestinationDescription": {"Crater": "Tycho"}}]}
    found = firehose._destinations(None, there)  # type: ignore[arg-type]  # nothing is asked
    assert isinstance(found, Unknown)
