"""A synthetic AWS estate of about N resources in five regions (or BENCH_REGIONS of them), made with the calls a customer would make."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
from botocore.config import Config

ENABLED = (
    "eu-west-3 eu-west-1 eu-central-1 us-east-1 eu-west-2 eu-north-1 us-east-2 us-west-1 us-west-2 ca-central-1 sa-east-1 "
    "ap-south-1 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2"
).split()
"""The seventeen that every account has."""
REGIONS = ENABLED[: int(os.environ.get("BENCH_REGIONS", "5"))]
SHARES = {
    "logs": 0.3,
    "sqs": 0.25,
    "sns": 0.1,
    "volume": 0.15,
    "snapshot": 0.08,
    "bucket": 0.04,
    "table": 0.04,
    "key": 0.02,
    "secret": 0.02,
}
"""What share of the resources each kind is, as in an estate that few people tidy."""
THREADS = 8


def build(url: str, count: int) -> int:
    """Make the estate on the emulator at `url`; answers how many things it made."""
    session = boto3.Session("bench", "bench")
    config = Config(retries={"total_max_attempts": 2}, s3={"addressing_style": "path"}, max_pool_connections=THREADS)
    clients = {
        (service, region): session.client(service, region_name=region, endpoint_url=url, config=config)
        for service in ("logs", "sqs", "sns", "ec2", "s3", "dynamodb", "kms", "secretsmanager")
        for region in REGIONS
    }
    volumes = {region: _volume(clients["ec2", region], region) for region in REGIONS}
    work = [(kind, number) for kind, share in SHARES.items() for number in range(int(count * share))]

    def make(one: tuple[str, int]) -> None:
        kind, number = one
        region = REGIONS[number % len(REGIONS)]
        _make(kind, number, region, clients, volumes[region])

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(make, work))
    return len(work) + len(volumes)


def _volume(ec2: Any, region: str) -> str:
    return str(ec2.create_volume(AvailabilityZone=f"{region}a", Size=8)["VolumeId"])


def _make(kind: str, number: int, region: str, clients: Any, volume: str) -> None:
    name = f"{kind}-{number}"
    match kind:
        case "logs":
            clients["logs", region].create_log_group(logGroupName=name)
        case "sqs":
            clients["sqs", region].create_queue(QueueName=name)
        case "sns":
            clients["sns", region].create_topic(Name=name)
        case "volume":
            _volume(clients["ec2", region], region)
        case "snapshot":
            clients["ec2", region].create_snapshot(VolumeId=volume)
        case "bucket":
            where = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
            clients["s3", region].create_bucket(Bucket=name, **where)
        case "table":
            key: Any = {"KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"}
            attributes: Any = [{"AttributeName": "id", "AttributeType": "S"}]
            clients["dynamodb", region].create_table(TableName=name, AttributeDefinitions=attributes, **key)
        case "key":
            clients["kms", region].create_key()
        case _:
            clients["secretsmanager", region].create_secret(Name=name, SecretString="x")
