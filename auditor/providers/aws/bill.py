"""The bill (Cost Explorer), asked only when the configuration says so: AWS charges each look. Names services, not resources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from auditor.clock import today
from auditor.providers.contract import Call
from auditor.providers.observing import Unknown

COSTS = Call("ce", "GetCostAndUsage", path="ResultsByTime")
DAYS = 30
_NAMES = (
    "Amazon Simple Storage Service|EC2 - Other|Amazon Elastic Block Store|Amazon Relational Database Service|Amazon DynamoDB|"
    "AmazonCloudWatch|AWS Key Management Service|AWS Backup|Amazon Elastic File System|Amazon FSx|Amazon ElastiCache|"
    "Amazon MemoryDB|Amazon OpenSearch Service|Amazon Redshift|Amazon Simple Queue Service|Amazon Simple Notification Service|"
    "Amazon Kinesis|Amazon Kinesis Firehose|AWS Lambda|Amazon Managed Streaming for Apache Kafka|AWS Secrets Manager|"
    "Amazon EC2 Container Registry (ECR)|AWS Glue|Amazon Athena|AWS CloudTrail|Amazon SageMaker|Amazon Bedrock|Amazon Cognito|"
    "Amazon Simple Email Service|Amazon WorkSpaces|Amazon CloudFront|AWS Global Accelerator|Amazon Route 53|AWS DataSync|"
    "AWS Database Migration Service|AWS Transfer Family|AWS Storage Gateway|Amazon AppFlow|CloudWatch Events|Amazon Timestream|"
    "Amazon Glacier|Amazon Keyspaces (for Apache Cassandra)|Amazon DocumentDB (with MongoDB compatibility)|Amazon Neptune|"
    "AWS Config|Amazon GuardDuty|Amazon Macie|AWS Security Hub|Tax|Refund|AWS Support (Business)|AWS Support (Developer)|"
    "AWS Cost Explorer"
)
OURS = frozenset(_NAMES.split("|"))
"""Names on the bill of what the collectors read, and of what is no service; a name that is missing here is told, never hidden."""


def unread(ask: Callable[..., Any]) -> list[str] | Unknown:
    """The services of the last month's bill that no collector reads; `ask(call, region, **parameters)` makes the call."""
    end = today()
    period = {"Start": (end - timedelta(days=DAYS)).isoformat(), "End": end.isoformat()}
    by_service = [{"Type": "DIMENSION", "Key": "SERVICE"}]
    answer = ask(COSTS, None, TimePeriod=period, Granularity="MONTHLY", Metrics=["UnblendedCost"], GroupBy=by_service)
    if isinstance(answer, Unknown):
        return answer
    return sorted({key for month in answer for group in month.get("Groups", ()) for key in group["Keys"]} - OURS)
