"""Deliveries of the logs that AWS services write themselves (CloudFront, Bedrock, SES …)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from auditor.model import Resource
from auditor.providers.aws.absences import DOCS
from auditor.providers.aws.common import to_arn
from auditor.providers.aws.targets import to_bucket
from auditor.providers.contract import Absence, Call, Collector, Reader
from auditor.providers.observing import lift
from auditor.providers.shapes import flows

if TYPE_CHECKING:
    from auditor.providers.aws.shapes.log_deliveries import Delivery

DELIVERY = "AWS::Logs::Delivery"

DELIVERIES = Call("logs", "DescribeDeliveries", feeds=("flows.copy", "tags"), path="deliveries", lists=True)
SOURCES = Call("logs", "DescribeDeliverySources", feeds=("flows.copy",), path="deliverySources")
TARGETS = Call("logs", "DescribeDeliveryDestinations", feeds=("flows.copy",), path="deliveryDestinations")


def collect(reader: Reader) -> Iterator[Resource]:
    """Every delivery of the region."""
    deliveries = list(reader.pages(DELIVERIES))
    if deliveries:
        sources, targets = reader.all(SOURCES), reader.all(TARGETS)
        yield from (_delivery(reader, sources, targets, one) for one in deliveries)


def _delivery(reader: Reader, sources: object, targets: object, listed: Delivery) -> Resource:
    facts = {"flows.copy": lift(lambda found, ends: delivered(reader, listed, found, ends), sources, targets)}
    return reader.resource(DELIVERY, listed["arn"], f"{listed['deliverySourceName']}/{listed['id']}", facts, dict(listed.get("tags", {})))


def delivered(reader: Reader, delivery: Delivery, sources: list[dict[str, Any]], targets: list[dict[str, Any]]) -> Any:
    """From each resource whose logs they are to where they go; a destination of another account is known by its own ARN."""
    own = {one["arn"]: one.get("deliveryDestinationConfiguration", {}).get("destinationResourceArn") for one in targets}
    end = own.get(delivery["deliveryDestinationArn"]) or delivery["deliveryDestinationArn"]
    there = to_bucket(reader, end) if ":s3:::" in end else to_arn(end.removesuffix(":*"))
    named = [arn for one in sources if one["name"] == delivery["deliverySourceName"] for arn in one.get("resourceArns", ())]
    return flows({**there, "source": arn} for arn in named) or flows([there])


COLLECTOR = Collector(
    service="log-deliveries",
    native_types={DELIVERY: "transfer"},
    calls=(DELIVERIES, SOURCES, TARGETS),
    collect=collect,
    never=(
        Absence(
            ("flows.share",),
            f"{DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutDeliveryDestinationPolicy.html: lets others send in, never take",
        ),
    ),
)
