"""A small estate for each AWS collector of what stands at the edge, or watches, and the facts that must be read back from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.aws import ACCOUNT, IRELAND, PARIS, STRANGER, VIRGINIA, Cloud
from tests.providers.aws.seeds import OWNER, PAIR, Expected
from tests.providers.aws.seeds_messaging import to

LAKE = {"to": "arn:aws:s3:::lac"}
EDGE: dict[str, Any] = {"country": None, "holder": "cloudfront.net"}


def cloudfront(cloud: Cloud) -> Expected:
    """A site in front of a bucket and a server, logged twice, with code at the edge; and a plain one."""
    here = f"arn:aws:cloudfront::{ACCOUNT}"
    function = f"arn:aws:lambda:{VIRGINIA}:{ACCOUNT}:function:bord"
    stream = f"arn:aws:kinesis:{VIRGINIA}:{ACCOUNT}:stream/visites"
    origins = ["lac.s3.eu-west-3.amazonaws.com", "www.ville.example"]
    config = f"{here}:realtime-log-config/visites"
    behaviour = {
        "TargetOriginId": "0",
        "ViewerProtocolPolicy": "https-only",
        "LambdaFunctionAssociations": {"Quantity": 1, "Items": [{"LambdaFunctionARN": f"{function}:3", "EventType": "viewer-request"}]},
        "RealtimeLogConfigArn": config,
    }

    def distribution(known: str, *names: str, **more: Any) -> dict[str, Any]:
        items = [{"Id": str(place), "DomainName": name} for place, name in enumerate(names)]
        ids = {"Id": known, "ARN": f"{here}:distribution/{known}", "DomainName": f"{known.lower()}.cloudfront.net"}
        return {**ids, "PriceClass": "PriceClass_100", "Origins": {"Quantity": len(items), "Items": items}, **more}

    whole = distribution("E1", *origins, Aliases={"Quantity": 1, "Items": ["www.ville.example"]}, DefaultCacheBehavior=behaviour)
    live = {"TargetOriginId": "0", "ViewerProtocolPolicy": "https-only", "RealtimeLogConfigArn": config}
    bare = distribution("E2", "api.ville.example", DefaultCacheBehavior=live)
    cloud.answer("cloudfront", "ListDistributions", {"DistributionList": _listed([whole, bare])})
    logged = {"Enabled": True, "IncludeCookies": False, "Bucket": "lac.s3.amazonaws.com", "Prefix": ""}
    cloud.answer(
        "cloudfront",
        "GetDistributionConfig",
        {"DistributionConfig": {"Comment": "", "Enabled": True, "Logging": logged}},
    )
    ends = [{"StreamType": "Kinesis", "KinesisStreamConfig": {"RoleARN": "arn:aws:iam::1:role/x", "StreamARN": stream}}]
    visits = {"ARN": config, "Name": "visites", "SamplingRate": 100, "EndPoints": ends, "Fields": ["c-ip"]}
    cloud.answer("cloudfront", "ListRealtimeLogConfigs", {"RealtimeLogConfigs": _listed([visits])})
    delivered = f"arn:aws:logs:{VIRGINIA}:{ACCOUNT}:delivery-destination:suite"
    sent = {"id": "1", "arn": "x", "deliverySourceName": "site", "deliveryDestinationArn": delivered}
    cloud.answer("logs", "DescribeDeliveries", {"deliveries": [sent]}, VIRGINIA)
    cloud.answer("logs", "DescribeDeliverySources", {"deliverySources": [{"name": "site", "resourceArns": [bare["ARN"]]}]}, VIRGINIA)
    end = {"arn": delivered, "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::suite"}}
    cloud.answer("logs", "DescribeDeliveryDestinations", {"deliveryDestinations": [end]}, VIRGINIA)
    cloud.answer("cloudfront", "ListTagsForResource", lambda asked: {"Tags": {"Items": PAIR if asked["Resource"].endswith("E1") else []}})
    return {
        whole["ARN"]: {
            "name": "www.ville.example",
            "region": None,
            "cdn.origins": origins,
            "flows.cache": [{**EDGE, "source": "arn:aws:s3:::lac"}, EDGE],
            "flows.processing": [{"to": function, **EDGE}],
            # Its code logs wherever it runs: what else is known of its logs, another test asks.
            "tags": OWNER,
        },
        bare["ARN"]: {
            "name": "e2.cloudfront.net",
            "cdn.origins": ["api.ville.example"],
            "flows.cache": [EDGE],
            "flows.processing": None,
            "flows.logs": [LAKE, to(stream), {"to": "arn:aws:s3:::suite"}],
            "tags": {},
        },
    }


def _listed(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"Marker": "", "MaxItems": 100, "IsTruncated": False, "Quantity": len(items), "Items": items}


def globalaccelerator(cloud: Cloud) -> Expected:
    """An accelerator that leads to Ireland and to an empty group in Virginia, and one that leads nowhere."""
    here = f"arn:aws:globalaccelerator::{ACCOUNT}:accelerator"
    accelerators = [{"AcceleratorArn": f"{here}/{name}", "Name": name} for name in ("guichet", "nu")]
    balancer = f"arn:aws:elasticloadbalancing:{IRELAND}:{ACCOUNT}:loadbalancer/app/g/1"
    groups = [
        {"EndpointGroupArn": "1", "EndpointGroupRegion": IRELAND, "EndpointDescriptions": [{"EndpointId": balancer}]},
        {"EndpointGroupArn": "2", "EndpointGroupRegion": VIRGINIA},
    ]
    logged = {"FlowLogsEnabled": True, "FlowLogsS3Bucket": "lac"}
    service = "globalaccelerator"
    cloud.answer(service, "ListAccelerators", {"Accelerators": accelerators}, "us-west-2")
    cloud.answer(
        service,
        "ListListeners",
        lambda asked: {"Listeners": [{"ListenerArn": "l"}] if asked["AcceleratorArn"].endswith("guichet") else []},
    )
    cloud.answer(service, "ListEndpointGroups", {"EndpointGroups": groups})
    cloud.answer(
        service,
        "DescribeAcceleratorAttributes",
        lambda asked: {"AcceleratorAttributes": logged if asked["AcceleratorArn"].endswith("guichet") else {"FlowLogsEnabled": False}},
    )
    cloud.answer(service, "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceArn"].endswith("guichet") else []})
    return {
        f"{here}/guichet": {
            "region": None,
            "flows.processing": [to(balancer), {"account": ACCOUNT, "region": VIRGINIA}],
            "flows.logs": [LAKE],
            "tags": OWNER,
        },
        f"{here}/nu": {"flows.processing": None, "flows.logs": None, "tags": {}},
    }


def route53(cloud: Cloud) -> Expected:
    """A zone whose queries are logged in Virginia, and one whose are not."""
    client = cloud.client("route53")
    zones = [client.create_hosted_zone(Name=name, CallerReference=name)["HostedZone"]["Id"] for name in ("ville.example", "essai.example")]
    first, second = (zone.rsplit("/", 1)[1] for zone in zones)
    client.change_tags_for_resource(ResourceType="hostedzone", ResourceId=first, AddTags=PAIR)
    group = f"arn:aws:logs:{VIRGINIA}:{ACCOUNT}:log-group:/dns"
    logged = {"Id": "q", "HostedZoneId": first, "CloudWatchLogsLogGroupArn": f"{group}:*"}
    cloud.answer("route53", "ListQueryLoggingConfigs", {"QueryLoggingConfigs": [logged]})
    return {
        f"arn:aws:route53:::hostedzone/{first}": {"name": "ville.example", "region": None, "flows.logs": [to(group)], "tags": OWNER},
        f"arn:aws:route53:::hostedzone/{second}": {"name": "essai.example", "flows.logs": None, "tags": {}},
    }


def appflow(cloud: Cloud) -> Expected:
    """A flow to a bucket, a bus and Snowflake, and one to a Salesforce that its connection names."""
    here = f"arn:aws:appflow:{PARIS}:{ACCOUNT}:flow"
    listed = [{"flowArn": f"{here}/{name}", "flowName": name, "tags": OWNER if name == "trois" else {}} for name in ("trois", "crm")]
    ends = [
        {"connectorType": "S3", "destinationConnectorProperties": {"S3": {"bucketName": "lac"}}},
        {"connectorType": "EventBridge", "destinationConnectorProperties": {"EventBridge": {"object": "partenaire"}}},
        {"connectorType": "Snowflake", "destinationConnectorProperties": {"Snowflake": {"object": "t", "intermediateBucketName": "lac"}}},
    ]
    crm = [
        {"connectorType": "Salesforce", "connectorProfileName": "crm", "destinationConnectorProperties": {"Salesforce": {"object": "c"}}}
    ]
    profile = {"connectorProfileName": "crm", "connectorProfileProperties": {"Salesforce": {"instanceUrl": "https://v.my.salesforce.com/"}}}
    cloud.answer("appflow", "ListFlows", {"flows": listed}, PARIS)
    cloud.answer("appflow", "DescribeFlow", lambda asked: {"destinationFlowConfigList": ends if asked["flowName"] == "trois" else crm})
    cloud.answer("appflow", "DescribeConnectorProfiles", {"connectorProfileDetails": [profile]})
    bus = f"arn:aws:events:{PARIS}:{ACCOUNT}:event-bus/partenaire"
    return {
        f"{here}/trois": {"name": "trois", "flows.copy": [LAKE, to(bus), {"holder": "Snowflake"}], "flows.share": None, "tags": OWNER},
        f"{here}/crm": {"flows.copy": [{"to": "v.my.salesforce.com", "holder": "v.my.salesforce.com"}], "tags": {}},
    }


def security_findings(cloud: Cloud) -> Expected:
    """Detectors watched by a stranger and exported, findings of Paris gathered in Virginia but not the others, Macie's into a bucket."""
    detectors = ["d1", "d2"]
    cloud.answer("guardduty", "ListDetectors", {"DetectorIds": detectors}, PARIS)
    cloud.answer("guardduty", "GetDetector", lambda asked: {"Status": "ENABLED", "Tags": OWNER if asked["DetectorId"] == "d1" else {}})
    sent = [{"DestinationId": "x", "DestinationType": "S3", "Status": "PUBLISHING"}]
    cloud.answer("guardduty", "ListPublishingDestinations", lambda asked: {"Destinations": sent if asked["DetectorId"] == "d1" else []})
    cloud.answer("guardduty", "DescribePublishingDestination", {"DestinationProperties": {"DestinationArn": "arn:aws:s3:::lac"}})
    watched = {"Administrator": {"AccountId": STRANGER, "RelationshipStatus": "Enabled"}}
    cloud.answer("guardduty", "GetAdministratorAccount", lambda asked: watched if asked["DetectorId"] == "d1" else {})
    gathered = [f"arn:aws:securityhub:{VIRGINIA}:{ACCOUNT}:finding-aggregator/{name}" for name in ("a", "b")]
    listed = [{"FindingAggregatorArn": one} for one in gathered]
    cloud.answer("securityhub", "ListFindingAggregators", {"FindingAggregators": listed}, PARIS)
    cloud.answer("securityhub", "ListFindingAggregators", {"FindingAggregators": []}, VIRGINIA)
    modes = dict(zip(gathered, ("ALL_REGIONS", "SPECIFIED_REGIONS"), strict=True))
    cloud.answer(
        "securityhub",
        "GetFindingAggregator",
        lambda asked: {
            "FindingAggregationRegion": VIRGINIA,
            "RegionLinkingMode": modes[asked["FindingAggregatorArn"]],
            "Regions": [IRELAND],
        },
    )
    cloud.answer("macie2", "GetMacieSession", {"status": "ENABLED"})
    cloud.answer("macie2", "GetClassificationExportConfiguration", {})
    results = {"s3Destination": {"bucketName": "lac", "expectedBucketOwner": STRANGER, "kmsKeyArn": "k"}}
    cloud.answer("macie2", "GetClassificationExportConfiguration", {"configuration": results}, PARIS)
    cloud.answer("macie2", "GetAdministratorAccount", {"administrator": {"accountId": STRANGER, "relationshipStatus": "Enabled"}}, PARIS)
    cloud.answer("macie2", "GetAdministratorAccount", {}, VIRGINIA)
    hub, macie = f"arn:aws:securityhub:{PARIS}:{ACCOUNT}:finding-aggregator", f"arn:aws:macie2:{PARIS}:{ACCOUNT}:session"
    detector = f"arn:aws:guardduty:{PARIS}:{ACCOUNT}:detector"
    kept: dict[str, Any] = {"retention.max": "P90D", "encryption.at_rest": True, "encryption.key": None}
    stranger = {"account": STRANGER, "region": PARIS}
    return {
        f"{detector}/d1": {**kept, "flows.copy": [LAKE, stranger], "tags": OWNER},
        f"{detector}/d2": {**kept, "flows.copy": None, "tags": {}},
        f"{hub}/a": {**kept, "flows.copy": [to(gathered[0])]},
        f"{hub}/b": {**kept, "flows.copy": None},
        macie: {**kept, "flows.copy": [{**LAKE, "account": STRANGER}, stranger]},
        macie.replace(PARIS, VIRGINIA): {**kept, "flows.copy": None},
    }


def config(cloud: Cloud) -> Expected:
    """A recorder that delivers to a bucket and a topic and that a stranger may gather in Ireland, and two aggregators."""
    topic = f"arn:aws:sns:{PARIS}:{ACCOUNT}:config"
    cloud.answer("config", "DescribeConfigurationRecorders", {"ConfigurationRecorders": [{"name": "default"}]}, PARIS)
    cloud.answer("config", "DescribeDeliveryChannels", {"DeliveryChannels": [{"name": "d", "s3BucketName": "lac", "snsTopicARN": topic}]})
    allowed = {"AuthorizedAccountId": STRANGER, "AuthorizedAwsRegion": IRELAND}
    cloud.answer("config", "DescribeAggregationAuthorizations", {"AggregationAuthorizations": [allowed]})
    cloud.answer("config", "DescribeRetentionConfigurations", {"RetentionConfigurations": [{"Name": "d", "RetentionPeriodInDays": 400}]})
    here = f"arn:aws:config:{PARIS}:{ACCOUNT}"
    listed = [
        {"ConfigurationAggregatorName": name, "ConfigurationAggregatorArn": f"{here}:config-aggregator/{name}"} for name in ("a", "b")
    ]
    cloud.answer("config", "DescribeConfigurationAggregators", {"ConfigurationAggregators": listed}, PARIS)
    cloud.answer("config", "ListTagsForResource", lambda asked: {"Tags": PAIR if asked["ResourceArn"].endswith("/a") else []})
    none: dict[str, Any] = {"encryption.at_rest": True, "encryption.key": None}
    return {
        f"{here}:configuration-recorder/default": {
            **none,
            "retention.max": "P400D",
            "flows.copy": [LAKE, to(topic), {"account": STRANGER, "region": IRELAND}],
            "tags": {},
        },
        f"{here}:config-aggregator/a": {**none, "flows.copy": None, "tags": OWNER},
        f"{here}:config-aggregator/b": {**none, "tags": {}},
    }


SEEDS: Mapping[str, Callable[[Cloud], Expected]] = {
    "cloudfront": cloudfront,
    "globalaccelerator": globalaccelerator,
    "route53": route53,
    "appflow": appflow,
    "security-findings": security_findings,
    "config": config,
}
